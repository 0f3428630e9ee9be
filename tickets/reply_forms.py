"""What the lead types when it answers (DOMAIN §2.4). Cleans text, decides nothing."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from orgs.models import Post
from tickets.form_bases import BoxesForm
from tickets.forwarding import ONLY_FORWARDED, Says, what_it_says
from tickets.group_forms import Together
from tickets.models import Contact, Reply, Ticket
from tickets.offers import own_leg
from tickets.queries.contacts import last_contact
from tickets.services.assisting import against, in_the_way, waiting
from tickets.statuses import ContactWay, Outcome, ReplyFile
from web.forms import LongTextField, TextField

NOT_REACHED: Final = "none"
_BOXES: Final[tuple[tuple[str, Promise], ...]] = (
    (ReplyFile.HANDLING, _("办理材料（审核通过后企业能看到）")),
    (ReplyFile.CONTACT, _("联系证据（仅内部）")),
    (ReplyFile.IDENTITY, _("证件（仅内部）")),
)
# What a “yes” asks for besides: field → the sentence when it is missing.
_OF_BEYOND_DUTY: Final[Mapping[str, Promise]] = {
    "beyond_reason": _("请写明为什么超出职责"),
    "channel": _("请写明企业应该找哪里，带上电话或地址"),
}


def _yes_or_no(label: Any, *, missing: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("是")), ("no", _("否"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class ReplyForm(Together, BoxesForm):
    """The lead's reply. Open assists are named; a reason lets it pass without them.

    How the firm was reached is asked only where nobody has recorded a contact in this round.
    """

    kinds = _BOXES
    claim_true = _yes_or_no(_("诉求属实吗？"), missing=_("请选择诉求是否属实"))
    untrue_reason = TextField(label=_("哪里不属实（仅内部，不属实的必填）"), max_length=300, required=False)
    outcome = forms.TypedChoiceField(
        label=_("结果"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择办理结果"), "invalid_choice": _("请选择办理结果")},
    )
    words = LongTextField(
        label=_("给企业的答复"),
        max_length=2000,
        rows=6,
        min_length=10,
        missing=_("请写明办理结果。只写“已转相关部门”不算答复"),
    )
    unsolved_reason = TextField(
        label=_("没有完全解决的原因和依据（企业会看到，没有完全解决的必填）"), max_length=300, required=False
    )
    beyond_duty = forms.BooleanField(label=_("这件事超出各单位职责"), required=False)
    beyond_reason = TextField(label=_("为什么超出职责（企业会看到）"), max_length=300, required=False)
    channel = TextField(label=_("应走的渠道（企业会看到）"), max_length=200, required=False)
    contact_way = forms.ChoiceField(
        label=_("怎样联系企业的？"),
        choices=[*ContactWay.choices, (NOT_REACHED, _("没有联系上"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎样联系企业的"), "invalid_choice": _("请选择怎样联系企业的")},
    )
    contacted_at = forms.DateTimeField(
        label=_("什么时候联系的"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("请写日期和时间，例如 2026-11-20 10:00")},
    )
    internal = LongTextField(label=_("办理情况（仅内部）"), max_length=2000, rows=3, required=False)
    override_reason = TextField(label=_("不等协办、不采纳不同意见的理由"), max_length=300, required=False)
    kept = forms.TypedMultipleChoiceField(
        label=_("上一稿的材料，勾选的再带上"),
        choices=(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("请从列表中选择材料")},
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        for name in ("untrue_reason", "unsolved_reason"):
            self.fields[name].sometimes = True  # type: ignore[attr-defined]  # read by `{% field %}`
        silent, opposed = waiting(ticket), against(ticket)
        if silent or opposed:
            self.fields["override_reason"].help_text = in_the_way(silent, opposed)
        else:
            del self.fields["override_reason"]
        self.leg = own_leg(ticket, post)
        self.contact: Contact | None = last_contact(self.leg, ticket.round) if self.leg else None
        if self.contact is not None:
            del self.fields["contact_way"], self.fields["contacted_at"]
        self.last = self.leg.last_draft if self.leg else None
        self._go_on_with(self.last)

    def _go_on_with(self, last: Reply | None) -> None:
        """Words and files of the unit's last draft stand in the form: what was returned is edited, not typed again."""
        files = list(last.files.filter(removed_at=None)) if last else []
        if last is None or not files:
            del self.fields["kept"]
        else:
            field: Any = self.fields["kept"]
            field.choices = [(file.pk, f"{file.get_kind_display()} · {file.label}") for file in files]
        if last is not None and not self.is_bound:
            self.initial = {**_words_of(last), "kept": [file.pk for file in files], **self.initial}

    def clean_words(self) -> str:
        """Words that only pass the matter on are no answer."""
        words: str = self.cleaned_data["words"]
        if what_it_says(words) is Says.ONLY_FORWARDED:
            raise ValidationError(ONLY_FORWARDED, code="only_forwarded")
        return words

    def clean(self) -> dict[str, Any]:
        """“No”, “not wholly”, “beyond duty” and “we rang” are answers only with what belongs to them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("claim_true") is False:
            self._need("untrue_reason", _("不属实的，请写明哪里不属实"))
        if cleaned.get("outcome") in {Outcome.UNSOLVED, Outcome.BASICALLY}:
            self._need("unsolved_reason", _("没有完全解决的，请写明原因和依据"))
        if cleaned.get("beyond_duty"):
            for name, missing in _OF_BEYOND_DUTY.items():
                self._need(name, missing)
        if cleaned.get("contact_way", NOT_REACHED) != NOT_REACHED:
            self._need("contacted_at", _("请写明什么时候联系的"))
            self._refuse_impossible_times()
        return cleaned | {"files": self.tokens}

    def _need(self, name: str, missing: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, missing)

    def _refuse_impossible_times(self) -> None:
        at = self.cleaned_data.get("contacted_at")
        if at is not None and at > clock.now():
            self.add_error("contacted_at", _("联系的时间还没有到，请核对"))
        elif at is not None and self.leg is not None and at < self.leg.dispatched_at:
            self.add_error("contacted_at", _("这个时间还没有派单给你们，请核对"))

    @property
    def preview(self) -> Reply:
        """What the firm would read, out of what is typed; nothing of it is judged yet."""
        said = self.initial
        beyond = bool(said.get("beyond_duty"))
        way = self.contact.way if self.contact else str(said.get("contact_way") or "")
        return Reply(
            outcome=said.get("outcome") or "",
            body=said.get("words") or "",
            unsolved_reason=said.get("unsolved_reason") or "",
            beyond_duty=beyond,
            beyond_reason=(said.get("beyond_reason") or "") if beyond else "",
            channel=(said.get("channel") or "") if beyond else "",
            contact_way=way if way in ContactWay.values else "",
        )


def _words_of(reply: Reply) -> dict[str, Any]:
    """What a form would have to say to become this reply."""
    return {
        "claim_true": "yes" if reply.claim_true else "no",
        "untrue_reason": reply.untrue_reason,
        "outcome": reply.outcome,
        "words": reply.body,
        "unsolved_reason": reply.unsolved_reason,
        "beyond_duty": reply.beyond_duty,
        "beyond_reason": reply.beyond_reason,
        "channel": reply.channel,
        "contact_way": reply.contact_way or NOT_REACHED,
        "contacted_at": reply.contacted_at,
        "internal": reply.internal,
        "override_reason": reply.override_reason,
    }

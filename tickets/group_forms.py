"""What people type to join cases, to take one out of a group and to split a call. Cleans text, decides nothing."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journal import clock
from orgs.models import Post
from tickets.form_bases import ActionForm
from tickets.masking import firm_name
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.queries.alike import Similar, similar_open
from tickets.queries.catalogue import names_of
from tickets.queries.rows import with_units
from tickets.services import numbers
from web.forms import LongTextField, TextField

OTHER: Final = "other"
MOST_PIECES: Final = 5
LEAST_PIECES: Final = 2


class JoinGroupForm(ActionForm):
    """Which case this one is answered with: one that was suggested, or any other by its number."""

    lead = forms.ChoiceField(
        label=_("并入哪一件（主件）"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("请从列表中选择主件，或填写编号")},
    )
    number = TextField(label=_("或者填写主件的编号"), max_length=20, required=False)

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        self.similar: list[Similar] = similar_open(post, ticket, now=clock.now())
        with_units(each.ticket for each in self.similar)
        lead: Any = self.fields["lead"]
        lead.choices = [(each.ticket.number, self._words(each)) for each in self.similar]
        for name in ("lead", "number"):  # one of the two
            self.fields[name].sometimes = True  # type: ignore[attr-defined]  # read by `{% field %}`
        if not self.similar:
            del self.fields["lead"]

    def _words(self, each: Similar) -> str:
        whose = gettext("同一企业") if each.same_firm else firm_name(each.ticket, self.post)
        lead = each.ticket.lead
        return gettext("%(number)s %(title)s（%(firm)s，%(town)s，%(unit)s，文字相似 %(percent)d%%）") % {
            "number": each.ticket.number,
            "title": each.ticket.title,
            "firm": whose,
            "town": each.ticket.town.name,
            "unit": lead.department.display_name if lead else each.ticket.get_status_display(),
            "percent": each.percent,
        }

    def clean(self) -> dict[str, Any]:
        """`onto`: the case that was picked or named, among those that the post may see."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.get("number") or cleaned.get("lead") or ""
        if self.errors:
            return cleaned
        field = "number" if cleaned.get("number") or "lead" not in self.fields else "lead"
        if not typed:
            raise ValidationError({field: _("请选择主件，或填写它的编号")})
        onto = tickets_for(self.post).filter(number=numbers.canonical(typed)).first()
        if onto is None:
            raise ValidationError({field: _("没有找到这个编号的件，请核对后再填")})
        return cleaned | {"onto": onto}


class LeaveGroupForm(ActionForm):
    """Why it is a matter of its own after all."""

    reason = TextField(label=_("为什么要单独办"), max_length=300, missing=_("请写明为什么要单独办"))


class SplitForm(ActionForm):
    """Two to five matters, each in words and a category of its own; empty rows do not count."""

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        choices = [("", gettext("请选择类别")), *names_of(ticket.county_id)]
        for place in range(1, MOST_PIECES + 1):
            name = {"place": place}
            self.fields[f"title{place}"] = TextField(
                label=gettext("第 %(place)d 件的标题") % name, max_length=60, required=False
            )
            self.fields[f"body{place}"] = LongTextField(
                label=gettext("第 %(place)d 件的内容") % name, max_length=2000, rows=3, required=False
            )
            self.fields[f"category{place}"] = forms.TypedChoiceField(
                label=gettext("第 %(place)d 件的类别") % name,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": _("请从列表中选择类别")},
            )

            for kind in ("title", "body", "category"):
                self.fields[f"{kind}{place}"].sometimes = True  # type: ignore[attr-defined]  # read by `{% field %}`

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each matter, for the page."""
        return [
            (place, [self[f"{name}{place}"] for name in ("title", "body", "category")])
            for place in range(1, MOST_PIECES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """`pieces`: what was written, each whole."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        pieces = []
        for place in range(1, MOST_PIECES + 1):
            said = {name: cleaned.get(f"{name}{place}") for name in ("title", "body", "category")}
            if not any(said.values()):
                continue
            for name, missing in (
                ("title", _("请写标题")), ("body", _("请写明这一件是什么事")), ("category", _("请选择类别")),
            ):  # fmt: skip
                if not said[name] and f"{name}{place}" not in self.errors:
                    self.add_error(f"{name}{place}", missing)
            pieces.append({"title": said["title"], "body": said["body"], "category_id": said["category"]})
        if len(pieces) < LEAST_PIECES and not self.errors:
            self.add_error(f"title{len(pieces) + 1}", _("至少拆成两件；只有一件事的不用拆"))
        return cleaned | {"pieces": pieces}


class Together:
    """For the form of a reply: how many other firms read the same words (同类诉求)."""

    ticket: Ticket

    @property
    def others(self) -> int:
        """The firms beside this one."""
        return len(self.ticket.followers)

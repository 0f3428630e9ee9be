"""The case (工单): one request through its whole life."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from journal.models import Chained
from tickets import policies
from tickets.models.machine import came_from, transition
from tickets.models.querysets import TicketQuerySet
from tickets.statuses import (
    ENDED,
    FIRM_WORDS,
    LIVE_LEGS,
    OPEN,
    WITHDRAWABLE,
    Closure,
    DeadlineKind,
    Impact,
    LegRole,
    LegStatus,
    RequestType,
    Source,
    Status,
    Tier,
    Urgency,
)
from web.labels import Labelled

if TYPE_CHECKING:
    from tickets.models.legs import Leg
    from tickets.models.records import InfoRequest, Rejection
    from tickets.models.replies import Reply
    from tickets.models.returns import Return


class Ticket(Labelled, Chained):
    """One case. Its row is the lock, the chain head and the version of all that hangs on it."""

    JOURNAL_NAME: ClassVar[str] = "ticket"

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT)
    number = models.CharField(_("受理编号"), max_length=20, unique=True)
    tracking_hash = models.CharField(max_length=128)
    client_token = models.UUIDField()
    client_digest = models.CharField(max_length=64)

    status = FSMField(_("状态"), choices=Status.choices, default=Status.SUBMITTED, protected=True)
    resume_status = models.CharField(max_length=12, choices=Status, blank=True)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    version = models.PositiveIntegerField(default=1)
    appealed = models.BooleanField(default=False)
    closure = models.CharField(_("办结方式"), max_length=12, choices=Closure, blank=True)

    firm = models.ForeignKey(
        "orgs.Organisation", on_delete=models.PROTECT, related_name="calls", verbose_name=_("企业")
    )
    filed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="filed")
    filed_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="filed")
    committee = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="triaged")
    about_org = models.ForeignKey(
        "orgs.Organisation", on_delete=models.PROTECT, null=True, related_name="complained_about"
    )
    parties = ArrayField(models.BigIntegerField())
    town = models.ForeignKey("orgs.Place", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("地点"), max_length=120, blank=True)

    category = models.ForeignKey("tickets.Category", on_delete=models.PROTECT, null=True, verbose_name=_("类别"))
    request_type = models.CharField(_("类型"), max_length=12, choices=RequestType, default=RequestType.HELP)
    title = models.CharField(_("标题"), max_length=60)
    body = models.TextField(_("内容"), max_length=2000)
    expected = models.CharField(_("希望的结果"), max_length=300, blank=True)
    impact = models.CharField(_("影响"), max_length=10, choices=Impact, default=Impact.BUSINESS)
    danger = models.BooleanField(_("有人有危险"), default=False)
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    tier = models.CharField(_("时限档"), max_length=2, choices=Tier, default=Tier.T3)
    source = models.CharField(_("来源"), max_length=12, choices=Source, default=Source.SELF)
    external_no = models.CharField(_("外部编号"), max_length=60, blank=True)
    # The version of the notice that whoever entered the case has read aloud; 0 when the firm typed itself.
    notice_version = models.PositiveSmallIntegerField(_("已宣读告知"), default=0)
    confidential = models.BooleanField(_("请求保密"), default=False)
    may_publish = models.BooleanField(_("同意公开"), default=False)
    contact_name = models.CharField(_("联系人"), max_length=30)
    contact_phone = models.CharField(_("手机号"), max_length=20)

    submitted_at = models.DateTimeField(_("提交时间"))
    accepted_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)  # a reply has passed review: 处理率 counts it
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    # Where it stands in the work lists (`tickets.standing`); never empty while it is open.
    waits_for = models.CharField(max_length=8, choices=DeadlineKind, blank=True)
    due_at = models.DateTimeField(null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("filed_by_person", "client_token"), name="one_case_per_form"),
            models.UniqueConstraint(
                fields=("county", "source", "external_no"),
                condition=~models.Q(external_no=""),
                name="one_case_per_external_number",
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="case_status_is_known"),
            models.CheckConstraint(condition=models.Q(round__gte=1), name="round_counts_from_one"),
            models.CheckConstraint(
                condition=models.Q(status__in=OPEN, closed_at__isnull=True)
                | models.Q(status__in=ENDED, closed_at__isnull=False),
                name="ended_case_has_an_end_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.CLOSED) | ~models.Q(closure=""),
                name="closed_case_says_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.NEED_INFO) | ~models.Q(resume_status=""),
                name="waiting_case_knows_where_it_was",
            ),
        )
        indexes = (
            GinIndex(fields=("parties",), name="ticket_parties"),
            models.Index(
                fields=("committee", "status", "due_at", "id"),
                condition=models.Q(status__in=OPEN),
                name="ticket_due_at_desk",
            ),
            # Work is found among what is open, however much lies behind it (DESIGN §9).
            GinIndex(fields=("parties",), condition=models.Q(status__in=OPEN), name="ticket_open_parties"),
            models.Index(
                fields=("status", "due_at", "id"),
                condition=models.Q(status__in=OPEN),
                name="ticket_due_by_status",
            ),
            models.Index(
                fields=("status", "waits_for", "due_at", "id"),
                condition=models.Q(status__in=OPEN),
                name="ticket_due_by_turn",
            ),
            models.Index(
                fields=("committee", "due_at", "id"),
                condition=models.Q(waits_for=DeadlineKind.RULING),
                name="ticket_due_for_ruling",
            ),
            models.Index(fields=("firm", "-submitted_at", "-id"), name="ticket_of_firm"),
            models.Index(fields=("county", "-submitted_at", "-id"), name="ticket_of_county"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def firm_words(self) -> str:
        """The status as the firm reads it."""
        return str(FIRM_WORDS[Status(self.status)])

    @property
    def where(self) -> str:
        """Town and address on one line; people often begin the address with the town."""
        if self.address.startswith(self.town.name):
            return self.address
        return f"{self.town.name}，{self.address}" if self.address else self.town.name

    @property
    def is_open(self) -> bool:
        """Whether anything can still be decided on the case."""
        return self.status in OPEN

    # What the policies ask about. Each is one query at the first question, then in hand; the
    # one door reads the case afresh under its lock, so none of them outlives a change.

    @cached_property
    def live_legs(self) -> "Sequence[Leg]":
        """The units that have a part in the case now, lead first."""
        legs = self.legs.filter(status__in=LIVE_LEGS).select_related("department", "signed_by")
        return sorted(legs, key=lambda leg: (leg.role != LegRole.LEAD, leg.pk))

    @cached_property
    def standing_reply(self) -> "Reply | None":
        """This round's reply that has not been sent back."""
        return self.reply_set.filter(round=self.round, superseded_at=None).first()

    @cached_property
    def open_rejection(self) -> "Rejection | None":
        """A proposal not to take the case on that nobody has ruled on yet."""
        return self.rejection_set.filter(ruled_at=None).first()

    @cached_property
    def open_return(self) -> "Return | None":
        """What the lead has given back and nobody has ruled on yet; asked only while a leg stands so."""
        if all(leg.status != LegStatus.RETURNING for leg in self.live_legs):
            return None
        return self.return_set.select_related("leg__department", "entry", "suggested").get(
            ruled_at=None, lapsed_at=None
        )

    @cached_property
    def open_question(self) -> "InfoRequest | None":
        """What the firm has been asked and not answered yet."""
        return self.inforequest_set.filter(answered_at=None, lapsed_at=None).first()

    @property
    def lead(self) -> "Leg | None":
        """The one unit that answers the firm."""
        return next((leg for leg in self.live_legs if leg.role == LegRole.LEAD), None)

    # Transitions change memory only; `services.changing` is the one place that calls and saves.

    @transition(field=status, source=Status.SUBMITTED, target=Status.ACCEPTED, permission=policies.may_decide)
    def accept(self) -> None:
        """受理."""

    @transition(
        field=status,
        source=[Status.SUBMITTED, Status.ACCEPTED, Status.HANDLING],
        target=Status.NEED_INFO,
        permission=policies.may_ask,
    )
    def ask(self) -> None:
        """要补充: remember where the case was."""
        self.resume_status = self.status

    @transition(
        field=status,
        source=Status.NEED_INFO,
        target=came_from([Status.SUBMITTED, Status.ACCEPTED, Status.HANDLING], attribute="resume_status"),
        permission=policies.may_supplement,
    )
    def resume(self) -> None:
        """Back where it was, with what is there."""

    @transition(
        field=status,
        source=[Status.SUBMITTED, Status.ACCEPTED],
        target=Status.REJECTED,
        permission=policies.may_rule_on_rejection,
    )
    def reject(self) -> None:
        """不予受理."""

    @transition(
        field=status,
        source=list(WITHDRAWABLE),
        target=Status.WITHDRAWN,
        permission=policies.owns_the_firm,
    )
    def withdraw(self) -> None:
        """撤回."""

    @transition(
        field=status,
        source=[Status.REJECTED, Status.WITHDRAWN],
        target=Status.SUBMITTED,
        permission=policies.may_appeal,
    )
    def appeal(self) -> None:
        """申诉, once: the case stands before the desk again."""
        self.appealed = True
        self.closed_at = None

    @transition(field=status, source=Status.SUBMITTED, target=Status.HANDLING, permission=policies.may_decide)
    def take_on(self) -> None:
        """直接答复: the desk takes the lead leg itself."""

    @transition(field=status, source=Status.ACCEPTED, target=Status.HANDLING, permission=policies.may_decide)
    def dispatch(self) -> None:
        """派单."""

    @transition(field=status, source=Status.HANDLING, target=Status.REPLIED, permission=policies.is_the_lead)
    def reply(self) -> None:
        """提交答复."""

    @transition(
        field=status,
        source=Status.REPLIED,
        target=Status.REVISITING,
        permission=policies.may_review,
    )
    def pass_reply(self) -> None:
        """审核通过."""

    @transition(field=status, source=Status.REPLIED, target=Status.HANDLING, permission=policies.may_review)
    def send_back(self) -> None:
        """退回重办."""

    @transition(
        field=status,
        source=Status.REVISITING,
        target=Status.CLOSED,
        permission=policies.may_revisit,
    )
    def close(self) -> None:
        """办结."""

    @transition(
        field=status,
        source=Status.REVISITING,
        target=Status.HANDLING,
        permission=policies.may_revisit,
    )
    def go_round(self) -> None:
        """Not solved or not content: the same lead works a next round."""
        self.round += 1


class NumberCounter(models.Model):
    """The last number given out on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class TrackingAttempt(models.Model):
    """A failed look-up by number and code; rows of the last minutes are the rate limit."""

    key = models.CharField(max_length=64)  # a keyed hash: neither address nor number is kept
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "at"), name="tracking_attempts_by_key"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%H:%M}"

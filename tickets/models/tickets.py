"""The case (工单): one request through its whole life."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from journal.models import Chained
from orgs.models import Post
from tickets import policies, reopening_policies
from tickets.models.case_rules import CONSTRAINTS, INDEXES
from tickets.models.exclusions import Rated
from tickets.models.instructions import Instructed
from tickets.models.joined import Joined
from tickets.models.legs import Leg
from tickets.models.machine import came_from, transition
from tickets.models.querysets import TicketQuerySet
from tickets.models.reopenings import Reopened
from tickets.models.replies import STANDING
from tickets.models.requested import Requested
from tickets.models.supervision import Supervised
from tickets.models.whistles import Whistle, whistles_of
from tickets.statuses import (
    FIRM_WORDS,
    LIVE_LEGS,
    OPEN,
    WITHDRAWABLE,
    Closure,
    DeadlineKind,
    Impact,
    LegRole,
    RequestType,
    Source,
    Status,
    Tier,
    Urgency,
)
from web.labels import Labelled
from web.prepared import prepared
from web.sealed_field import SealedPhoneField

if TYPE_CHECKING:
    from tickets.models.impasses import Impasse
    from tickets.models.records import InfoRequest, Rejection
    from tickets.models.replies import Reply


class Ticket(Labelled, Supervised, Instructed, Reopened, Joined, Rated, Requested, Chained):
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
    # The units read its words without the personal numbers in them (`tickets.masking`); the desk has decided so.
    redacted = models.BooleanField(_("隐去个人信息"), default=False)
    may_publish = models.BooleanField(_("同意公开"), default=False)
    contact_name = models.CharField(_("联系人"), max_length=30)
    contact_phone = SealedPhoneField(_("手机号"), max_length=20)

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
    whistling = models.BooleanField(default=False)  # a whistle lasts: the desk's list of them is in order
    tabled = models.BooleanField(_("上圆桌会议"), default=False, db_default=False)  # a topic of it is open
    urgings = models.PositiveSmallIntegerField(default=0)  # how often the firm has urged (催办)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = CONSTRAINTS
        indexes = INDEXES

    def __str__(self) -> str:
        return self.number

    @property
    def firm_words(self) -> str:
        """The status as the firm reads it."""
        return str(FIRM_WORDS[Status(self.status)])

    door: str = ""  # the whole address, where the reader reads less of it (`tickets.placing`)

    @cached_property
    def where(self) -> str:
        """Town and address on one line; people often begin the address with the town. Less, for some readers."""
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
    def live_legs(self) -> Sequence[Leg]:
        """The units that have a part in the case now, lead first."""
        legs = sorted(_live_legs(case=self.pk), key=lambda leg: (leg.role != LegRole.LEAD, leg.pk))
        for leg in legs:
            leg.ticket = self
        return legs

    @cached_property
    def standing_reply(self) -> "Reply | None":
        """This round's reply that has not been sent back."""
        return self.reply_set.filter(STANDING, round=self.round).first()

    @cached_property
    def open_rejection(self) -> "Rejection | None":
        """A proposal not to take the case on that nobody has ruled on yet."""
        return self.rejection_set.filter(ruled_at=None).first()

    @cached_property
    def open_impasse(self) -> "Impasse | None":
        """Three rounds and the firm is not content: what the office has to decide; asked only where it can be."""
        if not policies.has_stopped(self):
            return None
        return self.impasse_set.filter(decided_at=None, lapsed_at=None).first()

    @cached_property
    def hands(self) -> frozenset[int]:
        """Everybody who has worked on it for a unit, in any round: they signed, reached the firm, or wrote a reply."""
        return frozenset(person for (person,) in self._worked())

    @cached_property
    def its_units_people(self) -> frozenset[int]:
        """The same, and everybody with a post in a unit that led it: none of them rates it, whatever else they are."""
        led = self.legs.filter(role=LegRole.LEAD).values("department")
        there = Post.objects.lasting().filter(organisation__in=led).order_by().values_list("person")
        return frozenset(person for (person,) in self._worked(there))

    def _worked(self, *others: models.QuerySet[Any, Any]) -> models.QuerySet[Any, Any]:
        signed = self.legs.filter(signed_by__isnull=False).order_by().values_list("signed_by__person")
        rang = self.contact_set.order_by().values_list("by__person")
        wrote = self.reply_set.order_by().values_list("by_person")
        ruled = self.reply_set.filter(ruled_by_person__isnull=False).order_by().values_list("ruled_by_person")
        return signed.union(rang, wrote, ruled, *others)

    @cached_property
    def open_question(self) -> "InfoRequest | None":
        """What the firm has been asked and not answered yet."""
        return self.inforequest_set.filter(answered_at=None, lapsed_at=None).first()

    @cached_property
    def whistles(self) -> "Sequence[Whistle]":
        """Every whistle blown in the case, the newest first, each with the units it called and what was said after."""
        return whistles_of(self)

    @property
    def lead(self) -> Leg | None:
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

    @transition(field=status, source=Status.ACCEPTED, target=Status.CLOSED, permission=policies.system_only)
    def finish_parts(self) -> None:
        """The last part of a split call has ended."""

    @transition(field=status, source=Status.CLOSED, target=Status.ACCEPTED, permission=policies.system_only)
    def reopen_whole(self) -> None:
        """A part of a split call is open again."""

    @transition(field=status, source=Status.ACCEPTED, target=Status.HANDLING, permission=policies.may_decide)
    def dispatch(self) -> None:
        """派单."""

    @transition(field=status, source=Status.HANDLING, target=Status.ON_LEDGER, permission=policies.settles)
    def go_on_ledger(self) -> None:
        """挂账: it takes long, by a plan."""

    @transition(field=status, source=Status.ON_LEDGER, target=Status.HANDLING, permission=policies.settles)
    def leave_ledger(self) -> None:
        """销号, or taken off: the lead goes on with the time that was left."""

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
    def come_to_a_stop(self) -> None:
        """The last round that goes by itself, and not accepted: the lead's leg rests, the office decides."""

    @transition(field=status, source=Status.CLOSED, target=Status.HANDLING, permission=reopening_policies.may_rule)
    def reopen(self) -> None:
        """再次办理: new facts, a further round."""
        self.round += 1

    @transition(field=status, source=Status.HANDLING, target=Status.CLOSED, permission=policies.may_settle)
    def settle(self) -> None:
        """最终答复."""

    @transition(
        field=status,
        source=Status.REVISITING,
        target=Status.HANDLING,
        permission=policies.may_revisit,
    )
    def go_round(self) -> None:
        """Not solved or not content: the same lead works a next round."""
        self.round += 1


@prepared("case")
def _live_legs(*, case: int) -> models.QuerySet[Leg]:
    return Leg.objects.filter(ticket=case, status__in=LIVE_LEGS).select_related("department", "signed_by")

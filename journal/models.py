"""The journal's tables. Events, access notes and checkpoints are append-only: triggers and rights say so."""

from typing import Any, ClassVar, Self

from django.db import connection, models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from journal import canonical


class CurrentTransaction(Func):
    """The inserting transaction's 64-bit id: what tells the sealer that a row has committed for good."""

    template = "pg_current_xact_id()::text::bigint"
    output_field: Any = models.BigIntegerField()


class CurrentCluster(Func):
    """The database cluster's own number, drawn at initdb: what tells rows of a restored cluster from new ones."""

    template = "(pg_control_system()).system_identifier"
    output_field: Any = models.BigIntegerField()


class MachineTime(Func):
    """The database's wall clock. A moved product clock neither hastens nor delays the relay."""

    template = "clock_timestamp()"
    output_field: Any = models.DateTimeField()


def table_of(model: type[models.Model]) -> str:
    """A model's table, quoted for SQL."""
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- Django documents _meta for this


class Chained(models.Model):
    """A subject with a chain of events. Its row lock is the chain's lock; `events.record` alone moves these fields."""

    JOURNAL_NAME: ClassVar[str]

    chain_seq = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.BinaryField(default=b"", editable=False)

    class Meta:
        abstract = True

    def journal_county(self) -> int | None:
        """The county its events belong to; a county answers with itself."""
        county: int | None = getattr(self, "county_id", None)
        return county


class AppendOnly(models.Model):
    """Rows that nobody changes or removes. `grant_web_role` gives SELECT and INSERT; triggers bind the owner too."""

    class Meta:
        abstract = True


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the journal."""

    def for_subject(self, subject_type: str, subject_id: int) -> Self:
        """One subject's events, oldest first."""
        return self.filter(subject_type=subject_type, subject_id=subject_id).order_by("seq")


class Event(AppendOnly):
    """One act: timeline, audit line, cause of every notice and of every figure (DESIGN §4)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    cluster = models.BigIntegerField(db_default=CurrentCluster(), editable=False)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    county = models.BigIntegerField(null=True)
    actor = models.BigIntegerField(null=True)
    post = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    hash_version = models.PositiveSmallIntegerField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("事件")
        verbose_name_plural = _("事件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "seq"], name="one_event_per_link"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["xid"], name="event_by_transaction"),
            # The auditor's ways through the list (`audit.lists`), each in the order of time.
            models.Index(fields=["county", "at", "id"], name="events_of_a_county"),
            models.Index(fields=["county", "verb", "at", "id"], name="events_by_verb"),
            models.Index(fields=["actor", "at", "id"], name="events_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} #{self.seq} {self.verb}"

    def sealed_fields(self) -> dict[str, object]:
        """What the hash covers. `id`, `xid` and `cluster` come from the database: the checkpoints cover those."""
        return {
            "at": canonical.instant(self.at),
            "verb": self.verb,
            "subject": [self.subject_type, self.subject_id],
            "seq": self.seq,
            "county": self.county,
            "actor": self.actor,
            "post": self.post,
            "data": self.data,
            "previous": bytes(self.previous_hash).hex(),
        }

    def expected_hash(self) -> bytes:
        """Raises TypeError or ValueError when the stored fields cannot have been written by the journal."""
        return canonical.seal(self.sealed_fields(), version=self.hash_version)


class ErasableFact(models.Model):
    """The salt that makes an event's hashed fact provable. Deleting it erases the fact and leaves the chain whole."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="erasable_facts")
    field = models.CharField(max_length=60)
    salt = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "field"], name="one_salt_per_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.field}"


class Outbox(models.Model):
    """One consumer's duty to hear of one event. The row goes in the transaction that does the work."""

    id = models.BigAutoField(primary_key=True)
    consumer = models.CharField(max_length=40)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="outbox", db_index=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=MachineTime())
    parked_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        verbose_name = _("待送达")
        verbose_name_plural = _("待送达")
        indexes: ClassVar = [
            models.Index(
                fields=["consumer", "due_at", "id"], name="outbox_due", condition=models.Q(parked_at__isnull=True)
            ),
            models.Index(
                fields=["consumer", "subject_type", "subject_id", "id"],
                name="outbox_in_line",
                condition=models.Q(parked_at__isnull=True),
            ),
            models.Index(fields=["id"], name="outbox_parked", condition=models.Q(parked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.event_id}"


class AccessKind(models.TextChoices):
    """Reads and refusals that matter (RELIABILITY §3), and what was decided about undeliverable duties."""

    REVEAL = "reveal", _("查看隐去内容")
    DOWNLOAD = "download", _("下载附件")
    EXPORT = "export", _("导出")
    PRINT = "print", _("打印")
    SIGN_IN = "sign_in", _("登录")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    SIGN_OUT = "sign_out", _("退出")
    LOCKED_OUT = "locked_out", _("登录被锁定")
    SESSION_ENDED = "session_ended", _("登录到期或被退出")
    FACTOR_ADDED = "factor_added", _("开通两步验证")
    FACTOR_REMOVED = "factor_removed", _("取消两步验证")
    FACTOR_FAILED = "factor_failed", _("两步验证没有通过")
    OUTSIDE_LINKED = "outside_linked", _("绑定登录方式")
    OUTSIDE_UNLINKED = "outside_unlinked", _("解除登录方式")
    REFUSED = "refused", _("打不开（无权或不存在）")
    VERIFIED = "verified", _("核验日志")
    AUDITED = "audited", _("查看审计记录")
    WHO_READS = "who_reads", _("查看谁能看诉求")
    RETRIED = "outbox_retried", _("重新送达")
    GIVEN_UP = "outbox_given_up", _("放弃送达")


class AccessLog(AppendOnly):
    """Who looked at what, from where. Not chained by subject: the checkpoints seal it."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    cluster = models.BigIntegerField(db_default=CurrentCluster(), editable=False)
    kind = models.CharField(max_length=20, choices=AccessKind.choices)
    county = models.BigIntegerField(null=True)
    actor = models.BigIntegerField(null=True)
    post = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=40, default="")
    subject_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=45, default="")  # text: inet would respell what was hashed
    agent_hash = models.CharField(max_length=64, default="")
    request_id = models.CharField(max_length=64, default="")
    data = models.JSONField(default=dict)
    hash_version = models.PositiveSmallIntegerField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("访问记录")
        verbose_name_plural = _("访问记录")
        indexes: ClassVar = [
            models.Index(fields=["xid"], name="access_by_transaction"),
            models.Index(fields=["county", "at", "id"], name="accesses_of_a_county"),
            models.Index(fields=["county", "kind", "at", "id"], name="accesses_by_kind"),
            models.Index(fields=["actor", "at", "id"], name="accesses_of_a_person"),
            models.Index(fields=["subject_type", "subject_id", "at", "id"], name="accesses_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"

    def sealed_fields(self) -> dict[str, object]:
        """What the hash covers."""
        plain = ("kind", "county", "actor", "post", "subject_type", "subject_id")
        where = ("address", "agent_hash", "request_id", "data")
        return {"at": canonical.instant(self.at)} | {name: getattr(self, name) for name in plain + where}

    def expected_hash(self) -> bytes:
        """Raises TypeError or ValueError when the stored fields cannot have been written by the journal."""
        return canonical.seal(self.sealed_fields(), version=self.hash_version)


class Checkpoint(AppendOnly):
    """A seal over everything that committed since the last one, in both logs. `k` counts from 1 without a gap.

    Covered are rows with an id above `event_floor` (`access_floor`) and an xid in [previous `upto`, `upto`).
    Xids mean something only inside one cluster: a checkpoint whose floors rise is a bridge (`checkpoints.py`).
    """

    k = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    cluster = models.BigIntegerField()
    upto = models.BigIntegerField()
    event_floor = models.BigIntegerField()
    access_floor = models.BigIntegerField()
    event_top = models.BigIntegerField()
    access_top = models.BigIntegerField()
    event_count = models.PositiveIntegerField()
    access_count = models.PositiveIntegerField()
    root = models.BinaryField()
    hash_version = models.PositiveSmallIntegerField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("封存点")
        verbose_name_plural = _("封存点")

    def __str__(self) -> str:
        return f"{self.k}"

    def sealed_fields(self) -> dict[str, object]:
        """What the hash covers: the sealed rows through `root`, the history through `previous`."""
        ranges = ("event_floor", "access_floor", "event_top", "access_top", "event_count", "access_count")
        return {
            "k": self.k,
            "at": canonical.instant(self.at),
            "cluster": self.cluster,
            "upto": self.upto,
            "root": bytes(self.root).hex(),
            "previous": bytes(self.previous_hash).hex(),
        } | {name: getattr(self, name) for name in ranges}

    def expected_hash(self) -> bytes:
        """Raises TypeError or ValueError when the stored fields cannot have been written by the journal."""
        return canonical.seal(self.sealed_fields(), version=self.hash_version)


class Verification(AppendOnly):
    """A finished run of `verify_journal`: the next incremental run starts at `checkpoint`."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    checkpoint = models.BigIntegerField()
    checkpoint_hash = models.BinaryField()
    events = models.BigIntegerField()
    accesses = models.BigIntegerField()
    broken = models.TextField(default="")

    class Meta:
        verbose_name = _("核验")
        verbose_name_plural = _("核验")

    def __str__(self) -> str:
        return f"{self.checkpoint} {self.broken or 'sound'}"

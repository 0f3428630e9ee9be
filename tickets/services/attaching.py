"""Files of a form that is still being filled in: kept at once, so that an error loses none."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Q, QuerySet, Subquery, Sum, Value
from django.utils.translation import gettext as _

from journal import clock
from orgs.models import Person, Post
from orgs.statuses import Role
from tickets.exceptions import Busy
from tickets.models import UNSENT, Attachment, CheckIn, InfoRequest, Note, Ticket
from tickets.scan_kinds import Scan
from tickets.services import intake
from tickets.services.changing import or_busy
from tickets.statuses import ReplyFile
from web.beside import beside
from web.prepared import Among, prepared

MOST_PHOTOS: Final = 9
MOST_DOCUMENTS: Final = 5
LONGEST_CAPTION: Final = 100
Looked = intake.Taken | ValidationError
"""What became of one upload: its bytes are kept, or a sentence says why not."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an upload: the files that the form has now, read when asked for, and why one is not kept."""

    files: Iterable[Attachment]
    problems: list[ValidationError]


def of_form(person: Person, client_token: UUID) -> QuerySet[Attachment]:
    """The files kept so far for a form that has not been sent."""
    return Attachment.objects.filter(UNSENT, person=person, client_token=client_token, removed_at=None)


def in_hand(person: Person, forms: Collection[str], tokens: Collection[UUID]) -> QuerySet[Attachment]:
    """The files kept for these forms of a case's page, or under these tokens: a closed browser finds them again."""
    kept = Attachment.objects.filter(UNSENT, person=person, removed_at=None)
    return kept.filter(Q(form__in=forms) | Q(client_token__in=tokens))


def keep(uploads: Iterable["UploadedFile[Any]"], *, person: Person, client_token: UUID, form: str = "") -> Kept:
    """Keep what can be kept; nothing is dropped silently. The text of the form is untouched."""
    looked = (_looked_at(upload) for upload in uploads)
    return keep_looked_at(looked, person=person, client_token=client_token, form=form)


def keep_looked_at(looked: Iterable[Looked], *, person: Person, client_token: UUID, form: str = "") -> Kept:
    """The same for uploads that have been looked at; the same file twice is one row."""
    problems: list[ValidationError] = []
    for each in looked:
        try:
            if isinstance(each, ValidationError):
                raise each
            put(each, person=person, client_token=client_token, form=form)
        except ValidationError as problem:
            problems.append(problem)
    return Kept(of_form(person, client_token), problems)


def keep_one(upload: "UploadedFile[Any]", *, person: Person, client_token: UUID, form: str = "") -> Attachment:
    """Keep one file for a form; the same file twice is one row. Raises ValidationError with a sentence."""
    return put(look_at(upload), person=person, client_token=client_token, form=form)


@contextmanager
def looking_at(uploads: Sequence["UploadedFile[Any]"]) -> Iterator["Future[list[Looked]]"]:
    """Have uploads looked at beside what the page does inside, one after another; all have been when it is left.

    Most forms bring none: no thread is begun for them.
    """
    if not uploads:
        nothing: Future[list[Looked]] = Future()
        nothing.set_result([])
        yield nothing
        return
    looked = beside(lambda: [_looked_at(upload) for upload in uploads], name="look")
    try:
        yield looked
    finally:
        wait([looked])


def _looked_at(upload: "UploadedFile[Any]") -> Looked:
    try:
        return look_at(upload)
    except ValidationError as problem:
        return problem


def look_at(upload: "UploadedFile[Any]") -> intake.Taken:
    """The bytes of one upload, kept under their hash. Raises ValidationError with a sentence."""
    try:
        return intake.take(upload)
    except OSError as full:
        raise ValidationError(_("暂时存不下照片，文字可以先提交，照片稍后再补传"), code="disk") from full


def put(
    taken: intake.Taken, *, person: Person, client_token: UUID, form: str = "", ticket: Ticket | None = None
) -> Attachment:
    """Give a file to a form; with a `ticket`, to the case that the form has become. Raises ValidationError."""
    try:
        return _put(taken, person=person, client_token=client_token, form=form, ticket=ticket)
    except Busy as busy:
        words = _("您的另一个文件还没有存完，“%(name)s”请稍等几秒再传")
        raise ValidationError(words, params={"name": taken.name}, code="busy") from busy


def _put(taken: intake.Taken, *, person: Person, client_token: UUID, form: str, ticket: Ticket | None) -> Attachment:
    now = clock.now()
    with transaction.atomic():
        _queue_up(person.pk)
        mine = of_sending(person, client_token)
        same = next((file for file in mine if file.sha256 == taken.sha256), None)
        if same and not same.used_at:
            return same
        so_far = SoFar(*_so_far(person=person.pk, token=client_token, sha256=taken.sha256)[0])
        _refuse_surplus(taken, mine, so_far, late=ticket is not None)
        # Bytes that were found to be malware wait closed for `scanning.run`, which needs no scanner to know them.
        scan = {"scan": Scan.PENDING, "scan_next_at": now} if settings.CLAMD or so_far.is_malware else {}
        return Attachment.objects.create(
            ticket=ticket,
            person=person,
            client_token=client_token,
            form=form,
            name=taken.name,
            content_type=taken.content_type,
            size=taken.size,
            sha256=taken.sha256,
            thumb_sha256=taken.thumb,
            at=now,
            **scan,
        )


def of_sending(person: Person, client_token: UUID) -> list[Attachment]:
    """All files of a form, sent or not."""
    return _of_sending(person=person.pk, token=client_token)


@prepared("person", "token")
def _of_sending(*, person: int, token: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(person=person, client_token=token, removed_at=None)


def _queue_up(person_id: int) -> None:
    """The person's row serialises uploads and sendings: limits hold for all together, and no file falls between.

    After the case, where one is locked. Not FOR UPDATE: rows that only name the person need not wait. Raises Busy.
    """
    with or_busy(person_id):
        _to_lock(pk=person_id)


@prepared("pk")
def _to_lock(*, pk: int) -> QuerySet[Person, tuple[int]]:
    return Person.objects.filter(pk=pk).select_for_update(no_key=True).values_list("pk")


class SoFar(NamedTuple):
    """What is known before a file is kept; bytes are None where there are none."""

    is_sent: bool  # the form has made its case, its words or its answer already
    unsent: int | None  # bytes of the person's files that no form has sent
    of_firm: int | None  # bytes of all that the person's firm has on cases
    firm_unsent: int | None  # and that its people have not sent
    is_malware: bool  # the same bytes were found to be


def _refuse_surplus(taken: intake.Taken, mine: Sequence[Attachment], so_far: SoFar, *, late: bool) -> None:
    """How many, how much, and not after the form was sent, unless it comes to the case itself."""
    name = {"name": taken.name}
    if any(file.used_at for file in mine):
        raise ValidationError(_("这一页已经提交过，“%(name)s”没有加入，请另报一次"), params=name, code="used")
    if not late and (so_far.is_sent or any(file.ticket_id for file in mine)):
        raise ValidationError(
            _("这一页已经提交过，“%(name)s”没有加入，可以在“补充说明”里补传"), params=name, code="sent"
        )
    photo = bool(taken.thumb)
    if not has_room(mine, photo=photo):
        words = _("最多 9 张照片。已选的 9 张都保留着，“%(name)s”没有加入")
        if not photo:
            words = _("最多 5 个文件。已选的 5 个都保留着，“%(name)s”没有加入")
        raise ValidationError(words, params=name, code="too_many")
    if sum(file.size for file in mine) + taken.size > settings.FORM_MOST_BYTES:
        raise ValidationError(_("合起来不超过 50 MB。已选的都保留着，“%(name)s”没有加入"), params=name, code="too_much")
    _refuse_beyond_quotas(taken, so_far, late=late)


def has_room(files: Sequence[Attachment], *, photo: bool) -> bool:
    """Whether one more photo, or one more document, may join these in a form."""
    return sum(file.is_image == photo for file in files) < (MOST_PHOTOS if photo else MOST_DOCUMENTS)


def _refuse_beyond_quotas(taken: intake.Taken, so_far: SoFar, *, late: bool) -> None:
    """What one person leaves lying about, and what a firm keeps here in all (ASVS V5.2.4)."""
    name = {"name": taken.name}
    if not late and (so_far.unsent or 0) + taken.size > settings.PERSON_MOST_UNSENT_BYTES:
        raise ValidationError(
            _("您传了还没提交的文件太多，“%(name)s”没有加入，请先提交，或明天再传"), params=name, code="quota"
        )
    if (so_far.of_firm or 0) + (so_far.firm_unsent or 0) + taken.size > settings.FIRM_MOST_BYTES:
        raise ValidationError(
            _("您企业的文件合起来已满 %(most)d MB，“%(name)s”没有加入。文字可以照常提交，要多传请打咨询电话"),
            params={**name, "most": settings.FIRM_MOST_BYTES // 1024 // 1024},
            code="firm_quota",
        )


@prepared("person", "token", "sha256")
def _so_far(*, person: int, token: UUID, sha256: str) -> QuerySet[Person, tuple[bool, Any, Any, Any, bool]]:
    """The fields of `SoFar`. A firm's are the files of its calls, without those of units, and what lies with its
    people.
    """
    cases = Ticket.objects.filter(filed_by_person=person, client_token=token)
    words = Note.objects.filter(by__person=person, client_token=token)
    answers = InfoRequest.objects.filter(answered_by__person=person, answer_token=token)
    arrivals = CheckIn.objects.filter(by_person=person, client_token=token)
    made = Exists(cases) | Exists(words) | Exists(answers) | Exists(arrivals)
    unsent = Attachment.objects.filter(UNSENT)
    speak = Post.objects.filter(role=Role.ENTERPRISE_USER, active=True)
    firms = speak.filter(person=person).values("organisation")
    colleagues = speak.filter(organisation__in=firms).values("person")
    on_cases = Attachment.objects.filter(ticket__firm__in=firms, reply=None, check_in=None)
    malware = Attachment.objects.filter(sha256=sha256, scan=Scan.INFECTED)
    return Person.objects.filter(pk=person).values_list(
        ExpressionWrapper(made, BooleanField()),
        _bytes_of(unsent.filter(person=person)),
        _bytes_of(on_cases),
        _bytes_of(unsent.filter(person__in=colleagues)),
        Exists(malware),
    )


def _bytes_of(files: QuerySet[Attachment]) -> Subquery:
    """All of them together, in one row."""
    together = files.order_by().annotate(all=Value(1)).values("all")
    return Subquery(together.annotate(total=Sum("size")).values("total"))


def remove(ids: Sequence[int], *, person: Person, client_token: UUID) -> int:
    """Take files out of the form; returns how many. The bytes stay until they are collected as orphans."""
    return of_form(person, client_token).filter(pk__in=ids).update(removed_at=clock.now())


def gather(ids: Collection[int], *, person: Person, client_token: UUID) -> list[Attachment]:
    """Hang what a form shows of its person's unsent files on its token, whichever they hung on; those that it shows and
    that are not to be had any more: sent with another form meanwhile, or taken out of one.
    """
    shown = Attachment.objects.filter(pk__in=ids, person=person)
    shown.filter(UNSENT, removed_at=None).exclude(client_token=client_token).update(client_token=client_token)
    return list(shown.exclude(UNSENT, removed_at=None).order_by("pk"))


def used_under(client_token: UUID, *, person: Person) -> list[Attachment]:
    """The files that a form has taken along under this token."""
    return [file for file in of_sending(person, client_token) if file.used_at]


def describe(captions: Mapping[int, str], *, person: Person, client_token: UUID) -> None:
    """Write what the person says of each file. What is too long is cut with a mark: the page shows it."""
    for file in of_form(person, client_token).filter(pk__in=captions):
        caption = intake.visible(" ".join(captions[file.pk].split()))
        short = caption if len(caption) <= LONGEST_CAPTION else f"{caption[: LONGEST_CAPTION - 1]}…"
        if short != file.caption:
            of_form(person, client_token).filter(pk=file.pk).update(caption=short)


def attach(
    ticket: Ticket,
    *,
    person_id: int,
    client_token: UUID,
    check_in: CheckIn | None = None,
) -> dict[str, Any]:
    """Give a form's files to the case, inside the transaction that sends the form; returns what its event says.

    Those of a check-in are evidence between units: the firm does not see them. Raises Busy (another sending of the
    person takes too long).
    """
    return _give(person_id, client_token, ticket=ticket, check_in=check_in)


def use(*, person_id: int, client_token: UUID, now: datetime) -> dict[str, Any]:
    """The same for a form that makes no case: the caller's own row names each of the `files`, in this transaction.

    What a scanner finds in them later is told by whoever names them, from the event on the chain of their person.
    """
    return _give(person_id, client_token, used_at=now)


def _give(person_id: int, client_token: UUID, **to: Any) -> dict[str, Any]:
    _queue_up(person_id)
    rows = _to_take(person=person_id, token=client_token)
    if not rows:
        return {}
    Attachment.objects.filter(pk__in=[pk for pk, *_of in rows]).update(**to)
    said = {"files": [pk for pk, *_of in rows], "sha256": [sha256 for _pk, sha256, _scan in rows]}
    # What was found in them before has its event with the person; here it is told with the case, or what took them.
    infected = [pk for pk, _sha256, scan in rows if scan == Scan.INFECTED]
    return said | ({"infected": infected} if infected else {})


def attach_boxes(
    ticket: Ticket, boxes: Mapping[ReplyFile, UUID], *, person_id: int, reply_id: int
) -> dict[str, list[Any]]:
    """The same for a reply's boxes: its files belong to it, and say by their kind what they show."""
    if not boxes:
        return {}
    _queue_up(person_id)
    rows = _to_take_from(person=person_id, tokens=list(boxes.values()))
    said: dict[str, list[Any]] = {"files": [], "sha256": []}
    for kind, token in boxes.items():
        mine = [(pk, sha256) for pk, sha256, of in rows if of == token]
        if mine:
            taken = Attachment.objects.filter(pk__in=[pk for pk, _sha256 in mine])
            taken.update(ticket=ticket, reply=reply_id, kind=kind)
        said["files"] += [pk for pk, _sha256 in mine]
        said["sha256"] += [sha256 for _pk, sha256 in mine]
    return said


@prepared("person", "tokens")
def _to_take_from(*, person: int, tokens: list[UUID]) -> QuerySet[Attachment, tuple[int, str, UUID]]:
    kept = Attachment.objects.filter(UNSENT, Among(F("client_token"), tokens), person=person, removed_at=None)
    return kept.order_by("pk").select_for_update().values_list("pk", "sha256", "client_token")


@prepared("person", "token")
def _to_take(*, person: int, token: UUID) -> QuerySet[Attachment, tuple[int, str, str]]:
    kept = Attachment.objects.filter(UNSENT, person=person, client_token=token, removed_at=None)
    return kept.select_for_update().values_list("pk", "sha256", "scan")

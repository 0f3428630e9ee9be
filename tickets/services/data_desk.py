"""The data desk: people ask about what is kept of them, others answer in time (DOMAIN §4.1; 个保法 44 to 50).

What is granted is carried out in the same transaction, or is not granted. The person is the subject of the events; of a
caller's request it is whoever wrote it down. Raises Refused with a sentence where a rule stands in the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import JSON
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Person, Post
from orgs.services import people, privacy
from orgs.working_days import calendar_for
from tickets import data_policies
from tickets.data_kinds import Answer, Wish
from tickets.models import DataRequest
from tickets.services import answered, callers, closing

Carried = dict[str, JSON]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is asked for, and what the register is to say where it is wrong."""

    wish: Wish
    words: str = ""
    new_name: str = ""
    new_phone: str = ""
    new_email: str = ""


def ask(person_id: int, *, county_id: int, said: Said, client_token: UUID, actor: Post | None) -> DataRequest:
    """A person asks for themselves. Sent twice it is one; Refused while the same waits already."""
    return _keep(
        DataRequest(person_id=person_id, asked_by=actor, asked_by_person_id=person_id, county_id=county_id),
        said,
        client_token,
    )


def ask_for_caller(*, name: str, phone: str, said: Said, client_token: UUID, actor: Post) -> DataRequest:
    """Somebody at the counter or on the telephone asks; `actor` writes it down and has made sure who it is."""
    row = DataRequest(
        caller_name=name,
        caller_phone=phone,
        asked_by=actor,
        asked_by_person_id=actor.person_id,
        county_id=actor.county_id,
    )
    return _keep(row, said, client_token)


def refuse(request_id: int, *, answer: str, actor: Post) -> Event:
    """Say no, with the reason that whoever asked reads. Raises PermissionDenied, Refused when somebody was faster."""
    with transaction.atomic():
        request = _open_for(request_id, actor=actor)
        return _answered(request, Answer.REFUSED, answer=answer, actor=actor, carried={})


def grant(request_id: int, *, answer: str, actor: Post) -> Event:
    """Say yes and carry it out. Raises as `refuse`; Refused also where an open case stands against it."""
    with transaction.atomic():
        request = _open_for(request_id, actor=actor)
        carried = _CARRY_OUT[Wish(request.wish)](request, actor)
        return _answered(request, Answer.GRANTED, answer=answer, actor=actor, carried=carried)


def _keep(request: DataRequest, said: Said, client_token: UUID) -> DataRequest:
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=request.asked_by_person_id)
        mine = DataRequest.objects.filter(asked_by_person=request.asked_by_person_id, client_token=client_token)
        if replayed := mine.first():
            return replayed
        request.at, request.client_token, request.wish = clock.now(), client_token, said.wish
        request.words, request.new_name = said.words, said.new_name
        request.new_phone, request.new_email = said.new_phone, said.new_email
        days: int = settings.LIMITS["DATA_ANSWER"]
        request.due_at = calendar_for(request.county_id).add_working_days(request.at, days)
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError as twice:
            raise Refused(_("您已经提过同样的要求，请等答复。")) from twice
        _told("person.data_asked", request, actor=request.asked_by, data={}, erasable={"words": said.words})
    return request


def _open_for(request_id: int, *, actor: Post) -> DataRequest:
    """The waiting request, locked, if it is `actor`'s to answer."""
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request_id)
    if request.state != Answer.WAITING:
        raise Refused(_("这个请求已经有人答复过了。"))
    if not data_policies.may_answer(request, actor):
        raise PermissionDenied
    if request.person_id is None:
        callers.refuse_barred(request, actor=actor)
    return request


def _answered(request: DataRequest, state: Answer, *, answer: str, actor: Post, carried: dict[str, JSON]) -> Event:
    request.state, request.answer, request.ruled_at = state, answer, clock.now()
    request.ruled_by, request.ruled_by_person_id = actor, actor.person_id
    if request.wish == Wish.CLOSE and state == Answer.GRANTED:
        for name in answered.PERSONAL:
            setattr(request, name, "")
    request.save()
    verb = f"person.data_{state.value}"
    return _told(verb, request, actor=actor, data=carried, erasable={"answer": answer})


def _told(
    verb: str, request: DataRequest, *, actor: Post | None, data: dict[str, JSON], erasable: dict[str, str]
) -> Event:
    whose = request.person_id or request.asked_by_person_id
    subject = Person.objects.select_for_update(of=("self",)).get(pk=whose)
    said: dict[str, JSON] = {"request": request.pk, "wish": str(request.wish)}
    return events.record(verb, subject, actor=actor, at=clock.now(), data=said | data, erasable=erasable)


def _copy(_request: DataRequest, _actor: Post) -> Carried:
    """From now on the office can take the copy and hand it over (`tickets.queries.personal_copy`)."""
    return {}


def _correct(request: DataRequest, actor: Post) -> Carried:
    if request.person is None:
        return {"cases": callers.correct(request, actor=actor)}
    person = request.person
    if request.new_name or request.new_phone or request.new_email:
        people.correct(
            person.pk,
            name=request.new_name or person.name,
            phone=request.new_phone or None,
            email=request.new_email or person.email,
            actor=actor,
        )
    return {}


def _close(request: DataRequest, actor: Post) -> Carried:
    if request.person is None:
        return {"cases": callers.erase(request, actor=actor)}
    cases = closing.close(request.person.pk, request_id=request.pk, actor=actor)
    for other in DataRequest.objects.waiting().filter(person=request.person).exclude(pk=request.pk).order_by("pk"):
        _answered(other, Answer.REFUSED, answer=_("账号已经注销，这一项不再办理。"), actor=actor, carried={})
    return {"cases": cases}


def _withdraw(request: DataRequest, actor: Post) -> Carried:
    if request.person is not None:
        privacy.withdraw_consent(request.person.pk)
        return {}
    return {"cases": callers.withdraw(request, actor=actor)}


def _explain(_request: DataRequest, _actor: Post) -> Carried:
    """The answer is the explanation."""
    return {}


_CARRY_OUT: Final[dict[Wish, Callable[[DataRequest, Post], Carried]]] = {
    Wish.COPY: _copy,
    Wish.CORRECT: _correct,
    Wish.CLOSE: _close,
    Wish.WITHDRAW: _withdraw,
    Wish.EXPLAIN: _explain,
}

"""The steps of a story that units and the revisit clerk do."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from journal import clock
from orgs.calendar import COUNTY_TIME
from tickets.models import Leg, Revisit
from tickets.seeding.desk_steps import verdict
from tickets.seeding.inside_steps import countersigned
from tickets.seeding.play import Play
from tickets.services import assisting, extending, handling, pausing, replying, returning, revisiting, withdrawing
from tickets.statuses import ContactWay, DeadlineKind, ExtensionReason, LegStatus, Outcome, PauseReason

CONTACTS: Final = (
    "电话联系了负责人，问清了情况，约好后续由承办人对接。",
    "到店里看了现场，拍了照片，当面记下了企业的要求。",
    "微信加了联系人，收到补充的图片，已告知办理步骤。",
    "电话联系，企业说白天忙，约定傍晚再通话一次。",
)


def sign(play: Play, _how: str) -> Iterator[datetime]:
    """The lead signs."""
    yield play.by_unit(30, 260, hurried=(4, 12))
    leg = play.lead
    handling.sign(play.ticket_id, leg_id=leg.pk, actor=play.people.liaison(leg.department_id), version=leg.version)


def give_back(play: Play, _how: str) -> Iterator[datetime]:
    """The lead says that the case is not its own."""
    yield play.by_unit(30, 180, hurried=(2, 6))
    leg = play.lead
    said = play.next_request("returns")
    plea = returning.Plea(reason=said["reason"], law=said["law"], suggested_id=play.unit(said["to"]))
    actor = play.people.liaison(leg.department_id)
    returning.give_back(play.ticket_id, leg_id=leg.pk, plea=plea, actor=actor, version=leg.version)


def ask_longer(play: Play, _how: str) -> Iterator[datetime]:
    """The lead needs more days."""
    yield play.later(30, 120)
    leg, said = play.lead, play.next_request("longer")
    due = play.due(DeadlineKind.RESOLVE).astimezone(COUNTY_TIME).date()
    wish = extending.Wish(
        until=play.calendar.add_working_days(due, int(said["days"])).date(),
        reason=ExtensionReason(said["reason"]),
        words=said["words"],
        told=said["told"],
    )
    actor = play.people.handler(leg.department_id)
    extending.ask(play.ticket_id, leg_id=leg.pk, wish=wish, actor=actor, version=leg.version)


def ask_wait(play: Play, _how: str) -> Iterator[datetime]:
    """The lead waits for something."""
    yield play.later(30, 120)
    leg, said = play.lead, play.next_request("waits")
    wish = pausing.Wish(
        until=play.calendar.add_working_days(clock.now(), int(said["days"])).date(),
        reason=PauseReason(said["reason"]),
        words=said["words"],
        told=said["told"],
    )
    actor = play.people.handler(leg.department_id)
    pausing.ask(play.ticket_id, leg_id=leg.pk, wish=wish, actor=actor, version=leg.version)


def go_on(play: Play, _how: str) -> Iterator[datetime]:
    """What was waited for has come."""
    yield play.later(200, 420)
    ticket, leg = play.ticket, play.lead
    pausing.end(ticket.pk, actor=play.people.handler(leg.department_id), version=ticket.version)


def contact(play: Play, _how: str) -> Iterator[datetime]:
    """The lead gets in touch with the firm."""
    yield play.by_unit(20, 150, hurried=(10, 40))
    leg = play.lead
    actor, way = play.people.handler(leg.department_id), play.rng.choice(list(ContactWay))
    handling.contact(
        play.ticket_id, leg_id=leg.pk, way=way, words=play.rng.choice(CONTACTS), client_token=play.token(), actor=actor
    )


def progress(play: Play, _how: str) -> Iterator[datetime]:
    """The lead tells the firm how it goes."""
    yield play.by_unit(200, 420, hurried=(20, 50))
    leg, words = play.lead, play.next_of("progress")
    actor = play.people.handler(leg.department_id)
    handling.progress(play.ticket_id, leg_id=leg.pk, words=words, client_token=play.token(), actor=actor)


def note(play: Play, _how: str) -> Iterator[datetime]:
    """The lead leaves words that the firm never sees."""
    yield play.later(30, 120)
    actor = play.people.handler(play.lead.department_id)
    handling.note(play.ticket_id, words=play.story.texts["note"], client_token=play.token(), actor=actor)


def join(play: Play, _how: str) -> Iterator[datetime]:
    """The assists that have not signed yet sign."""
    for leg in play.assists:
        if leg.status == LegStatus.PENDING:
            yield play.later(60, 200, hurried=(3, 10))
            _sign(play, leg)


def _sign(play: Play, leg: Leg) -> None:
    handling.sign(play.ticket_id, leg_id=leg.pk, actor=play.people.liaison(leg.department_id), version=leg.version)


def opine(play: Play, how: str) -> Iterator[datetime]:
    """Assists sign and give their opinions: all of them, or the first so many."""
    for leg in play.assists[: int(how) if how else None]:
        yield play.later(40, 150, hurried=(3, 10))
        _sign(play, leg)
        yield play.later(60, 240, hurried=(10, 30))
        words = play.next_of("opinions", "按职责配合办理，无其他意见。")
        actor = play.people.handler(leg.department_id)
        handling.opine(play.ticket_id, leg_id=leg.pk, opinion=words, actor=actor, version=leg.version + 1)


def reply(play: Play, how: str) -> Iterator[datetime]:
    """The lead answers: in its time, or late."""
    yield play.after(play.due(DeadlineKind.RESOLVE), 120, 600) if how == "late" else play.before_due()
    leg, words = play.lead, play.next_of("reply")
    last = play.told("reply") >= len(play.story.reply)
    solved = last or not play.story.texts.get("unsolved")
    minded = assisting.waiting(play.ticket) or assisting.against(play.ticket)
    override = play.story.texts.get("override", "协办单位已电话反馈意见，不再等书面意见。")
    answer = replying.Answer(
        claim_true=True,
        outcome=Outcome.SOLVED if solved else Outcome.UNSOLVED,
        words=words,
        internal="已与企业核对，附件留存科室。" if play.rng.random() < 0.3 else "",  # noqa: PLR2004 -- some do
        unsolved_reason="" if solved else play.story.texts["unsolved"],
        override_reason=override if minded else "",
    )
    if leg.needs_signature:
        yield from countersigned(play, answer, how)
        return
    actor = play.people.handler(leg.department_id)
    replying.submit(play.ticket_id, leg_id=leg.pk, answer=answer, actor=actor, version=leg.version)


# --- the revisit clerk ------------------------------------------------------------------------------------------------


def call(play: Play, how: str) -> Iterator[datetime]:
    """The revisit clerk calls after seven days of silence: `none` for nobody there, else the grade."""
    lapsed = DeadlineKind.CONFIRM.value
    started = play.ticket.deadlines.filter(kind=lapsed, round=play.ticket.round).latest("pk").due_at
    tried = Revisit.objects.filter(ticket=play.ticket_id, round=play.ticket.round, valid=False).order_by("-at").first()
    yield play.after(started, 60, 500) if tried is None else play.after(tried.at, 500, 800)
    if clock.now() < started:  # on a day on which the seven days are not over nobody calls yet
        return
    said = None if how == "none" else verdict(play, how)
    revisiting.record_call(play.ticket_id, verdict=said, actor=play.people.caller(), version=play.ticket.version)


def ask_why(play: Play, how: str) -> Iterator[datetime]:
    """The clerk asks why a call was withdrawn: `none` for nobody there, `talked` where somebody asked the firm to."""
    yield play.later(500, 700)
    said = withdrawing.Account(
        outcome=Outcome.UNSOLVED if how == "talked" else Outcome.SOLVED,
        persuaded=how == "talked",
        words=play.story.texts.get("why", ""),
    )
    account = None if how == "none" else said
    withdrawing.check(play.ticket_id, account=account, actor=play.people.caller(), version=play.ticket.version)

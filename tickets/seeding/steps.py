"""The steps of a story: each waits for its time, then does through a service what a person would do on a page."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from journal import clock
from orgs.models import Post
from tickets.models import Leg, Revisit
from tickets.seeding.play import Play
from tickets.services import desk, dispatch, firm, handling, replying, returning, revisiting
from tickets.statuses import (
    BadReason,
    ContactWay,
    DeadlineKind,
    Grade,
    LegStatus,
    Outcome,
    RejectReason,
    Urgency,
)

Step = Callable[[Play, str], Iterator[datetime]]
OUTCOMES: Final[Mapping[int, Outcome]] = {
    5: Outcome.SOLVED,
    4: Outcome.SOLVED,
    3: Outcome.BASICALLY,
    2: Outcome.UNSOLVED,
    1: Outcome.UNSOLVED,
}
CONTACTS: Final = (
    "电话联系了负责人，问清了情况，约好后续由承办人对接。",
    "到店里看了现场，拍了照片，当面记下了企业的要求。",
    "微信加了联系人，收到补充的图片，已告知办理步骤。",
    "电话联系，企业说白天忙，约定傍晚再通话一次。",
)


# --- the firm ---------------------------------------------------------------------------------------------------------


def supplement(play: Play, _how: str) -> Iterator[datetime]:
    """The firm answers the desk's question."""
    yield play.when_the_firm_is_up()
    ticket = play.ticket
    firm.supplement(ticket.pk, answer=play.story.texts["answer"], actor=play.firm, version=ticket.version)


def add(play: Play, _how: str) -> Iterator[datetime]:
    """The firm says more."""
    yield play.when_the_firm_is_up()
    firm.add(play.ticket_id, words=play.story.texts["add"], client_token=play.token(), actor=play.firm)


def withdraw(play: Play, _how: str) -> Iterator[datetime]:
    """The firm takes its call back."""
    yield play.when_the_firm_is_up()
    ticket = play.ticket
    firm.withdraw(ticket.pk, reason=play.story.texts["withdraw"], actor=play.firm, version=ticket.version)


def appeal(play: Play, _how: str) -> Iterator[datetime]:
    """The firm asks once more."""
    yield play.when_the_firm_is_up()
    ticket = play.ticket
    words = play.story.texts["appeal"]
    firm.appeal(ticket.pk, reason=words, client_token=play.token(), actor=play.firm, version=ticket.version)


def confirm(play: Play, how: str) -> Iterator[datetime]:
    """The firm answers the three questions: `confirm:4`, with `n` for “nobody contacted us”, `b` for partly solved."""
    yield play.when_the_firm_is_up()
    ticket = play.ticket
    revisiting.confirm(ticket.pk, verdict=verdict(play, how), actor=play.firm, version=ticket.version)


def verdict(play: Play, how: str) -> revisiting.Verdict:
    """What the firm says, from the grade and its marks."""
    grade = Grade(int(how[0]))
    outcome = {"b": Outcome.BASICALLY, "s": Outcome.SOLVED}.get(how[-1], OUTCOMES[grade])
    told = play.told("words")
    bad = outcome == Outcome.UNSOLVED and told < len(play.story.reasons)
    reasons = [BadReason(reason) for reason in play.story.reasons[told]] if bad else []
    return revisiting.Verdict(
        contacted="n" not in how, outcome=outcome, grade=grade, reasons=reasons, words=play.next_of("words")
    )


# --- the desk ---------------------------------------------------------------------------------------------------------


def accept(play: Play, _how: str) -> Iterator[datetime]:
    """The desk takes the request on."""
    yield play.later(12, 110)
    ticket = play.ticket
    desk.accept(ticket.pk, actor=play.people.desk(ticket), version=ticket.version)


def ask(play: Play, _how: str) -> Iterator[datetime]:
    """Somebody needs to know more: the lead while it works, the desk before."""
    yield play.later(30, 120)
    ticket, lead = play.ticket, play.ticket.lead
    actor = play.people.handler(lead.department_id) if lead else play.people.desk(ticket)
    desk.ask(ticket.pk, question=play.story.texts["question"], actor=actor, version=ticket.version)


def propose(play: Play, how: str) -> Iterator[datetime]:
    """The desk would rather not take it on."""
    yield play.later(40, 150)
    ticket, texts = play.ticket, play.story.texts
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason(how),
        channel=texts["channel"],
        explanation=texts["explanation"],
        actor=play.people.desk(ticket),
        version=ticket.version,
    )


def approve(play: Play, _how: str) -> Iterator[datetime]:
    """A second dispatcher agrees."""
    yield play.later(30, 160)
    desk.approve_rejection(play.ticket_id, actor=_second(play), version=play.ticket.version)


def refuse(play: Play, _how: str) -> Iterator[datetime]:
    """A second dispatcher does not."""
    yield play.later(30, 160)
    ruling = play.story.texts["refusal"]
    desk.refuse_rejection(play.ticket_id, ruling=ruling, actor=_second(play), version=play.ticket.version)


def _second(play: Play) -> Post:
    """Somebody at the desk who did not propose it."""
    proposal = play.ticket.open_rejection
    return play.people.desk(play.ticket, but=proposal.by_person_id if proposal else None)


def direct(play: Play, _how: str) -> Iterator[datetime]:
    """The desk answers by itself."""
    yield play.later(20, 90)
    ticket = play.ticket
    desk.answer_directly(
        ticket.pk,
        category_id=play.category.pk,
        urgency=Urgency(play.request.urgency),
        actor=play.people.desk(ticket),
        version=ticket.version,
    )


def send(play: Play, _how: str) -> Iterator[datetime]:
    """The desk dispatches."""
    yield play.later(10, 80, hurried=(2, 6))
    ticket = play.ticket
    dispatch.send(
        ticket.pk,
        order=play.order(),
        category_id=play.category.pk,
        urgency=Urgency(play.request.urgency),
        actor=play.people.desk(ticket),
        version=ticket.version,
    )


def uphold(play: Play, _how: str) -> Iterator[datetime]:
    """The desk agrees with a return: the suggested unit leads."""
    yield play.later(30, 160, hurried=(2, 6))
    said, ticket = play.plea, play.ticket
    returning.uphold(
        ticket.pk,
        lead_id=play.unit(said["to"]),
        ruling=said["ruling"],
        told=said["told"],
        actor=play.people.desk(ticket),
        version=ticket.version,
    )


def refuse_return(play: Play, _how: str) -> Iterator[datetime]:
    """The desk does not agree: the unit keeps the case."""
    yield play.later(30, 160, hurried=(2, 6))
    said, ticket = play.plea, play.ticket
    actor = play.people.desk(ticket)
    returning.refuse(ticket.pk, ruling=said["ruling"], told=said["told"], actor=actor, version=ticket.version)


def pass_on(play: Play, _how: str) -> Iterator[datetime]:
    """The desk passes the reply."""
    yield play.later(30, 260, hurried=(20, 60))
    replying.pass_on(play.ticket_id, actor=play.reviewer(), version=play.ticket.version)


def back(play: Play, _how: str) -> Iterator[datetime]:
    """The desk sends the reply back."""
    yield play.later(60, 300)
    words = play.story.texts["back"]
    replying.send_back(play.ticket_id, words=words, actor=play.reviewer(), version=play.ticket.version)


# --- units ------------------------------------------------------------------------------------------------------------


def sign(play: Play, _how: str) -> Iterator[datetime]:
    """The lead signs."""
    yield play.by_unit(30, 260, hurried=(4, 12))
    leg = play.lead
    handling.sign(play.ticket_id, leg_id=leg.pk, actor=play.people.liaison(leg.department_id), version=leg.version)


def give_back(play: Play, _how: str) -> Iterator[datetime]:
    """The lead says that the case is not its own."""
    yield play.by_unit(30, 180, hurried=(2, 6))
    leg = play.lead
    said = play.story.returns[leg.ticket.return_set.count()]
    plea = returning.Plea(reason=said["reason"], law=said["law"], suggested_id=play.unit(said["to"]))
    actor = play.people.liaison(leg.department_id)
    returning.give_back(play.ticket_id, leg_id=leg.pk, plea=plea, actor=actor, version=leg.version)


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
    waiting = any(leg.is_open for leg in play.assists)
    override = play.story.texts.get("override", "协办单位已电话反馈意见，不再等书面意见。")
    answer = replying.Answer(
        outcome=Outcome.SOLVED if solved else Outcome.UNSOLVED,
        words=words,
        internal="已与企业核对，附件留存科室。" if play.rng.random() < 0.3 else "",  # noqa: PLR2004 -- some do
        unsolved_reason="" if solved else play.story.texts["unsolved"],
        override_reason=override if waiting else "",
    )
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


STEPS: Final[dict[str, Step]] = {
    "supplement": supplement,
    "add": add,
    "withdraw": withdraw,
    "appeal": appeal,
    "confirm": confirm,
    "accept": accept,
    "ask": ask,
    "propose": propose,
    "approve": approve,
    "refuse": refuse,
    "direct": direct,
    "send": send,
    "uphold": uphold,
    "refuse_return": refuse_return,
    "pass": pass_on,
    "back": back,
    "sign": sign,
    "give_back": give_back,
    "contact": contact,
    "progress": progress,
    "note": note,
    "join": join,
    "opine": opine,
    "reply": reply,
    "call": call,
}

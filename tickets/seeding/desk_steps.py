"""The steps of a story that the firm and the desk do."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from journal import clock
from orgs.models import Post
from tickets.seeding.photos import photos_for
from tickets.seeding.play import MINUTE, Play
from tickets.services import (
    desk,
    dispatch,
    extending,
    firm,
    following,
    pausing,
    rating,
    reopening,
    replying,
    returning,
    revisiting,
    settling,
    urging,
    withdrawing,
)
from tickets.statuses import (
    BadReason,
    DeadlineKind,
    Grade,
    Outcome,
    RejectReason,
    Urgency,
)

OUTCOMES: Final[Mapping[int, Outcome]] = {
    5: Outcome.SOLVED,
    4: Outcome.SOLVED,
    3: Outcome.BASICALLY,
    2: Outcome.UNSOLVED,
    1: Outcome.UNSOLVED,
}


# --- the firm ---------------------------------------------------------------------------------------------------------


def supplement(play: Play, _how: str) -> Iterator[datetime]:
    """The firm answers the desk's question."""
    yield play.when_the_firm_is_up()
    ticket = play.ticket
    firm.supplement(ticket.pk, answer=play.story.texts["answer"], actor=play.firm, version=ticket.version)


def silence(play: Play, how: str) -> Iterator[datetime]:
    """Nobody does anything until a clock has run out, and that has its effect."""
    yield play.after(play.due(DeadlineKind(how)), 10, 60)


def photo(play: Play, _how: str) -> Iterator[datetime]:
    """A photo that was still on its way when the call was sent comes after it."""
    yield clock.now() + 2 * MINUTE
    for late in photos_for("late"):
        following.receive(late, actor=play.firm, client_token=play.ticket.client_token)


def add(play: Play, _how: str) -> Iterator[datetime]:
    """The firm says more."""
    yield play.when_the_firm_is_up()
    firm.add(play.ticket_id, words=play.story.texts["add"], client_token=play.token(), actor=play.firm)


def urge(play: Play, _how: str) -> Iterator[datetime]:
    """The firm urges whoever owes the next step."""
    yield play.when_the_firm_is_up()
    urging.urge(play.ticket_id, client_token=play.token(), actor=play.firm)


def tell_why(play: Play, _how: str) -> Iterator[datetime]:
    """The firm says on its page why it withdrew."""
    yield play.when_the_firm_is_up()
    account = withdrawing.Account(outcome=Outcome.SOLVED, persuaded=False, words=play.story.texts["why"])
    withdrawing.tell(play.ticket_id, account=account, actor=play.firm, version=play.ticket.version)


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


def new_facts(play: Play, _how: str) -> Iterator[datetime]:
    """Some days after the end the firm says what is new."""
    yield play.later(900, 1800)
    said, ticket = play.next_request("reopenings"), play.ticket
    reopening.ask(ticket.pk, words=said["words"], client_token=play.token(), actor=play.firm, version=ticket.version)


def take_up(play: Play, _how: str) -> Iterator[datetime]:
    """The desk takes it up again."""
    yield play.later(20, 120)
    reopening.grant(play.ticket_id, actor=play.people.desk(play.ticket), version=play.ticket.version)


def not_again(play: Play, _how: str) -> Iterator[datetime]:
    """The desk does not, and says where to turn."""
    yield play.later(20, 120)
    told = play.latest("reopenings")["told"]
    reopening.refuse(play.ticket_id, told=told, actor=play.people.desk(play.ticket), version=play.ticket.version)


def confirm(play: Play, how: str) -> Iterator[datetime]:
    """The firm answers the three questions: `confirm:4`, with `n` for “nobody contacted us”, `b` for partly solved."""
    yield play.when_the_firm_is_up()
    ticket = play.ticket
    revisiting.confirm(ticket.pk, verdict=verdict(play, how), actor=play.firm, version=ticket.version)


def rate(play: Play, how: str) -> Iterator[datetime]:
    """The same by the link of its message: nobody signs in."""
    yield play.when_the_firm_is_up()
    rating.rate(play.ticket_id, round_=play.ticket.round, verdict=verdict(play, how))


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


def about(play: Play, _how: str) -> Iterator[datetime]:
    """The desk records whom the complaint is about."""
    yield play.later(5, 20)
    ticket, unit = play.ticket, play.unit(play.story.texts["about"])
    desk.name_about(ticket.pk, unit_id=unit, actor=play.people.desk(ticket), version=ticket.version)


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


def elsewhere(play: Play, _how: str) -> Iterator[datetime]:
    """The desk gives the case to another unit after all."""
    yield play.later(60, 200)
    ticket, said = play.ticket, play.story.texts
    order = dispatch.Order(lead_id=play.unit(said["elsewhere"]), instruction=said["instruction"])
    actor = play.people.desk(ticket)
    dispatch.send_elsewhere(ticket.pk, order=order, reason=said["moved"], actor=actor, version=ticket.version)


def uphold(play: Play, _how: str) -> Iterator[datetime]:
    """The desk agrees with a return: the suggested unit leads."""
    yield play.later(30, 160, hurried=(2, 6))
    said, ticket = play.latest("returns"), play.ticket
    returning.uphold(
        ticket.pk,
        lead_id=play.unit(said["to"]),
        ruling=said["ruling"],
        told=said["told"],
        actor=play.people.desk(ticket),
        version=ticket.version,
    )


def refuse_return(play: Play, how: str) -> Iterator[datetime]:
    """The desk does not agree: the unit keeps the case. With `late` the desk is silent, and the office says so."""
    if how == "late":
        yield play.after(play.due(DeadlineKind.RULING), 30, 120)
    else:
        yield play.later(30, 160, hurried=(2, 6))
    said, ticket = play.latest("returns"), play.ticket
    actor = play.people.supervisor() if how == "late" else play.people.desk(ticket)
    returning.refuse(ticket.pk, ruling=said["ruling"], told=said["told"], actor=actor, version=ticket.version)


def longer(play: Play, _how: str) -> Iterator[datetime]:
    """The desk grants a later date."""
    yield play.later(30, 160)
    ticket, ruling = play.ticket, play.latest("longer")["ruling"]
    extending.grant(ticket.pk, ruling=ruling, actor=play.people.desk(ticket), version=ticket.version)


def not_longer(play: Play, _how: str) -> Iterator[datetime]:
    """The desk does not grant it."""
    yield play.later(30, 160)
    ticket, ruling = play.ticket, play.latest("longer")["ruling"]
    extending.refuse(ticket.pk, ruling=ruling, actor=play.people.desk(ticket), version=ticket.version)


def wait(play: Play, _how: str) -> Iterator[datetime]:
    """The desk lets a case stand still."""
    yield play.later(30, 160)
    ticket, ruling = play.ticket, play.latest("waits")["ruling"]
    pausing.grant(ticket.pk, ruling=ruling, actor=play.people.desk(ticket), version=ticket.version)


def not_wait(play: Play, _how: str) -> Iterator[datetime]:
    """The desk does not."""
    yield play.later(30, 160)
    ticket, ruling = play.ticket, play.latest("waits")["ruling"]
    pausing.refuse(ticket.pk, ruling=ruling, actor=play.people.desk(ticket), version=ticket.version)


def pass_on(play: Play, _how: str) -> Iterator[datetime]:
    """The desk passes the reply."""
    yield play.later(30, 260, hurried=(20, 60))
    replying.pass_on(play.ticket_id, actor=play.reviewer(), version=play.ticket.version)


def back(play: Play, _how: str) -> Iterator[datetime]:
    """The desk sends the reply back."""
    yield play.later(60, 300)
    words = play.story.texts["back"]
    replying.send_back(play.ticket_id, words=words, actor=play.reviewer(), version=play.ticket.version)


# --- the office, after three rounds -----------------------------------------------------------------------------------


def order(play: Play, _how: str) -> Iterator[datetime]:
    """The office has it worked on once more."""
    yield play.later(60, 400)
    words, actor = play.story.texts["order"], play.people.supervisor()
    settling.order_round(play.ticket_id, words=words, actor=actor, version=play.ticket.version)


def final(play: Play, _how: str) -> Iterator[datetime]:
    """The office signs the last word."""
    yield play.later(60, 400)
    settling.sign_final(
        play.ticket_id,
        answer=play.story.texts["final"],
        reason=play.story.texts["final_reason"],
        actor=play.people.supervisor(),
        version=play.ticket.version,
    )

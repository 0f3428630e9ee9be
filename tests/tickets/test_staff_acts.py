"""Every act of staff over HTTP: done, refused, too late, mistyped."""

import pytest
from django.test import Client

from journal.models import Event
from tests import cast
from tests.cast import World
from tests.tickets.staff_pages import NAUGHTY, REFUSED, STEPS, SURROGATE, nothing, post_of, send, version_for
from tickets.actions import ACTIONS
from tickets.models import Ticket
from tickets.services import desk, firm, handling

pytestmark = pytest.mark.untraced

# Others do it, and the office as well.
THE_OFFICE_TOO = {"join_group", "leave_group", "instruct", "approve_rejection", "refuse_rejection"}
NEED_NO_WORDS = {
    "answer_directly", "grant_extension", "grant_pause", "grant_ledger", "approve_strike_off", "agree_exclusion",
    "grant_exclusion",
}  # fmt: skip
FIRM_ACTS = {
    "supplement", "add", "withdraw", "appeal", "confirm", "submit", "add_files", "urge", "tell_why", "ask_reopening",
    "object_exclusion",
}  # fmt: skip
ASKING = [name for name, step in STEPS.items() if step.words is not nothing]


def last_verb(ticket: Ticket) -> str:
    """The newest event of a case."""
    return Event.objects.for_subject("ticket", ticket.pk).latest("seq").verb


def test_the_steps_of_these_tests_are_all_that_staff_can_do() -> None:
    assert set(STEPS) == {name for name, row in ACTIONS.items() if not row.by_system and row.by_itself} - FIRM_ACTS


@pytest.mark.parametrize("action", STEPS)
def test_the_right_post_does_it_on_the_page(world: World, action: str) -> None:
    step = STEPS[action]
    ticket = step.make(world)

    answer = send(world, ticket, action, who=step.who, words=step.words(world))

    assert (answer.status_code, answer.headers.get("Location")) == (303, f"/tickets/{ticket.number}/")
    assert last_verb(ticket) == ACTIONS[action].verb


@pytest.mark.parametrize("action", STEPS)
def test_the_case_opens_with_the_form_of_an_address(world: World, action: str) -> None:
    step = STEPS[action]
    ticket, client = step.make(world), cast.signed_in(post_of(world, step.who))
    for method in (client.get, client.head):
        answer = method(f"/tickets/{ticket.number}/{action}/")

        assert answer.status_code == 200


@pytest.mark.parametrize("action", STEPS)
def test_an_address_of_what_is_not_possible_any_more_shows_the_case(world: World, action: str) -> None:
    ticket = cast.closed(world)

    answer = cast.signed_in(world.desk).get(f"/tickets/{ticket.number}/{action}/")

    assert (answer.status_code, "已办结" in answer.text) == (200, True)


@pytest.mark.parametrize("action", STEPS)
def test_a_stranger_reads_404(world: World, action: str) -> None:
    step = STEPS[action]
    ticket = step.make(world)

    answer = send(world, ticket, action, who="stranger", words=step.words(world))

    assert answer.status_code == 404


@pytest.mark.parametrize("action", sorted(set(STEPS) - {"note"}))
def test_who_sees_the_case_but_never_does_this_is_told_so(world: World, action: str) -> None:
    step = STEPS[action]
    ticket = step.make(world)

    answers = [
        send(world, ticket, action, who=who, words=step.words(world) | {"version": ticket.version}).status_code
        for who in (
            "firm",
            "desk" if step.who == "office" else "revisit_clerk" if action in THE_OFFICE_TOO else "office",
        )
    ]

    assert answers == [403, 403]


@pytest.mark.parametrize("action", STEPS)
def test_anonymous_people_sign_in_first_and_keep_their_words(world: World, action: str) -> None:
    step = STEPS[action]
    ticket = step.make(world)

    answer = Client().post(f"/tickets/{ticket.number}/{action}/", {"words": "写了半天的话"})

    assert (answer.status_code, "写了半天的话" in answer.text) == (401, True)


@pytest.mark.parametrize("action", sorted(set(ASKING) - NEED_NO_WORDS))
def test_an_empty_form_comes_back_with_its_errors(world: World, action: str) -> None:
    step = STEPS[action]
    ticket = step.make(world)

    answer = send(world, ticket, action, who=step.who, words={"instruction": "先联系企业"})

    assert answer.status_code == 422
    assert "请检查以下" in answer.text
    assert f'id="act-{action}"' in answer.text


@pytest.mark.parametrize("field", ["words", "question", "opinion", "explanation", "ruling", "channel"])
def test_typed_text_stays_when_something_else_is_missing(world: World, field: str) -> None:
    action = next(name for name, step in STEPS.items() if field in step.words(world) and name != "contact")
    step = STEPS[action]
    ticket = step.make(world)

    answer = send(world, ticket, action, who=step.who, words={field: "长" * 2001})

    assert (answer.status_code, "长" * 2001 in answer.text) == (422, True)


@pytest.mark.parametrize("bad", REFUSED)
@pytest.mark.parametrize(
    "action", [name for name in ASKING if name not in {"answer_directly", "name_about", "record_call"}]
)
def test_text_that_cannot_be_seen_is_refused_in_every_field(world: World, action: str, bad: str) -> None:
    step = STEPS[action]
    ticket, words = step.make(world), step.words(world)
    words = {name: bad if isinstance(value, str) else value for name, value in words.items()}

    answer = send(world, ticket, action, who=step.who, words=words)

    assert (answer.status_code, last_verb(ticket) == ACTIONS[action].verb) == (422, False)


@pytest.mark.parametrize("odd", NAUGHTY)
@pytest.mark.parametrize("action", ["note", "progress"])
def test_odd_text_is_kept_and_shown_harmlessly(world: World, action: str, odd: str) -> None:
    ticket = STEPS[action].make(world)
    answer = send(world, ticket, action, who="liaison", words={"words": odd})

    page = cast.signed_in(world.desk).get(f"/tickets/{ticket.number}/").text

    assert (answer.status_code, "<script>alert" in page) == (303, False)


def test_half_a_character_does_no_harm(world: World) -> None:
    ticket = cast.signed(world)

    answer = cast.signed_in(world.liaison).post(
        f"/tickets/{ticket.number}/note/", SURROGATE, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in {303, 422}


@pytest.mark.parametrize("number", ["%00", "%ED%A0%80", "260101-0001-0", "..", "٣", "x" * 300])
def test_a_number_that_nobody_gave_out_is_absent(world: World, number: str) -> None:
    client = cast.signed_in(world.desk)

    assert [
        client.get(f"/tickets/{number}/").status_code,
        client.post(f"/tickets/{number}/accept/").status_code,
        client.post(f"/tickets/{number}/reveal/").status_code,
        client.get("/desk/", {"open": "\x00"}).status_code,
    ] == [404, 404, 404, 404]


@pytest.mark.parametrize("action", ["submit", "warn", "lapse_question", "close", "fly"])
def test_an_act_that_is_no_form_is_absent(world: World, action: str) -> None:
    ticket = cast.filed(world)

    assert cast.signed_in(world.desk).post(f"/tickets/{ticket.number}/{action}/").status_code == 404


@pytest.mark.parametrize("version", ["", "0", "-1", "99999999999999999999", "abc", "2"])
def test_a_forged_version_is_simply_too_late(world: World, version: str) -> None:
    ticket = cast.filed(world)

    answer = send(world, ticket, "accept", who="desk", words={"version": version})

    assert (answer.status_code in {409, 422}, cast.current(ticket).status) == (True, "submitted")


def test_other_methods_are_refused(world: World) -> None:
    ticket = cast.filed(world)
    client = cast.signed_in(world.desk)

    assert client.put(f"/tickets/{ticket.number}/accept/").status_code == 405
    assert client.get(f"/tickets/{ticket.number}/reveal/").status_code == 405
    assert client.post(f"/tickets/{ticket.number}/").status_code == 405


def test_who_was_too_late_reads_who_was_faster_and_keeps_the_words(world: World) -> None:
    ticket = cast.filed(world)
    desk.accept(ticket.pk, actor=world.second_desk, version=ticket.version)

    answer = send(world, ticket, "ask", who="desk", words={"question": "请补充照片", "version": ticket.version})

    assert answer.status_code == 409
    assert "电商行业党委" in answer.text
    assert "“受理”" in answer.text
    assert "请补充照片" in answer.text


def test_a_unit_that_was_recalled_is_too_late_and_not_a_stranger(world: World) -> None:
    ticket = cast.signed(world)
    leg = cast.lead_of(ticket)
    send(world, ticket, "redispatch", who="desk", words=STEPS["redispatch"].words(world))

    answer = send(world, ticket, "reply", who="liaison", words=STEPS["reply"].words(world) | {"version": leg.version})

    assert (answer.status_code, "已加装一台变压器" in answer.text) == (409, True)


def test_a_confidential_firm_that_withdrew_is_not_named_to_the_unit(world: World) -> None:
    ticket = cast.dispatched(world, confidential=True)
    leg = cast.lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)
    firm.withdraw(ticket.pk, reason="不用了", actor=world.firm, version=cast.current(ticket).version)

    answer = send(world, ticket, "reply", who="liaison", words=STEPS["reply"].words(world) | {"version": 2})

    assert (answer.status_code, "保密诉求人" in answer.text, "云裳坊" in answer.text) == (409, True, False)


def test_htmx_gets_the_part_with_the_errors(world: World) -> None:
    ticket = cast.filed(world)

    answer = send(world, ticket, "ask", who="desk", words={}, headers={"HX-Request": "true", "HX-Target": "pane"})

    assert (answer.status_code, "<html" in answer.text, "请写明要企业补充什么" in answer.text) == (422, False, True)


def test_htmx_is_sent_on_by_a_header(world: World) -> None:
    ticket = cast.filed(world)

    answer = send(world, ticket, "accept", who="desk", words={"then": "dispatch"}, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == f"/desk/?tab=accepted&open={ticket.number}&do=dispatch"


def test_the_version_of_the_form_is_the_one_on_the_page(world: World) -> None:
    ticket = cast.dispatched(world)
    page = cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/").text

    assert f'name="version" value="{version_for(ticket, world.liaison, "sign")}"' in page

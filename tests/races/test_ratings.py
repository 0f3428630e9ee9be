"""The firm rates by its link while a clerk has it on the telephone: one rating stands, the other is shown it."""

import pytest

from tests import cast, rounds
from tests.cast import World, current
from tests.races.starting import names, together
from tickets.models import Impasse, Revisit
from tickets.services import rating, revisiting, settling

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("_attempt", range(3))
def test_of_a_rating_by_link_and_a_call_at_once_one_stands(world: World, _attempt: int) -> None:
    ticket = cast.asked_to_confirm(world)
    bad = rounds.a_bad_verdict()

    outcomes = together(
        [
            lambda: rating.rate(ticket.pk, round_=1, verdict=cast.a_verdict()),
            lambda: revisiting.record_call(ticket.pk, verdict=bad, actor=world.revisit_clerk, version=ticket.version),
        ]
    )

    found = Revisit.objects.get(ticket=ticket, valid=True)
    assert names(outcomes) in (["Event", "NotPossibleNow"], ["Event", "StaleWrite"])
    assert current(ticket).round == (1 if found.way == "link" else 2)


def test_a_link_that_is_pressed_twice_at_once_rates_once(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    outcomes = together([lambda: rating.rate(ticket.pk, round_=1, verdict=cast.a_verdict())] * 4)

    assert names(outcomes) == ["Event", "NotPossibleNow", "NotPossibleNow", "NotPossibleNow"]
    assert Revisit.objects.filter(ticket=ticket).count() == 1


def test_of_an_order_and_a_final_answer_at_once_one_stands(world: World) -> None:
    ticket = rounds.stopped(world)
    version = ticket.version

    outcomes = together(
        [
            lambda: settling.order_round(ticket.pk, words="请再办一轮", actor=world.office, version=version),
            lambda: settling.sign_final(
                ticket.pk, answer="已列入明年改造计划。", reason="已办三轮", actor=world.office, version=version
            ),
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert Impasse.objects.get(ticket=ticket).final == (current(ticket).closure == "final")

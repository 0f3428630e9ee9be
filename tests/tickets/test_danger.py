"""A claim of danger: the clock runs at once, and whoever is on duty is alarmed at any hour."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.circle import Circle
from notifications.hearers import hearers
from notifications.models import Notice
from orgs.calendar import COUNTY_TIME
from orgs.models import DutyShift, Post
from tests import cast
from tests.cast import World, signed_in
from tests.tickets.firm_pages import Calling, a_form
from tickets.models import Deadline, Ticket
from tickets.queries import tickets_for
from tickets.services import filing
from tickets.statuses import Impact, Urgency

SUNDAY_NIGHT = datetime(2026, 11, 15, 23, 40, tzinfo=COUNTY_TIME)
FIRE = "隔壁仓库着火了，烟很大，里面还有人。"


@pytest.fixture(autouse=True)
def nobody_listens(settings: LazySettings) -> None:
    """The tests hand the event to the notifier themselves."""
    settings.JOURNAL_CONSUMERS = {}


def on_the_roster(world: World, post: Post) -> None:
    """This post is on duty that night."""
    DutyShift.objects.create(
        county=world.county,
        post=post,
        starts_at=SUNDAY_NIGHT - timedelta(hours=2),
        ends_at=SUNDAY_NIGHT + timedelta(hours=8),
    )


def filed_in_danger(world: World, **words: object) -> Ticket:
    with clock.moved_to(SUNDAY_NIGHT):
        return filing.submit(
            cast.a_call(world, danger=True, body=FIRE, **words),
            firm_id=world.firm.organisation_id,
            actor=world.firm,
            client_token=uuid.uuid4(),
        ).ticket


def filed_event(ticket: Ticket) -> Event:
    return Event.objects.for_subject("ticket", ticket.pk).get(verb="ticket.submitted")


def told(ticket: Ticket) -> dict[str, str]:
    """Who hears of it beside the caller: name → sentence without the number."""
    relay.handle(filed_event(ticket))
    notices = Notice.objects.filter(event=filed_event(ticket)).exclude(person=ticket.filed_by_person_id)
    return {notice.person.name: notice.text.partition("：")[2] for notice in notices.select_related("person")}


def test_the_accept_clock_of_a_danger_runs_fifteen_minutes_from_a_sunday_night_on(world: World) -> None:
    ticket = filed_in_danger(world)

    accept = Deadline.objects.get(ticket=ticket, kind="accept")
    assert ticket.urgency == Urgency.CRITICAL
    assert (accept.starts_at, accept.due_at) == (SUNDAY_NIGHT, SUNDAY_NIGHT + timedelta(minutes=15))


def test_whoever_is_on_duty_and_the_desk_are_alarmed_in_urgent_words(world: World) -> None:
    on_the_roster(world, world.stranger)

    assert told(filed_in_danger(world)) == {
        "蒋远": "企业说有人有危险，请马上处理",
        "王红": "企业说有人有危险，15 分钟内受理",
        "李明": "企业说有人有危险，15 分钟内受理",
    }


def test_an_alarm_is_marked_as_urgent_and_goes_by_mail_too(world: World) -> None:
    on_the_roster(world, world.stranger)
    ticket = filed_in_danger(world)

    posts = Post.objects.named()
    circle = Circle(Ticket.objects.select_related("filed_by").get(pk=ticket.pk), filed_event(ticket))
    heard = hearers(circle, posts, barred=())

    assert [(hearer.sms, hearer.mail) for hearer in heard if "危险" in hearer.text] == [(True, True)] * 3


def test_whoever_is_on_duty_may_open_what_they_are_called_to(world: World) -> None:
    on_the_roster(world, world.stranger)
    ticket = filed_in_danger(world)

    assert tickets_for(world.stranger).filter(pk=ticket.pk).exists()
    assert not tickets_for(world.other_liaison).filter(pk=ticket.pk).exists()


def test_with_an_empty_roster_the_office_hears_and_everybody_is_told_so(world: World) -> None:
    ticket = filed_in_danger(world)

    assert told(ticket)["冯督"] == "企业说有人有危险，值班表上没有人，请马上处理"
    receipt = signed_in(world.firm).get(f"/tickets/{ticket.number}/receipt/").content.decode()
    assert "现在值班表上没有人，受理岗和综合党委办公室马上收到提醒。" in receipt


def test_a_shift_that_has_ended_alarms_nobody(world: World) -> None:
    DutyShift.objects.create(
        county=world.county, post=world.stranger, starts_at=SUNDAY_NIGHT - timedelta(hours=9), ends_at=SUNDAY_NIGHT
    )

    assert "蒋远" not in told(filed_in_danger(world))


def test_standing_still_alone_alarms_nobody(world: World) -> None:
    on_the_roster(world, world.stranger)
    with clock.moved_to(SUNDAY_NIGHT):
        ticket = cast.filed(world, impact=Impact.STOPPED)

    assert told(ticket) == {"王红": "新诉求，请受理", "李明": "新诉求，请受理"}
    assert ticket.urgency == Urgency.URGENT


def test_the_box_on_the_second_page_is_what_claims_it(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": FIRE})
    firm.send("where", a_form(world), danger="on")

    shown = firm.client.get(firm.at("check")).content.decode()
    receipt = firm.client.get(firm.send("check")["Location"]).content.decode()

    assert Ticket.objects.get().danger
    assert shown.index("tel:119") < shown.index("<h1>")
    assert receipt.index("tel:119") < receipt.index("受理编号")


def test_danger_stops_nobody_from_sending(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": FIRE})
    firm.send("where", a_form(world))

    assert firm.send("check").status_code == 303
    assert not Ticket.objects.get().danger


def test_the_desk_reads_that_danger_was_claimed(world: World) -> None:
    ticket = filed_in_danger(world)

    page = signed_in(world.desk).get(f"/tickets/{ticket.number}/").content.decode()

    assert "企业提交时说有，请先打电话问清" in page


@pytest.mark.parametrize(("words", "warned"), [("仓库起火了", True), ("昨晚又停了两次。", False)])
def test_whoever_adds_that_it_burns_is_told_to_ring_first(world: World, words: str, *, warned: bool) -> None:
    client, ticket = signed_in(world.firm), cast.accepted(world)
    address = f"/tickets/{ticket.number}/"

    client.post(f"{address}add/", {"words": words, "client_token": str(uuid.uuid4())})

    assert ("请马上打 119、110 或 120" in client.get(address).text) is warned

"""What may say the same is found behind a gate, ranked by its words, and never gives anybody away; repeats count."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journal import clock
from journal.models import Event
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import MONDAY, World, current, signed_in
from tests.tickets import grouped
from tickets.models import Candidate, Category, Ticket
from tickets.queries.alike import similar_open
from tickets.services import desk, firm
from tickets.services.nearby import open_in_town
from tickets.statuses import Urgency

BODY = "一到晚上七点以后电压只有一百七八，机器直接停。"


def found(world: World, ticket: Ticket, post: Post | None = None) -> list[int]:
    return [each.ticket.pk for each in similar_open(post or world.desk, current(ticket), now=clock.now())]


def test_the_likeliest_words_come_first(world: World) -> None:
    other, third = grouped.firms(world, 3)[1:]
    ticket = cast.accepted(world, body=BODY)
    far = cast.accepted(world, firm_post=other, body="变压器要增容，想知道申请三相电怎么办手续。", title="增容")
    near = cast.accepted(world, firm_post=third, body="晚上七点以后电压只有一百七，机器停了。")

    assert found(world, ticket) == [near.pk, far.pk]


def another_town(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(town=world.other_town)


def another_category(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.get(code="INF-OUT"))


def too_old(_world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(submitted_at=clock.now() - timedelta(days=91))


def confidential(_world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)


def about_a_unit(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.stranger.organisation_id)


def withdrawn(world: World, ticket: Ticket) -> None:
    who = Post.objects.get(organisation=ticket.firm, role=Role.ENTERPRISE_USER)
    firm.withdraw(ticket.pk, reason="好了", actor=who, version=ticket.version)


def another_desk(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(committee=world.leader.organisation_id)


@pytest.mark.parametrize(
    "closes", [another_town, another_category, too_old, confidential, about_a_unit, withdrawn, another_desk]
)
def test_the_gate_closes(world: World, closes: object) -> None:
    ticket, other = grouped.of_firms(world, 2)
    assert found(world, ticket) == [other.pk]

    closes(world, other)  # type: ignore[operator]  # one of the functions above

    assert found(world, ticket) == []


def test_the_same_firm_is_found_in_another_town(world: World) -> None:
    first = cast.accepted(world, town_id=world.other_town.pk)
    second = cast.accepted(world)

    (similar,) = similar_open(world.desk, second, now=clock.now())

    assert (similar.ticket.pk, similar.same_firm) == (first.pk, True)


def test_who_does_not_see_the_other_case_is_not_told_of_it(world: World) -> None:
    ticket, _other = grouped.of_firms(world, 2)

    assert found(world, ticket, world.stranger) == []


@pytest.mark.parametrize("hides", [confidential, about_a_unit])
def test_a_case_that_hides_somebody_is_offered_nothing_and_joins_nothing(world: World, hides: object) -> None:
    ticket, other = grouped.of_firms(world, 2)
    hides(world, ticket)  # type: ignore[operator]  # one of two

    page = signed_in(world.desk).get(reverse("ticket", args=[ticket.number])).content.decode()

    assert found(world, ticket) == []
    assert "并入同类件" not in page
    assert other.number not in page


def test_the_desk_sees_what_is_alike_and_joins_it_from_the_page(world: World) -> None:
    ticket, lead = grouped.of_firms(world, 2)
    client = signed_in(world.desk)
    page = client.get(reverse("ticket", args=[ticket.number])).content.decode()
    form = client.get(reverse("act", args=[ticket.number, "join_group"])).content.decode()

    answer = client.post(
        reverse("act", args=[ticket.number, "join_group"]), {"lead": lead.number, "version": ticket.version}
    )

    assert "可能是同类件" in page
    assert lead.number in page
    assert f'value="{lead.number}"' in form
    assert answer.status_code == 303
    assert current(ticket).follows_id == lead.pk


def test_a_number_that_nobody_has_is_refused_and_stays_in_the_form(world: World) -> None:
    ticket = cast.accepted(world)

    answer = signed_in(world.desk).post(
        reverse("act", args=[ticket.number, "join_group"]), {"number": "261118-0419-5", "version": ticket.version}
    )

    assert answer.status_code == 422
    assert "没有找到这个编号的件，请核对后再填" in answer.content.decode()
    assert 'value="261118-0419-5"' in answer.content.decode()


def test_the_unit_reads_how_many_firms_its_reply_goes_to(world: World) -> None:
    lead = grouped.handled(world, 3)[0]

    page = signed_in(world.liaison).get(reverse("act", args=[lead.number, "reply"])).content.decode()

    assert "这份答复同时给另外 2 家同类诉求的企业" in page


def test_a_unit_signs_lead_and_followers_in_one_go(world: World) -> None:
    cases = grouped.group(world, 3)
    grouped.send(world, cases[0])
    legs = [cast.lead_of(each) for each in cases]

    client = signed_in(world.liaison)
    page = client.post("/queue/sign/", {"pick": [f"{leg.pk}-{leg.version}" for leg in legs]}, follow=True)

    assert "签收了 3 件" in page.content.decode()
    assert "没有签收" not in page.content.decode()
    assert page.content.decode().count("同类件") >= 2


def test_a_firm_reads_neither_names_nor_numbers_of_the_others(world: World) -> None:
    cases = grouped.handled(world, 3)

    page = signed_in(world.firm).get(reverse("ticket", args=[cases[0].number])).content.decode()
    theirs = Post.objects.get(organisation=cases[1].firm, role=Role.ENTERPRISE_USER)
    follower = signed_in(theirs).get(reverse("ticket", args=[cases[1].number])).content.decode()

    assert cases[1].number not in page
    assert cases[1].firm.name not in page
    assert cases[0].number not in follower
    assert cases[0].firm.name not in follower
    assert "和别的企业的同类诉求一并办理" in follower


# --- repeats ----------------------------------------------------------------------------------------------------------


def test_a_firm_that_says_it_again_is_counted_with_the_case_before(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        first = cast.filed(world)
        second = cast.filed(world)
        third = cast.filed(world)

    assert [each.repeat_count for each in (first, second, third)] == [0, 1, 2]
    assert [each.repeats_id for each in (first, second, third)] == [None, first.pk, second.pk]
    told = [Event.objects.for_subject("ticket", each.pk).get().data for each in (second, third)]
    assert [(data["times"], data["too_often"]) for data in told] == [(2, False), (3, True)]


def test_what_was_withdrawn_or_said_of_something_else_is_no_repeat(world: World) -> None:
    gone = cast.filed(world)
    firm.withdraw(gone.pk, reason="好了", actor=world.firm, version=gone.version)
    cast.filed(world, category_id=None)

    assert cast.filed(world).repeat_count == 0


def test_the_desk_counts_again_under_the_category_that_it_settles_on(world: World) -> None:
    first = cast.filed(world)
    vague = cast.accepted(world, category_id=None)

    grouped.send(world, vague)

    assert (current(vague).repeat_count, current(vague).repeats_id) == (1, first.pk)


def test_the_desk_reads_that_it_is_the_third_time_and_the_unit_does_not(world: World) -> None:
    cast.filed(world)
    cast.filed(world)
    third = cast.dispatched(world, assists=False)

    address = reverse("ticket", args=[third.number])

    assert "第 3 次反映这一类问题" in signed_in(world.desk).get(address).content.decode()
    assert "次反映这一类问题" not in signed_in(world.liaison).get(address).content.decode()


# --- group issues -----------------------------------------------------------------------------------------------------


def test_five_firms_of_a_town_make_a_group_issue_once(world: World) -> None:
    cases = grouped.of_firms(world, 6)

    for each in cases:
        grouped.send(world, each)

    candidates = Candidate.objects.filter(reason="group_issue")
    assert [each.ticket_id for each in candidates] == [cases[0].pk]
    last = Event.objects.for_subject("ticket", cases[0].pk).get(verb="ticket.dispatched")
    assert (last.data["candidate"], last.data["firms"]) == ("group_issue", 6)


def test_four_firms_are_no_issue_and_calls_of_one_firm_count_once(world: World) -> None:
    cases = [*grouped.of_firms(world, 4), cast.accepted(world), cast.accepted(world)]

    for each in cases:
        grouped.send(world, each)

    assert not Candidate.objects.filter(reason="group_issue").exists()


def test_joining_proposes_the_issue_on_the_lead(world: World) -> None:
    lead, *others = grouped.of_firms(world, 5)

    grouped.join(world, others[0], lead)

    assert [each.ticket_id for each in Candidate.objects.filter(reason="group_issue")] == [lead.pk]


def test_a_desk_that_answers_by_itself_proposes_the_issue_too(world: World) -> None:
    grouped.of_firms(world, 4)
    last = cast.filed(world, firm_post=grouped.firms(world, 5)[-1])

    desk.answer_directly(
        last.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=last.version
    )

    assert [each.ticket_id for each in Candidate.objects.filter(reason="group_issue")] == [last.pk]


# --- the firm's form --------------------------------------------------------------------------------------------------


def drafted(world: World, client: Client, **words: str) -> str:
    """A call form filled in up to its last page; its address."""
    token = uuid4()
    what = {"body": BODY, "category": str(world.category.pk), "version": "0"}
    client.post(reverse("call_what", args=[token]), what)
    where = {
        "impact": "business", "town": str(world.town.pk), "contact_name": "丁小满", "contact_phone": "13800001234",
        "version": "1",
    }  # fmt: skip
    client.post(reverse("call_where", args=[token]), where | words)
    return reverse("call_check", args=[token])


def test_a_firm_is_shown_how_many_wait_for_the_same_and_nothing_of_theirs(world: World) -> None:
    other = grouped.of_firms(world, 2, title="绣花车间停电", address="前丁村十二号")[1]
    client = signed_in(world.firm)

    page = client.get(drafted(world, client)).content.decode()

    assert "本镇街还有 1 件同一类的诉求" in page
    for hidden in (other.number, other.title, other.address, other.firm.name):
        assert hidden not in page


def hinted(world: World, **words: str) -> str:
    """What the first page says while its words are typed."""
    said = {"body": BODY, "category": str(world.category.pk)} | words
    return signed_in(world.firm).post(reverse("call_hint", args=[uuid4()]), said).content.decode()


def test_while_it_types_a_firm_is_told_how_many_wait_and_that_it_can_join_them(world: World) -> None:
    alone = hinted(world)
    other = cast.accepted(world, firm_post=world.other_firm)

    page = hinted(world)

    assert "像是同一类的诉求" not in alone
    assert "本镇街还有 1 件像是同一类的诉求没有办结" in page
    assert other.number not in page


@pytest.mark.parametrize("rubbish", ["", "abc", "9" * 30, "-1", "\x00"])
def test_a_category_that_is_none_leaves_the_guess(world: World, rubbish: str) -> None:
    cast.accepted(world, firm_post=world.other_firm)

    assert "本镇街还有 1 件像是同一类的诉求没有办结" in hinted(world, category=rubbish)


def test_it_may_ask_to_be_handled_together_and_the_desk_decides(world: World) -> None:
    cast.accepted(world, firm_post=world.other_firm)
    client = signed_in(world.firm)
    address = drafted(world, client)

    answer = client.post(address, {"version": "2", "together": "1"})

    ticket = Ticket.objects.get(firm=world.firm.organisation_id)
    assert answer.status_code == 303
    assert (ticket.wants_group, ticket.follows_id) == (True, None)
    assert "请确认是否并案" in signed_in(world.desk).get(reverse("ticket", args=[ticket.number])).content.decode()


def test_a_confidential_call_is_neither_shown_others_nor_joined_to_them(world: World) -> None:
    cast.accepted(world, firm_post=world.other_firm)
    client = signed_in(world.firm)
    address = drafted(world, client, confidential="on")

    page = client.get(address).content.decode()
    client.post(address, {"version": "2", "together": "1"})

    assert "件同一类的诉求" not in page
    assert Ticket.objects.get(firm=world.firm.organisation_id).wants_group is False


@pytest.mark.parametrize("hides", [confidential, about_a_unit, withdrawn, another_town, another_category, too_old])
def test_what_a_firm_is_shown_counts_nobody_who_hides(world: World, hides: object) -> None:
    other = cast.accepted(world, firm_post=world.other_firm)

    def count() -> int:
        near = open_in_town(
            town_id=world.town.pk, category_id=world.category.pk, firm_id=world.firm.organisation_id, now=clock.now()
        )
        return near.count if near else 0

    assert count() == 1
    hides(world, other)  # type: ignore[operator]  # one of the functions above
    assert count() == 0

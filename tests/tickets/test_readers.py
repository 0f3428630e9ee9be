"""Who may see a case and why (谁能看): the page says what the one rule says, and by what right."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from journal import clock
from journal.models import AccessKind, AccessLog
from orgs.models import Post
from orgs.services import appointments, duty
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.access import scene
from tests.cast import World, current, signed_in
from tests.tickets import giving_back, grouped, whistled
from tests.tickets.stages import case_in
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.queries.readers import Readers, posts_about, readers_of
from tickets.services import desk

TODAY = timezone.localdate
HOUR = timedelta(hours=1)
WATCHERS = (Role.SECADMIN, Role.AUDITADMIN)
SECRETS = ("云裳坊", "县财政局", "蒋远", "李明")


def answer(world: World, ticket: Ticket, *, to: str = "desk") -> Readers:
    """What the page says to this reader of the cast."""
    return readers_of(current(ticket), asked_by=getattr(world, to), on=TODAY())


def seeing(ticket: Ticket) -> set[int]:
    """The posts that the page would name."""
    return {post.pk for post in posts_about(ticket, on=TODAY()) if post.sees}  # type: ignore[attr-defined]  # annotated


def reasons(found: Readers) -> dict[str, list[str]]:
    """Unit → why it is let in."""
    return {unit.name: list(unit.reasons) for unit in found.units}


def people(found: Readers) -> dict[str, list[str]]:
    """Unit → who of it sees the case."""
    return {unit.name: [line.name for line in unit.lines] for unit in found.units}


def told_of(found: Readers, person: str) -> list[str]:
    """What is kept from this person who sees the case."""
    return next(list(line.keeps_back) for unit in found.units for line in unit.lines if line.name == person)


def out(found: Readers) -> dict[str, tuple[int, list[str]]]:
    """Reason → how many posts it keeps out, and which."""
    return {group.why: (group.count, group.names) for group in found.kept_out}


def about(world: World, ticket: Ticket, unit: Post) -> Ticket:
    """The desk has recorded whom the case is about."""
    desk.name_about(ticket.pk, unit_id=unit.organisation_id, actor=world.desk, version=current(ticket).version)
    return current(ticket)


STAGES_TRIED = (
    "submitted",
    "given_back",
    "come",
    "closed",
    "split_up",
    "following_signed",
    "by_a_station",
    "by_telephone",
)


@pytest.mark.parametrize("stage", STAGES_TRIED)
def test_in_each_stage_it_names_whom_the_rule_lets_in_and_nobody_else(world: World, stage: str) -> None:
    ticket = case_in(world, stage)
    posts = list(Post.objects.live(TODAY()))

    assert seeing(ticket) == {post.pk for post in posts if tickets_for(post).filter(pk=ticket.pk).exists()}
    assert 0 < len(seeing(ticket)) < len(posts)


def test_each_unit_is_named_with_what_it_is_to_the_case(world: World) -> None:
    ticket = cast.dispatched(world)
    whistled.blow(world, ticket, "third_liaison")

    assert reasons(answer(world, ticket)) == {
        "云裳坊演出服饰店": ["提出诉求的企业"],
        "电商行业党委": ["受理这件诉求的行业党委"],
        "供电公司": ["主办单位"],
        "发改局": ["协办单位"],
        "市监局": ["吹哨召集来的单位"],
        "电商产业综合党委": ["产业综合党委，看全县的诉求"],
        "电商产业综合党委办公室": ["综合党委办公室，督办、回访全县的诉求"],
    }


def test_the_people_of_each_unit_are_named_and_those_of_the_firm_masked(world: World) -> None:
    ticket = cast.dispatched(world)

    assert people(answer(world, ticket)) == {
        "云裳坊演出服饰店": ["丁*"],
        "电商行业党委": ["王红", "李明"],
        "供电公司": ["赵电", "钱线"],
        "发改局": ["周改"],
        "电商产业综合党委": ["陈领"],
        "电商产业综合党委办公室": ["郑访", "冯督"],
    }
    assert answer(world, ticket).count == 9


def test_a_station_is_named_for_what_it_entered(world: World) -> None:
    found = answer(world, case_in(world, "by_a_station"))

    assert reasons(found)["云裳镇电商服务站"] == ["录入了这件诉求"]
    assert people(found)["云裳镇电商服务站"] == ["孙站点"]


def test_a_unit_that_is_out_of_it_reads_on_and_is_named_for_what_it_was(world: World) -> None:
    ticket = cast.given_back(world)
    giving_back.uphold(world, ticket, world.third_liaison)

    found = reasons(answer(world, ticket))

    assert found["供电公司"] == ["曾是主办单位（已改派）"]
    assert found["市监局"] == ["主办单位"]


def test_a_desk_that_was_called_at_night_is_named_for_it(world: World) -> None:
    committee = scene.unit(
        world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家具行业党委", parent=world.leader.organisation, tier=2
    )
    watch = cast.post(committee, Role.DISPATCHER, "何木")
    duty.plan(watch.pk, starts_at=clock.now() - HOUR, ends_at=clock.now() + HOUR, actor=None)

    found = answer(world, cast.filed(world, danger=True))

    assert reasons(found)["家具行业党委"] == ["值班时被叫到，看紧急诉求"]
    assert people(found)["家具行业党委"] == ["何木"]


def test_a_part_of_a_split_call_is_read_by_those_of_the_whole(world: World) -> None:
    whole = cast.accepted(world)
    Ticket.objects.filter(pk=whole.pk).update(parties=[*whole.parties, world.stranger.organisation_id])
    part = grouped.split(world, whole)[0]

    assert reasons(answer(world, part))["县财政局"] == ["总件的单位，拆分时一并带来"]


def test_a_substitute_is_named_with_whom_they_stand_in_for_and_until_when_and_only_on_those_days(world: World) -> None:
    ticket, last = cast.dispatched(world), TODAY() + timedelta(days=3)
    appointments.stand_in(
        world.liaison.pk, person_id=world.stranger.person_id, starts_on=TODAY(), ends_on=last, actor=None
    )

    line = next(line for unit in answer(world, ticket).units for line in unit.lines if line.name == "蒋远")
    after = readers_of(current(ticket), asked_by=world.desk, on=last + timedelta(days=1))

    assert (line.instead_of, line.post.ends_on) == ("赵电", last)
    assert people(after)["供电公司"] == ["赵电", "钱线"]


def test_who_is_told_less_than_others_is_named_with_what_is_kept_from_them(world: World) -> None:
    ticket = about(world, cast.dispatched(world, confidential=True), world.stranger)
    Ticket.objects.filter(pk=ticket.pk).update(redacted=True)

    found = answer(world, ticket)

    assert told_of(found, "赵电") == [
        "看不到企业是谁", "看不到联系人的姓名和电话", "看不到详细地址", "正文里的个人信息已隐去",
        "不知道反映的是哪个单位",
    ]  # fmt: skip
    assert told_of(found, "王红") == told_of(found, "郑访") == told_of(found, "丁*") == []
    assert told_of(found, "冯督") == ["看不到联系人的姓名和电话", "看不到详细地址"]


def test_the_unit_it_is_about_is_out_with_everybody_who_sits_there(world: World) -> None:
    ticket = about(world, cast.accepted(world), world.stranger)
    cast.also(world.second_desk, world.stranger)

    found = answer(world, ticket)

    assert people(found)["电商行业党委"] == ["王红"]
    assert out(found)["这件诉求反映他们的单位，或者他们在那个单位另有岗位"] == (
        3, ["李明（电商行业党委 · 行业党委派单员）", "蒋远（县财政局 · 部门负责人）", "李明（县财政局 · 部门负责人）"],
    )  # fmt: skip


def test_administrators_of_the_office_are_named_among_those_kept_out(world: World) -> None:
    count, names = out(answer(world, cast.filed(world)))["管理员管账号、规则和日志，不看诉求"]

    assert (count, [name.partition("（")[0] for name in names]) == (2, ["褚系", "卫审"])


def test_who_watches_the_rule_learns_neither_firm_nor_accused_unit_nor_a_word(world: World) -> None:
    ticket = about(world, cast.accepted(world), world.stranger)
    cast.also(world.second_desk, world.stranger)

    body = signed_in(world.auditor).get(f"/tickets/{ticket.number}/who/").content.decode()

    shown = {word: word in body for word in (*SECRETS, ticket.title, ticket.body, "企业一方", "王红", "3 个岗位")}
    assert shown == dict.fromkeys((*SECRETS, ticket.title, ticket.body), False) | {
        "企业一方": True, "王红": True, "3 个岗位": True,
    }  # fmt: skip
    assert all(
        word in signed_in(world.office).get(f"/tickets/{ticket.number}/who/").content.decode() for word in SECRETS
    )


def test_its_desk_the_office_and_who_watches_the_rule_open_it_and_nobody_else(world: World) -> None:
    ticket = cast.dispatched(world)
    security = cast.post(world.office.organisation, Role.SECADMIN, "张安")
    readers = {name: post for name, post in vars(world).items() if isinstance(post, Post)} | {"security": security}

    opened = {
        name
        for name, post in readers.items()
        if signed_in(post).get(f"/tickets/{ticket.number}/who/").status_code == 200
    }

    assert opened == {"desk", "second_desk", "office", "auditor", "security"}


def test_another_desk_and_another_county_read_404(world: World) -> None:
    ticket = cast.filed(world)
    committee = scene.unit(
        world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家具行业党委", parent=world.leader.organisation, tier=2
    )
    next_office = scene.next_keeper().organisation
    others = [
        cast.post(committee, Role.DISPATCHER, "何木"),
        *(cast.post(next_office, role, "邻安") for role in WATCHERS),
    ]

    assert {signed_in(post).get(f"/tickets/{ticket.number}/who/").status_code for post in others} == {404}
    assert signed_in(world.auditor).get("/tickets/261110-0007-0/who/").status_code == 404


def test_each_look_is_on_record(world: World) -> None:
    ticket = cast.filed(world)
    window = signed_in(world.office)
    for method in (window.get, window.head):
        method(f"/tickets/{ticket.number}/who/")

    (note,) = AccessLog.objects.filter(kind=AccessKind.WHO_READS)
    assert (note.actor, note.post, note.subject_type, note.subject_id, note.county) == (
        world.office.person_id, world.office.pk, "ticket", ticket.pk, world.county.pk,
    )  # fmt: skip


def test_the_case_leads_there_whoever_may_ask_and_no_unit(world: World) -> None:
    ticket = cast.dispatched(world)

    leads = {
        who: f"/tickets/{ticket.number}/who/"
        in signed_in(getattr(world, who)).get(f"/tickets/{ticket.number}/").content.decode()
        for who in ("desk", "office", "liaison", "firm", "leader")
    }

    assert leads == {"desk": True, "office": True, "liaison": False, "firm": False, "leader": False}


def test_an_administrator_without_a_list_asks_by_number(world: World) -> None:
    ticket, window = cast.filed(world), signed_in(world.auditor)

    right = window.get("/who/", {"number": f" {ticket.number} "})
    wrong = window.get("/who/", {"number": "261110-0007-0"})

    assert (right.status_code, right["Location"]) == (302, f"/tickets/{ticket.number}/who/")
    assert wrong.status_code == 422
    assert "没有这个编号的诉求" in wrong.content.decode()
    assert "/who/" in window.get("/who/").content.decode()


@pytest.mark.parametrize("more", [0, 6])
def test_it_costs_the_same_few_statements_for_many_people(
    world: World, more: int, django_assert_num_queries: Any
) -> None:
    ticket = cast.dispatched(world)
    whistled.blow(world, ticket, "third_liaison")
    parties = [*current(ticket).parties, world.clerk.organisation_id]
    Ticket.objects.filter(pk=ticket.pk).update(parties=parties)
    about(world, ticket, world.stranger)
    for n in range(more):
        cast.post(world.liaison.organisation, Role.HANDLER, f"赵{n}")
    window = signed_in(world.office)
    window.get(f"/tickets/{ticket.number}/who/")

    with django_assert_num_queries(12):
        window.get(f"/tickets/{ticket.number}/who/")

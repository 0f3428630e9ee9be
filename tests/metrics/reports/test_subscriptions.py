"""Who is told of a report: those who subscribed to its kind, and a unit's heads of its own sheet. A link, no number."""

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock, relay
from metrics.models import Report, ReportSubscription
from metrics.reports.kinds import ReportKind
from metrics.services import reporting
from notifications import mails
from notifications.models import Delivery, Notice
from orgs.models import Post
from tests import cast
from tests.cast import World
from tests.metrics.reports import scenes
from tests.orgs.test_calendar import at

pytestmark = pytest.mark.django_db
MONTHLY, YEARLY = ReportKind.MONTHLY, ReportKind.YEARLY


def told(verb: str = "county.report_made") -> dict[str, str]:
    relay.run("notify")
    return {notice.person.name: notice.text for notice in Notice.objects.filter(verb=verb).select_related("person")}


def with_address(post: Post) -> Post:
    post.person.email = "lead@county.example"
    post.person.save(update_fields=["email"])
    return post


def test_subscribers_are_told_with_a_link_and_by_mail(world: World) -> None:
    scenes.november(world)
    reporting.subscribe(MONTHLY, actor=with_address(world.leader))
    reporting.subscribe(ReportKind.DAILY, actor=world.second_office)

    row = scenes.made(world)

    assert told() == {"陈领": "2026年11月1日至11月30日的月通报出来了"}
    mail = mails.compose(Delivery.objects.get(notice__verb="county.report_made"))
    assert f"/statistics/reports/{row.pk}/" in mail.body
    assert "受理" not in mail.body


def test_a_correction_is_told_as_one(world: World) -> None:
    scenes.november(world)
    reporting.subscribe(MONTHLY, actor=world.leader)
    scenes.made(world)
    told()

    scenes.one_more_exclusion(world)
    scenes.made(world, reason="补录一件剔除", now=scenes.in_a_while())

    told()
    assert "2026年11月1日至11月30日的通报有更正，现在是第 2 版" in set(Notice.objects.values_list("text", flat=True))


def test_whoever_unsubscribed_or_left_the_post_is_told_of_nothing(world: World) -> None:
    scenes.november(world)
    for post in (world.leader, world.second_office):
        reporting.subscribe(MONTHLY, actor=post)
    reporting.unsubscribe(MONTHLY, actor=world.leader)
    Post.objects.filter(pk=world.second_office.pk).update(active=False)

    scenes.made(world)

    assert told() == {}


def test_the_head_of_a_unit_is_told_of_its_own_sheet_alone(world: World) -> None:
    assert world.head.person.name == "韩总"
    scenes.november(world)

    scenes.made(world, YEARLY, now=at("2027-01-04 08:00"))

    assert told() == {"韩总": "2026年1月1日至12月31日的年度考核出来了"}
    assert Notice.objects.get(verb="county.report_made").url == (
        f"/statistics/reports/{Report.objects.get(unit=world.head.organisation).pk}/"
    )


@pytest.mark.parametrize("name", ["desk", "liaison", "head", "sysadmin", "auditor", "firm", "clerk"])
def test_whoever_reads_no_bulletin_subscribes_to_none(world: World, name: str) -> None:
    with clock.moved_to(cast.MONDAY), pytest.raises(PermissionDenied):
        reporting.subscribe(MONTHLY, actor=getattr(world, name))

    assert not ReportSubscription.objects.exists()

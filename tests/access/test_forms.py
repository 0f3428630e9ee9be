"""Columns stuffed into forms: no form takes more than it asks for, whatever is sent beside (ASVS V15.3.3)."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.forms import BaseModelForm
from django.test import Client
from django.urls import get_resolver

from journal import clock
from orgs.models import CalendarDay, Post, SmsMessage
from orgs.services import duty
from orgs.services.organisations import FIRM_FIELDS
from orgs.statuses import DayKind, MessageStatus
from tests import cast, overseeing
from tests.access import stuffing
from tests.access.round_things import ON_TOPICS
from tests.access.scene import NOW
from tests.access.session_things import FORMS as OF_SESSIONS
from tests.cast import World
from tests.figure_rules import typed_now
from tests.joining.test_joining import claimed, registered
from tests.tickets import excluded, units, withdrawn
from tests.tickets.data_asked import asked
from tests.tickets.firm_pages import a_form
from tests.tickets.staff_pages import STEPS, Step, post_of, version_for
from tests.tickets.stages import STAGES
from tickets.forms import FORMS, form_for
from tickets.models import Ticket
from tickets.retention_kinds import Ground
from tickets.services import holding

pytestmark = [pytest.mark.django_db, pytest.mark.untraced]
MACHINERY: Final = frozenset({"version", "then", "lead_other", "suggest", "preview", "add_files", "remove", "look"})
"""What a page sends beside the fields of its form."""
NOT_DRAWN: Final = {"order_supervision": frozenset({"unit"})}
"""Fields of a form that it draws where there is something to choose."""
IN_A_MONTH: Final = timedelta(days=30)


def token(**words: Any) -> Callable[[World], dict[str, Any]]:
    """The words of a form of the firm, with its token."""
    return lambda _world: words | {"client_token": str(uuid.uuid4())}


def filed_long_ago(world: World) -> Ticket:
    """A case for which the time to accept it is over: its firm may urge."""
    with clock.moved_to(clock.now() - IN_A_MONTH):
        return cast.filed(world)


OF_FIRMS: Final[dict[str, Step]] = {
    "supplement": Step("firm", STAGES["need_info"], token(answer="电费单已拍照")),
    "add": Step("firm", cast.signed, token(words="昨晚又停了两次")),
    "urge": Step("firm", filed_long_ago, token()),
    "withdraw": Step("firm", cast.filed, lambda _w: {"reason": "已经自己解决"}),
    "appeal": Step("firm", STAGES["rejected"], token(reason="又出现了同样的问题")),
    "ask_reopening": Step("firm", cast.closed, token(words="办结以后隔壁新开两家厂，又跳闸了")),
    "object_exclusion": Step("firm", excluded.granted, token(words="线路是单位的，应当计入")),
    "confirm": Step("firm", cast.asked_to_confirm, lambda _w: {"contacted": "yes", "outcome": "solved", "grade": "4"}),
    "tell_why": Step("firm", withdrawn.after_dispatch, lambda _w: {"outcome": "unsolved", "persuaded": "yes"}),
}
ACTS: Final = STEPS | OF_FIRMS


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.COUNTY_NAME = "测试县"
    return cast.county()


def test_every_act_of_the_product_is_tried_with_a_form_that_is_right() -> None:
    assert set(ACTS) == set(FORMS)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_changes_what_its_form_asks_for_and_no_other_column(world: World, name: str) -> None:
    who, make, words_of = ACTS[name]
    ticket, post = make(world), post_of(world, who)
    words, window = words_of(world), cast.signed_in(post)
    data = {"version": version_for(ticket, post, name), "client_token": str(uuid.uuid4())} | words
    address = f"/tickets/{ticket.number}/{name}/"

    found = stuffing.smuggled(lambda more: window.post(address, {**more, **data}), own=_own(name, ticket, post, data))

    assert found == []


def _own(name: str, ticket: Ticket, post: Post, data: Mapping[str, Any]) -> frozenset[str]:
    form = form_for(name, ticket=cast.current(ticket), post=post)
    return frozenset({*form.fields, *data, *MACHINERY, *NOT_DRAWN.get(name, ())})


class Page(NamedTuple):
    """A form that is no act on a case: who sends what to where. `own` of its fields that the words leave out."""

    who: str
    address: Callable[[World], str]
    words: Callable[[World], dict[str, Any]]
    own: frozenset[str] = frozenset()


def at(address: str) -> Callable[[World], str]:
    """An address that is the same in every county."""
    return lambda _world: address


def said(**words: Any) -> Callable[[World], dict[str, Any]]:
    """Words that are the same in every county."""
    return lambda _world: words


def _claim(world: World) -> str:
    registered(world)
    return f"/claims/{claimed(world).pk}/"


def _data_request(world: World) -> str:
    return f"/data-requests/{asked(world.firm, words='错了').pk}/"


def _failed_text(world: World) -> str:
    row = SmsMessage.objects.create(
        county=world.county,
        template="invitation",
        masked="139****0041",
        status=MessageStatus.FAILED,
        reason="x",
        at=NOW,
    )
    return f"/notices/undelivered/texts/{row.pk}/give-up/"


def _shift(world: World) -> str:
    begins = clock.now() + IN_A_MONTH
    night = duty.plan(world.desk.pk, starts_at=begins, ends_at=begins + timedelta(hours=9), actor=None)
    return f"/duty/{night.pk}/offer/"


def _day(world: World) -> str:
    row = CalendarDay.objects.create(county=world.county, day="2031-02-03", kind=DayKind.REST)
    return f"/admin/orgs/calendarday/{row.pk}/change/"


def _entered(world: World) -> dict[str, Any]:
    call = {name: text for name, text in a_form(world).items() if text}
    return call | {"firm": str(world.firm.organisation_id), "client_token": str(uuid.uuid4()), "read_out": "on"}


def _in_hand(world: World) -> str:
    units.held(world)
    return f"/handover/{world.handler.pk}/"


def _watching(world: World) -> dict[str, Any]:
    """A city's office is to see the county."""
    return {"unit": overseeing.city().office, "county": world.county.pk, "starts_on": "2031-02-03", "ends_on": ""}


def _held(world: World) -> str:
    ticket = cast.closed(world)
    holding.set_hold(ticket.pk, ground=Ground.AUDIT, reason="县审计局来函", actor=world.office)
    return f"/tickets/{ticket.number}/hold/"


PAGES: Final[dict[str, Page]] = {
    "OversightForm": Page("sysadmin", at("/oversight/ask/"), _watching),
    "OversightRulingForm": Page(
        "sysadmin", lambda w: f"/oversight/{overseeing.asked(w, overseeing.city()).pk}/", said(ruling="confirm")
    ),
    "HandOnForm": Page("liaison", _in_hand, lambda w: {"to": w.liaison.pk, "reason": "调离"}),
    "ProfileForm": Page(
        "firm", at("/my/firm/profile/"), said(address="前丁村 1 号", contact_name="丁", contact_phone="")
    ),
    "InviteForm": Page("firm", at("/my/firm/invite/"), said(phone="13900000051", clerk="1")),
    "FirmInviteForm": Page(
        "desk", at("/claims/invite/"), said(firm="云裳坊演出服饰店", phone="13900000052", clerk="1")
    ),
    "StaffInviteForm": Page(
        "head",
        at("/staff/invite/"),
        said(name="梁新", phone="13900000053", email="", role="handler"),
        frozenset({"unit"}),
    ),
    "RulingForm": Page("desk", _claim, said(ruling="clerk"), frozenset({"reason"})),
    "GiveUpForm": Page("office", _failed_text, said(reason="号码不再使用了")),
    "DataForm": Page("firm", at("/accounts/data/"), said(wish="correct", words="错了", new_name="丁", new_phone="")),
    "CallerForm": Page(
        "clerk", at("/data-requests/new/"), said(wish="copy", name="丁", phone="13900000061", known="on")
    ),
    "AnswerForm": Page("office", _data_request, said(ruling="refuse", answer="登记的没有错。")),
    "PlanForm": Page(
        "office",
        at("/duty/plan/"),
        lambda w: {"post": w.desk.pk, "day": (clock.now() + IN_A_MONTH).date(), "begins": "18:00", "ends": "08:30"},
    ),
    "OfferForm": Page("desk", _shift, lambda w: {"to": w.second_desk.pk, "in_return": ""}),
    "RevealForm": Page(
        "desk", lambda w: f"/tickets/{cast.signed(w).number}/reveal/", said(purpose="contact", what="phone")
    ),
    "HoldForm": Page(
        "office", lambda w: f"/tickets/{cast.closed(w).number}/hold/", said(ground="audit", reason="县审计局来函")
    ),
    "LiftForm": Page("office", _held, said(reason="审计已结束")),
    "RuleForm": Page("sysadmin", at("/statistics/rules/"), typed_now),
    "ExportForm": Page(
        "desk",
        at("/exports/"),
        said(source="12345", since="2026-11-01", until="2026-11-16", table="xlsx"),
        frozenset({"answered"}),
    ),
    "WhatForm": Page(
        "firm",
        at("/call/00000000-0000-4000-8000-00000000beef/what/"),
        lambda w: {"body": a_form(w)["body"], "version": 0},
        frozenset({"title", "category", "danger"}),
    ),
    "EntryForm": Page("clerk", at("/entry/"), _entered),
    "DeskEntryForm": Page("desk", at("/desk/new/"), lambda w: _entered(w) | {"source": "phone"}),
    "CalendarDayForm": Page("sysadmin", _day, said(kind="rest", hours="", note="调休"), frozenset({"day"})),
    "OrganisationForm": Page(
        "sysadmin",
        lambda w: f"/admin/orgs/organisation/{w.liaison.organisation_id}/change/",
        said(name="供电", short_name="电", authority_kind="utility"),
        frozenset({"leader_signs"}),
    ),
    "PersonForm": Page(
        "sysadmin",
        lambda w: f"/admin/orgs/person/{w.liaison.person_id}/change/",
        said(name="赵电二", phone="", email=""),
    ),
    "FirmProfileForm": Page(
        "sysadmin",
        lambda w: f"/admin/orgs/firm/{w.firm.organisation.profile.pk}/change/",
        said(address="前丁村 2 号"),
        FIRM_FIELDS | {"branch"},
    ),
    "PostForm": Page(
        "sysadmin",
        at("/admin/orgs/post/add/"),
        lambda w: {
            "person": w.other_liaison.person_id,
            "organisation": w.liaison.organisation_id,
            "role": "handler",
            "starts_on": "2026-01-05",
        },
    ),
    **{name: Page(*row) for name, row in (ON_TOPICS | OF_SESSIONS).items()},
    "SwitchPostForm": Page("desk", at("/accounts/post/"), lambda w: {"post": w.desk.pk}),
    "RotationForm": Page(
        "office",
        at("/duty/rotation/"),
        lambda w: {
            "posts": [w.desk.pk, w.second_desk.pk],
            "first": (clock.now() + IN_A_MONTH).date(),
            "last": (clock.now() + IN_A_MONTH).date(),
            "begins": "18:00",
            "ends": "08:30",
        },
    ),
}
_SHEET: Final = "one file, read by columns of its own"
_SET_UP: Final = "before a county is open there is nobody; the right form is filled in by tests/setup"
_NOT_SIGNED_IN: Final = "names a number, a code or a link, and nothing that is stored beside"
UNTRIED: Final = {
    "metrics.admin.OutsideFigureForm": "as the other forms of the back office, which save through services alone",
    "metrics.audit.forms.Day": "picks a day and writes nothing",
    "metrics.audit.forms.Filter": "narrows a list and writes nothing",
    "metrics.report_forms.MakeForm": "asks for a row that is drawn from figures alone; its service names each argument",
    "metrics.report_forms.SubscriptionForm": "one kind on or off; its service names each argument",
    "metrics.publishing_forms.PublishForm": "adds a row that nothing changes; its service names each argument",
    "orgs.second_factor.ActivateForm": _NOT_SIGNED_IN,
    "orgs.second_factor.AgainForm": _NOT_SIGNED_IN,
    "orgs.second_factor.CodeForm": _NOT_SIGNED_IN,
    "orgs.admin.texts.SmsTemplateForm": "as the other forms of the back office, which save through services alone",
    "orgs.views.joining.ShopForm": "of somebody without a post; its view names each argument",
    "orgs.views.passwords.PasswordForm": "changes a password, which is hashed anew each time",
    "orgs.views.phone.CodeForm": _NOT_SIGNED_IN,
    "orgs.views.phone.PhoneForm": _NOT_SIGNED_IN,
    "orgs.views.sheets.SheetForm": _SHEET,
    "orgs.views.staff.OpenAccountForm": _NOT_SIGNED_IN,
    "orgs.views.welcome.WelcomeForm": _NOT_SIGNED_IN,
    "tickets.list_forms.ImportForm": _SHEET,
    "tickets.setup.body_forms.AdministratorsForm": _SET_UP,
    "tickets.setup.body_forms.CatalogueForm": _SET_UP,
    "tickets.setup.body_forms.CommitteesForm": _SET_UP,
    "tickets.setup.body_forms.UnitsForm": _SET_UP,
    "tickets.setup.county_forms.CalendarForm": _SET_UP,
    "tickets.setup.county_forms.CountyForm": _SET_UP,
    "tickets.setup.county_forms.PlacesForm": _SET_UP,
    "tickets.supervision_forms.ManyOrdersForm": "the fields of an order, which is tried, for picked cases",
    "tickets.verdict_forms.LinkForm": _NOT_SIGNED_IN,
    "tickets.views.claims.FirmForm": "of somebody without a post; its view names each argument",
    "tickets.views.readers.NumberForm": "leads to a page and writes nothing",
    "tickets.views.tracking.TrackForm": _NOT_SIGNED_IN,
}
"""Forms that nothing is stuffed into here, and why."""


def test_every_form_of_the_product_is_tried_or_says_why_not() -> None:
    get_resolver().url_patterns  # noqa: B018 -- loads every view
    kinds = [form for form in stuffing.forms() if not form.__module__.startswith("tests")]
    bases = {base for form in kinds for base in form.__mro__[1:]}
    tried = {*FORMS.values(), *(form for form in kinds if form.__name__ in PAGES)}

    left = {f"{form.__module__}.{form.__name__}" for form in kinds if form not in bases and form not in tried}

    assert left == set(UNTRIED)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_changes_what_its_form_asks_for_and_no_other_column(world: World, name: str) -> None:
    page = PAGES[name]
    type(world.sysadmin.person).objects.filter(pk=world.sysadmin.person_id).update(is_staff=True)
    address, data, window = page.address(world), page.words(world), cast.signed_in(post_of(world, page.who))
    own = frozenset({*data, *page.own, *MACHINERY, *_shown(window, address)})

    found = stuffing.smuggled(lambda more: window.post(address, {**more, **data}), own=own)

    assert found == []


def _shown(window: Client, address: str) -> set[str]:
    """The fields of the form that comes back when it is sent empty; none where that is an answer too."""
    with transaction.atomic():
        context: Any = window.post(address, {}).context or {}
        transaction.set_rollback(True)
    form = context["adminform"].form if "adminform" in context else context.get("form")
    return set(form.fields) if form is not None else set()


def test_only_forms_of_the_back_office_are_made_of_models_and_they_name_their_fields() -> None:
    of_models = [form for form in stuffing.forms() if issubclass(form, BaseModelForm)]

    assert [form for form in of_models if "admin" not in form.__module__.split(".")] == []
    assert [form for form in of_models if form._meta.model and (not form._meta.fields or form._meta.exclude)] == []

"""What has been kept long enough is nowhere any more, and the journal proves itself as before (ADR 0032)."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, models

from journal import checkpoints, clock, facts
from journal.models import ErasableFact, Event
from journal.verifying import verify
from orgs.models import Claim
from tests import cast
from tests.cast import World, current, signed_in
from tests.tickets.data_asked import by_a_caller
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tests.tickets.stages import STAGES, case_in
from tests.tickets.test_scans_kept import a_claim
from tickets import retention, tasks
from tickets.exceptions import NotPossibleNow
from tickets.models import Attachment, Erasure, Ticket
from tickets.retention_kinds import Kept
from tickets.services import collecting, data_desk, dispatch, firm, handling, replying, retaining, revisiting, store
from tickets.statuses import Urgency
from web import sealed_numbers

CALLER, NUMBER, PLACE = "欧阳晓棠", "13955557777", "前丁村东头第三家"
SAID = f"我是{CALLER}，打 {NUMBER} 或 139 6666 8888 都行，一到晚上七点电压就不够。"
DAY = timedelta(days=1)


@pytest.fixture
def told(world: World) -> Ticket:
    """A closed case in whose words the caller stands everywhere."""
    ticket = cast.accepted(world, title=f"{CALLER}家跳闸", body=SAID, contact_name=CALLER, contact_phone=NUMBER,
                           address=PLACE, expected=f"回电 {NUMBER}")  # fmt: skip
    firm.add(ticket.pk, words=f"再说一次：{NUMBER}", client_token=uuid.uuid4(), actor=world.firm)
    ticket = _closed(world, ticket)
    return current(ticket)


def _closed(world: World, ticket: Ticket) -> Ticket:
    order = dispatch.Order(lead_id=world.liaison.organisation_id, assists=[], instruction=f"请先打 {NUMBER}。")
    dispatch.send(
        ticket.pk, order=order, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk,
        version=current(ticket).version,
    )  # fmt: skip
    leg = cast.lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)
    leg = cast.lead_of(ticket)
    answer = cast.an_answer(words=f"已与{CALLER}（{NUMBER}）当面确认，电压正常。")
    replying.submit(ticket.pk, leg_id=leg.pk, answer=answer, actor=world.liaison, version=leg.version)
    replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)
    said = cast.a_verdict(words=f"谢谢，{CALLER}")
    revisiting.confirm(ticket.pk, verdict=said, actor=world.firm, version=current(ticket).version)
    return ticket


def years_after(ticket: Ticket, years: int, *, days: int = 1) -> datetime:
    assert ticket.closed_at is not None
    return ticket.closed_at.replace(year=ticket.closed_at.year + years) + timedelta(days=days)


def where_in_the_database(words: str) -> list[str]:
    """Every table that holds these words, in whatever column; of a number the sealed ones as well, by their mark."""
    ways = [words, *(sealed_numbers.marks_of(words) if words.isdigit() else ())]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            looked_for = [f"%{way.replace('_', chr(92) + '_')}%" for way in ways]
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE ANY (%s)', [looked_for])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def proven() -> None:
    """The chain is whole, sealed and unsealed."""
    assert verify().broken is None
    checkpoints.seal()
    assert verify().broken is None


@pytest.mark.django_db(transaction=True)
def test_contacts_go_after_three_years_and_are_nowhere_any_more(told: Ticket) -> None:
    proven()
    before = {words: where_in_the_database(words) for words in (CALLER, NUMBER, "139 6666 8888", PLACE)}
    assert all("tickets_ticket" in tables for tables in before.values())
    assert {"tickets_note", "tickets_reply", "tickets_leg", "tickets_revisit"} < {*before[CALLER], *before[NUMBER]}

    with clock.moved_to(years_after(told, 3)):
        carried = retaining.carry_out()

    assert (carried.done, carried.failed) == (1, 0)
    assert {words: where_in_the_database(words) for words in before} == {words: [] for words in before}
    left = current(told)
    assert (left.contact_name, left.contact_phone, left.address) == ("欧阳*", "", "")
    assert left.body == "我是欧阳*，打 139****7777 或 139****8888 都行，一到晚上七点电压就不够。"
    proven()


def test_no_salt_stays_by_which_a_number_could_be_tried(told: Ticket) -> None:
    submitted = Event.objects.get(verb="ticket.submitted", subject_id=told.pk)
    assert facts.matches(submitted, "contact_phone", NUMBER)
    assert facts.matches(submitted, "body", SAID)
    untouched = set(ErasableFact.objects.exclude(event__subject_id=told.pk))

    with clock.moved_to(years_after(told, 3)):
        retaining.carry_out()

    assert [facts.matches(submitted, name, "") for name in ("contact_phone", "contact_name", "title", "body")] == (
        [None] * 4
    )
    assert untouched <= set(ErasableFact.objects.all())


def test_words_without_anything_personal_stay_provable(world: World) -> None:
    ticket = cast.closed(world)
    submitted = Event.objects.get(verb="ticket.submitted", subject_id=ticket.pk)

    with clock.moved_to(years_after(ticket, 3)):
        retaining.carry_out()

    assert facts.matches(submitted, "body", ticket.body)
    assert facts.matches(submitted, "contact_phone", ticket.contact_phone) is None


def test_ten_years_on_nothing_that_was_written_or_sent_is_left(told: Ticket) -> None:
    with clock.moved_to(years_after(told, 10)):
        carried = retaining.carry_out()

    assert (carried.done, carried.failed) == (2, 0)
    left = current(told)
    assert (left.title, left.body, left.contact_name) == (retention.GONE, retention.GONE, "")
    assert where_in_the_database("七点电压") == where_in_the_database("当面确认") == []
    assert not ErasableFact.objects.filter(event__subject_id=told.pk, event__subject_type="ticket").exists()
    proven()


def test_what_figures_are_made_of_stays(told: Ticket) -> None:
    kept = "status", "number", "firm_id", "category_id", "closed_at", "submitted_at", "closure", "tier"
    before = [getattr(told, name) for name in kept], told.revisit_set.get().grade

    with clock.moved_to(years_after(told, 10)):
        retaining.carry_out()

    left = current(told)
    assert ([getattr(left, name) for name in kept], left.revisit_set.get().grade) == before


def test_files_go_with_the_case_and_their_bytes_with_them(world: World) -> None:
    Calling(world.firm).all_pages(a_form(world, files=[a_photo()]))
    file = Attachment.objects.get()
    path = store.path_of(file.sha256)
    assert path.exists()
    Ticket.objects.update(status="closed", closure="confirmed", closed_at=clock.now())

    with clock.moved_to(years_after(current(file.ticket), 10)):  # type: ignore[arg-type]  # a case's file
        retaining.carry_out()
        collecting.collect()

    assert (Attachment.objects.count(), path.exists()) == (0, False)


@pytest.mark.parametrize(("name", "goes"), [("身份证正面.jpg", True), ("配电箱.jpg", False)])
def test_pictures_of_papers_go_after_half_a_year(world: World, name: str, goes: bool) -> None:
    Calling(world.firm).all_pages(a_form(world, files=[a_photo()]))
    Attachment.objects.update(name=name)
    Ticket.objects.update(status="closed", closure="confirmed", closed_at=clock.now())

    for days in (179, 181):
        with clock.moved_to(clock.now() + days * DAY):
            retaining.carry_out()
            left = Attachment.objects.count()
            assert left == (0 if goes and days > 180 else 1)


def test_the_list_counts_what_goes_of_claims_and_of_requests_as_well(world: World) -> None:
    _claim, _proof = a_claim(world)
    Claim.objects.update(status="refused", reason="照片不清", ruled_at=clock.now(), ruled_by=world.desk)
    request = by_a_caller(world, words="给我一份")
    data_desk.grant(request.pk, answer="请来取。", actor=world.office)

    with clock.moved_to(clock.now() + 3 * 366 * DAY):
        listed = {due.kind: due.count for due in retaining.overview(now=clock.now())}
        carried = retaining.carry_out()
        left = {due.kind: due.count for due in retaining.overview(now=clock.now())}

    assert listed == {Kept.PICTURES: 1, Kept.CONTACTS: 1, Kept.WORDS: 0}
    assert (carried.proofs, carried.requests, set(left.values())) == (1, 1, {0})


@pytest.mark.parametrize("years", [2, 3])
def test_nothing_goes_a_day_early(told: Ticket, years: int) -> None:
    with clock.moved_to(years_after(told, years, days=-1)):
        assert retaining.carry_out().done == 0

    assert current(told).contact_phone == NUMBER


def test_an_open_case_is_never_touched(world: World) -> None:
    ticket = cast.replied(world)

    with clock.moved_to(clock.now() + 20 * 366 * DAY):
        assert retaining.carry_out().done == 0
        for kind in Kept:
            with pytest.raises(NotPossibleNow):
                retaining.erase(ticket.pk, kind=kind, now=clock.now())


def test_it_is_safe_to_run_twice_and_comes_anew_after_another_end(told: Ticket) -> None:
    with clock.moved_to(years_after(told, 3)):
        assert [retaining.carry_out().done for _ in range(2)] == [1, 0]
    again = years_after(told, 4)
    Ticket.objects.filter(pk=told.pk).update(closed_at=again, contact_phone=NUMBER)

    with clock.moved_to(years_after(current(told), 3)):
        assert retaining.carry_out().done == 1

    assert Erasure.objects.filter(ticket=told, kind=Kept.CONTACTS).count() == 2


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_a_case_of_every_stage_can_lose_its_words(world: World, stage: str) -> None:
    """No rule of the database stands in the way, and every page that shows it still opens."""
    ticket = case_in(world, stage)
    if ticket.closed_at is None:
        retaining._take_words(ticket)
    else:
        with clock.moved_to(years_after(ticket, 10)):
            retaining.erase(ticket.pk, kind=Kept.WORDS, now=clock.now())

    assert signed_in(world.firm).get(f"/tickets/{ticket.number}/").status_code == 200
    assert signed_in(world.desk).get(f"/tickets/{ticket.number}/").status_code == 200


def test_pages_say_that_the_contact_is_gone(world: World, told: Ticket) -> None:
    with clock.moved_to(years_after(told, 3)):
        retaining.carry_out()

    for post in (world.firm, world.desk):
        page = signed_in(post).get(f"/tickets/{told.number}/").content.decode()
        assert "保存期满，已清除" in page
        assert "查看姓名或电话" not in page


def test_every_column_with_text_is_decided_on() -> None:
    def texts(model: type[models.Model]) -> Iterator[str]:
        for field in model._meta.concrete_fields:
            base = getattr(field, "base_field", field)
            if isinstance(base, models.CharField | models.TextField | models.JSONField) and not base.choices:
                yield field.name

    of_cases = {models.ForeignKey, models.OneToOneField}
    decided, found = {}, {}
    for model in apps.get_app_config("tickets").get_models():
        names = {f.name for f in model._meta.concrete_fields if type(f) in of_cases and f.related_model is Ticket}
        if model is Ticket or names or model in retention.WORDS:
            found[model] = set(texts(model))
            decided[model] = {*retention.WORDS.get(model, ()), *retention.NO_WORDS.get(model, ())}

    states = {"status", "resume_status"}
    assert {model: names - states for model, names in found.items()} == decided


def test_the_command_lists_and_erases_only_when_it_is_told_to(told: Ticket) -> None:
    def said(*words: str) -> str:
        out = StringIO()
        call_command("retention", *words, stdout=out)
        return out.getvalue()

    with clock.moved_to(years_after(told, 3)):
        listed = said(), said("--dry-run")
        assert current(told).contact_phone == NUMBER
        done = said("--carry-out")

    assert listed[0] == listed[1]
    assert "contacts: 1 cases" in listed[0]
    assert "QIHU_LIMIT_KEEP_CONTACTS_YEARS" in listed[0]
    assert "nothing was erased" in listed[0]
    assert "erased: 1 times" in done
    assert current(told).contact_phone == ""


def test_a_case_that_cannot_be_worked_on_keeps_no_other(
    told: Ticket, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cast.closed(world)
    real = retaining.erase

    def held(ticket_id: int, *, kind: Kept, now: datetime) -> Event:
        if ticket_id == told.pk:
            raise NotPossibleNow(told)
        return real(ticket_id, kind=kind, now=now)

    monkeypatch.setattr(retaining, "erase", held)
    with clock.moved_to(years_after(told, 3, days=2)), pytest.raises(CommandError, match="1 could not"):
        call_command("retention", "--carry-out", stdout=StringIO())

    assert (current(told).contact_phone, current(other).contact_phone) == (NUMBER, "")


@pytest.mark.parametrize("says", [True, False])
def test_by_night_it_erases_only_where_a_setting_says_so(told: Ticket, settings: LazySettings, says: bool) -> None:
    settings.RETENTION = says

    with clock.moved_to(years_after(told, 3)):
        tasks.retain()

    assert (current(told).contact_phone == "") is says

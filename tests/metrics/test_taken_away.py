"""Lists behind numbers, taken away whole: what the page shows, in its order, made in parts, and gone after a day."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from journal import clock
from journal.models import AccessLog
from orgs.models import Post
from tests import cast, figures
from tests.cast import MONDAY, World
from tests.metrics import test_exclusions
from tickets import listers, tasks
from tickets.export_kinds import Exported, ExportState
from tickets.listers import Lister
from tickets.models import ExportJob, ExportPart, Ticket
from tickets.queries import case_rows
from tickets.services import exporting

ACCEPTED = "/statistics/accepted/"
PERIOD = "?period=2026-11"


@pytest.fixture(autouse=True)
def three_cases(world: World) -> Any:
    """Accepted in an hour each, so that their order is plain."""
    for hour in range(3):
        with clock.moved_to(MONDAY + timedelta(hours=hour)):
            cast.dispatched(world, title=f"第 {hour + 1} 件")
    with clock.moved_to(MONDAY + timedelta(hours=6)):
        figures.counted_anew()
        yield


def asked(window: Client, address: str = ACCEPTED, *, table: str = "xlsx", period: str = PERIOD) -> ExportJob:
    answer = window.post(f"{address}export/{period}", {"format": table})
    assert answer.status_code == 303, answer
    return ExportJob.objects.latest("pk")


def made(job: ExportJob) -> ExportJob:
    tasks.lists()
    return ExportJob.objects.get(pk=job.pk)


def rows_of(job: ExportJob) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(bytes(job.content or b""))).active.iter_rows(values_only=True))


def titles_of(job: ExportJob) -> list[Any]:
    return [row[1] for row in rows_of(job)[1:]]


def written_by(patch: pytest.MonkeyPatch, rows: Any) -> None:
    """Rows of cases are written by `rows` from now on."""
    patch.setitem(listers.KNOWN, Exported.CASES, Lister(case_rows.COLUMNS, rows))


def test_the_table_has_every_case_of_the_list_in_its_order(world: World) -> None:
    leader = cast.signed_in(world.leader)
    page = unescape(leader.get(ACCEPTED + PERIOD).content.decode())
    assert "整张导出 Excel" in page

    job = made(asked(leader))

    assert (job.state, job.rows, job.name) == (ExportState.DONE, 3, "本期受理 2026年11月")
    assert rows_of(job)[0] == ("编号", "标题", "镇街", "主办", "阶段", "期限", "到期时间", "提交", "剔除原因")
    assert titles_of(job) == ["第 3 件", "第 2 件", "第 1 件"]
    places = [page.index(title) for title in titles_of(job)]
    assert places == sorted(places)
    assert not ExportPart.objects.exists()


def test_the_list_of_what_was_excluded_says_why(world: World) -> None:
    excluded = test_exclusions.asked(world, cast.closed(world), **test_exclusions.granted(world))
    figures.counted_anew()

    job = made(asked(cast.signed_in(world.leader), "/statistics/excluded/"))

    assert [row[-1] for row in rows_of(job)] == ["剔除原因", excluded.get_reason_display()]


def test_who_takes_a_list_away_is_written_down_and_nobody_else_gets_it(world: World) -> None:
    leader = cast.signed_in(world.leader)
    job = made(asked(leader))
    shown = leader.get(f"/exports/{job.pk}/").content.decode()
    fetched = leader.get(f"/exports/{job.pk}/file/")

    note, downloaded = AccessLog.objects.get(kind="export"), AccessLog.objects.get(kind="download")
    assert note.data == {
        "what": "cases", "list": ACCEPTED + PERIOD, "contact": False, "format": "xlsx", "rows": 3, "sha256": job.sha256,
    }  # fmt: skip
    assert (note.actor, downloaded.data["what"]) == (world.leader.person_id, "cases")
    assert ("返回清单" in shown, fetched.status_code) == (True, 200)
    for other in (world.desk, world.office, world.liaison):
        assert cast.signed_in(other).get(f"/exports/{job.pk}/file/").status_code == 404


def test_a_unit_takes_away_what_it_sees_and_no_more(world: World) -> None:
    own, other = made(asked(cast.signed_in(world.liaison))), made(asked(cast.signed_in(world.third_liaison)))

    assert (own.rows, other.rows) == (3, 0)


@pytest.mark.parametrize("who", ["firm", "clerk", "sysadmin"])
def test_nobody_else_asks_for_one(world: World, who: str) -> None:
    answer = cast.signed_in(getattr(world, who)).post(f"{ACCEPTED}export/{PERIOD}", {"format": "xlsx"})

    assert answer.status_code in {403, 404}
    assert not ExportJob.objects.exists()


def test_a_unit_does_not_ask_for_another_ones(world: World) -> None:
    window = cast.signed_in(world.third_liaison)

    answer = window.post(f"{ACCEPTED}export/{PERIOD}&unit={world.liaison.organisation_id}", {"format": "xlsx"})

    assert answer.status_code == 404


def test_a_case_that_is_seen_no_more_is_left_out(world: World) -> None:
    job = asked(cast.signed_in(world.leader))
    hidden = Ticket.objects.get(title="第 2 件")
    Ticket.objects.filter(pk=hidden.pk).update(about_org=world.leader.organisation_id)

    assert titles_of(made(job)) == ["第 3 件", "第 1 件"]


def test_a_worker_that_dies_loses_one_part_and_the_next_one_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(cast.signed_in(world.leader))
    monkeypatch.setattr(exporting, "CHUNK", 1)
    written: list[Sequence[int]] = []
    real = case_rows.listed

    def dies_at_the_second(chunk: Sequence[int], /, *, post: Post, now: Any) -> Any:
        if len(written) == 1:
            raise SystemExit
        written.append(chunk)
        return real(chunk, post=post, now=now)

    def lives(chunk: Sequence[int], /, *, post: Post, now: Any) -> Any:
        written.append(chunk)
        return real(chunk, post=post, now=now)

    written_by(monkeypatch, dies_at_the_second)
    with pytest.raises(SystemExit):
        tasks.lists()
    written_by(monkeypatch, lives)

    assert made(job).state == ExportState.RUNNING
    with clock.moved_to(clock.now() + exporting.GIVEN_UP + timedelta(seconds=1)):
        done = made(job)

    assert (done.state, titles_of(done)) == (ExportState.DONE, ["第 3 件", "第 2 件", "第 1 件"])
    assert [len(chunk) for chunk in written] == [1, 1, 1]


def test_a_long_list_takes_several_turns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(cast.signed_in(world.leader))
    monkeypatch.setattr(exporting, "CHUNK", 1)
    monkeypatch.setattr(exporting, "SPELL", -1.0)

    turns = [(made(job).state, ExportPart.objects.count()) for _turn in range(3)]

    assert turns == [(ExportState.WAITING, 1), (ExportState.WAITING, 2), (ExportState.DONE, 0)]
    assert titles_of(made(job)) == ["第 3 件", "第 2 件", "第 1 件"]


def test_a_worker_that_slept_too_long_finds_its_list_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(cast.signed_in(world.leader))
    monkeypatch.setattr(exporting, "CHUNK", 1)
    real, calls = case_rows.listed, 0

    def sleeps_at_the_second(chunk: Sequence[int], /, *, post: Post, now: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            with clock.moved_to(clock.now() + exporting.GIVEN_UP + timedelta(seconds=1)):
                assert made(job).state == ExportState.DONE
        return real(chunk, post=post, now=now)

    written_by(monkeypatch, sleeps_at_the_second)

    assert titles_of(made(job)) == ["第 3 件", "第 2 件", "第 1 件"]
    assert AccessLog.objects.filter(kind="export").count() == 1
    assert not ExportPart.objects.exists()


def test_of_a_list_that_failed_nothing_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(cast.signed_in(world.leader))
    monkeypatch.setattr(exporting, "CHUNK", 1)
    monkeypatch.setattr(exporting, "write_xlsx", lambda *_args, **_words: 1 / 0)

    failed = made(job)

    assert (failed.state, failed.keys) == (ExportState.FAILED, None)
    assert not ExportPart.objects.exists()


def test_what_stood_in_the_address_besides_is_not_written_down(world: World) -> None:
    window = cast.signed_in(world.leader)

    window.post(f"{ACCEPTED}export/{PERIOD}&note=13800001234&after=x", {"format": "xlsx"})

    assert ExportJob.objects.get().address == ACCEPTED + PERIOD


def test_a_list_that_is_too_long_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST", 2)
    leader = cast.signed_in(world.leader)

    job = made(asked(leader))

    assert (job.state, job.content) == (ExportState.TOO_MANY, None)
    assert "超过 10 万件" in leader.get(f"/exports/{job.pk}/").content.decode()


def test_text_that_a_spreadsheet_could_run_is_guarded_in_both_formats(world: World) -> None:
    Ticket.objects.filter(title="第 1 件").update(title="=1+1")
    leader = cast.signed_in(world.leader)

    sheet, table = made(asked(leader)), made(asked(leader, table="csv"))

    assert titles_of(sheet)[2] == "'=1+1"
    lines = list(csv.reader(io.StringIO(bytes(table.content or b"").decode("utf-8-sig"))))
    assert [line[1] for line in lines[1:]] == ["第 3 件", "第 2 件", "'=1+1"]


def test_the_file_goes_after_a_day(world: World) -> None:
    job = made(asked(cast.signed_in(world.leader)))
    with clock.moved_to(clock.now() + exporting.LIFE + timedelta(minutes=1)):
        exporting.forget()
        assert cast.signed_in(world.leader).get(f"/exports/{job.pk}/file/").status_code == 404

    gone = ExportJob.objects.get(pk=job.pk)
    assert (gone.state, gone.content, gone.keys) == (ExportState.EXPIRED, None, None)


def test_whoever_reads_figures_finds_what_they_took_away(world: World) -> None:
    window = cast.signed_in(world.liaison)
    made(asked(window))

    page = window.get("/exports/").content.decode()

    assert ("本期受理 2026年11月" in page, "回传给" in page) == (True, False)

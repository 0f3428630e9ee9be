"""./run in a folder with a blank and Chinese characters: one address, nothing lost, nobody left behind."""

import re
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil
import psycopg2
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.deploy.house import PATIENCE, House, call, copy_of_the_project, free_port, wait_for

pytestmark = pytest.mark.slow

HEADING = "演示登录"
HELD_UP = 10  # seconds: whoever had to wait for a phone that stopped on its way would wait for much longer


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    place = Path(tempfile.mkdtemp(prefix="企 呼-"))
    place.chmod(0o755)
    project = copy_of_the_project(place / "链 应", with_packages=True)
    made = House(project, place / "数 据")
    try:
        made.move_in()
        yield made
    finally:
        if made.running.poll() is None:
            made.end()
        shutil.rmtree(place, ignore_errors=True)


def logins(house: House) -> list[list[str]]:
    lines = house.said.partition(HEADING)[2].partition("\n  数据 ")[0].splitlines()[1:]
    return [line.split() for line in lines if line.startswith("    ")]


def sign_in(house: House, *, username: str, password: str) -> tuple[OpenerDirector, CookieJar]:
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    form = browser.open(house.url + "/accounts/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    sent = urlencode({"csrfmiddlewaretoken": token[1], "login": username, "password": password}).encode()
    answer = browser.open(house.url + "/accounts/login/", data=sent, timeout=20)
    assert "/accounts/login" not in answer.url
    return browser, cookies


def test_it_serves_the_home_page_and_its_look_from_one_address(house: House) -> None:
    status, page = house.get("/")
    sheet = re.search(r'href="(/static/look/app\.[0-9a-f]{12}\.css)"', page)

    assert status == 200
    assert sheet is not None
    assert house.get(sheet[1])[0] == 200


def test_every_sign_in_that_it_prints_opens_the_door(house: House) -> None:
    printed = logins(house)

    assert len(printed) >= 5
    for role, username, password, *_ in printed:
        browser, _cookies = sign_in(house, username=username, password=password)
        assert browser.open(house.url + "/notices/", timeout=20).status == 200, role


def test_a_page_stays_connected_while_nothing_happens(house: House) -> None:
    _role, username, password, *_rest = logins(house)[0]
    _browser, cookies = sign_in(house, username=username, password=password)
    sent = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)

    with connect(
        house.url.replace("http", "ws") + "/ws/", origin=Origin(house.url), additional_headers={"Cookie": sent}
    ) as page:
        time.sleep(8)  # longer than redis-py's patience, which once ended such connections
        assert page.ping().wait(5)


def test_a_second_start_on_the_same_data_is_refused_in_one_sentence(house: House) -> None:
    refused = call([house.project / "run", "--port", str(free_port()), "--data", house.data])

    assert (refused.returncode, refused.stdout.count("\n")) == (1, 1)
    assert "另一个 ./run 正在使用数据目录" in refused.stdout


def test_a_taken_port_is_refused_in_one_sentence(house: House) -> None:
    refused = call([house.project / "run", "--port", str(house.port), "--data", house.data.with_name("别处")])

    assert (refused.returncode, refused.stdout.count("\n")) == (1, 1)
    assert f"端口 {house.port} 已被占用" in refused.stdout


def test_phones_that_send_slowly_do_not_hold_up_the_desk(house: House) -> None:
    phones = [socket.create_connection(("127.0.0.1", house.port)) for _ in range(6)]
    for phone in phones:
        phone.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nlogin=")

    started = time.monotonic()
    assert [house.get("/health/live")[0] for _ in range(4)] == [200] * 4
    assert time.monotonic() - started < HELD_UP

    for phone in phones:
        phone.close()


def test_files_that_come_slowly_or_all_at_once_do_not_hold_up_the_desk(house: House) -> None:
    phones = [socket.create_connection(("127.0.0.1", house.port)) for _ in range(12)]
    for place, phone in enumerate(phones):
        body = b"x" * (100 if place % 2 else 10)  # half of them are whole, half stop on the way
        phone.sendall(b"POST /files/new/11111111-2222-4333-8444-555555555555/ HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        phone.sendall(b"Content-Length: 100\r\n\r\n" + body)

    started = time.monotonic()
    assert [house.get("/health/live")[0] for _ in range(4)] == [200] * 4
    assert time.monotonic() - started < HELD_UP
    assert [phone.recv(12) for phone in phones[1::2]] == [b"HTTP/1.1 403"] * 6

    for phone in phones:
        phone.close()


@pytest.mark.parametrize("size", [60_000_000, 200_000_000, 5_000_000_000])
def test_a_body_that_is_too_large_is_told_so_on_a_page(house: House, size: int) -> None:
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as phone:
        phone.sendall(b"POST /call/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % size)
        phone.sendall(bytes(1024 * 1024))  # a part of it; the answer does not wait for the rest
        answer = b"".join(iter(lambda: phone.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 413")
    assert "<h1>一次发来的太多，没有提交成功</h1>" in answer
    assert "您写的内容还在那一页" in answer


def test_management_commands_find_the_running_house(house: House) -> None:
    said = call(
        [house.project / ".venv" / "bin" / "python", house.project / "manage.py", "check"], QIHU_DATA=str(house.data)
    )

    assert (said.returncode, "no issues" in said.stdout) == (0, True), said.stdout


@pytest.mark.parametrize("program", ["gunicorn", "postgres", "valkey-server", "caddy"])
def test_a_program_that_dies_is_started_again(house: House, program: str) -> None:
    victim = next(each for each in psutil.Process(house.running.pid).children() if program in " ".join(each.cmdline()))
    recoveries = house.said.count("已恢复")

    victim.kill()

    wait_for(f"{program} came back", lambda: house.said.count("已恢复") > recoveries, seconds=40)
    wait_for(f"the home page after {program} died", lambda: answers(house), seconds=40)
    assert "意外退出（-9）" in house.said


def answers(house: House) -> bool:
    try:
        return house.get("/")[0] == 200
    except (URLError, OSError):
        return False


def test_a_start_killed_while_it_wrote_the_demonstration_leaves_no_half_county(house: House) -> None:
    half = House(house.project, house.data.with_name("半 途"))
    half.launch()
    wait_for(
        "the county's first rows",
        lambda: (half.data / "postgresql.half-seeded").exists() and counties(half) > 0,
        seconds=PATIENCE,
    )
    half.end(signal.SIGKILL)

    half.start("--empty")

    assert counties(half) == 0
    assert logins(half) == []
    assert half.end() == 0


def lives(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


def counties(house: House) -> int:
    with closing(psycopg2.connect(house.variable("DATABASE_URL"))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orgs_county")
        (found,) = cursor.fetchone() or (0,)
        return int(found)


def test_kill_9_leaves_nobody_and_the_next_start_finds_everything(house: House) -> None:
    with closing(psycopg2.connect(house.variable("DATABASE_OWNER_URL"))) as connection, connection:
        connection.cursor().execute("CREATE TABLE kept AS SELECT '说过的话' AS words")
    family = house.family()
    assert len(family) >= 10

    house.end(signal.SIGKILL)
    time.sleep(3)
    assert [each for each in family if lives(each)] == []

    house.start()
    with closing(psycopg2.connect(house.variable("DATABASE_OWNER_URL"))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT words FROM kept")
        assert cursor.fetchall() == [("说过的话",)]
    assert "演示数据" not in house.said
    assert counties(house) == 1


def test_an_end_in_good_order_leaves_nobody_and_no_socket(house: House) -> None:
    family = house.family()
    sockets = Path((house.data / "sockets").read_text(encoding="utf-8"))

    assert house.end(signal.SIGINT) == 0

    assert [each for each in family if each.is_running()] == []
    assert not sockets.exists()
    assert "Traceback" not in house.said

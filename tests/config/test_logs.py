"""Log lines: an entry begins a line, and nothing that somebody typed can look like one."""

import json
import logging
import logging.config
from datetime import datetime
from typing import Any

import pytest

from config import logs
from tests.config.log import Log, fail
from web.request_id import new_request_id

FORGED = "ding\n2026-11-30 09:00:00,000 ERROR - journal all is well\r\x1b[2K\u2028\u202egnorw"


@pytest.fixture(params=[logs.LINE, logs.JSON])
def log(request: pytest.FixtureRequest) -> Log:
    return Log(request.param)


def test_typed_words_begin_no_entry_and_hide_nothing(log: Log) -> None:
    log.logger.warning("sign-in of %s", FORGED)

    [line] = log.lines
    assert "ding\\u000a2026-11-30" in line or "ding\\n2026-11-30" in line
    assert "\\u001b[2K" in line
    assert line.isprintable()


def test_an_error_begins_one_entry_whatever_it_says(log: Log) -> None:
    fail(log, FORGED)

    first, *more = log.lines
    assert "it failed: here" in first
    assert [line for line in more if not line.startswith("    ")] == []
    assert all(line.isprintable() for line in log.lines)


def test_json_tells_everything_by_name() -> None:
    log, number = Log(logs.JSON), new_request_id()

    fail(log, "电压不够")

    [line] = log.lines
    said: dict[str, Any] = json.loads(line)
    assert datetime.fromisoformat(said.pop("at")).tzinfo is not None
    error = said.pop("error")
    assert said == {"level": "ERROR", "request": number, "logger": "orgs.accounts", "words": "it failed: here"}
    assert error.splitlines()[-1] == "ValueError: invalid literal for int() with base 10: '<电压不够>'"


def test_what_was_typed_comes_back_whole_from_json() -> None:
    log = Log(logs.JSON)

    log.logger.warning("%s", FORGED)

    assert json.loads(log.lines[0])["words"] == FORGED


def test_both_shapes_are_ones_that_python_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    for shape in logs.FORMATS:
        configurator = logging.config.DictConfigurator(logs.settings_for(shape, level="INFO"))
        made = configurator.configure_handler(configurator.config["handlers"]["stderr"] | {"filters": []})
        assert isinstance(made, logging.StreamHandler)


def test_another_shape_stops_the_start() -> None:
    with pytest.raises(ValueError, match="QIHU_LOG_FORMAT is neither line nor json: xml"):
        logs.settings_for("xml", level="INFO")

"""Work in another thread: its language is the request's, its failure is raised where it is asked for."""

import os
import threading

import pytest
from django.utils import translation
from django.utils.translation import gettext

from web.beside import beside


def test_the_result_is_in_the_future() -> None:
    here = threading.get_ident()

    assert beside(threading.get_ident, name="other").result() != here


def test_what_fails_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0, name="fails").result()


def test_it_speaks_the_language_of_this_request() -> None:
    with translation.override("en"):
        said = beside(lambda: gettext("登录已过期"), name="words").result()
        assert said == gettext("登录已过期") != "登录已过期"


def test_work_that_nobody_waits_for_stands_back_alone() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()

    assert beside(niceness, name="behind", behind=True).result() > before
    assert niceness() == before

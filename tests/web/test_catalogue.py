"""The English catalogue is found, merged and checked without gettext's programs."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from web import catalogue

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("签收")
ngettext("%(n)d 件", "%(n)d 件", 2)
pgettext("动词", "办结")
"""
TEMPLATE = """{% load i18n %}{% translate "派单" %}
{% blocktranslate with who=name trimmed %}
  {{ who }} 已签收 (第 1 轮)
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} 处{% plural %}{{ n }} 处{% endblocktranslate %}
"""


@pytest.fixture
def sources(tmp_path: Path, settings: LazySettings) -> Path:
    """A small project with an empty catalogue."""
    (tmp_path / "web").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "web" / "words.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    settings.BASE_DIR = tmp_path
    return tmp_path


def translate(chinese: str, english: str) -> None:
    text = catalogue.po_file().read_text(encoding="utf-8")
    assert f'msgid "{chinese}"\nmsgstr ""' in text
    text = text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{english}"')
    catalogue.po_file().write_text(text, encoding="utf-8")


def test_every_message_of_python_and_templates_is_found(sources: Path) -> None:
    assert [(found.id, found.context) for found in catalogue.messages(sources)] == [
        ("签收", None),
        (("%(n)d 件", "%(n)d 件"), None),
        ("办结", "动词"),
        ("派单", None),
        ("%(who)s 已签收 (第 1 轮)", None),
        (("%(n)s 处", "%(n)s 处"), None),
    ]


@pytest.mark.usefixtures("sources")
def test_an_update_keeps_what_is_translated_and_drops_what_is_gone() -> None:
    catalogue.update()
    translate("签收", "sign for")
    translate("派单", "dispatch")
    (catalogue.po_file().parents[3] / "templates" / "page.html").write_text("{% load i18n %}")
    catalogue.update()

    text = catalogue.po_file().read_text(encoding="utf-8")
    assert 'msgstr "sign for"' in text
    assert "dispatch" not in text


@pytest.mark.usefixtures("sources")
def test_an_update_without_new_words_changes_no_byte() -> None:
    catalogue.update()
    before = catalogue.po_file().read_bytes()
    catalogue.update()

    assert catalogue.po_file().read_bytes() == before


@pytest.mark.usefixtures("sources")
def test_a_missing_a_wrong_and_a_stale_message_are_named() -> None:
    catalogue.update()
    translate("派单", "派单")
    translate("%(who)s 已签收 (第 1 轮)", "%(whom)s signed")
    catalogue.po_file().write_text(
        catalogue.po_file().read_text(encoding="utf-8") + '\nmsgid "没了"\nmsgstr "gone"\n', encoding="utf-8"
    )

    problems = catalogue.problems()

    assert "untranslated: 签收 (web/words.py)" in problems
    assert "still Chinese: 派单" in problems
    assert "placeholder: %(who)s 已签收 (第 1 轮)" in problems
    assert "stale: 没了" in problems


def test_the_english_of_the_frame_is_complete() -> None:
    ours = ("web/", "templates/base", "templates/500", "templates/web/", "templates/components/", "templates/account/")

    assert catalogue.problems(within=ours) == []

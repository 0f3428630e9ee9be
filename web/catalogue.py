"""The English catalogue, without gettext's programs: found, merged, compiled and checked.

Chinese is the source. ``locale/en/LC_MESSAGES/django.po`` is written without dates or line numbers, so that it changes
only when words do.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_now": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
APPS = ("config", "web", "journal", "orgs", "tickets", "roundtable", "metrics", "notifications")
PLACEHOLDER = re.compile(r"%\((\w+)\)[0-9]*[sdif]|\{(\w+)\}")
HAN = re.compile("[\u4e00-\u9fff]")

HEADER = r"""# English for Qihu. `manage.py messages update` keeps it in step with the sources.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""

# What templatize leaves of a template: calls with literal arguments.
_CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")


@dataclass(frozen=True, slots=True)
class Found:
    """One message in the sources."""

    path: str
    id: str | tuple[str, str]
    context: str | None


def po_file() -> Path:
    """The catalogue that is committed."""
    return Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES" / "django.po"


def messages(root: Path) -> Iterator[Found]:
    """Every message of the applications' Python and of the templates, in a stable order."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in_python(path.read_bytes(), path.relative_to(root).as_posix())
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield from _in_template(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())


def _in_python(source: bytes, name: str) -> Iterator[Found]:
    for _line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        yield Found(name, _id(message), context)


def _in_template(source: str, name: str) -> Iterator[Found]:
    code = templatize(source, origin=name)
    for call in _CALL.finditer(code):
        texts = [text for text in _arguments(code, start=call.end() - 1) if isinstance(text, str)]
        if not texts:
            continue
        context = texts.pop(0) if "pgettext" in call[1] else None
        yield Found(name, (texts[0], texts[1]) if len(texts) > 1 else texts[0], context)


def _arguments(code: str, *, start: int) -> list[object]:
    """The literal arguments of the call whose bracket opens at ``start``; the shortest text that parses."""
    for end in (found.end() for found in re.finditer(r"\)", code[start:])):
        try:
            call = ast.parse(f"f{code[start : start + end]}", mode="eval").body
        except SyntaxError:
            continue
        given = call.args if isinstance(call, ast.Call) else []
        return [argument.value if isinstance(argument, ast.Constant) else None for argument in given]
    return []


def _id(message: str | Sequence[str]) -> str | tuple[str, str]:
    return message if isinstance(message, str) else (message[0], message[1])


def update(root: Path | None = None) -> Catalog:
    """Merge what the sources say into the committed file: new messages come in empty, vanished ones go."""
    root = root or Path(settings.BASE_DIR)
    known, fresh = _read(), _empty()
    for found in messages(root):
        old = known.get(_key(found.id), found.context)
        fresh.add(found.id, old.string if old else None, [(found.path, 1)], context=found.context)
    for message in fresh:
        message.locations = sorted({(path, 1) for path, _line in message.locations})
    save(fresh)
    return fresh


def save(catalog: Catalog) -> None:
    """Write the committed file."""
    po_file().parent.mkdir(parents=True, exist_ok=True)
    with po_file().open("wb") as target:
        target.write(HEADER.encode())
        write_po(target, catalog, width=120, omit_header=True, include_lineno=False, sort_output=True)


def compile_catalogue() -> Path:
    """Write the ``.mo`` that Django reads; it is not committed."""
    target = po_file().with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, _read())
    return target


def problems(*, within: Sequence[str] = ("",), root: Path | None = None) -> list[str]:
    """What keeps the English catalogue from being complete, one sentence each; ``within`` limits to paths."""
    known = _read()
    wanted = {(_key(found.id), found.context): found for found in messages(root or Path(settings.BASE_DIR))}
    lacking = [
        sentence
        for (key, context), found in wanted.items()
        if found.path.startswith(tuple(within)) and (sentence := _trouble(known.get(key, context), found))
    ]
    stale = [
        f"stale: {_key(message.id)}"
        for message in known
        if message.id and (_key(_id(message.id)), message.context) not in wanted
    ]
    return lacking + (stale if tuple(within) == ("",) else [])


def _trouble(message: Message | None, found: Found) -> str:
    texts = (message.string if isinstance(message.string, tuple) else (message.string,)) if message else ()
    if not texts or not all(texts):
        return f"untranslated: {_key(found.id)} ({found.path})"
    if message and message.fuzzy:
        return f"fuzzy: {_key(found.id)}"
    named = set(PLACEHOLDER.findall(_key(found.id)))
    if any(set(PLACEHOLDER.findall(str(text))) - named for text in texts):
        return f"placeholder: {_key(found.id)}"
    if any(HAN.search(str(text)) for text in texts):
        return f"still Chinese: {_key(found.id)}"
    return ""


def _key(message_id: str | Sequence[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _empty() -> Catalog:
    return Catalog(locale="en", charset="utf-8", fuzzy=False)


def _read() -> Catalog:
    if not po_file().exists():
        return _empty()
    with po_file().open("rb") as source:
        return read_po(source, locale="en")

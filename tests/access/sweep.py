"""Asks every address of the product as every reader, and remembers what came back. Judges nothing."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.test.client import ClientHandler, RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver

from tests import cast
from tests.access import back_office
from tests.access.scene import READERS, Scene
from tests.access.things import BY_NAME, BY_PARAMETERS, KINDS, Params

METHODS: Final = ("GET", "POST", "PUT")
"""Of the table. HEAD has a test of its own; PUT is declared nowhere."""
PUTTING: Final = ("nobody", "firm", "desk", "sysadm")
"""Who tries what nobody may: one of each frame."""
SIGN_IN: Final = re.compile(r"^(/accounts/login/|/admin/login/)")
_WRITTEN: Final = """
    SELECT relname, written FROM pg_class, LATERAL (SELECT pg_stat_get_xact_tuples_inserted(oid)
        + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) AS written) AS counters
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND written > 0
"""
_DRAWN: Final = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=name="draft_token" value=")[^"]+|(?<=name="page_token" value=")\w+'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""What is drawn anew for every page: the token against forgery, tokens and keys of a form."""
SAID: Final[Mapping[str, dict[str, str]]] = {"my_firm_person": {"act": "owner"}}
"""Where an empty form is no question at all: what is sent instead, by the address's name."""


@dataclass(frozen=True, slots=True)
class Address:
    """One URL pattern; `kind` of `things.KINDS`, of the back office the model's, or empty without parameters."""

    route: str
    name: str
    kind: str

    def rows(self, scene: Scene) -> Mapping[str, Params]:
        """Label → parameters; one nameless thing where there are none."""
        if not self.kind:
            return {"": {}}
        return KINDS[self.kind].make(scene) if self.kind in KINDS else back_office.rows(scene, self.kind)

    def seen_by(self, label: str) -> frozenset[str]:
        """Who may know of a thing; of rows of the back office its readers may know those of their county."""
        if self.kind in KINDS:
            return KINDS[self.kind].sees.get(label, frozenset())
        return back_office.sees(self.kind) if label == "A" else frozenset()

    def path(self, params: Params) -> str:
        """The address itself, of the pattern: libraries have patterns without names."""
        return "/" + _filled(self.route, params)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the word of the table, a hash of the text without what is drawn anew, the tables written to."""

    word: str
    text: str
    wrote: frozenset[str] = frozenset()


NOT_ASKED: Final = Answer("·", "")


@dataclass
class Sweep:
    """All answers: (address, label, method, reader) → answer."""

    addresses: list[Address]
    labels: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[tuple[str, str, str, str], Answer] = field(default_factory=dict)


def addresses() -> list[Address]:
    """Every pattern of the project, in the resolver's order."""
    return [Address(route, pattern.name or "", _kind(route, pattern)) for route, pattern in _patterns(get_resolver())]


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        else:
            yield route, entry


def _kind(route: str, pattern: URLPattern) -> str:
    """What an address is about. An address that nobody has said anything about has a kind that nobody can make."""
    model = re.match(r"admin/(\w+)/(\w+)/<path:object_id>/", route)
    if model:
        return f"{model[1]}_{model[2]}"
    names = tuple(sorted(set(re.findall(r"<(?:\w+:)?(\w+)>", route))))
    if not names:
        return ""
    return BY_NAME.get(pattern.name or "", BY_PARAMETERS.get(names, f"nothing for {names}"))


def _filled(route: str, params: Params) -> str:
    """A route with its parameters put in; of a regular expression only groups with names and anchors are known."""
    plain = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", route).replace("^", "").replace("$", "")
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(params[found[1]]), plain)
    if re.search(r"[<>()\\]", filled):
        raise NoReverseMatch(route)
    return filled


class Browser(RequestFactory):
    """A browser in which somebody has signed in; it keeps nothing of what it was answered."""

    def __init__(self, session: str = "") -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.session = session

    def ask(self, method: str, path: str, said: Mapping[str, str] | None = None) -> Any:
        """Send a request with nothing in it, or hardly, as a person at the keyboard who guesses addresses."""
        self.cookies.clear()
        if self.session:
            self.cookies["sessionid"] = self.session
        request = getattr(self, method.lower())
        return request(path, said if method == "POST" else None)

    def request(self, **environ: Any) -> Any:
        """Hand it to the product: all of its middleware, and a 500 where it breaks."""
        return self.handler(self._base_environ(**environ))  # type: ignore[attr-defined]  # Django has it, its stubs have not


def browsers(scene: Scene) -> dict[str, Browser]:
    """Reader → browser; each has signed in once."""
    found = {}
    for reader in READERS:
        post = scene.posts[reader]
        found[reader] = Browser(cast.signed_in(post).cookies["sessionid"].value if post else "")
    return found


class Scale:
    """Weighs the database: what a request has written, exactly, by PostgreSQL's own counters of this transaction."""

    def __init__(self) -> None:
        self.savepoint = transaction.savepoint()
        self.before = written()

    def weigh(self) -> frozenset[str]:
        """The tables that were written to since the last time; all of it is undone. Writing the same again counts."""
        after = written()
        wrote = frozenset(table for table, count in after.items() if count != self.before.get(table, 0))
        if wrote:
            transaction.savepoint_rollback(self.savepoint)
            transaction.savepoint_commit(self.savepoint)
            self.savepoint = transaction.savepoint()
        self.before = after
        return wrote


def sweep(scene: Scene) -> Sweep:
    """Ask everything. Whatever writes is undone before the next: nobody meets what another has done."""
    done, windows = Sweep(addresses()), browsers(scene)
    one_of_each = {address.kind: address for address in done.addresses}
    things = {kind: address.rows(scene) for kind, address in one_of_each.items()}
    scale = Scale()
    for address in done.addresses:
        done.labels[address.route] = list(things[address.kind])
        for reader, window in windows.items():
            _ask_all(done, address, things[address.kind], reader=reader, window=window, scale=scale)
        _ask_heads(done, address, things[address.kind], windows=windows, scale=scale)
    return done


def _ask_all(
    done: Sweep, address: Address, things: Mapping[str, Params], *, reader: str, window: Browser, scale: Scale
) -> None:
    """One reader at one address. What its door refused for the first thing is not asked for the others."""
    at_the_door: dict[str, Answer] = {}
    for label, params in things.items():
        for method in METHODS:
            if method == "PUT" and (reader not in PUTTING or label != next(iter(things))):
                continue
            found = at_the_door.get(method) or asked(window, method, address, known=params, scale=scale)
            done.answers[address.route, label, method, reader] = found
            if found.word in {"in", "401", "405"}:
                at_the_door[method] = found


def _ask_heads(
    done: Sweep, address: Address, things: Mapping[str, Params], *, windows: Mapping[str, Browser], scale: Scale
) -> None:
    """HEAD as the first reader for whom there is a page."""
    for label, params in things.items():
        pages = (who for who in windows if done.answers[address.route, label, "GET", who].word == "200")
        if reader := next(pages, None):
            found = asked(windows[reader], "HEAD", address, known=params, scale=scale)
            done.answers[address.route, label, "HEAD", reader] = found


def asked(window: Browser, method: str, address: Address, *, known: Params, scale: Scale) -> Answer:
    """One request, undone. `known`: what the asker knew, which an answer may repeat."""
    path = address.path(known)
    response = window.ask(method, path, SAID.get(address.name))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    wrote = scale.weigh()
    text = plain(content.decode(errors="replace"), path, *(str(value) for value in known.values()))
    return Answer(_word(response), hashlib.md5(text.encode()).hexdigest() if text else "", wrote)  # noqa: S324


def plain(text: str, *known: str) -> str:
    """A page without what is drawn anew, and without what its asker knew; a short number may be anything."""
    for said in known:
        text = text.replace(said, "…") if len(said) > 6 else text
    return _DRAWN.sub("…", text)


def written() -> dict[str, int]:
    """Table → rows that this transaction has written so far; what was rolled back since is counted too."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return dict(cursor.fetchall())


def _word(response: Any) -> str:
    """The status; `in` for "sign in first"."""
    if response.status_code in {302, 303} and SIGN_IN.match(response["Location"]):
        return "in"
    return str(response.status_code)

"""What the forms of actions share: the version on the screen, the token of an append, the files it brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise

from orgs.models import Post
from tickets.models import Attachment, Ticket
from web.forms import ClientTokenField, Form


class ActionForm(Form):
    """The base: carries the version of what was on the screen. A forged one is simply stale."""

    takes_files = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**31 - 1)

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.post = ticket, post

    def clean_version(self) -> int:
        """No version is an old version."""
        return self.cleaned_data.get("version") or 0


class TokenForm(ActionForm):
    """An append: sent twice, written once."""

    client_token = ClientTokenField()


class FilesForm(TokenForm):
    """Words that may bring files along. `problems` are sentences about files that were not kept.

    `carries` is the token of a call that was begun and goes on here.
    """

    takes_files = True
    name = ""
    carries = ""
    kept: Sequence[Attachment] = ()
    problems: Sequence[str] = ()

    @property
    def token(self) -> UUID | None:
        """What its files hang on, where it is known already: as it was sent, or as it was begun elsewhere."""
        said = self.data.get("client_token") if self.is_bound else self.initial.get("client_token")
        return ClientTokenField().clean(str(said)) if said else None

    def pick_up(self, files: Sequence[Attachment]) -> None:
        """Show what was kept for it. A fresh form goes on under the token of files that were never sent."""
        mine = [file for file in files if file.form == self.name]
        if mine and not self.is_bound:
            self.initial.setdefault("client_token", mine[-1].client_token)
        token = str(self["client_token"].value())
        self.kept = [file for file in files if str(file.client_token) == token]


@dataclass(slots=True)
class Box:
    """One of several places for files in a form: what they show, and the token that they hang on."""

    kind: str
    label: str
    token: UUID
    form_name: str
    files: Sequence[Attachment] = ()
    problems: Sequence[str] = ()

    @property
    def field(self) -> str:
        """The name of its inputs where the form sends its files itself."""
        return f"files-{self.kind}"


class BoxesForm(ActionForm):
    """A form whose files say by their box what they show. Each box has a token of its own."""

    takes_files = True
    name = ""
    previewed = False
    kinds: Sequence[tuple[str, Promise | str]] = ()

    def token_of(self, kind: str) -> UUID:
        """As it was sent, as it was begun in another window, or a fresh one that the form then keeps."""
        name = f"token-{kind}"
        said = self.data.get(name) if self.is_bound else self.initial.get(name)
        token: UUID = ClientTokenField().clean(said)
        if not self.is_bound:
            self.initial[name] = token
        return token

    @cached_property
    def boxes(self) -> list[Box]:
        """The boxes, empty until `pick_up` has been told what is kept."""
        return [Box(kind, str(label), self.token_of(kind), f"{kind} {self.name}") for kind, label in self.kinds]

    @property
    def tokens(self) -> dict[str, UUID]:
        """Box → its token."""
        return {box.kind: box.token for box in self.boxes}

    def pick_up(self, files: Sequence[Attachment]) -> None:
        """Show what was kept for each box; files that were never sent bring their token with them."""
        for box in self.boxes:
            mine = [file for file in files if file.form == box.form_name]
            if mine and not self.is_bound:
                box.token = mine[-1].client_token
            box.files = [file for file in files if file.client_token == box.token]


def named(action: str, ticket: Ticket) -> str:
    """What files call the form that they were kept for."""
    return f"{action} {ticket.number}"

"""Forms of the round table that may bring files along."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from orgs.models import Post
from tickets.models import Attachment
from tickets.services import attaching
from web.forms import ClientTokenField, Form


class EnclosingForm(Form):
    """Its files hang on a token of their own: what comes too late for this sending goes along with the next.

    `name` is what files call the form; `problems` are sentences about files that were not kept, or not to be had.
    """

    takes_files = True
    files_token = ClientTokenField()
    problems: Sequence[str] = ()
    kept: Sequence[Attachment] = ()

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    @property
    def token(self) -> UUID:
        """What its files hang on; a mangled one never reaches here (`views.enclosing`)."""
        return ClientTokenField().clean(self["files_token"].value())

    def pick_up(self, files: Sequence[Attachment]) -> None:
        """Show what was kept for it.

        A fresh form goes on under the token of the latest files that were never sent, and shows those of earlier ones
        with them, as many as a form may have: what it shows is what it sends (`attaching.gather`).
        """
        mine = [file for file in files if file.form == self.name]
        if mine and not self.is_bound:
            self.initial["files_token"] = mine[-1].client_token
        self.kept = [file for file in files if file.client_token == self.token]
        if not self.is_bound:
            for file in reversed(mine):
                if file not in self.kept and attaching.has_room(self.kept, photo=file.is_image):
                    self.kept = [file, *self.kept]


def pick_up(forms: Iterable[Form | None], post: Post) -> None:
    """Give the forms that take files what is kept for them, in one query for all."""
    taking = [form for form in forms if isinstance(form, EnclosingForm)]
    if taking:
        tokens = [form.token for form in taking if form.is_bound]
        files = list(attaching.in_hand(post.person, [form.name for form in taking], tokens))
        for form in taking:
            form.pick_up(files)

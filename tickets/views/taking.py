"""What a form sends of its files: taken out, described, kept. The words of the form are judged elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from orgs.models import Person, Post
from tickets.form_bases import BoxesForm
from tickets.models import Attachment
from tickets.services import attaching
from web.forms import ClientTokenField

_CAPTION: Final = "caption-"
_LONGEST_ID: Final = 18  # digits


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a form's files. `left` is how many were still under way in the browser when it was sent."""

    files: Iterable[Attachment] = ()
    problems: Sequence[ValidationError] = ()
    left: int = 0

    def sentences(self) -> list[str]:
        """For the same page again: a sentence for each file that was not kept."""
        said = [message for problem in self.problems for message in problem.messages]
        if self.left:
            said.append(_("还有 %(left)d 个没传上去，请重新选一次") % {"left": self.left})
        return said

    def told_to(self, form: Any) -> Any:
        """The form, knowing the sentences."""
        form.problems = self.sentences()
        return form

    def tell(self, request: HttpRequest, *, number: str) -> None:
        """For the page after sending: the words are in; what is missing can be added, and where."""
        for problem in self.problems:
            for sentence in [_no_room(number)] if problem.code == "disk" else problem.messages:
                messages.warning(request, sentence)
        if self.left:
            where = reverse("act", args=[number, "add"])
            link = format_html('<a href="{}#h-add">{}</a>', where, _("可以在这里补传"))
            messages.warning(request, format_html("{} {}", _("还有 %(left)d 张没传上去，") % {"left": self.left}, link))


NOTHING_SENT: Final = Sent()


def _no_room(number: str) -> str:
    return _("暂时存不下照片，文字已提交，编号 %(number)s；稍后可补传") % {"number": number}


def take(
    request: HttpRequest,
    *,
    person: Person,
    token: UUID,
    form: str = "",
    field: str = "files",
    left: str | None = None,
    looked: Iterable[attaching.Looked] | None = None,
) -> Sent:
    """Take out what was ticked, write captions, keep what was sent. Mangled ids do nothing.

    `looked` stands for uploads that have been looked at already.
    """
    ticked = [pk for text in request.POST.getlist("remove") if (pk := row_id(text))]
    if ticked:
        attaching.remove(ticked, person=person, client_token=token)
    if captions := _captions(request.POST):
        attaching.describe(captions, person=person, client_token=token)
    if looked is None:
        kept = attaching.keep(request.FILES.getlist(field), person=person, client_token=token, form=form)
    else:
        kept = attaching.keep_looked_at(looked, person=person, client_token=token, form=form)
    left = request.POST.get("files_left", "") if left is None else left
    return Sent(kept.files, kept.problems, left=min(row_id(left), 99))


def for_form(request: HttpRequest, data: QueryDict, *, post: Post, form: str) -> Sent:
    """The same for an action's form; a lost token is replaced, so that form and files agree on it."""
    token = ClientTokenField().clean(data.get("client_token"))
    data["client_token"] = str(token)
    return take(request, person=post.person, token=token, form=form)


@dataclass(frozen=True, slots=True)
class SentBoxes:
    """What became of the files of a form with boxes; `sent` by the kind of the box."""

    sent: Mapping[str, Sent]

    def told_to(self, form: Any) -> Any:
        """The form, each box knowing its sentences."""
        for box in form.boxes:
            box.problems = self.sent[box.kind].sentences() if box.kind in self.sent else ()
        return form

    def tell(self, request: HttpRequest, *, number: str) -> None:
        """For the page after sending. A reply cannot be added to: what is missing is said, not promised."""
        for one in self.sent.values():
            for sentence in [*(_no_room(number) for p in one.problems if p.code == "disk"), *_others(one)]:
                messages.warning(request, sentence)


def _others(sent: Sent) -> list[str]:
    said = [message for problem in sent.problems if problem.code != "disk" for message in problem.messages]
    return [*said, _("还有 %(left)d 个没传上去，没有随答复提交") % {"left": sent.left}] if sent.left else said


def for_boxes(request: HttpRequest, *, post: Post, form: BoxesForm) -> SentBoxes:
    """The same for a form whose files say by their box what they show."""
    left = request.POST.getlist("files_left")
    return SentBoxes(
        {
            box.kind: take(
                request,
                person=post.person,
                token=box.token,
                form=box.form_name,
                field=box.field,
                left=left[place] if place < len(left) else "",
            )
            for place, box in enumerate(form.boxes)
        }
    )


def _captions(typed: Mapping[str, str]) -> dict[int, str]:
    named = {row_id(name.removeprefix(_CAPTION)): text for name, text in typed.items() if name.startswith(_CAPTION)}
    return {pk: text for pk, text in named.items() if pk}


def row_id(text: str) -> int:
    """A number of the database, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else 0

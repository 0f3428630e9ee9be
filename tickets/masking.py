"""Confidential callers (请求保密) and sole traders: who reads the firm's name; who reads the numbers in its words.

One answer for lists, pages and notices. Pure.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from orgs.models import Post
from orgs.statuses import Role
from tickets import policies
from tickets.models import Attachment, Ticket
from tickets.personal import FIELDS
from tickets.queries.timeline import Entry
from web.masks import mask_name
from web.redacting import redacted

# The office watches all cases and its clerk calls the firm; a station sees only what it entered itself.
_SEE_FIRMS: Final = frozenset({Role.SUPERVISOR, Role.REVISIT_CLERK, Role.SITE_CLERK})
# What a firm does itself: a timeline names the actor of these.
_BY_FIRM: Final = frozenset(
    {
        "ticket.submitted",
        "ticket.supplemented",
        "note.supplement",
        "files.added",
        "ticket.urged",
        "ticket.withdrawn",
        "ticket.appealed",
        "reopening.asked",
        "exclusion.objected",
        "withdrawal.told",
        "ticket.revisited",
        "ticket.rated",
    }
)


def reads_original(ticket: Ticket, post: Post) -> bool:
    """Whether this post reads the words as they were written: the firm's side, the desk, the office that watches."""
    return ticket.firm_id == post.organisation_id or _sees_firms(ticket, post) or policies.may_triage(ticket, post)


def _sees_firms(ticket: Ticket, post: Post) -> bool:
    """Whom the caller has trusted is the county: an office of another one that looks in reads as a unit does."""
    return post.role in _SEE_FIRMS and not policies.is_from_elsewhere(ticket, post)


TITLE_NEEDS: Final = ("title", "redacted", "firm", "committee", "county")
"""What `title_of` asks of a case."""


def title_of(ticket: Ticket, post: Post) -> str:
    """The title alone, as this post reads it."""
    return redacted(ticket.title) if ticket.redacted and not reads_original(ticket, post) else ticket.title


def as_read(ticket: Ticket, post: Post) -> Ticket:
    """The case, in hand for showing, with the words that this post reads. Services fetch their own, under lock."""
    if ticket.redacted and not reads_original(ticket, post):
        for name in FIELDS:
            setattr(ticket, name, redacted(getattr(ticket, name)))
    return ticket


def files_as_read(files: Iterable[Attachment], ticket: Ticket | None, post: Post) -> list[Attachment]:
    """Its files, in hand for showing, with names and captions as this post reads them: photos are named by numbers."""
    found = list(files)
    if ticket is not None and ticket.redacted and not reads_original(ticket, post):
        for file in found:
            stem, dot, ending = file.name.rpartition(".")
            file.name, file.caption = f"{redacted(stem)}{dot}{redacted(ending)}", redacted(file.caption)
    return found


def is_masked(ticket: Ticket, post: Post) -> bool:
    """Whether this post must not learn who called: units that handle a confidential case (DESIGN §7)."""
    return (
        ticket.confidential
        and ticket.firm_id != post.organisation_id
        and not _sees_firms(ticket, post)
        and not policies.may_triage(ticket, post)
    )


def names_a_person(ticket: Ticket, post: Post, *, leads: bool | None = None) -> bool:
    """Whether the firm's name is a person's to this post: a sole trader's, to who neither rings nor answers them.

    `leads`: whether the unit of the post leads the case; lists that know it load no `live_legs`. Needs `firm__profile`.
    """
    if ticket.firm_id == post.organisation_id or post.role in _SEE_FIRMS or policies.may_triage(ticket, post):
        return False
    profile = getattr(ticket.firm, "profile", None)
    if profile is None or not profile.is_sole_trader:
        return False
    return not (policies.is_the_lead(ticket, post) if leads is None else leads)


def firm_name(ticket: Ticket, post: Post, *, leads: bool | None = None) -> str:
    """The firm as this post may read it (DOMAIN §4.1, ADR 0037); as `names_a_person`."""
    if is_masked(ticket, post):
        return _("保密诉求人")
    name = ticket.firm.display_name
    return _("个体户 %(name)s") % {"name": mask_name(name)} if names_a_person(ticket, post, leads=leads) else name


def masked_timeline(entries: list[Entry], ticket: Ticket, post: Post) -> list[Entry]:
    """The timeline without the name that this post does not read, and without the numbers that the desk has hidden."""
    if ticket.redacted and not reads_original(ticket, post):
        entries = [replace(one, words=redacted(one.words)) if one.verb in _BY_FIRM else one for one in entries]
        for one in entries:
            files_as_read(one.files, ticket, post)
    if not is_masked(ticket, post) and not names_a_person(ticket, post):
        return entries
    who = firm_name(ticket, post)
    return [replace(entry, who=who) if entry.verb in _BY_FIRM else entry for entry in entries]


def nameless(entries: list[Entry]) -> list[Entry]:
    """The timeline for whoever holds a slip of paper: even the firm is only called one, and no file is named."""
    bare = [replace(entry, files=()) for entry in entries]
    return [replace(entry, who=_("企业")) if entry.verb in _BY_FIRM else entry for entry in bare]

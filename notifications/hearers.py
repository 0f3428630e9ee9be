"""Who is told of an event, picked by the table of audiences, and in which words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import translation

from notifications import circle as who
from notifications.audience import AUDIENCE
from notifications.circle import Circle
from notifications.line import Line
from orgs.models import Post
from tickets.statuses import Asked, DeadlineKind


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person who is told: through which post, in which words, by which ways beside the inbox."""

    post: Post
    text: str
    mail: bool
    sms: bool


def hearers(circle: Circle, posts: Iterable[Post], *, barred: Collection[int]) -> list[Hearer]:
    """Pick from the live posts of a case's parties those who are told, one per person, in the order of their ids.

    Persons who are `barred` from the case (`visibility.barred_from`) hear nothing, but of what they have filed
    for their firm.
    """
    posts = list(posts)
    told: dict[int, Hearer] = {}
    for line in AUDIENCE[circle.event.verb]:
        if not line.when(circle):
            continue
        text = _in_words(line, circle)
        for post in posts:
            free = post.person_id not in told and (post.person_id not in barred or _filed_it(circle, post))
            acts = post.person_id == circle.event.actor and not line.even_who_acts
            if free and not acts and who.may_see(circle.ticket, post) and line.to(circle, post):
                told[post.person_id] = Hearer(post, text, line.mail, line.sms or line.urgent)
    return [told[person] for person in sorted(told)]


def _filed_it(circle: Circle, post: Post) -> bool:
    """Whether the person filed the case through this post, for their firm."""
    return who.the_firm(circle, post) and post.person_id == circle.ticket.filed_by_person_id


def _in_words(line: Line, circle: Circle) -> str:
    """The sentence in Chinese, whatever language the process happens to speak."""
    kind, asked = circle.kind, circle.event.data.get("asked")
    with translation.override("zh-hans"):
        return str(line.says) % {
            "number": circle.ticket.number,
            "round": circle.event.data.get("round", circle.ticket.round),
            "kind": str(DeadlineKind(kind).label) if kind else "",
            "asked": str(Asked(asked).label) if asked else "",
        }

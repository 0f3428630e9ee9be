"""What a page says of the cases that hang together with the one on it (同类诉求, 重复反映, 拆分)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from orgs.models import Post
from tickets import group_policies, policies
from tickets.masking import as_read, firm_name
from tickets.models import Ticket
from tickets.queries import seen_among
from tickets.queries.alike import Similar, similar_open
from tickets.statuses import Status

_LOOKED_FOR = frozenset({Status.SUBMITTED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Card:
    """`names` says whether this reader may see the other cases; others read how many there are. Followers with the name
    of their firm.
    """

    names: bool
    lead: Ticket | None
    followers: Sequence[tuple[Ticket, str]]
    whole: Ticket | None
    pieces: Sequence[Ticket]
    similar: Sequence[Similar]
    wanted: bool
    repeat: Ticket | None
    times: int
    too_often: bool

    @property
    def is_empty(self) -> bool:
        """Nothing to say."""
        things = (self.lead, self.followers, self.whole, self.pieces, self.similar, self.repeat)
        return not any(things) and not self.wanted


def joined_card(ticket: Ticket, post: Post, *, now: datetime) -> Card:
    """For colleagues: the desk and the office read all, the leading unit its group; nobody else any name."""
    decides, leads = group_policies.may_group(ticket, post), policies.is_the_lead(ticket, post)
    names = decides or leads
    looks = decides and ticket.status in _LOOKED_FOR and group_policies.is_open_to_groups(ticket)
    near = [part.pk for part in ticket.pieces] + ([ticket.repeats_id] if ticket.repeats_id else [])
    seen = seen_among(post, near) if decides and near else set()
    similar = similar_open(post, ticket, now=now) if looks and not ticket.followers else []
    return Card(
        names=names,
        lead=ticket.follows,
        followers=[
            (as_read(one, post), firm_name(one, post, leads=leads) if names else "") for one in ticket.followers
        ],
        whole=ticket.parent if decides else None,
        pieces=[part for part in ticket.pieces if part.pk in seen],
        similar=similar,
        wanted=decides and ticket.wants_group,
        repeat=ticket.repeats if ticket.repeats_id in seen else None,
        times=ticket.repeat_count + 1,
        too_often=ticket.repeat_count + 1 >= settings.REPEATS_TO_SUPERVISE,
    )

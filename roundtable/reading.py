"""How a topic reads to a post: a confidential caller is not named, hidden numbers stay hidden (`tickets.masking`)."""

from django.utils.translation import gettext as _

from orgs.models import Post
from roundtable.models import Topic
from tickets.masking import is_masked, reads_original
from web.redacting import redacted


def as_shown(topic: Topic, post: Post) -> Topic:
    """The topic, in hand for showing, with the words that this post reads; needs `ticket`."""
    if topic.ticket is not None and topic.ticket.redacted and not reads_original(topic.ticket, post):
        topic.title, topic.body = redacted(topic.title), redacted(topic.body)
    topic.whose = raised_by(topic, post)
    return topic


def raised_by(topic: Topic, post: Post) -> str:
    """Who brought it in; needs `raised_by` with its organisation. The side of a confidential caller is not named."""
    side = topic.from_whom
    if topic.ticket is not None and side.kind in {"firm", "station", "point"} and is_masked(topic.ticket, post):
        return _("保密诉求人")
    return side.display_name

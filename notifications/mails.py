"""One mail: plain text, Chinese, number and links. Never the firm's words, never more than one addressee."""

from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import invites, ratings
from notifications.models import Delivery, Notice

LONGEST_SUBJECT: Final = 120


def send(delivery: Delivery) -> None:
    """Hand one mail to the configured server. Raises what the server or the network raises."""
    compose(delivery).send()


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery: the same at every try, Message-ID included, so that a repetition can be told.

    A calendar entry says how the meeting stands when it is sent: one that waited long asks nobody to yesterday's room.
    """
    notice = delivery.notice
    with translation.override("zh-hans"):
        subject = _("企呼链应 %(text)s") % {"text": notice.text}
        enclosed = invites.enclosed_in(notice)
        body = (
            _ask(notice)
            + (enclosed.words if enclosed else "")
            + _(
                "%(text)s\n\n请打开查看：\n%(link)s\n\n这封邮件由系统发出，请不要直接回复。为保护企业信息，邮件里不写诉求内容。\n"
            )
            % {"text": notice.text, "link": f"{settings.BASE_URL}{notice.url}"}
        )
    letter = EmailMessage(
        subject=one_line(subject),
        body=body,
        to=[notice.person.email],
        headers={
            "Message-ID": f"<{delivery.reference}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if enclosed:
        letter.attach(enclosed.name, enclosed.file, enclosed.content_type)
    return letter


def _ask(notice: Notice) -> str:
    """For the firm whose reply has passed: how to rate without signing in."""
    if not ratings.asks(notice.event, notice.post):
        return ""
    link = {"link": ratings.address_in(notice.event)}
    return _("不用登录，打开就能评价（请不要转给别人）：\n%(link)s\n\n") % link


def one_line(text: str) -> str:
    """No line ends, no other control characters: a subject cannot smuggle headers in."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_SUBJECT]


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"

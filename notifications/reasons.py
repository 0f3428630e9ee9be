"""Why a delivery failed, in words that a supervisor can act on. Never a server's own text: it quotes addresses."""

import smtplib
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.sms.gateways import NotSent

PERMANENT: Final = 500

# Narrow kinds before wide ones; the last one fits all.
SENTENCES: Final[tuple[tuple[type[Exception], Promise], ...]] = (
    (smtplib.SMTPAuthenticationError, gettext_lazy("邮件服务器不接受系统的账号（%(code)s）")),
    (smtplib.SMTPSenderRefused, gettext_lazy("邮件服务器不接受系统的发件地址（%(code)s）")),
    (smtplib.SMTPServerDisconnected, gettext_lazy("邮件服务器中途断开")),
    (smtplib.SMTPResponseException, gettext_lazy("邮件服务器拒绝了这封邮件（%(code)s）")),
    (TimeoutError, gettext_lazy("邮件服务器没有及时回应")),
    (OSError, gettext_lazy("连不上邮件服务器")),
    (Exception, gettext_lazy("发送时出错（%(kind)s）")),
)


class Unsendable(Exception):
    """The delivery makes no sense any more; the message says why."""


def in_words(error: Exception) -> str:
    """One Chinese sentence for a failed try."""
    with translation.override("zh-hans"):
        return _sentence(_cause(error))


def is_final(error: Exception) -> bool:
    """Whether another try is useless: the addressee is refused for good (RFC 5321 §4.2.1), or nothing is to be sent."""
    if isinstance(error, NotSent):
        return error.final
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, Unsendable)


def is_the_server(error: Exception) -> bool:
    """Whether the server itself is the trouble, so that the next mail would meet it too."""
    if isinstance(error, NotSent):
        return error.everybody
    about_this_mail = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, Unsendable)
    return isinstance(error, OSError) and not isinstance(error, about_this_mail)


def _cause(error: Exception) -> BaseException:
    """What is behind a failure: smtplib calls a silent server disconnected."""
    behind = error.__context__
    return behind if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(behind, TimeoutError) else error


def _sentence(error: BaseException) -> str:
    if isinstance(error, Unsendable):
        return str(error)
    if isinstance(error, NotSent):
        return str(error.words)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _words in error.recipients.values()})
        return _("邮件服务器拒收这个收件人（%s）") % ", ".join(map(str, codes))
    for kind, sentence in SENTENCES:
        if isinstance(error, kind):
            return str(sentence) % {"code": getattr(error, "smtp_code", ""), "kind": type(error).__name__}
    raise AssertionError("the last row of the table is for every exception")

"""Words that call for the fire brigade, the police or an ambulance: told at once to whoever has sent them."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets.suggesting import alarms

_EMERGENCY: Final = frozenset({"119", "110", "120"})
SAID: Final = {"add": "words", "supplement": "answer", "appeal": "reason", "ask_reopening": "words"}
"""The firm's acts on a case, and where each carries its words."""


def warn(request: HttpRequest, words: str) -> None:
    """The sentence, where the words say so. What was sent is kept all the same."""
    if _EMERGENCY.intersection(alarms(words)):
        messages.warning(
            request, _("写到了火情、人身危险或诈骗：还没有报警的，请马上打 119、110 或 120，不要等我们回复。")
        )

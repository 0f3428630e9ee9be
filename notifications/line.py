"""What a row of the table of audiences is made of (`notifications.audience`)."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from notifications import circle as who


@dataclass(frozen=True, slots=True)
class Line:
    """One group of people and the sentence for them; `mail` sends it by e-mail as well, `sms` by text message.

    `urgent` goes by text message at any hour. `even_who_acts` reaches the person who did it: a receipt.
    """

    to: who.Question
    says: Promise
    mail: bool = False
    sms: bool = False
    urgent: bool = False
    even_who_acts: bool = False
    when: who.When = who.always


Row = tuple[Line, ...]
NOBODY: Final[Row] = ()

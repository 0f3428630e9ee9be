"""Why nothing was written. Views turn these into sentences."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roundtable.models import ItemRecord


class Blocked(Exception):
    """A rule stands in the way; the sentence is for the person, `field` says where it belongs on the form."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Moved(Exception):
    """Somebody else was faster: the form was drawn on something that has changed since."""


class Overtaken(Exception):
    """Somebody else wrote on the same item meanwhile; `record` holds what stands there now."""

    def __init__(self, record: "ItemRecord") -> None:
        super().__init__()
        self.record = record

"""Why nothing was written. Views turn these into sentences."""


class Blocked(Exception):
    """A rule stands in the way; the sentence is for the person, `field` says where it belongs on the form."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Moved(Exception):
    """Somebody else was faster: the form was drawn on something that has changed since."""

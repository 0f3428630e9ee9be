"""The roundtable app: topics of the round table and who screens them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundtableConfig(AppConfig):
    """Wiring only."""

    name = "roundtable"
    verbose_name = _("圆桌会议")

    def ready(self) -> None:
        """What people raised is part of what is kept of them; the rows of its figures are taken away as any list."""
        from roundtable.kinds import TopicKind, TopicState  # noqa: PLC0415 -- models are there only now
        from roundtable.queries.figure_rows import WRITTEN  # noqa: PLC0415 -- as above
        from roundtable.queries.topics import RAISED  # noqa: PLC0415 -- as above
        from tickets import data_words, listers  # noqa: PLC0415 -- as above
        from tickets.queries import personal_copy  # noqa: PLC0415 -- as above

        for each in WRITTEN.values():
            listers.tell(each.what, each.lister)
        personal_copy.tell_also(RAISED)
        data_words.tell_also(RAISED.key, _("您提的圆桌会议题"), {"kind": TopicKind, "state": TopicState})

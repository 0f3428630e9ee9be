"""Every verb that the journal may hold has words for the auditor."""

from journal.models import AccessKind
from metrics.audit.verbs import choices, kind_words, verbs, words_of
from notifications.audience import AUDIENCE
from notifications.silent import SILENT


def test_every_verb_has_words() -> None:
    assert sorted({*AUDIENCE, *SILENT} - verbs().keys()) == []


def test_a_verb_or_kind_of_another_release_says_its_own_name() -> None:
    assert (words_of("ticket.teleported"), kind_words("teleported")) == ("ticket.teleported", "teleported")


def test_the_filter_offers_each_kind_and_each_verb_once() -> None:
    offered = [value for _group, pairs in choices()[1:] for value, _words in pairs]  # type: ignore[attr-defined]  # groups

    assert len(offered) == len(set(offered)) == len(AccessKind) + len(verbs())

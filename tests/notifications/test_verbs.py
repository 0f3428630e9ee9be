"""No verb of the journal without a row in the table of audiences."""

import re
from pathlib import Path
from typing import Final

from django.conf import settings

from notifications.audience import AUDIENCE
from tickets.actions import BY_VERB
from tickets.retention_kinds import HOLD_VERBS, VERBS
from tickets.services import callers

NAMED: Final = re.compile(r'"((?:county|organisation|person|catalogue|topic|meeting|decision)\.[a-z_]+)"')


def test_every_verb_of_the_journal_has_a_row() -> None:
    told = {*BY_VERB, *VERBS.values(), *HOLD_VERBS, *callers.VERBS}
    for folder in ("orgs", "tickets", "roundtable", "journal", "metrics"):
        for path in Path(settings.BASE_DIR, folder).rglob("*.py"):
            told |= set(NAMED.findall(path.read_text()))

    assert set(AUDIENCE) == told - {"catalogue.json"}

"""All that was said about one case, in one statement: its events, the records that hold their words, who spoke.

Nine kinds of rows that a page only shows: read one by one they were half of the page's statements and a third of its
time (docs/performance.md). Refuses nothing: who may read what is decided by `timeline`.
"""

import json
from collections import defaultdict
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from django.db import connection

Rows = dict[str, dict[int, Any]]
"""Kind → id → the row's fields as attributes; texts, numbers and truths only."""

_ALL: Final = """
WITH told AS MATERIALIZED (
    SELECT seq, at, verb, post, data FROM journal_event WHERE subject_type = 'ticket' AND subject_id = %(case)s
)
SELECT 'event', seq, jsonb_build_object('at', at, 'verb', verb, 'post', post, 'data', data) FROM told
UNION ALL SELECT 'note', id, jsonb_build_object('body', body) FROM tickets_note WHERE ticket_id = %(case)s
UNION ALL SELECT 'contact', id, to_jsonb(c) FROM tickets_contact c WHERE ticket_id = %(case)s
UNION ALL SELECT 'question', id, to_jsonb(q) FROM tickets_inforequest q WHERE ticket_id = %(case)s
UNION ALL SELECT 'rejection', id, to_jsonb(r) FROM tickets_rejection r WHERE ticket_id = %(case)s
UNION ALL SELECT 'return', r.id, to_jsonb(r) || jsonb_build_object('entry', e.name)
    FROM tickets_return r LEFT JOIN tickets_category e ON e.id = r.entry_id WHERE r.ticket_id = %(case)s
UNION ALL SELECT 'reply', id, to_jsonb(r) FROM tickets_reply r WHERE ticket_id = %(case)s
UNION ALL SELECT 'review', id, to_jsonb(r) FROM tickets_replyreview r WHERE ticket_id = %(case)s
UNION ALL SELECT 'revisit', id, to_jsonb(r) FROM tickets_revisit r WHERE ticket_id = %(case)s
UNION ALL SELECT 'leg', id, jsonb_build_object('opinion', opinion) FROM tickets_leg WHERE ticket_id = %(case)s
UNION ALL SELECT 'unit', id, jsonb_build_object('name', coalesce(nullif(short_name, ''), name))
    FROM orgs_organisation WHERE id IN (SELECT department_id FROM tickets_leg WHERE ticket_id = %(case)s
        UNION ALL SELECT suggested_id FROM tickets_return WHERE ticket_id = %(case)s)
UNION ALL SELECT 'post', p.id,
        jsonb_build_object('person', person.name, 'unit', coalesce(nullif(unit.short_name, ''), unit.name))
    FROM orgs_post p JOIN orgs_person person ON person.id = p.person_id
    JOIN orgs_organisation unit ON unit.id = p.organisation_id
    WHERE p.id IN (SELECT post FROM told)
"""


def history(ticket_id: int) -> Rows:
    """Read it; an event's id is its place in the case's chain, and its `at` an instant."""
    found: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"case": ticket_id})
        for kind, pk, fields in cursor.fetchall():
            found[kind][pk] = SimpleNamespace(**json.loads(fields))
    for event in found["event"].values():
        event.at = datetime.fromisoformat(event.at)
    return found

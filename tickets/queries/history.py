"""All that was said about one case, in one statement: its events, the records that hold their words, who spoke.

Many kinds of rows that a page only shows: read one by one they were half of the page's statements and a third of its
time (docs/performance.md). Refuses nothing: who may read what is decided by `timeline`.
"""

import json
from collections import defaultdict
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from web.prepared import prepared_text

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
UNION ALL SELECT 'extension', id, to_jsonb(x) FROM tickets_extension x WHERE ticket_id = %(case)s
UNION ALL SELECT 'pause', id, to_jsonb(p) FROM tickets_pause p WHERE ticket_id = %(case)s
UNION ALL SELECT 'ledger', id, to_jsonb(g) FROM tickets_ledgeritem g WHERE ticket_id = %(case)s
UNION ALL SELECT 'strike', id, to_jsonb(s) FROM tickets_strikeoff s WHERE ticket_id = %(case)s
UNION ALL SELECT 'ledger_report', id, to_jsonb(m) FROM tickets_ledgerreport m WHERE ticket_id = %(case)s
UNION ALL SELECT 'ledger_review', id, to_jsonb(v) FROM tickets_ledgerreview v WHERE ticket_id = %(case)s
UNION ALL SELECT 'reply', id, to_jsonb(r) FROM tickets_reply r WHERE ticket_id = %(case)s
UNION ALL SELECT 'review', id, to_jsonb(r) FROM tickets_replyreview r WHERE ticket_id = %(case)s
UNION ALL SELECT 'revisit', id, to_jsonb(r) FROM tickets_revisit r WHERE ticket_id = %(case)s
UNION ALL SELECT 'impasse', id, to_jsonb(i) FROM tickets_impasse i WHERE ticket_id = %(case)s
UNION ALL SELECT 'whistle', id, to_jsonb(w) FROM tickets_whistle w WHERE ticket_id = %(case)s
UNION ALL SELECT 'call', id, to_jsonb(c) FROM tickets_checkin c WHERE ticket_id = %(case)s
UNION ALL SELECT 'order', id, to_jsonb(o) FROM tickets_supervisionorder o WHERE ticket_id = %(case)s
UNION ALL SELECT 'instruction', id, to_jsonb(i) FROM tickets_instruction i WHERE ticket_id = %(case)s
UNION ALL SELECT 'reopening', id, to_jsonb(r) FROM tickets_reopening r WHERE ticket_id = %(case)s
UNION ALL SELECT 'exclusion', id, to_jsonb(x) FROM tickets_exclusion x WHERE ticket_id = %(case)s
UNION ALL SELECT 'objection', exclusion_id, to_jsonb(o) FROM tickets_objection o WHERE ticket_id = %(case)s
UNION ALL SELECT 'member', id, to_jsonb(m) FROM tickets_member m WHERE ticket_id = %(case)s
UNION ALL SELECT 'joined', id, jsonb_build_object('number', number) FROM tickets_ticket WHERE id IN (
    SELECT lead_id FROM tickets_member WHERE ticket_id = %(case)s
    UNION ALL SELECT ticket_id FROM tickets_member WHERE lead_id = %(case)s
    UNION ALL SELECT id FROM tickets_ticket WHERE parent_id = %(case)s
    UNION ALL SELECT parent_id FROM tickets_ticket WHERE id = %(case)s)
UNION ALL SELECT 'leg', id, jsonb_build_object(
        'opinion', opinion, 'instruction', instruction, 'waived_reason', waived_reason)
    FROM tickets_leg WHERE ticket_id = %(case)s
UNION ALL SELECT 'assignment', id, to_jsonb(a) FROM tickets_assignment a WHERE ticket_id = %(case)s
UNION ALL SELECT 'unit', id, jsonb_build_object('name', coalesce(nullif(short_name, ''), name))
    FROM orgs_organisation WHERE id IN (SELECT department_id FROM tickets_leg WHERE ticket_id = %(case)s
        UNION ALL SELECT suggested_id FROM tickets_return WHERE ticket_id = %(case)s
        UNION ALL SELECT unit_id FROM tickets_exclusion WHERE ticket_id = %(case)s
        UNION ALL SELECT p.organisation_id FROM tickets_exclusion x JOIN orgs_post p ON p.id = x.granted_by_id
            WHERE x.ticket_id = %(case)s
        UNION ALL SELECT unit_id FROM tickets_checkin WHERE ticket_id = %(case)s
        UNION ALL SELECT unit_id FROM tickets_supervisionorder WHERE ticket_id = %(case)s
        UNION ALL SELECT unit_id FROM tickets_instruction WHERE ticket_id = %(case)s
        UNION ALL SELECT committee_id FROM tickets_ticket WHERE id = %(case)s
        UNION ALL SELECT section_id FROM tickets_assignment WHERE ticket_id = %(case)s)
UNION ALL SELECT 'post', p.id,
        jsonb_build_object('person', person.name, 'unit', coalesce(nullif(unit.short_name, ''), unit.name),
            'of_a_firm', p.role = 'enterprise_user')
    FROM orgs_post p JOIN orgs_person person ON person.id = p.person_id
    JOIN orgs_organisation unit ON unit.id = p.organisation_id
    WHERE p.id IN (SELECT post FROM told
        UNION ALL SELECT handler_id FROM tickets_assignment WHERE ticket_id = %(case)s
        UNION ALL SELECT was_handler_id FROM tickets_assignment WHERE ticket_id = %(case)s)
"""

_told: Final = prepared_text(__name__, _ALL, "case")


def history(ticket_id: int) -> Rows:
    """Read it; an event's id is its place in the case's chain, and its `at` an instant."""
    found: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    for kind, pk, fields in _told(case=ticket_id):
        found[kind][pk] = SimpleNamespace(**json.loads(fields))
    for event in found["event"].values():
        event.at = datetime.fromisoformat(event.at)
    return found

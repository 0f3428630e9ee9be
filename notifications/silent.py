"""Verbs of the register, and of what goes by itself: seen on their own pages, nobody is told by the table of audiences
(`notifications.audience`).
"""

from typing import Final

from tickets.retention_kinds import HOLD_VERBS, VERBS

SILENT: Final = (
    "catalogue.in_force",
    "county.audit_reported",  # as journal_broken
    "county.built",
    "county.calendar_changed",
    "county.figure_rule_set",
    "county.filled",
    "county.filling",
    "county.journal_broken",  # about no case: `notifications.alarms` tells the audit administrators
    "county.month_published",
    "county.opened",
    "county.oversight_asked",  # about no case, like all of these: `notifications.overseeing` tells the administrators
    "county.oversight_confirmed",
    "county.oversight_ended",
    "county.oversight_joined",
    "county.oversight_left",
    "county.oversight_refused",
    "county.outside_figure_removed",
    "county.outside_figure_stated",
    "county.places_entered",
    "county.privacy_notice_published",
    "county.renamed",
    "county.report_made",  # about no case: `notifications.reports` tells subscribers, and heads of their unit's sheet
    "county.settings_changed",
    "county.setup_begun",
    "county.sheet_entered",
    "county.sms_words_changed",
    "organisation.arranged",
    "organisation.closed",
    "organisation.created",
    "organisation.firm_corrected",
    "organisation.invitation_withdrawn",
    "organisation.invited",
    "organisation.joint_meeting_due",  # about no case: `notifications.quarters` tells clerks and secretaries
    "organisation.joined_branch",
    "organisation.left_branch",
    "organisation.renamed",
    "organisation.staff_invitation_withdrawn",
    "organisation.staff_invited",
    "organisation.staff_joined",  # about no case: `notifications.staff` tells whoever invited
    "person.appointed",
    "person.brought_back",
    "person.claim_approved",
    "person.claim_refused",
    "person.claim_withdrawn",
    "person.claimed",  # not about a case: `notifications.claims` tells who may rule
    "ticket.untabled",  # the units hear of nothing that is not coming
    "decision.about_its_lead",  # as decision.assigned
    "decision.assigned",  # not about a case, like all of decisions: `notifications.decisions` tells whom it concerns
    "decision.audited",
    "decision.confirmed",
    "decision.contact_missed",
    "decision.contacted",
    "decision.handed_over",
    "decision.head_signed",
    "decision.overdue",
    "decision.report_missed",
    "decision.reported",
    "decision.strike_asked",
    "decision.strike_refused",
    "decision.strike_taken_back",
    "decision.struck_off",
    "decision.warned",
    "meeting.agenda_changed",
    "meeting.attended",
    "meeting.begun",
    "meeting.cancelled",  # not about a case, like all of meetings: `notifications.meetings` tells whom it concerns
    "meeting.changed",
    "meeting.closed",
    "meeting.collecting",
    "meeting.corrected",
    "meeting.decision_drafted",
    "meeting.ended",
    "meeting.following",
    "meeting.material_sent",
    "meeting.notified",
    "meeting.planned",
    "meeting.released",
    "meeting.release_taken_back",
    "meeting.reported_back",
    "meeting.reminded",
    "meeting.seat_added",
    "meeting.seat_answered",
    "meeting.seat_removed",
    "meeting.signed",
    "meeting.taken_up",
    "meeting.written",
    "topic.approved",  # not about a case, like all of topics: `notifications.topics` tells whom it concerns
    "topic.declined",
    "topic.deferred",
    "topic.heard",
    "topic.merged",
    "topic.proposed",
    "topic.raised",
    "topic.withdrawn",
    "person.account_closed",
    "person.consent_withdrawn",
    "person.consented",
    "person.corrected",
    "person.data_asked",  # not about a case, like all of these: `notifications.data` tells whom it concerns
    "person.data_copied",
    "person.data_granted",
    "person.data_refused",
    "person.disabled",
    "person.duty_declined",  # not about a case, like all of duty: `notifications.duty` tells whom it concerns
    "person.duty_given_up",
    "person.duty_offered",
    "person.duty_removed",
    "person.enrolled",
    "person.file_quarantined",  # about no case: `notifications.papers` tells where a meeting has taken the file
    "person.first_password",
    "person.on_duty",
    "person.password_chosen",
    "person.password_reset",
    "person.phone_proven",
    "person.post_changed",
    "person.post_asked",  # `notifications.appointing` tells those who can confirm it, and the asker
    "person.post_confirmed",
    "person.post_ended",
    "person.post_refused",
    "person.second_factor_reset",
    "person.sessions_ended",
    "person.stands_in",
    "person.told_of_privacy",
    "person.work_handed_on",  # each leg tells its own unit
    "ticket.contact_corrected",
    "ticket.publishing_withdrawn",
    *HOLD_VERBS,  # stands on a page of its own, for the few who set and lift it
    *VERBS.values(),  # a case whose time is over: nobody waits for it
)

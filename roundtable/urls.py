"""Addresses of round tables."""

from django.urls import path

from roundtable.views import (
    agenda,
    calendars,
    decisions,
    documents,
    invitations,
    live,
    meetings,
    minutes,
    notices,
    pool,
    replies,
    topics,
)
from roundtable.views import agenda, calendars, invitations, materials, meetings, notices, pool, replies, topics

urlpatterns = [
    path("", pool.pool, name="roundtable"),
    path("raise/", topics.raise_topic, name="topic_raise"),
    path("mine/", topics.mine, name="topics_mine"),
    path("topics/<int:topic_id>/", topics.topic, name="topic"),
    path("topics/<int:topic_id>/<slug:action>/", topics.act, name="topic_act"),
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/new/", meetings.plan, name="meeting_new"),
    path("meetings/<int:meeting_id>/", agenda.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/meeting.ics", calendars.meeting_calendar, name="meeting_calendar"),
    path("meetings/<int:meeting_id>/materials/", materials.meeting_materials, name="materials"),
    path("meetings/<int:meeting_id>/notice/", notices.meeting_notice, name="meeting_notice"),
    path("meetings/<int:meeting_id>/change/", meetings.change, name="meeting_change"),
    path("meetings/<int:meeting_id>/cancel/", meetings.cancel, name="meeting_cancel"),
    path("meetings/<int:meeting_id>/step/<slug:name>/", meetings.step, name="meeting_step"),
    path("meetings/<int:meeting_id>/agenda/<slug:name>/", agenda.act, name="agenda_act"),
    path("meetings/<int:meeting_id>/seats/", agenda.seat_new, name="seat_new"),
    path("meetings/<int:meeting_id>/seats/<int:seat_id>/<slug:name>/", agenda.seat_act, name="seat_act"),
    path("meetings/<int:meeting_id>/live/", live.live, name="meeting_live"),
    path("meetings/<int:meeting_id>/room/", live.room, name="meeting_room"),
    path("meetings/<int:meeting_id>/live/items/<int:item_id>/", live.write, name="item_write"),
    path("meetings/<int:meeting_id>/live/items/<int:item_id>/turn/", live.turn_to, name="item_turn"),
    path("meetings/<int:meeting_id>/live/items/<int:item_id>/decide/", live.decide, name="item_decide"),
    path("meetings/<int:meeting_id>/live/seats/<int:seat_id>/", live.attend, name="seat_attend"),
    path("meetings/<int:meeting_id>/live/last/<int:carried_id>/", live.report_back, name="carried_report"),
    path(
        "meetings/<int:meeting_id>/live/decisions/<int:decision_id>/<slug:name>/", live.redraft, name="decision_redraft"
    ),
    path("meetings/<int:meeting_id>/minutes/", minutes.minutes, name="meeting_minutes"),
    path("meetings/<int:meeting_id>/minutes/correct/", minutes.correct, name="minutes_correct"),
    path("meetings/<int:meeting_id>/<slug:name>.docx", documents.document, name="minutes_document"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<int:decision_id>/", decisions.decision, name="decision"),
    path("decisions/<int:decision_id>/<slug:name>/", decisions.decision_act, name="decision_act"),
    path("decisions/<int:decision_id>/confirm/<int:named_id>/", decisions.decision_confirm, name="decision_confirm"),
    path("invitations/", invitations.invitations, name="meeting_invitations"),
    path("invitations/<int:seat_id>/", invitations.meeting_invitation, name="meeting_invitation"),
    path("invitations/<int:seat_id>/meeting.ics", calendars.invitation_calendar, name="invitation_calendar"),
    path("invitations/<int:seat_id>/materials/", materials.material_new, name="material_new"),
    path("r/<str:token>/", replies.seat_reply, name="seat_reply"),
]

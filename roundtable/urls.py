"""Addresses of round tables."""

from django.urls import path

from roundtable.views import agenda, invitations, meetings, pool, topics

urlpatterns = [
    path("", pool.pool, name="roundtable"),
    path("raise/", topics.raise_topic, name="topic_raise"),
    path("mine/", topics.mine, name="topics_mine"),
    path("topics/<int:topic_id>/", topics.topic, name="topic"),
    path("topics/<int:topic_id>/<slug:action>/", topics.act, name="topic_act"),
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/new/", meetings.plan, name="meeting_new"),
    path("meetings/<int:meeting_id>/", agenda.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/change/", meetings.change, name="meeting_change"),
    path("meetings/<int:meeting_id>/cancel/", meetings.cancel, name="meeting_cancel"),
    path("meetings/<int:meeting_id>/step/<slug:name>/", meetings.step, name="meeting_step"),
    path("meetings/<int:meeting_id>/agenda/<slug:name>/", agenda.act, name="agenda_act"),
    path("meetings/<int:meeting_id>/seats/", agenda.seat_new, name="seat_new"),
    path("meetings/<int:meeting_id>/seats/<int:seat_id>/<slug:name>/", agenda.seat_act, name="seat_act"),
    path("invitations/", invitations.invitations, name="meeting_invitations"),
    path("invitations/<int:seat_id>/", invitations.meeting_invitation, name="meeting_invitation"),
]

"""Addresses of round tables."""

from django.urls import path

from roundtable.views import pool, topics

urlpatterns = [
    path("", pool.pool, name="roundtable"),
    path("raise/", topics.raise_topic, name="topic_raise"),
    path("mine/", topics.mine, name="topics_mine"),
    path("topics/<int:topic_id>/", topics.topic, name="topic"),
    path("topics/<int:topic_id>/<slug:action>/", topics.act, name="topic_act"),
]

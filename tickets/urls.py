"""Addresses of cases."""

from django.urls import path

from tickets.views import (
    acting,
    call_saving,
    call_steps,
    calling,
    case,
    desk,
    files,
    home,
    mine,
    queue,
    receipt,
    reveal,
    revisits,
    tracking,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("call/", calling.call, name="call"),
    path("call/<uuid:draft>/new/", call_steps.new, name="call_new"),
    path("call/<uuid:draft>/what/", call_steps.what, name="call_what"),
    path("call/<uuid:draft>/where/", call_steps.where, name="call_where"),
    path("call/<uuid:draft>/check/", call_steps.check, name="call_check"),
    path("call/<uuid:draft>/save/", call_saving.save, name="call_save"),
    path("call/<uuid:draft>/hint/", call_saving.hint, name="call_hint"),
    path("call/<uuid:draft>/discard/", calling.discard, name="call_discard"),
    path("track/", tracking.track, name="track"),
    path("my/", mine.my, name="my"),
    path("files/<int:file_id>/", files.file, name="file"),
    path("tickets/<str:number>/receipt/", receipt.receipt, name="receipt"),
    path("tickets/<str:number>/", case.ticket, name="ticket"),
    path("tickets/<str:number>/reveal/", reveal.reveal, name="reveal"),
    path("tickets/<str:number>/<slug:action>/", acting.act, name="act"),
    path("desk/", desk.desk, name="desk"),
    path("queue/", queue.queue, name="queue"),
    path("queue/sign/", queue.sign, name="queue_sign"),
    path("revisits/", revisits.revisits, name="revisits"),
]

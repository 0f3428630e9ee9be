"""Addresses of cases."""

from django.urls import path

from tickets.views import (
    acting,
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
    path("track/", tracking.track, name="track"),
    path("t/<str:token>/", tracking.tracked, name="tracked"),
    path("my/", mine.my, name="my"),
    path("files/new/<uuid:token>/", files.new, name="file_new"),
    path("files/<int:file_id>/", files.file, name="file"),
    path("files/<int:file_id>/remove/", files.remove, name="file_remove"),
    path("tickets/<str:number>/receipt/", receipt.receipt, name="receipt"),
    path("tickets/<str:number>/sheet/", receipt.sheet, name="sheet"),
    path("tickets/<str:number>/", case.ticket, name="ticket"),
    path("tickets/<str:number>/reveal/", reveal.reveal, name="reveal"),
    path("tickets/<str:number>/<slug:action>/", acting.act, name="act"),
    path("desk/", desk.desk, name="desk"),
    path("queue/", queue.queue, name="queue"),
    path("queue/sign/", queue.sign, name="queue_sign"),
    path("revisits/", revisits.revisits, name="revisits"),
]

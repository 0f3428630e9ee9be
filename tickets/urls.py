"""Addresses of cases."""

from django.urls import path

from tickets.views import (
    acting,
    calling,
    case,
    claims,
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
    path("my/", mine.my, name="my"),
    path("join/firm/", claims.join_firm, name="join_firm"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/proof/<int:file_id>/", claims.proof, name="proof"),
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

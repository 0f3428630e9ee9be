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
    opening,
    queue,
    receipt,
    reveal,
    revisits,
    setup,
    setup_sheets,
    tracking,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("call/", calling.call, name="call"),
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
    path("register/catalogue/", opening.catalogue, name="catalogue"),
    path("setup/check/", opening.setup_check, name="setup_check"),
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("setup/<str:token>/passwords/", setup.setup_passwords, name="setup_passwords"),
    path("setup/<str:token>/open/", setup.setup_open, name="setup_open"),
    path("setup/<str:token>/<slug:slug>/", setup.setup_step, name="setup_step"),
    path("setup/<str:token>/import/<slug:kind>/", setup_sheets.setup_sheet, name="setup_sheet"),
    path("setup/<str:token>/import/<slug:kind>/template/", setup_sheets.setup_sheet_template, name="setup_template"),
    path("setup/<str:token>/import/sheet/<uuid:key>/", setup_sheets.setup_sheet_shown, name="setup_sheet_shown"),
    path("setup/<str:token>/import/sheet/<uuid:key>/enter/", setup_sheets.setup_sheet_enter, name="setup_enter"),
    path("setup/<str:token>/import/sheet/<uuid:key>/failed/", setup_sheets.setup_sheet_failed, name="setup_failed"),
    path(
        "setup/<str:token>/import/sheet/<uuid:key>/passwords/",
        setup_sheets.setup_sheet_passwords,
        name="setup_sheet_passwords",
    ),
]

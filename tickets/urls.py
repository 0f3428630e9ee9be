"""Addresses of cases."""

from django.urls import path

from tickets.views import (
    acting,
    calling,
    case,
    desk,
    entry,
    exporting,
    files,
    home,
    importing,
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
    path("entry/", entry.entry, name="entry"),
    path("track/", tracking.track, name="track"),
    path("my/", mine.my, name="my"),
    path("files/<int:file_id>/", files.file, name="file"),
    path("tickets/<str:number>/receipt/", receipt.receipt, name="receipt"),
    path("tickets/<str:number>/", case.ticket, name="ticket"),
    path("tickets/<str:number>/reveal/", reveal.reveal, name="reveal"),
    path("tickets/<str:number>/<slug:action>/", acting.act, name="act"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", entry.desk_entry, name="desk_entry"),
    path("desk/new/<str:number>/", entry.entered, name="entered"),
    path("imports/", importing.imports, name="imports"),
    path("imports/template/", importing.template, name="import_template"),
    path("imports/<int:batch_id>/", importing.batch, name="import"),
    path("imports/<int:batch_id>/start/", importing.start, name="import_start"),
    path("imports/<int:batch_id>/mend/", importing.mend, name="import_mend"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/<int:job_id>/", exporting.export, name="export"),
    path("exports/<int:job_id>/file/", exporting.export_file, name="export_file"),
    path("queue/", queue.queue, name="queue"),
    path("queue/sign/", queue.sign, name="queue_sign"),
    path("revisits/", revisits.revisits, name="revisits"),
]

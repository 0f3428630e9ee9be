"""`/files/…`: one file of a case that one may see, or of a form that one is filling in: sent, shown, taken out."""

from http import HTTPStatus
from typing import IO, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal import access
from journal.models import AccessKind
from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.models import Post
from tickets.masking import files_as_read
from tickets.models import Attachment, Ticket
from tickets.queries import attachments_for
from tickets.scan_kinds import Scan
from tickets.services import attaching, following, store
from tickets.views.case import acting_post

# Only what our own encoder writes is shown in the page; anything else is handed over as a file.
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
# Why a file was not kept → the status that tells upload.js whether to try again by itself.
_LATER: Final = {"crowded": 503, "disk": 507}


@require_safe
@post_required()
def file(request: PostRequest, file_id: int) -> HttpResponseBase:
    """404 for what one may not see and for bytes that are gone; opening somebody else's file is noted.

    409 with a sentence while it is scanned, 410 for malware; of the small copy as well.
    """
    post = acting_post(request)
    found = _visible(post, file_id)
    (kept,) = files_as_read([found], found.ticket, post)
    return given_out(request, kept, post, subject=(Ticket.JOURNAL_NAME, kept.ticket_id))


def given_out(
    request: HttpRequest, kept: Attachment, post: Post, *, subject: tuple[str, int | None]
) -> HttpResponseBase:
    """A file that the post may see, noted with what it belongs to: its bytes, or why they are not handed out."""
    if closed := withheld(kept):
        return closed
    if request.GET.get("size") == "thumb" and kept.thumb_sha256:
        return handed_out(_opened(kept.thumb_sha256), kept, content_type="image/jpeg")
    content = _opened(kept.sha256)
    if kept.person_id != post.person_id:
        subject_type, subject_id = subject
        access.note(
            AccessKind.DOWNLOAD,
            actor=post,
            subject_type=subject_type,
            subject_id=subject_id,
            county=post.organisation.county_id,
            origin=access.origin(request),
            data={"file": kept.pk},
        )
    return handed_out(content, kept, content_type=kept.content_type)


@require_POST
@post_required()
def new(request: HttpRequest, token: UUID) -> HttpResponse:
    """`POST /files/new/<token>/` with one `file`, and the `form` it is for.

    201 is its card, also where the form was sent meanwhile and the file joins its case; 422 a sentence; 503 and 507 a
    sentence, and trying later helps.
    """
    sent = request.FILES.get("file")
    if sent is None:
        return _sentence(_("没有收到文件，请重新选一次"), status=422)
    try:
        form = request.POST.get("form", "")[:60]
        kept = following.receive(sent, actor=acting_post(request), client_token=token, form=form)
    except ValidationError as problem:
        return _sentence(problem.messages[0], status=_LATER.get(problem.code or "", 422))
    return render(request, "tickets/firm/_file.html", {"file": kept}, status=201)


@require_POST
@post_required()
def remove(request: HttpRequest, file_id: int) -> HttpResponse:
    """`POST /files/<id>/remove/`: only one's own, only before the form is sent; 404 for all others."""
    post = acting_post(request)
    kept = _visible(post, file_id)
    if not attaching.remove([kept.pk], person=post.person, client_token=kept.client_token):
        raise Http404
    return HttpResponse(status=204)


def _visible(post: Post, file_id: int) -> Attachment:
    if file_id > 2**63 - 1:
        raise Http404
    return get_object_or_404(attachments_for(post, person_id=post.person_id).select_related("ticket"), pk=file_id)


def _opened(digest: str) -> IO[bytes]:
    try:
        return store.open_file(digest)
    except FileNotFoundError as gone:
        raise Http404 from gone


def _sentence(words: str, *, status: int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if status == _LATER["crowded"]:
        response["Retry-After"] = "2"
    return response


def withheld(kept: Attachment) -> HttpResponse | None:
    """The answer in place of a file that is not handed out now; none for one that is."""
    if not kept.withheld:
        return None
    status = HTTPStatus.GONE if kept.scan == Scan.INFECTED else HTTPStatus.CONFLICT
    return _sentence(kept.withheld, status=status)


def handed_out(content: IO[bytes], kept: Attachment, *, content_type: str) -> FileResponse:
    """Headers that keep the bytes from being anything but a picture or a download (ASVS V5.4, V3.2)."""
    response = FileResponse(
        content,
        as_attachment=content_type not in SHOWN,
        filename=kept.name,
        content_type=content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

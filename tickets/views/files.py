"""`/files/<id>/`: a photo of a case that one may see, or of a form that one is filling in."""

import io
from typing import IO, Final

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from PIL import Image

from journal import access
from journal.models import AccessKind
from orgs.access import post_required
from orgs.middleware import PostRequest
from tickets.models import Attachment, Ticket
from tickets.queries import attachments_for
from tickets.services import store

# Only what our own encoder writes is shown in the page; anything else is handed over as a file.
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
THUMB_EDGE: Final = 480


@require_safe
@post_required()
def file(request: PostRequest, file_id: int) -> HttpResponseBase:
    """404 for what one may not see and for bytes that are gone; opening somebody else's photo is noted."""
    post = request.post
    if post is None:
        raise Http404
    kept = get_object_or_404(attachments_for(post, person_id=post.person_id), pk=file_id)
    try:
        content: IO[bytes] = store.open_file(kept.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    if request.GET.get("size") == "thumb" and kept.content_type in SHOWN:
        return _response(_thumb(content), kept)
    if kept.person_id != post.person_id:
        access.note(
            AccessKind.DOWNLOAD,
            actor=post,
            subject_type=Ticket.JOURNAL_NAME,
            subject_id=kept.ticket_id,
            county=post.organisation.county_id,
            origin=access.origin(request),
            data={"file": kept.pk},
        )
    return _response(content, kept)


def _thumb(content: IO[bytes]) -> IO[bytes]:
    """A small copy for lists, made on the spot: a phone on a slow line should not fetch nine large ones."""
    small = io.BytesIO()
    with content, Image.open(content) as image:
        image.draft("RGB", (THUMB_EDGE, THUMB_EDGE))
        image.thumbnail((THUMB_EDGE, THUMB_EDGE))
        image.save(small, image.format or "JPEG", quality=80)
    small.seek(0)
    return small


def _response(content: IO[bytes], kept: Attachment) -> FileResponse:
    """Headers that keep the bytes from being anything but a picture (ASVS V5.4, V3.2)."""
    response = FileResponse(
        content,
        as_attachment=kept.content_type not in SHOWN,
        filename=kept.name,
        content_type=kept.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

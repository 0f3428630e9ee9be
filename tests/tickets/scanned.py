"""What the tests of scanned files share: a daemon that is running, a file of a form, one of a case."""

import uuid
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from journal.models import Event
from orgs.models import Post
from tests.cast import World, signed_in
from tests.tickets.daemon import Daemon, daemon
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tickets.models import Attachment
from tickets.services import attaching

NOWHERE = ("127.0.0.1", 9)
CHECKING = "正在检查，检查完才能打开"
INFECTED = "有病毒，已隔离，谁也打不开"


@pytest.fixture(autouse=True)
def clamd(settings: LazySettings) -> Iterator[Daemon]:
    with daemon() as server:
        settings.CLAMD, settings.CLAMD_SECONDS = server.address, 2
        yield server


def kept(post: Post, token: uuid.UUID | None = None) -> Attachment:
    """A file of a form that has not been sent."""
    return attaching.keep_one(a_photo(), person=post.person, client_token=token or uuid.uuid4())


def of_a_case(world: World) -> Attachment:
    """A photo of a case, scanned by nobody yet."""
    Calling(world.firm).all_pages(a_form(world, files=[a_photo()]))
    return Attachment.objects.get()


def opened(post: Post, file: Attachment, *, size: str = "") -> int:
    return signed_in(post).get(f"/files/{file.pk}/{size}").status_code


def state(file: Attachment) -> tuple[str, str]:
    fresh = Attachment.objects.get(pk=file.pk)
    return fresh.scan, fresh.scan_signature


def events(verb: str) -> list[Event]:
    return list(Event.objects.filter(verb=verb).order_by("pk"))

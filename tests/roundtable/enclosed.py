"""Files of a test's meetings: chosen in a form, handed in, opened."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from orgs.models import County, Post
from orgs.statuses import AuthorityKind, OrganisationKind, Role
from roundtable.models import Decision, Seat
from roundtable.services import materials, pursuing
from tests import cast
from tests.cast import World, signed_in
from tests.roundtable import held
from tests.roundtable.pursued import contacted
from tests.tickets import crafted
from tests.tickets.firm_pages import a_photo
from tickets.models import Attachment
from tickets.services import attaching


def a_pdf(name: str = "验收单.pdf", *, page: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, crafted.pdf(trailer=b"/Root 1 0 R/Size %d" % page), "application/pdf")


def chosen(post: Post, *files: SimpleUploadedFile, form: str = "") -> uuid.UUID:
    """The token of a form for which these files were kept."""
    token = uuid.uuid4()
    for file in files or (a_pdf(),):
        attaching.keep_one(file, person=post.person, client_token=token, form=form)
    return token


def handed_in(seat: Seat, post: Post, *files: SimpleUploadedFile, **words: Any) -> Attachment:
    """A unit's material with a file; its last one."""
    said: dict[str, Any] = {"title": "供电情况", "words": "", "client_token": uuid.uuid4(), **words}
    materials.hand_in(seat.pk, materials.Paper(**said, files_token=chosen(post, *files)), actor=post)
    return newest()


def asked(world: World, decision: Decision, *files: SimpleUploadedFile) -> Attachment:
    """The lead asks to strike a decision off, and shows a photo of what it did; its last one."""
    assert world.head.active
    decision = contacted(decision, by=world.liaison)
    token = chosen(world.liaison, *files or (a_photo("变压器.jpg"),))
    pursuing.ask(
        decision.pk, words="已送电", actor=world.liaison, version=held.now(decision).version, files_token=token
    )
    return newest()


def newest() -> Attachment:
    found: Attachment = Attachment.objects.latest("pk")
    return found


def opened(post: Post, file: Attachment, *, size: str = "") -> int:
    """What the post is answered that opens it."""
    return signed_in(post).get(f"/roundtable/files/{file.pk}/{size}").status_code


def elsewhere() -> dict[str, Post]:
    """Who would read all of it, in another county."""
    county = County.objects.create(code="other", name="邻县")
    general = cast.unit(county, OrganisationKind.GENERAL_COMMITTEE, "邻县综合党委", tier=1)
    power = cast.unit(county, OrganisationKind.DEPARTMENT, "邻县供电公司", authority=AuthorityKind.UTILITY)
    return {
        "their secretary": cast.post(general, Role.PARTY_SECRETARY, "邻书记"),
        "their liaison": cast.post(power, Role.DEPT_LIAISON, "邻联络"),
    }

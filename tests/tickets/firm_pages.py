"""What the tests of the firm's pages share: the answers of a call, its three pages, a photo."""

import io
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from orgs.models import Post
from tests.cast import World, signed_in
from tickets.models import Draft

NAUGHTY = (
    "<script>alert(1)</script> 电压不够",
    "「全角」&amp; <b>粗</b> ' \" {{ 7|add:7 }} {% now %}",
    "👩‍🔧 家里三台机器 🧵 一开就停",
    "مرحبا 电压只有一百七八 שלום",
    "'; DROP TABLE tickets_ticket; --  %s %(x)s {0}",
)
ON_WHAT = frozenset({"body", "title", "category", "not_same", "files", "remove", "add_files", "onto"})


def a_form(world: World, **words: Any) -> dict[str, Any]:
    """The answers of a call as a browser sends them, with anything replaced; None leaves a field out."""
    said = {
        "body": "一到晚上七点以后电压只有一百七八，机器直接停。",
        "title": "",
        "category": str(world.category.pk),
        "impact": "delivery",
        "expected": "先调负荷，再增容",
        "town": str(world.town.pk),
        "address": "前丁村 12 号",
        "contact_name": "丁小满",
        "contact_phone": "138 0000 1234",
    } | words
    return {name: value for name, value in said.items() if value is not None}


@dataclass
class Calling:
    """A person at a call form: `send` posts one page on the version that its draft has now."""

    post: Post
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    key: str = ""
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = signed_in(self.post)

    @property
    def draft(self) -> Draft:
        """The draft as the database has it."""
        return Draft.objects.get(person=self.post.person_id, token=self.token)

    def at(self, page: str) -> str:
        """The address of a page of this form."""
        return f"/call/{self.token}/{page}/"

    def send(self, page: str, said: dict[str, Any] | None = None, **more: Any) -> Any:
        """Press the button of a page: its own answers out of all that are given."""
        found = Draft.objects.filter(person=self.post.person_id, token=self.token).first()
        names = {"what": ON_WHAT & (said or {}).keys(), "where": (said or {}).keys() - ON_WHAT}.get(page, set())
        answers = {name: value for name, value in (said or {}).items() if name in names}
        machinery = {"version": found.version if found else 0, "draft_token": self.key}
        return self.client.post(self.at(page), machinery | answers | more)

    def all_pages(self, said: dict[str, Any]) -> Any:
        """All three pages; the first answer that is no way on ends it."""
        for page in ("what", "where"):
            answer: HttpResponse = self.send(page, said)
            if answer.status_code != 303:
                return answer
        return self.send("check")


def autosave(
    firm: Calling, *, client: Client | None = None, step: str = "what", version: int = 0, agent: str = "", **said: str
) -> Any:
    """What the page's script sends after a pause."""
    return (client or firm.client).post(
        f"{firm.at('save')}?step={step}",
        {"version": version, "draft_token": firm.key, **said},
        headers={"HX-Request": "true", "User-Agent": agent},
    )


def file_call(post: Post, said: dict[str, Any]) -> Any:
    """File a call through its three pages."""
    return Calling(post).all_pages(said)


def a_photo(
    name: str = "现场.jpg", *, colour: str = "red", size: tuple[int, int] = (60, 40), exif: Image.Exif | None = None
) -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **({"exif": exif} if exif else {}))
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")

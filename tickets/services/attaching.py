"""Files of a form that is still being filled in: kept at once, so that an error loses none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from journal import clock
from orgs.models import Person
from tickets.models import Attachment
from tickets.services import pictures, store

MOST_PHOTOS: Final = 9


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an upload: the files that are kept, and a sentence for each that is not."""

    files: list[Attachment]
    problems: list[ValidationError]


def of_form(person: Person, client_token: UUID) -> QuerySet[Attachment]:
    """The files kept so far for a form that has not been sent."""
    return Attachment.objects.filter(person=person, client_token=client_token, ticket=None, removed_at=None)


def keep(uploads: Sequence["UploadedFile[Any]"], *, person: Person, client_token: UUID) -> Kept:
    """Keep what can be kept; nothing is dropped silently. The text of the form is untouched."""
    problems: list[ValidationError] = []
    for upload in uploads:
        try:
            _keep_one(upload, person=person, client_token=client_token)
        except ValidationError as problem:
            problems.append(problem)
        except OSError:
            problems.append(ValidationError(_("暂时存不下照片，文字可以先提交，照片请稍后送到服务站"), code="disk"))
    return Kept(list(of_form(person, client_token)), problems)


def _keep_one(upload: "UploadedFile[Any]", *, person: Person, client_token: UUID) -> None:
    picture = pictures.read(upload)
    digest = store.put(picture.content)
    with transaction.atomic():
        # The person's row serialises two uploads of one form: the limit holds for both together.
        Person.objects.select_for_update().get(pk=person.pk)
        mine = of_form(person, client_token)
        if mine.filter(sha256=digest).exists():
            return
        if mine.count() >= MOST_PHOTOS:
            raise ValidationError(
                _("最多 9 张照片。已选的 9 张都保留着，“%(name)s”没有加入"),
                params={"name": picture.name},
                code="too_many",
            )
        Attachment.objects.create(
            person=person,
            client_token=client_token,
            name=picture.name,
            content_type=picture.content_type,
            size=len(picture.content),
            sha256=digest,
            at=clock.now(),
        )


def remove(ids: Sequence[int], *, person: Person, client_token: UUID) -> None:
    """Take files out of the form. The bytes stay until they are collected as orphans."""
    of_form(person, client_token).filter(pk__in=ids).update(removed_at=clock.now())

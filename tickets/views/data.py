"""`/accounts/data/` (我的信息): see and take along what is kept of oneself, have it put right, close the account."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal import access, clock, events
from journal.models import AccessKind
from orgs.access import proven, proven_to_look
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import Person
from orgs.queries import home_county
from orgs.services import privacy
from tickets import data_words
from tickets.data_forms import DataForm
from tickets.queries import personal_copy
from tickets.services import data_desk
from web.access import signed_in
from web.downloads import download
from web.pages import done, page

MOST: Final = 50
"""So many rows of a kind a page shows; the file holds all."""
JSON_FILE: Final = "application/json"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@proven
def my_data(request: PostRequest) -> HttpResponse:
    """What one may do, what was asked and answered; a POST asks."""
    person = _person(request)
    form = DataForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            data_desk.ask(
                person.pk,
                county_id=_county_of(person),
                said=form.said,
                client_token=form.cleaned_data["client_token"],
                actor=request.post,
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return done(request, reverse("my_data"), _("已提交，我们在 %(days)d 个工作日内答复。") % {"days": _days()})
    context = {
        "form": form,
        "requests": person.data_requests.order_by("-at", "-pk")[:MOST],
        "consents": privacy.consents(person),
        "days": _days(),
        "now": now_of(request),
    }
    return page(
        request, "tickets/data/mine.html", context, part="tickets/data/mine.html", status=422 if form.errors else 200
    )


@require_safe
@signed_in
@proven_to_look
def data_copy(request: PostRequest) -> HttpResponse:
    """The copy as a page: the newest of each kind."""
    copy = personal_copy.of_person(_person(request), most=MOST + 1)
    context = {"parts": data_words.parts(copy, most=MOST), "most": MOST}
    return page(request, "tickets/data/copy.html", context, part="tickets/data/copy.html")


@require_POST
@signed_in
@proven
def data_file(request: PostRequest) -> HttpResponse:
    """The copy as a file that a program reads, all of it. A POST: it writes down that it was taken."""
    person = _person(request)
    with transaction.atomic():
        locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        content = written(personal_copy.of_person(locked))
        data = {"sha256": hashlib.sha256(content).hexdigest()}
        events.record("person.data_copied", locked, actor=request.post, at=clock.now(), data=data)
    noted(request, content, subject=person, county=person.county_id)
    return download(content, name=_("我的信息.json"), content_type=JSON_FILE)


def written(copy: Mapping[str, Any]) -> bytes:
    """The file: sections by name, times with their zone, nothing escaped that people read."""
    whole = {"made_at": clock.now().isoformat(), **copy}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def noted(
    request: PostRequest, content: bytes, *, subject: Person, county: int | None, asked: int | None = None
) -> None:
    """A line of the access log: what was exported of whom, and at which request of theirs."""
    data: dict[str, Any] = {"what": "personal_data", "sha256": hashlib.sha256(content).hexdigest()}
    access.note(
        AccessKind.EXPORT,
        actor=request.post,
        person_id=_person(request).pk,
        subject_type=Person.JOURNAL_NAME,
        subject_id=subject.pk,
        county=county,
        origin=access.origin(request),
        data=data | ({} if asked is None else {"request": asked}),
    )


def _days() -> int:
    days: int = settings.LIMITS["DATA_ANSWER"]
    return days


def _person(request: PostRequest) -> Person:
    if not isinstance(request.user, Person):
        raise TypeError("a page for people who signed in was reached without one")
    return request.user


def _county_of(person: Person) -> int:
    """The county that answers; people of the installation ask nobody."""
    county = home_county()
    found = person.county_id or (county.pk if county else None)
    if found is None:
        raise Http404
    return found

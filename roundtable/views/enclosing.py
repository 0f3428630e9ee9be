"""Files of meetings: what a form sends of them, and `/roundtable/files/<id>/`, where one is opened."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import PostRequest
from roundtable.file_forms import EnclosingForm
from roundtable.meeting_policies import ANSWERS
from roundtable.policies import POOL_ROLES
from roundtable.queries import enclosures as found
from tickets.services import attaching
from tickets.views import taking
from tickets.views.case import acting_post
from tickets.views.files import given_out
from web.forms import ClientTokenField, Form

FormT = TypeVar("FormT", bound=Form)


def sent(request: HttpRequest, make: Callable[..., FormT]) -> FormT:
    """The form as it was sent, its files kept first: whatever is wrong with its words loses none.

    “先传照片，接着写” only draws it again, unbound. A lost token is replaced, so that form and files agree on it; so is
    one whose files went along with something else, which is said. The same form once more finds its own files.
    """
    data, person = request.POST.copy(), acting_post(request).person
    token = ClientTokenField().clean(data.get("files_token"))
    used = attaching.used_under(token, person=person)
    again = bool(used) and found.came_with(used, client_token=ClientTokenField().clean(data.get("client_token")))
    token = uuid4() if used and not again else token
    data["files_token"] = str(token)
    form = make(initial=data.dict()) if "add_files" in data else make(data=data)
    if isinstance(form, EnclosingForm) and not again:
        shown = {pk for text in data.getlist("with_file") if (pk := taking.row_id(text))}
        gone = attaching.gather(shown, person=person, client_token=token)
        kept = taking.take(request, person=person, token=token, form=form.name)
        form.problems = [*_gone({file.pk: file.name for file in (*used, *gone)}.values()), *kept.sentences()]
    return form


def _gone(names: Iterable[str]) -> list[str]:
    words = _("“%(name)s”已随另一次提交报送，或者已移除，这一次没有带上；要带请再传一次")
    return [words % {"name": name} for name in names]


def is_whole(form: Form) -> bool:
    """Whether it can be done: right, and with every file that was to come along.

    Papers of a meeting are never changed: one of which a file is missing comes back, and goes without it if sent again.
    """
    return form.is_valid() and not (isinstance(form, EnclosingForm) and form.problems)


@require_safe
@post_required(*sorted(POOL_ROLES | ANSWERS))
def meeting_file(request: PostRequest, file_id: int) -> HttpResponseBase:
    """A file, for whoever reads the words that it came with; opening somebody else's is noted. Else 404.

    409 with a sentence while it is scanned, 410 for malware; of the small copy as well.
    """
    post = acting_post(request)
    enclosure = found.enclosure_for(post, file_id)
    if enclosure is None:
        raise Http404
    return given_out(request, enclosure.file, post, subject=found.subject_of(enclosure))

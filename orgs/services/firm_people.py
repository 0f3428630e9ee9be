"""A firm's own people: owners make others owners or employees, send them away, and leave. One owner always stays."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.models import Event
from orgs import policies
from orgs.exceptions import Refused
from orgs.models import Organisation, Person, Post
from orgs.queries import today
from orgs.services import appointments


def remove(post_id: int, *, actor: Post) -> Event:
    """End the post of one of the firm's people. Raises PermissionDenied, Refused for the last owner."""
    with transaction.atomic():
        post = _locked(post_id)
        if not policies.owns(actor, post.organisation_id):
            raise PermissionDenied
        _another_owner_stays(post, on=today(clock.now()))
        return appointments.end(post_id, actor=actor)


def leave(*, actor: Post) -> Event:
    """Give one's own post up. Raises Refused for the last owner."""
    with transaction.atomic():
        _another_owner_stays(_locked(actor.pk), on=today(clock.now()))
        return appointments.end(actor.pk, actor=actor)


def make(post_id: int, *, clerk: bool, actor: Post) -> Event:
    """Make one of the firm's people an employee or an owner. Raises PermissionDenied, Refused for the last owner."""
    with transaction.atomic():
        post, now = _locked(post_id), clock.now()
        if not policies.owns(actor, post.organisation_id):
            raise PermissionDenied
        if clerk:
            _another_owner_stays(post, on=today(now))
        Post.objects.filter(pk=post_id).update(clerk=clerk)
        person = Person.objects.select_for_update(of=("self",)).get(pk=post.person_id)
        data = {"post": post_id, "clerk": clerk}
        return events.record("person.post_changed", person, actor=actor, at=now, data=data)


def _locked(post_id: int) -> Post:
    """The live post; its firm's row serialises all changes of the firm's people."""
    firm_id = Post.objects.values_list("organisation", flat=True).get(pk=post_id)
    Organisation.objects.select_for_update(of=("self",)).get(pk=firm_id)
    post = Post.objects.select_for_update(of=("self",)).get(pk=post_id)
    if not post.active:
        raise Refused(_("这个岗位已经结束。"))
    return post


def _another_owner_stays(post: Post, *, on: date) -> None:
    owners = Post.objects.live(on).filter(organisation=post.organisation_id, clerk=False, role=post.role)
    if not post.clerk and not owners.exclude(pk=post.pk).exists():
        raise Refused(_("企业至少要有一位负责人。请先请一位员工当负责人。"))

"""Decisions of a test on their way to be struck off."""

import uuid
from datetime import datetime

from orgs.calendar import COUNTY_TIME
from orgs.models import Organisation, Post
from orgs.statuses import AuthorityKind
from roundtable.models import Decision
from roundtable.services import pursuing
from tests.cast import World
from tests.roundtable import held


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=COUNTY_TIME)


def contacted(decision: Decision, *, by: Post) -> Decision:
    pursuing.contact(decision.pk, words="电话里说好了哪天装", client_token=uuid.uuid4(), actor=by)
    return held.now(decision)


def asked(world: World, decision: Decision) -> Decision:
    """Its lead has asked to strike it off; its head has not signed yet."""
    assert world.head.active
    decision = contacted(decision, by=world.liaison)
    pursuing.ask(decision.pk, words="变压器已送电，有验收单", actor=world.liaison, version=decision.version)
    return held.now(decision)


def with_office(world: World, decision: Decision) -> Decision:
    decision = asked(world, decision)
    pursuing.sign(decision.pk, actor=world.head, version=decision.version)
    return held.now(decision)


def confirmed(world: World, decision: Decision) -> Decision:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=True, words="", actor=world.firm)
    return held.now(decision)


def audited(world: World, decision: Decision) -> Decision:
    decision = confirmed(world, decision)
    pursuing.audit(decision.pk, upheld=True, words="现场看过", actor=world.office, version=decision.version)
    return held.now(decision)


def commanded(decision: Decision) -> None:
    """Let its lead be a unit that the county commands, as a utility earns no cards."""
    Organisation.objects.filter(pk=decision.lead_id).update(authority_kind=AuthorityKind.GOVERNMENT)

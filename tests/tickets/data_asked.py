"""What the tests of the data desk share: requests as people make them, and how they are answered."""

import uuid
from typing import Any

from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tickets.data_kinds import Wish
from tickets.models import DataRequest
from tickets.services import data_desk

CALLER, NUMBER = "欧阳晓棠", "13955557777"


def asked(post: Post, wish: Wish = Wish.CORRECT, **said: Any) -> DataRequest:
    """A person asks for themselves."""
    return data_desk.ask(
        post.person_id,
        county_id=post.organisation.county_id,
        said=data_desk.Said(wish=wish, **said),
        client_token=uuid.uuid4(),
        actor=post,
    )


def by_a_caller(world: World, wish: Wish = Wish.COPY, **said: Any) -> DataRequest:
    """A caller without an account, written down at the station."""
    return data_desk.ask_for_caller(
        name=CALLER,
        phone=NUMBER,
        said=data_desk.Said(wish=wish, **said),
        client_token=uuid.uuid4(),
        actor=world.clerk,
    )


def secadmin(world: World) -> Post:
    """The security administrator of the county."""
    return cast.post(world.office.organisation, Role.SECADMIN, "张安")


def current(request: DataRequest) -> DataRequest:
    """The request as the database has it now."""
    return DataRequest.objects.get(pk=request.pk)

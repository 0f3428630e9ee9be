"""A county that has an OpenID provider, which one worker starts once."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from config import security
from orgs.models import Person
from orgs.outside import openid, turns
from tests import cast
from tests.cast import World
from tests.outside import browsing


@pytest.fixture(autouse=True)
def own_memory() -> None:
    """What one test has heard of a keeper, or not, is not another's."""
    openid.KEPT.clear()
    turns.RESTING.clear()


@pytest.fixture(scope="session")
def issuer_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider with two people, wangwu and lisi."""
    with browsing.running(tmp_path_factory.mktemp("issuer")) as url:
        yield url


@pytest.fixture
def world(db: None, settings: LazySettings, issuer_url: str) -> World:
    """The county; proofs of who somebody is run out there as with any grading."""
    settings.OUTSIDE = browsing.way(issuer_url)
    settings.SECURITY = security.PROFILES["level3"]
    return cast.county()


@pytest.fixture
def liaison(world: World) -> Person:
    """Somebody of the power company."""
    return world.liaison.person


@pytest.fixture
def window(liaison: Person) -> Client:
    """Their browser: they have just signed in with the password."""
    return browsing.by_password(liaison)


@pytest.fixture
def linked(window: Client, liaison: Person) -> Person:
    """The person of the power company; wangwu of the provider opens their account."""
    assert browsing.round_trip(window, link=True).status_code == 303
    return liaison

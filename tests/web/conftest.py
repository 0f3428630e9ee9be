"""The web layer on a site of its own (tests/web/site.py), with one person who can sign in."""

import copy
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client


@pytest.fixture(autouse=True)
def small_site(settings: LazySettings) -> None:
    """The addresses and pages of the demonstration site; static files under their plain names."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    # What other apps add to the frame is theirs to test.
    templates[0]["OPTIONS"]["context_processors"] = [
        name for name in templates[0]["OPTIONS"]["context_processors"] if name.startswith("django.")
    ]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.web.site"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def clerk(client: Client) -> Client:
    """A browser in which a person without a post has signed in."""
    person = get_user_model().objects.create_user(username="wanghong", password="cast-password", name="王红")
    client.force_login(person, backend="orgs.backends.PersonBackend")
    return client

"""How pages look is the person's choice; which language is not the machine's."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from web.catalogue import compile_catalogue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("setting", "value", "attribute"),
    [
        ("theme", "dark", 'data-bs-theme="dark"'),
        ("view", "elder", 'data-view="elder"'),
        ("contrast", "high", 'data-contrast="high"'),
        ("density", "comfortable", 'data-density="comfortable"'),
        ("keys", "off", 'data-keys="off"'),
    ],
)
def test_a_look_once_chosen_stays(client: Client, setting: str, value: str, attribute: str) -> None:
    answer = client.post(reverse("look"), {setting: value, "next": "/rows/?rows=a:1"})

    assert (answer.status_code, answer["Location"]) == (303, "/rows/?rows=a:1")
    assert attribute in client.get("/rows/").content.decode()


def test_a_look_outside_the_list_changes_nothing(client: Client) -> None:
    client.post(reverse("look"), {"theme": '"><script>'})
    client.cookies["look_theme"] = "pink"

    assert 'data-bs-theme="light"' in client.get("/rows/").content.decode()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_choosing_a_look_never_leads_to_another_site(client: Client, away: str) -> None:
    assert client.post(reverse("look"), {"theme": "dark", "next": away})["Location"] == "/"


def test_a_poster_opens_the_elder_view_for_good(client: Client) -> None:
    client.get("/rows/?elder=1")
    assert 'data-view="elder"' in client.get("/rows/").content.decode()

    client.get("/rows/?elder=0")
    assert 'data-view="normal"' in client.get("/rows/").content.decode()


def test_the_elder_view_keeps_the_telephone_at_hand(client: Client, settings: LazySettings) -> None:
    settings.SERVICE_PHONE = "0000-561 2345"

    assert 'href="tel:00005612345"' in client.get("/rows/?elder=1").content.decode()


def test_an_english_machine_gets_chinese(client: Client) -> None:
    answer = client.get("/rows/", headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert '<html lang="zh-CN"' in answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"


def test_a_person_who_chose_english_gets_english(client: Client) -> None:
    compile_catalogue()
    client.post(reverse("look"), {"language": "en"})

    text = client.get("/rows/").content.decode()

    assert '<html lang="en"' in text
    assert "Skip to content" in text


def test_a_language_we_do_not_have_is_chinese(client: Client, settings: LazySettings) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    assert '<html lang="zh-CN"' in client.get("/rows/").content.decode()


def test_nothing_inline_breaks_the_content_policy(clerk: Client) -> None:
    text = clerk.get("/sheet/").content.decode()

    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<script>" not in text


def test_an_operator_learns_whether_we_live_and_are_ready(client: Client, settings: LazySettings) -> None:
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200

    settings.VALKEY_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.content) == (503, b"not ready\n")

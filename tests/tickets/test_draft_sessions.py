"""A call form whose session has run out: its words are saved all the same, and by nobody else."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from journal import clock
from orgs.models import Person
from tests.cast import World
from tests.tickets.firm_pages import Calling, a_photo, autosave
from tickets.models import Draft

WORDS = "一到晚上七点以后电压只有一百七八。"


def test_an_expired_session_saves_the_words_before_it_asks_to_sign_in(world: World, client: Client) -> None:
    firm = Calling(world.firm)
    key = firm.client.get(firm.at("new")).context["filling"].key

    answer = client.post(firm.at("what"), {"body": WORDS, "version": "0", "draft_token": key})

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "您填写的内容已保存，登录后接着填" in page
    assert WORDS in page
    assert f"next=%2Fcall%2F{firm.token}%2Fwhat%2F" in page
    assert firm.client.get(firm.at("what")).context["form"]["body"].value() == WORDS


def test_an_expired_session_says_that_its_photos_must_be_chosen_again(world: World, client: Client) -> None:
    firm = Calling(world.firm)
    key = firm.client.get(firm.at("new")).context["filling"].key

    said = [
        "照片和文件没有留下，登录后请重新选一次。"
        in client.post(address, {"body": WORDS, "draft_token": key, **files}).content.decode()
        for address in (firm.at("what"), "/tickets/261118-0419-5/add/")
        for files in ({"files": [a_photo()]}, {})
    ]

    assert said == [True, False, True, False]


def test_the_script_of_an_expired_session_hears_the_same(world: World, client: Client) -> None:
    firm = Calling(world.firm)
    firm.key = firm.client.get(firm.at("new")).context["filling"].key

    answer = autosave(firm, client=client, body=WORDS)

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "您填写的内容已保存" in answer.content.decode()
    assert firm.draft.say("body") == WORDS


@pytest.mark.parametrize("spoil", ["none", "forged", "other_form", "gone", "old"])
def test_only_an_open_page_of_a_person_who_still_may_saves_without_a_session(
    world: World, client: Client, spoil: str
) -> None:
    firm, other = Calling(world.firm), Calling(world.firm)
    key = firm.client.get(firm.at("new")).context["filling"].key
    others = other.client.get(other.at("new")).context["filling"].key
    keys = {"none": "", "forged": f"{key[:-2]}xx", "other_form": others}
    if spoil == "gone":
        Person.objects.filter(pk=world.firm.person_id).update(is_active=False)
    when = clock.now() + timedelta(hours=25) if spoil == "old" else clock.now()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", when.timestamp)
        answer = client.post(firm.at("what"), {"body": WORDS, "draft_token": keys.get(spoil, key)})

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert WORDS in answer.content.decode()
    assert "请先复制" in answer.content.decode()
    assert not Draft.objects.exists()


def test_an_expired_session_writes_over_nothing(world: World, client: Client) -> None:
    firm = Calling(world.firm)
    key = firm.client.get(firm.at("new")).context["filling"].key
    autosave(firm, body=f"{WORDS}别处写的")

    answer = client.post(firm.at("what"), {"body": WORDS, "version": "0", "draft_token": key})

    assert "请先复制" in answer.content.decode()
    assert firm.draft.say("body") == f"{WORDS}别处写的"

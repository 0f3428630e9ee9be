"""A call that is not sent yet: kept as it is typed, on every device, for its person alone."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, signed_in
from tests.tickets.firm_pages import Calling, a_form, a_photo, autosave
from tickets import tasks
from tickets.models import Attachment, Draft, Note, Ticket
from tickets.services import attaching, drafts

WORDS = "一到晚上七点以后电压只有一百七八。"
PHONE = "Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 Mobile MicroMessenger"
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X)"


def test_what_is_typed_is_saved_and_found_on_another_device(world: World) -> None:
    firm = Calling(world.firm)

    saved = autosave(firm, body=WORDS, agent=PHONE)
    elsewhere = signed_in(world.firm)

    assert (saved.status_code, saved.json()["version"]) == (HTTPStatus.OK, 1)
    assert saved.json()["said"].startswith("已保存 ")
    assert "您有 1 份没提交的草稿" in elsewhere.get("/").content.decode()
    listed = elsewhere.get("/call/").content.decode()
    assert WORDS in listed
    assert "写在手机上" in listed
    assert elsewhere.get(firm.at("what")).context["form"]["body"].value() == WORDS
    assert elsewhere.get(firm.at("new"))["Location"] == firm.at("what")


@pytest.mark.parametrize(("agent", "device"), [(PHONE, "phone"), (IPAD, "tablet"), ("Mozilla/5.0 (X11)", "computer")])
def test_a_draft_says_what_it_was_written_on(world: World, agent: str, device: str) -> None:
    firm = Calling(world.firm)
    autosave(firm, body=WORDS, agent=agent)

    assert firm.draft.device == device


def test_saving_for_later_judges_nothing_and_leads_to_the_drafts(world: World) -> None:
    firm = Calling(world.firm)

    answer = firm.send("what", {"body": "还没"}, later="1")

    assert answer["Location"] == "/call/"
    assert "已保存为草稿" in firm.client.get("/call/").content.decode()
    assert firm.draft.say("body") == "还没"


def test_what_is_refused_is_kept_all_the_same(world: World) -> None:
    firm = Calling(world.firm)

    firm.send("what", {"body": "长" * 2001})

    assert len(firm.draft.say("body")) == 2001


def test_what_the_database_cannot_keep_is_left_out_of_the_draft_only(world: World) -> None:
    firm = Calling(world.firm)

    autosave(firm, body="电压\x00不够")

    assert firm.draft.say("body") == "电压不够"


def test_a_text_beyond_all_measure_is_not_saved_by_itself_and_that_is_said(world: World) -> None:
    firm = Calling(world.firm)

    answer = autosave(firm, body="长" * 20_001)

    assert (answer.status_code, answer.json()["said"]) == (
        HTTPStatus.UNPROCESSABLE_ENTITY, "没有自动保存：内容太长，或草稿太多",
    )  # fmt: skip


def test_a_page_that_is_behind_writes_over_nothing(world: World) -> None:
    firm = Calling(world.firm)
    autosave(firm, body=WORDS)
    autosave(firm, body=f"{WORDS}第二台手机写的", version=1, agent=PHONE)

    stale = autosave(firm, body=f"{WORDS}第一台写的", version=1)

    page = stale.content.decode()
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "另一台手机" in page
    assert "第二台手机写的" in page
    assert "第一台写的" in page
    assert "<html" not in page
    assert firm.draft.say("body") == f"{WORDS}第二台手机写的"


def test_both_texts_are_shown_without_a_script_and_either_can_be_taken(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": WORDS})
    firm.send("what", {"body": f"{WORDS}那一份"})

    late = firm.client.post(firm.at("what"), {"version": "1", "body": f"{WORDS}这一份"})
    mine = firm.client.post(firm.at("what"), {"version": firm.draft.version, "body": f"{WORDS}这一份"})

    page = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert f"{WORDS}那一份" in page
    assert f"{WORDS}这一份" in page
    assert 'name="version" value="2"' in page
    assert mine.status_code == HTTPStatus.SEE_OTHER
    assert firm.draft.say("body") == f"{WORDS}这一份"


def test_choices_are_shown_in_words_where_two_pages_differ(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))
    firm.send("where", a_form(world))

    late = firm.client.post(firm.at("where"), {"version": "1", "impact": "stopped", "town": world.other_town.pk})

    page = late.content.decode()
    for words in ("影响交货", "已经停产停工", "云裳镇", "丁桥镇"):
        assert words in page


def test_the_same_words_sent_again_are_no_conflict(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": WORDS})
    firm.send("what", {"body": f"{WORDS}又写了一句"})

    again = firm.client.post(firm.at("what"), {"version": "0", "body": f"{WORDS}又写了一句"})

    assert again.status_code == HTTPStatus.SEE_OTHER


def test_a_page_whose_own_answer_was_lost_is_not_in_conflict_with_itself(world: World) -> None:
    firm = Calling(world.firm)
    autosave(firm, body=WORDS, page_token="this-page")

    unaware = autosave(firm, body=f"{WORDS}又写了一句", page_token="this-page")
    firm.client.post(firm.at("what"), {"version": "0", "page_token": "this-page", "body": f"{WORDS}最后一句"})
    too_late = autosave(firm, body=f"{WORDS}又写了一句", page_token="this-page")

    assert unaware.status_code == HTTPStatus.OK
    assert too_late.status_code == HTTPStatus.CONFLICT
    assert firm.draft.say("body") == f"{WORDS}最后一句"


def test_a_call_is_not_sent_from_a_page_that_did_not_show_its_last_words(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))
    firm.send("where", a_form(world))
    shown = firm.draft.version
    firm.send("what", {"body": f"{WORDS}别处改过"})

    late = firm.client.post(firm.at("check"), {"version": shown})

    page = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert "请再核对一遍" in page
    assert f"{WORDS}别处改过" in page
    assert not Ticket.objects.exists()


def test_nobody_else_finds_a_draft_not_even_a_colleague(world: World) -> None:
    firm = Calling(world.firm)
    autosave(firm, body=WORDS)
    colleague = cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "丁同事")

    for other in (colleague, world.other_firm, world.clerk):
        client = signed_in(other)
        for page in ("what", "where", "check", "discard"):
            assert client.get(firm.at(page)).status_code == HTTPStatus.NOT_FOUND
        assert WORDS not in client.get("/call/", follow=True).content.decode()
        assert client.post(firm.at("discard")).status_code == HTTPStatus.NOT_FOUND


def test_a_forged_save_into_somebody_elses_draft_makes_one_of_its_own(world: World) -> None:
    firm, other = Calling(world.firm), Calling(world.other_firm)
    other.token = firm.token
    autosave(firm, body=WORDS)

    autosave(other, body="别人写的别人写的", version=1)

    assert (firm.draft.say("body"), other.draft.say("body")) == (WORDS, "别人写的别人写的")


def test_a_draft_belongs_to_the_post_that_it_was_begun_in(world: World) -> None:
    firm = Calling(world.firm)
    autosave(firm, body=WORDS)
    second = Post.objects.create(
        person=world.firm.person, organisation=world.other_firm.organisation, role=Role.ENTERPRISE_USER,
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip
    session = firm.client.session
    session["post"] = second.pk
    session.save()

    assert firm.client.get(firm.at("what")).status_code == HTTPStatus.NOT_FOUND
    assert autosave(firm, body="在另一个岗位上写", version=1).status_code == HTTPStatus.NOT_FOUND


def test_the_person_throws_a_draft_away_with_its_photos(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world, files=[a_photo()]))

    asked = firm.client.get(firm.at("discard"))
    firm.send("discard")

    assert "不能恢复" in asked.content.decode()
    assert not Draft.objects.exists()
    assert Attachment.objects.get().removed_at is not None


def test_a_draft_thrown_away_elsewhere_comes_back_with_the_words_that_were_open(world: World) -> None:
    firm = Calling(world.firm)
    autosave(firm, body=WORDS)
    signed_in(world.firm).post(firm.at("discard"))

    assert autosave(firm, body=f"{WORDS}还在写", version=1).status_code == HTTPStatus.OK
    assert firm.draft.say("body") == f"{WORDS}还在写"


def test_what_nobody_touches_for_thirty_days_goes_with_its_photos(world: World, settings: LazySettings) -> None:
    old, young = Calling(world.firm), Calling(world.firm)
    with clock.moved_to(clock.now() - timedelta(days=settings.DRAFT_DAYS, minutes=1)):
        old.send("what", a_form(world, files=[a_photo()]))
    with clock.moved_to(clock.now() - timedelta(days=settings.DRAFT_DAYS - 1)):
        young.send("what", a_form(world, files=[a_photo(colour="blue")]))

    tasks.expire_drafts()
    tasks.expire_drafts()

    assert [draft.token for draft in Draft.objects.all()] == [young.token]
    assert Attachment.objects.get(client_token=old.token).removed_at is not None
    assert Attachment.objects.get(client_token=young.token).removed_at is None


def test_the_twenty_first_draft_is_refused_with_its_words_on_the_page(world: World) -> None:
    for place in range(drafts.MOST_DRAFTS):
        autosave(Calling(world.firm), body=f"{WORDS}{place}")
    one_more = Calling(world.firm)

    answer = one_more.send("what", {"body": f"{WORDS}第二十一份"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert f"{WORDS}第二十一份" in answer.content.decode()
    assert "草稿已经有 20 份" in one_more.client.get("/call/").content.decode()


def test_words_can_go_to_the_case_that_is_open_already_and_leave_the_drafts(world: World) -> None:
    case, firm = cast.filed(world), Calling(world.firm)
    photo = attaching.keep_one(a_photo(), person=world.firm.person, client_token=firm.token)

    onto = firm.send("what", {"body": WORDS, "onto": case.number})
    shown = firm.client.get(onto["Location"])
    form = shown.context["forms"]["add"]
    firm.client.post(
        f"/tickets/{case.number}/add/", {"words": form["words"].value(), "client_token": form["client_token"].value()}
    )

    assert onto["Location"] == f"/tickets/{case.number}/add/?draft={firm.token}#h-add"
    assert [file.pk for file in form.kept] == [photo.pk]
    assert f'data-drop-draft="{firm.token}"' in shown.content.decode()
    photo.refresh_from_db()
    assert photo.ticket_id == case.pk
    assert form["words"].value() == WORDS
    assert Note.objects.get().body == WORDS
    assert not Draft.objects.exists()


def test_photos_that_go_on_elsewhere_are_shown_again_where_the_words_are_refused(world: World) -> None:
    case, firm = cast.filed(world), Calling(world.firm)
    photo = attaching.keep_one(a_photo(), person=world.firm.person, client_token=firm.token)

    refused = firm.client.post(f"/tickets/{case.number}/add/", {"words": "", "client_token": str(firm.token)})

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [file.pk for file in refused.context["forms"]["add"].kept] == [photo.pk]


def test_words_go_to_nobody_elses_case(world: World) -> None:
    case, firm = cast.filed(world, firm_post=world.other_firm), Calling(world.firm)

    assert firm.send("what", {"body": WORDS, "onto": case.number})["Location"] == firm.at("where")
    assert firm.send("what", {"body": WORDS, "onto": "\x00"})["Location"] == firm.at("where")


def test_another_persons_draft_is_not_carried_over(world: World) -> None:
    case, other = cast.filed(world), Calling(world.other_firm)
    autosave(other, body="别人写的别人写的")

    page = signed_in(world.firm).get(f"/tickets/{case.number}/add/", {"draft": str(other.token)})

    assert "别人写的" not in page.content.decode()
    assert signed_in(world.firm).get(f"/tickets/{case.number}/add/", {"draft": "x"}).status_code == HTTPStatus.OK


def test_the_list_of_drafts_costs_the_same_however_long_it_is(world: World) -> None:
    firm = Calling(world.firm)
    counted = []
    for number in (1, 3):
        while Draft.objects.count() < number:
            autosave(Calling(world.firm), body=WORDS)
        with CaptureQueriesContext(connection) as queries:
            firm.client.get("/call/")
        counted.append(len(queries))

    assert counted == [5, 5]


@pytest.mark.parametrize(("page", "most"), [("what", 12), ("where", 12), ("check", 12)])
def test_a_page_of_the_form_costs_at_most_twelve_queries(world: World, page: str, most: int) -> None:
    firm = Calling(world.firm)
    cast.filed(world)
    firm.send("what", {"body": WORDS})
    if page == "check":
        firm.send("where", a_form(world))

    with CaptureQueriesContext(connection) as queries:
        firm.client.get(firm.at(page))

    assert len(queries) <= most, "\n".join(query["sql"] for query in queries)

"""Pages and their parts, sign-in and its loss, refusals that keep what was typed."""

import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
GOOD = {"title": "电压不够", "urgency": "high"}


def test_a_browser_gets_the_page_and_htmx_the_part(clerk: Client) -> None:
    whole, part = clerk.get("/sheet/"), clerk.get("/sheet/", headers=HTMX)

    assert whole.content.count(b"<html") == 1
    assert part.content.strip().startswith(b'<div id="sheet"')
    assert "HX-Request" in whole["Vary"]
    assert (whole["Cache-Control"], part["Cache-Control"]) == ("no-store", "no-store")


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_link_and_a_restored_page_are_whole(clerk: Client, header: str) -> None:
    assert b"<html" in clerk.get("/sheet/", headers=HTMX | {header: "true"}).content


def test_success_is_a_banner_on_the_next_page(clerk: Client) -> None:
    answer = clerk.post("/sheet/", GOOD)

    assert (answer.status_code, answer["Location"]) == (303, "/sheet/")
    assert "已保存。" in clerk.get("/sheet/").content.decode()
    assert "已保存。" not in clerk.get("/sheet/").content.decode()


def test_success_for_htmx_loads_the_next_page(clerk: Client) -> None:
    answer = clerk.post("/sheet/", GOOD, headers=HTMX)

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sheet/")


def test_an_invalid_form_comes_back_with_what_was_typed_and_what_to_do(clerk: Client) -> None:
    answer = clerk.post("/sheet/", {"title": "", "body": "<b>短</b>"})
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>错误：" in text
    assert "请检查以下 3 处" in text
    assert text.count("请写明遇到的问题，一两句话即可") == 2
    assert 'href="#id_urgency_0"' in text
    assert "&lt;b&gt;短&lt;/b&gt;" in text


def test_a_field_is_tied_to_its_hint_and_its_error(clerk: Client) -> None:
    text = clerk.post("/sheet/", {"title": "有", "body": "短", "urgency": "high"}).content.decode()

    assert 'aria-describedby="id_body_helptext id_body_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_body_helptext"' in text
    assert 'id="id_body_error"' in text


def test_a_mangled_client_token_stops_nobody(clerk: Client) -> None:
    assert clerk.post("/sheet/", GOOD | {"token": "not-a-token"}).status_code == 303


def test_a_stranger_is_sent_to_sign_in_and_comes_back(client: Client) -> None:
    answer = client.get("/sheet/?tab=1")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Fsheet%2F%3Ftab%3D1")


def test_a_part_asked_for_without_a_session_loads_the_sign_in_page(client: Client) -> None:
    answer = client.get("/sheet/", headers=HTMX | {"HX-Current-URL": "http://testserver/rows/"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/accounts/login/?next=%2Frows%2F")


def test_a_form_sent_after_the_session_ended_shows_its_text_again(client: Client) -> None:
    answer = client.post("/sheet/", GOOD | {"body": "烧了两台电机", "password": "geheim"})

    assert answer.status_code == 401
    assert "烧了两台电机" in answer.content.decode()
    assert "geheim" not in answer.content.decode()


def test_the_way_back_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/sheet/", GOOD, headers={"Referer": "https://evil.example/x"})

    assert b"evil" not in answer.content


def test_the_loser_of_a_race_reads_why_and_keeps_the_text(clerk: Client) -> None:
    answer = clerk.post("/overtaken/", {"body": "派给供电公司"})

    assert answer.status_code == 409
    assert "此件刚被 王红 10:42 派给 市监局。" in answer.content.decode()
    assert "派给供电公司" in answer.content.decode()


def test_a_refusal_for_htmx_stands_beside_the_form(clerk: Client) -> None:
    answer = clerk.post("/overtaken/", {"body": "派给供电公司"}, headers=HTMX)

    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, "#problem", "innerHTML")
    assert b"<html" not in answer.content


@pytest.mark.parametrize("address", ["/absent/", "/no/such/page/"])
def test_absent_reads_as_forbidden(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert "没有找到这件事，或您没有查看权限" in answer.content.decode()


def test_not_permitted_says_so_in_words(client: Client) -> None:
    answer = client.get("/refused/")

    assert answer.status_code == 403
    assert "您现在的岗位不能做这一步" in answer.content.decode()


def test_a_failure_has_a_number_that_the_log_has_too(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.post("/broken/", {"body": "写了半天", "password": "geheim"})

    number = answer["X-Request-ID"]
    assert answer.status_code == 500
    assert f"系统出了点问题，已自动上报（错误编号 {number}）" in answer.content.decode()
    assert "写了半天" in answer.content.decode()
    assert "geheim" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


def test_a_page_left_open_too_long_keeps_its_text() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/broken/", {"body": "写了半天", "csrfmiddlewaretoken": "x" * 64})

    assert answer.status_code == 403
    assert "这一页放得太久，没有提交成功" in answer.content.decode()
    assert "写了半天" in answer.content.decode()


def test_five_wrong_passwords_are_told_for_how_long(client: Client, settings: LazySettings) -> None:
    settings.AXES_FAILURE_LIMIT = 1

    answer = client.post("/accounts/login/", {"login": "wanghong", "password": "wrong"})

    assert answer.status_code == 429
    assert "操作太频繁，请 15 分钟后再试" in answer.content.decode()


def test_a_wrong_password_does_not_tell_which_accounts_exist(client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})

    assert "账号或密码不正确" in answer.content.decode()
    assert "不存在" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/"])
def test_the_pages_of_an_account_are_in_our_frame(clerk: Client, address: str) -> None:
    answer = clerk.get(address, follow=True)

    assert answer.status_code == 200
    assert "企呼链应" in answer.content.decode()
    assert "Menu:" not in answer.content.decode()


def test_nobody_opens_an_account_alone(client: Client) -> None:
    assert "账号由县里开通" in client.get("/accounts/signup/").content.decode()

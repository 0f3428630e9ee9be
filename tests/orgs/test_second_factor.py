"""Two factors: who has to have one, how it is set up and shown, and that no code is guessed or used twice."""

import json
import re
import time
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from journal.models import AccessLog, Event
from notifications.consumers import _groups
from orgs import limits, second_factor
from orgs.exceptions import Refused
from orgs.models import Organisation, Person, Post
from orgs.services import organisations, people
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.orgs.conftest import Register
from web import sealed

# Setting one up is noted when its transaction has committed.
pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-long-password"
ACTIVATE, AUTHENTICATE, AGAIN = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/authenticate/",
    "/accounts/2fa/reauthenticate/",
)


@pytest.fixture(autouse=True)
def all_staff(settings: LazySettings) -> None:
    settings.TWO_FACTORS = frozenset({"staff"})


@pytest.fixture
def liaison(register: Register) -> Person:
    person = register.post("gongdian", register.power, Role.DEPT_LIAISON).person
    people.choose_password(person.pk, password=PASSWORD, actor=None)
    return Person.objects.get(pk=person.pk)


def sign_in(client: Client, who: Person) -> Any:
    return client.post("/accounts/login/", {"login": who.username, "password": PASSWORD})


def code_of(secret: str, *, ago: int = 0) -> str:
    """What the telephone shows, or showed so many periods ago."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago)))


def secret_on(page: Any) -> str:
    found = re.search(r'<dd class="q-break">([A-Z2-7]+)</dd>', page.content.decode())
    assert found is not None
    return found[1]


def activate(client: Client, *, ago: int = 0) -> tuple[str, Any]:
    """Set up the telephone; its secret, and the answer to its first code."""
    secret = secret_on(client.get(ACTIVATE))
    return secret, client.post(ACTIVATE, {"code": code_of(secret, ago=ago)})


def set_up(client: Client, who: Person) -> str:
    """Sign in and set up the telephone; its secret."""
    sign_in(client, who)
    secret, answer = activate(client, ago=1)
    assert answer.status_code == 302
    return secret


def test_staff_set_a_second_factor_up_before_anything_else_opens(liaison: Person, client: Client) -> None:
    assert sign_in(client, liaison).status_code == 302
    before = client.get("/queue/")
    _secret, activated = activate(client)

    assert (before.status_code, before["Location"]) == (303, ACTIVATE)
    assert activated["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get(activated["Location"]).content.decode()
    assert len(re.findall(r"<li>[\d-]{8,9}</li>", codes)) == 10
    assert client.get("/queue/").status_code == 200
    assert list(AccessLog.objects.order_by("pk").values_list("kind", flat=True)) == [
        "sign_in", "factor_added", "factor_added",
    ]  # fmt: skip


def test_the_next_sign_in_asks_for_the_code_and_nobody_is_in_before(liaison: Person, client: Client) -> None:
    secret = set_up(client, liaison)
    client.post("/accounts/logout/")
    asked = sign_in(client, liaison)
    between = client.get("/queue/")
    wrong = client.post(AUTHENTICATE, {"code": "000000"})
    right = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert asked["Location"].startswith(AUTHENTICATE)
    assert between["Location"].startswith("/accounts/login/")
    assert "验证码不对" in wrong.content.decode()
    assert right.status_code == 302
    assert client.get("/queue/").status_code == 200
    assert "factor_failed" in AccessLog.objects.values_list("kind", flat=True)


def test_a_code_that_was_taken_once_is_no_code_any_more(liaison: Person, client: Client) -> None:
    secret = set_up(client, liaison)
    client.post("/accounts/logout/")
    sign_in(client, liaison)
    code = code_of(secret)
    client.post(AUTHENTICATE, {"code": code})
    over_the_shoulder = Client()
    sign_in(over_the_shoulder, liaison)
    again = over_the_shoulder.post(AUTHENTICATE, {"code": code})

    assert again.status_code == 200
    assert over_the_shoulder.get("/queue/")["Location"].startswith("/accounts/login/")


def test_codes_are_not_guessed(liaison: Person, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = set_up(client, liaison)
    client.post("/accounts/logout/")
    sign_in(client, liaison)
    guesses = limits.GUESSES_OF_A_SECOND_FACTOR[0].most
    for number in range(guesses):
        client.post(AUTHENTICATE, {"code": f"{number:06}"})
    late = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert "操作太频繁" in late.content.decode()
    assert client.get("/queue/")["Location"].startswith("/accounts/login/")


def test_a_code_with_blanks_is_the_same_code_also_while_valkey_is_away(
    liaison: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = set_up(client, liaison)
    monkeypatch.setattr("config.cache.ForgivingCache.add", lambda *_of, **_how: True)
    code = code_of(secret)
    answers = []
    for spelt in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        window = Client()
        sign_in(window, liaison)
        answers.append(window.post(AUTHENTICATE, {"code": spelt}).status_code)

    assert answers == [302, 200, 200]


def test_a_secret_that_cannot_be_opened_is_said_and_breaks_nothing(
    liaison: Person, client: Client, settings: LazySettings
) -> None:
    set_up(client, liaison)
    client.post("/accounts/logout/")
    Authenticator.objects.filter(type="totp").update(data={"secret": "not-sealed-by-us"})
    sign_in(client, liaison)

    assert "读不出来" in client.post(AUTHENTICATE, {"code": "123456"}).content.decode()


def test_a_firm_that_set_one_up_shows_it_after_signing_in_by_phone(register: Register) -> None:
    owner = register.post("dianzhu", cast.firm(register.county, "丁家店", register.town), Role.ENTERPRISE_USER).person
    client = Client()
    client.force_login(owner, backend="orgs.backends.PersonBackend")
    assert client.get("/my/").status_code == 200

    Authenticator.objects.create(user=owner, type="totp", data={"secret": sealed.seal("A" * 32)})
    session = client.session
    second_factor.came_without(session, owner)
    session.save()
    assert client.get("/my/")["Location"].startswith(AGAIN)


def test_the_operator_helps_the_last_administrator(liaison: Person, client: Client) -> None:
    set_up(client, liaison)
    said = StringIO()
    call_command("reset_access", "gongdian", "--second-factor", stdout=said)
    word = said.getvalue().split()[1]
    fresh = Client()

    assert fresh.post("/accounts/login/", {"login": "gongdian", "password": word}).status_code == 302
    assert fresh.get("/queue/")["Location"] == "/accounts/password/"
    with pytest.raises(CommandError):
        call_command("reset_access", "nobody")


def test_one_administrator_alone_never_takes_an_account(liaison: Person, register: Register) -> None:
    second = register.post("xitong2", register.office, Role.SYSADMIN)
    people.reset_second_factor(liaison.pk, actor=register.keeper)
    with pytest.raises(Refused):
        people.reset_password(liaison.pk, actor=register.keeper)

    assert people.reset_password(liaison.pk, actor=second)
    with pytest.raises(Refused):
        people.reset_second_factor(liaison.pk, actor=second)


def test_a_recovery_code_lets_in_once(liaison: Person, client: Client) -> None:
    set_up(client, liaison)
    codes = re.findall(r"<li>([\d-]{8,9})</li>", client.get("/accounts/2fa/recovery-codes/").content.decode())
    answers = []
    for _each in range(2):
        client.post("/accounts/logout/")
        sign_in(client, liaison)
        answers.append(client.post(AUTHENTICATE, {"code": codes[0]}).status_code)

    assert answers == [302, 200]


def test_a_session_from_before_shows_it_and_goes_on_where_it_was(liaison: Person, client: Client) -> None:
    secret = set_up(client, liaison)
    client = Client()
    client.force_login(liaison, backend="orgs.backends.PersonBackend")
    stopped = client.get("/queue/?tab=done")
    shown = client.post(stopped["Location"], {"code": code_of(secret), "next": "/queue/?tab=done"})

    assert (stopped.status_code, stopped["Location"]) == (303, f"{AGAIN}?next=%2Fqueue%2F%3Ftab%3Ddone")
    assert shown["Location"] == "/queue/?tab=done"
    assert client.get("/queue/?tab=done").status_code == 200


@pytest.mark.parametrize("address", [ACTIVATE, "/accounts/2fa/webauthn/add/"])
def test_nobody_adds_another_one_instead_of_showing_the_one_there_is(
    liaison: Person, client: Client, address: str
) -> None:
    set_up(client, liaison)
    without = Client()
    without.force_login(liaison, backend="orgs.backends.PersonBackend")
    without.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert without.get(address)["Location"].startswith(AGAIN)
    assert without.post(address, {"code": "000000"})["Location"].startswith(AGAIN)


def test_a_part_of_a_page_leads_there_by_a_whole_one(liaison: Person, client: Client) -> None:
    client.force_login(liaison, backend="orgs.backends.PersonBackend")
    answer = client.get("/queue/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, ACTIVATE)


def station(register: Register) -> Organisation:
    return organisations.create(
        register.county.pk, kind=OrganisationKind.STATION, name="电商服务站", place_id=register.town.pk, actor=None
    )


@pytest.mark.parametrize(
    ("asked", "role", "is_asked"),
    [
        ({"staff"}, Role.ENTERPRISE_USER, False),
        ({"staff"}, Role.SITE_CLERK, True),
        ({"staff"}, Role.AUDITADMIN, True),
        ({"administrators"}, Role.AUDITADMIN, True),
        ({"administrators"}, Role.SUPERVISOR, False),
        ({"supervisor"}, Role.SUPERVISOR, True),
        ({"supervisor"}, Role.DEPT_LIAISON, False),
        (set(), Role.SYSADMIN, False),
    ],
)
def test_who_needs_one_is_a_setting_by_role(
    register: Register, settings: LazySettings, asked: set[str], role: Role, is_asked: bool
) -> None:
    settings.TWO_FACTORS = frozenset(asked)
    where = {
        Role.ENTERPRISE_USER: lambda: cast.firm(register.county, "丁家店", register.town),
        Role.DEPT_LIAISON: lambda: register.power,
        Role.SITE_CLERK: lambda: station(register),
    }.get(role, lambda: register.office)()
    post = register.post("somebody", where, role)
    people.choose_password(post.person_id, password=PASSWORD, actor=None)
    client = cast.signed_in(Post.objects.get(pk=post.pk))

    stopped = client.get("/notices/")
    assert (stopped.status_code == 303 and stopped["Location"] == ACTIVATE) is is_asked


def test_a_superuser_without_a_post_needs_one(db: None) -> None:
    client = Client()
    client.force_login(
        Person.objects.create_superuser("root", password=PASSWORD), backend="orgs.backends.PersonBackend"
    )

    assert client.get("/admin/")["Location"] == ACTIVATE


def test_an_open_page_hears_nothing_before(liaison: Person) -> None:
    assert _groups(liaison, {}) == frozenset()
    shown = {"account_authentication_methods": [{"method": "mfa"}]}
    assert _groups(liaison, shown | {"account_authentication_methods_user": str(liaison.pk)}) != frozenset()
    assert _groups(liaison, shown | {"account_authentication_methods_user": str(liaison.pk + 1)}) == frozenset()


def test_the_database_holds_no_secret_that_somebody_could_use(liaison: Person, client: Client) -> None:
    secret = set_up(client, liaison)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert sealed.unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_new_key_seals_and_the_old_one_still_opens(settings: LazySettings) -> None:
    settings.DATA_KEYS = ["old-key"]
    before = sealed.seal("密钥")
    settings.DATA_KEYS = ["new-key", "old-key"]
    after = sealed.seal("密钥")
    assert (sealed.unseal(before), sealed.unseal(after)) == ("密钥", "密钥")

    settings.DATA_KEYS = ["new-key"]
    assert sealed.unseal(after) == "密钥"
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(before)


def test_who_needs_one_keeps_the_last(liaison: Person, client: Client) -> None:
    set_up(client, liaison)
    answer = client.post("/accounts/2fa/totp/deactivate/")

    assert "必须用两步验证" in answer.content.decode()
    assert Authenticator.objects.filter(user=liaison, type="totp").exists()


def test_an_administrator_takes_a_lost_one_away_and_never_their_own(
    liaison: Person, register: Register, client: Client
) -> None:
    set_up(client, liaison)
    people.reset_second_factor(liaison.pk, actor=register.keeper)

    assert not Authenticator.objects.filter(user=liaison).exists()
    assert Event.objects.filter(verb="person.second_factor_reset", actor=register.keeper.person_id).exists()
    assert client.get("/queue/")["Location"].startswith("/accounts/login/")  # whoever has the telephone is out
    fresh = Client()
    sign_in(fresh, liaison)
    assert fresh.get("/queue/")["Location"] == ACTIVATE
    with pytest.raises(Refused):
        people.reset_second_factor(register.keeper.person_id, actor=register.keeper)


def test_pages_with_secrets_are_kept_by_no_browser(liaison: Person, client: Client) -> None:
    sign_in(client, liaison)
    first = client.get(ACTIVATE)
    activate(client)

    for answer in (first, client.get("/accounts/2fa/recovery-codes/")):
        assert "no-store" in answer["Cache-Control"]

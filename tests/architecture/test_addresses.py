"""Every address asks who you are, or is listed here as public."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("web.", "orgs.", "tickets.", "roundtable.", "metrics.", "notifications.", "config.")
# Addresses of libraries. allauth and the admin ask for themselves; their tests are in tests/orgs.
SIGNING_IN = {"account_login", "account_logout", "account_signup", "account_inactive", "account_reauthenticate"}
SECOND_FACTOR = {
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
LIBRARIES = ("allauth.", "django.contrib.admin.", "django.contrib.contenttypes.", "django.views.generic.base.")
# Whoever shows the token of an installation without a county; everybody else reads 404 (tests/setup).
SETTING_UP = {
    "setup", "setup_step", "setup_passwords", "setup_open", "setup_sheet", "setup_template", "setup_sheet_shown",
    "setup_enter", "setup_failed", "setup_sheet_passwords",
}  # fmt: skip
PUBLIC = {
    "home", "statuses", "track", "tracked", "rate", "look", "health_live", "health_ready",
    "phone", "phone_code", "welcome", "invitation", "staff_invitation", "privacy", "outside_enter", "outside_back",
    "outside_invited", "round_public", "seat_reply", "public_figures", "public_figures_json", "public_figures_csv",
    *SETTING_UP,
}  # fmt: skip


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """All patterns below a resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def ours() -> list[URLPattern]:
    """The addresses whose views are in our own apps."""
    return [
        pattern
        for pattern in patterns(get_resolver())
        if pattern.lookup_str.startswith(OURS) and "admin" not in pattern.lookup_str
    ]


def test_every_address_of_ours_says_who_may_open_it() -> None:
    silent = [pattern.lookup_str for pattern in ours() if not getattr(pattern.callback, "access", "")]

    assert silent == []


def test_the_public_addresses_are_exactly_these() -> None:
    public = {pattern.name for pattern in ours() if getattr(pattern.callback, "access", "") == "public"}

    assert public == PUBLIC


def test_every_other_address_belongs_to_a_known_library_or_to_the_admin() -> None:
    unknown = [
        pattern.lookup_str
        for pattern in patterns(get_resolver())
        if not pattern.lookup_str.startswith((*OURS, *LIBRARIES))
    ]

    assert unknown == []


def test_of_the_account_library_only_signing_in_with_two_factors_and_out_is_open() -> None:
    names = {pattern.name for pattern in patterns(get_resolver()) if pattern.lookup_str.startswith("allauth.")}

    assert names == SIGNING_IN | SECOND_FACTOR


def test_every_address_of_ours_has_a_name() -> None:
    assert [pattern.lookup_str for pattern in ours() if not pattern.name] == []

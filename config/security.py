"""Security profiles: what a county's grading (等级保护, GB/T 22239) asks of sign-in and sessions, under one name.

`QIHU_SECURITY` names one; `QIHU_TWO_FACTORS` says apart from it who signs in with two factors. The numbers of minutes
are assessors' convention (DOMAIN §4.2, GK), not law: no page shows them as such. What browsers are allowed is the same
for all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from csp.constants import NONE, SELF

# `orgs.statuses.Role`, which cannot be asked before the settings are there; a test holds the two together.
ROLES: Final = frozenset(
    {
        "auditadmin",
        "dept_head",
        "dept_liaison",
        "dispatcher",
        "enterprise_user",
        "handler",
        "leader",
        "mass_org_user",
        "meeting_clerk",
        "party_secretary",
        "revisit_clerk",
        "secadmin",
        "site_clerk",
        "supervisor",
        "sysadmin",
    }
)
STAFF: Final = "staff"
ADMINISTRATORS: Final = "administrators"


@dataclass(frozen=True, slots=True)
class Profile:
    """`two_factors`: `staff`, `administrators`, or names of roles. Idle times in minutes; None: no limit.

    `proof`: for how many minutes the last proof of who somebody is holds for a reveal, an export, a change of posts.
    `unused_days`: after which an account of the staff that nobody uses is disabled.
    """

    two_factors: frozenset[str]
    idle_firm: int | None
    idle_staff: int | None
    idle_administrator: int | None
    proof: int | None
    unused_days: int | None


DEFAULT: Final = "level3"
DEMONSTRATION: Final = "demonstration"
PROFILES: Final = {
    # Two factors of different kinds for whoever works for the county.
    "level3": Profile(frozenset({STAFF}), idle_firm=30, idle_staff=30, idle_administrator=15, proof=30, unused_days=90),
    "level2": Profile(
        frozenset({ADMINISTRATORS}), idle_firm=30, idle_staff=60, idle_administrator=30, proof=60, unused_days=90
    ),
    # For trying things out on one's own machine; refused where others reach it (`config.checks`).
    DEMONSTRATION: Profile(
        frozenset(), idle_firm=None, idle_staff=None, idle_administrator=None, proof=None, unused_days=None
    ),
}


FACTOR_FORMS: Final = {
    "authenticate": "orgs.second_factor.CodeForm",
    "reauthenticate": "orgs.second_factor.AgainForm",
    "activate_totp": "orgs.second_factor.ActivateForm",
}

# Long rather than mixed (ASVS V6.2.1, V6.2.5), and nothing that others would try first (V6.2.4, V6.2.11).
PASSWORD_VALIDATORS: Final[list[dict[str, Any]]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "pinyin", "phone", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "orgs.passwords.CommonPasswords"},
    {"NAME": "orgs.passwords.PlaceWords"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]


def asked_of(words: Iterable[str]) -> frozenset[str]:
    """Who `QIHU_TWO_FACTORS` names. Raises ValueError for a word that is none: it would ask nobody, silently."""
    asked = frozenset(words)
    if unknown := sorted(asked - {STAFF, ADMINISTRATORS, *ROLES}):
        raise ValueError(f"QIHU_TWO_FACTORS names no such role: {', '.join(unknown)}")
    return asked


def content_policy(*, https: bool, onward: Iterable[str] = ()) -> dict[str, Any]:
    """Our own files and nothing else: no script or style within a page, no frame, no other site (ASVS V3.4.3).

    `onward`: origins that the answer to a form may lead to, as a sign-in that others keep does.
    """
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:", "blob:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "form-action": [SELF, *onward],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
            "object-src": [NONE],
            "upgrade-insecure-requests": https,
        },
    }

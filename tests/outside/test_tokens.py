"""Identity tokens: one that is right is believed, and each of these is not."""

import json
import time
from typing import Any

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from orgs.outside import tokens

ISSUER, COUNTY, NONCE = "https://keeper.example", "county", "n-0S6_WzA2Mj"
KEY, ANOTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _each in range(2))
CURVE = ec.generate_private_key(ec.SECP256R1())
SECRET = {"kty": "oct", "kid": "secret", "k": "c2VjcmV0LXRoYXQtaXMtcHVibGlzaGVkLWJ5LW1pc3Rha2U"}


def published(key: Any, kid: str, **more: str) -> dict[str, Any]:
    """A key as its issuer publishes it."""
    algorithm = jwt.algorithms.ECAlgorithm if key is CURVE else jwt.algorithms.RSAAlgorithm
    known: dict[str, Any] = json.loads(algorithm.to_jwk(key.public_key()))
    return known | {"kid": kid} | more


KEYS = {
    "keys": [
        published(KEY, "one", alg="RS256", use="sig"),
        published(CURVE, "curve"),
        published(ANOTHER, "for secrets", use="enc"),
        SECRET,
    ]
}


def signed(  # each argument is one thing that may be wrong
    *, key: Any = KEY, kid: str | None = "one", alg: str = "RS256", without: str = "", ago: int = 0, **changed: Any
) -> str:
    """A token that is right but for what is changed; it is good for a minute."""
    now = int(time.time()) - ago
    said = {"iss": ISSUER, "aud": COUNTY, "sub": "7", "nonce": NONCE, "iat": now, "exp": now + 60} | changed
    said.pop(without, None)
    return jwt.encode(said, key, algorithm=alg, headers={"kid": kid} if kid else {})


def claims(token: str, keys: Any = KEYS) -> dict[str, Any]:
    return tokens.claims(token, keys=keys, issuer=ISSUER, audience=COUNTY, nonce=NONCE)


@pytest.mark.parametrize(("how", "ago"), [
    ({}, 0),
    ({"key": CURVE, "kid": "curve", "alg": "ES256"}, 0),
    ({"aud": [COUNTY, "another"], "azp": COUNTY}, 0),
    ({}, 80),  # over for twenty seconds: clocks of servers run apart
])  # fmt: skip
def test_one_that_is_right_is_believed(how: dict[str, Any], ago: int) -> None:
    assert claims(signed(ago=ago, **how))["sub"] == "7"


def test_one_that_names_no_key_is_checked_with_the_only_one() -> None:
    assert claims(signed(kid=None), {"keys": [published(KEY, "one")]})["sub"] == "7"


PUBLIC = jwt.utils.base64url_decode(SECRET["k"])
WRONG: dict[str, dict[str, Any]] = {
    "another's signature": {"key": ANOTHER},
    "no signature": {"key": None, "alg": "none"},
    "signed with what is published": {"key": PUBLIC, "kid": "secret", "alg": "HS256"},
    "another algorithm than the key's": {"key": PUBLIC, "alg": "HS256"},
    "a key for something else": {"key": ANOTHER, "kid": "for secrets"},
    "a key that nobody published": {"kid": "two"},
    "no key named among several": {"kid": None},
    "another issuer": {"iss": "https://evil.example"},
    "for somebody else": {"aud": "another"},
    "presented by somebody else": {"azp": "another"},
    "over": {"ago": 120},
    "not yet": {"ago": -600},
    "of another sign-in": {"nonce": "another"},
    "about nobody": {"sub": ""},
    "about a number": {"sub": 7},
    **{f"without {name}": {"without": name} for name in ("iss", "aud", "sub", "nonce", "iat", "exp")},
}


@pytest.mark.parametrize("name", WRONG)
def test_none_of_these_is(name: str) -> None:
    with pytest.raises(OAuth2Error):
        claims(signed(**WRONG[name]))


def test_what_is_no_token_is_none() -> None:
    with pytest.raises(OAuth2Error):
        claims("x.y.z")


def test_a_sign_in_without_a_nonce_believes_nothing() -> None:
    with pytest.raises(OAuth2Error):
        tokens.claims(signed(nonce=""), keys=KEYS, issuer=ISSUER, audience=COUNTY, nonce="")

"""What a signed identity token says, once everything about it has been checked (OpenID Connect Core §3.1.3.7)."""

import hmac
from collections.abc import Mapping
from typing import Any, Final

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# By key pairs alone: a shared secret among the published keys would be everybody's.
ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_PAIRS: Final = frozenset({"RSA", "EC", "OKP"})
_NEEDED: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")
_SECONDS_APART: Final = 30  # clocks of servers


def claims(token: str, *, keys: Mapping[str, Any], issuer: str, audience: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that this issuer has signed, for us, for this very sign-in. Raises OAuth2Error.

    `keys`: the issuer's key set, as published. `audience`: what the issuer calls us.
    """
    try:
        said: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=list(ALGORITHMS),
            audience=audience,
            issuer=issuer,
            leeway=_SECONDS_APART,
            options={"require": list(_NEEDED)},
        )
    except jwt.PyJWTError as wrong:
        raise OAuth2Error("the identity token is not right") from wrong
    if not nonce or not hmac.compare_digest(str(said["nonce"]).encode(), nonce.encode()):
        raise OAuth2Error("the identity token belongs to another sign-in")
    if said.get("azp", audience) != audience:
        raise OAuth2Error("the identity token was made for somebody else")
    if not isinstance(said["sub"], str) or not said["sub"]:
        raise OAuth2Error("the identity token names nobody")
    return said


def names_one_of(keys: Mapping[str, Any], *, token: str) -> bool:
    """Whether the key that a token names is among these; nothing else about the token is looked at."""
    try:
        _key(token, keys)
    except jwt.PyJWTError:
        return False
    return True


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The published key that a token names; where it names none, the only one there is. Raises jwt.PyJWTError."""
    header = jwt.get_unverified_header(token)
    signing = [
        each
        for each in keys.get("keys", [])
        if isinstance(each, dict) and each.get("kty") in _PAIRS and each.get("use", "sig") == "sig"
    ]
    meant = [each for each in signing if each.get("kid") == header["kid"]] if "kid" in header else signing
    if len(meant) != 1:
        raise jwt.InvalidKeyError("no such key, or several")
    return jwt.PyJWK.from_dict(meant[0], algorithm=header.get("alg") if "alg" not in meant[0] else None)

"""The signature of Aliyun's V3 requests (ACS3-HMAC-SHA256). Pure; a test recomputes the published example."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

ALGORITHM: Final = "ACS3-HMAC-SHA256"


def body_hash(body: bytes) -> str:
    """What `x-acs-content-sha256` carries."""
    return hashlib.sha256(body).hexdigest()


def encoded(parameters: Mapping[str, str]) -> str:
    """Parameters sorted by name and percent-encoded by RFC 3986: for a query, and for a form body alike."""
    return "&".join(f"{quote(name, safe='~')}={quote(parameters[name], safe='~')}" for name in sorted(parameters))


def authorization(
    *, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], key_id: str, secret: str
) -> str:
    """The Authorization header. Signed are host, content-type and every x-acs header; names in small letters."""
    signed = {
        name.lower(): value.strip()
        for name, value in headers.items()
        if name.lower() in {"host", "content-type"} or name.lower().startswith("x-acs-")
    }
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    canonical = "\n".join([method, path, encoded(query), lines, names, signed["x-acs-content-sha256"]])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"

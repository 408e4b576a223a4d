"""OpenID Connect: the code that a visitor comes back with enters; what the provider says of them leaves.

1. Discovery: the provider's addresses, whose issuer must be the configured one.
2. The question: code flow with PKCE, state and nonce.
3. The answer: the code becomes tokens; the id token's signature, issuer, audience, times, nonce are checked.
4. Claims that the id token lacks come from userinfo, which must speak of the same subject.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kring.parties.queries.providers import Provider

SCOPE = "openid email profile"
# Only signatures with a key that the provider alone has: no shared secret, and never "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
TIMEOUT_SECONDS = 10
REMEMBERED_SECONDS = 3_600
LEEWAY_SECONDS = 60
LONGEST = 255
_WRONG = (JoseError, OAuthError, requests.RequestException, ValueError, TypeError, KeyError, AttributeError)


class ProviderAway(Exception):
    """The provider does not answer, or not as a provider does."""


class ProviderLies(Exception):
    """What came back is not what this provider said to this visitor just now."""


@dataclass(frozen=True)
class Question:
    """Where the visitor goes, and what must come back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Said:
    """What the provider said of a visitor; whatever it left out is empty."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    home: str = ""
    affiliations: tuple[str, ...] = field(default=())


def ask(provider: Provider, *, come_back: str) -> Question:
    """Return the question to send the visitor to the provider with."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    address = _address(provider, "authorization_endpoint")
    url, _state = _session(provider, come_back).create_authorization_url(
        address, state=state, nonce=nonce, code_verifier=verifier
    )
    return Question(url, state, nonce, verifier)


def hear(provider: Provider, *, come_back: str, code: str, nonce: str, verifier: str) -> Said:
    """Return what the provider says of the visitor who came back with this code."""
    session = _session(provider, come_back)
    try:
        token = session.fetch_token(
            _address(provider, "token_endpoint"),
            code=code,
            code_verifier=verifier,
            grant_type="authorization_code",
            timeout=TIMEOUT_SECONDS,
        )
        claims = _checked(provider, token["id_token"], nonce=nonce, access_token=token.get("access_token"))
        return _said(provider, claims, _userinfo(provider, str(token["access_token"]), claims))
    except _WRONG as error:
        raise ProviderLies from error


# ---- addresses and keys -----------------------------------------------------------------------------


def _read(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderAway from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise ProviderAway
    return found


def _configuration(provider: Provider) -> dict[str, Any]:
    key = f"openid:{provider.issuer}"
    found = cache.get(key)
    if found is None:
        found = _read(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != provider.issuer:
            raise ProviderAway
        cache.set(key, found, REMEMBERED_SECONDS)
    return found  # type: ignore[no-any-return]


def _address(provider: Provider, name: str) -> str:
    """Return one of the provider's addresses; as safe as the issuer's own."""
    found = str(_configuration(provider).get(name, ""))
    if urlsplit(found).scheme not in {"https", urlsplit(provider.issuer).scheme}:
        raise ProviderAway
    return found


def _keys(provider: Provider, *, afresh: bool) -> KeySet:
    address = _address(provider, "jwks_uri")
    key = f"openid-keys:{address}"
    found = None if afresh else cache.get(key)
    if found is None:
        found = _read(address)
        cache.set(key, found, REMEMBERED_SECONDS)
    return KeySet.import_key_set(found)  # type: ignore[arg-type]


def _session(provider: Provider, come_back: str) -> OAuth2Session:
    supported = _configuration(provider).get("token_endpoint_auth_methods_supported") or [
        "client_secret_basic"
    ]
    method = "client_secret_basic" if "client_secret_basic" in supported else "client_secret_post"
    session = OAuth2Session(
        client_id=provider.client_id,
        client_secret=provider.client_secret or None,
        token_endpoint_auth_method=method if provider.client_secret else "none",
        scope=SCOPE,
        redirect_uri=come_back,
        code_challenge_method="S256",
    )
    session.max_redirects = 0
    return session


# ---- what was said ----------------------------------------------------------------------------------


def _checked(provider: Provider, id_token: str, *, nonce: str, access_token: str | None) -> dict[str, Any]:
    try:
        token = jwt.decode(id_token, _keys(provider, afresh=False), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        # The provider may have changed its keys since they were read.
        token = jwt.decode(id_token, _keys(provider, afresh=True), algorithms=ALGORITHMS)
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        },
        {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
    )
    claims.validate(leeway=LEEWAY_SECONDS)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or "\0" in subject:
        raise ProviderLies
    return dict(claims)


def _userinfo(provider: Provider, access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
    """Return what userinfo adds; nothing where there is none. Another subject is somebody else's."""
    if not _configuration(provider).get("userinfo_endpoint"):
        return {}
    answer = requests.get(
        _address(provider, "userinfo_endpoint"),
        headers={"Authorization": f"Bearer {access_token}"},
        timeout=TIMEOUT_SECONDS,
        allow_redirects=False,
    )
    if answer.status_code != 200:
        return {}
    found = answer.json()
    if found["sub"] != claims["sub"]:
        raise ProviderLies
    return found  # type: ignore[no-any-return]


def _said(provider: Provider, claims: dict[str, Any], more: dict[str, Any]) -> Said:
    email = _text(claims, more, "email").strip().lower()
    of_email = claims if claims.get("email") else more
    return Said(
        issuer=provider.issuer,
        subject=claims["sub"],
        email=email,
        # Only a real yes of the same place that named the address.
        email_verified=bool(email) and of_email.get("email_verified") is True,
        name=_text(claims, more, "name")[:120],
        home=_text(claims, more, "schac_home_organization").strip().lower()[:LONGEST],
        affiliations=_list(claims, more, "eduperson_affiliation"),
    )


def _text(claims: dict[str, Any], more: dict[str, Any], name: str) -> str:
    value = claims.get(name) or more.get(name) or ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.replace("\0", "") if isinstance(value, str) else ""


def _list(claims: dict[str, Any], more: dict[str, Any], name: str) -> tuple[str, ...]:
    value = claims.get(name) or more.get(name) or ()
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(one[:40] for one in found if isinstance(one, str))[:10]

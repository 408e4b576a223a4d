"""A small but real OpenID Connect provider: an HTTP server, RS256 signatures, codes that work once, PKCE.

A test tells it what to say of the visitor, and may make it say something that a client must refuse.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

_FIRST_KEY = RSAKey.generate_key(2048, {"kid": "first"}, private=True)
CLIENT, SECRET = "kring", "a secret of the client"


class SmallProvider:
    """The provider's state: its keys, its users' claims, and how it deviates."""

    def __init__(self) -> None:
        self.address = ""
        self.issuer_said = ""  # in discovery; "": the true one
        self.claims: dict[str, Any] = {"sub": "s-1"}  # in the id token
        self.userinfo: dict[str, Any] | None = {"sub": "s-1"}
        self.spoil: dict[str, Any] = {}  # over the id token's claims, at the last moment
        self.algorithm = "RS256"
        self.away = False
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.seen: list[str] = []
        self.key = _FIRST_KEY

    def new_keys(self) -> None:
        """Rotate: only the new key is published and used."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)}, private=True)

    def configuration(self) -> dict[str, Any]:
        found = {
            "issuer": self.issuer_said or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return found if self.userinfo is None else {**found, "userinfo_endpoint": f"{self.address}/userinfo"}

    def published(self) -> dict[str, Any]:
        return KeySet([self.key]).as_dict(private=False)

    def authorize(self, asked: dict[str, str]) -> str:
        """The visitor agreed: return where the browser goes next."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return the tokens for a code; None for a wrong client, code, verifier or address."""
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            asked is not None
            and authorization.removeprefix("Basic ") in (expected, plain)
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == sent.get("redirect_uri")
        )
        if not right or asked is None:
            return None
        access = secrets.token_urlsafe(16)
        self.tokens.add(access)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.signed(asked),
        }

    def signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {**claims, **self.claims, **self.spoil}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        if self.algorithm == "HS256":
            # The classic forgery: the public key taken as a shared secret.
            public = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode({"alg": "HS256", "kid": self.key.kid}, claims, public, algorithms=["HS256"])
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


class _Answers(BaseHTTPRequestHandler):
    provider: SmallProvider

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def _json(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:  # noqa: N802
        parts, provider = urlsplit(self.path), self.provider
        provider.seen.append(parts.path)
        if provider.away:
            self._json({}, 503)
        elif parts.path == "/.well-known/openid-configuration":
            self._json(provider.configuration())
        elif parts.path == "/keys":
            self._json(provider.published())
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", provider.authorize(asked))
            self.end_headers()
        elif parts.path == "/userinfo":
            known = self.headers.get("Authorization", "").removeprefix("Bearer ") in provider.tokens
            self._json(provider.userinfo if known else {}, 200 if known else 401)
        else:
            self._json({}, 404)

    def do_POST(self) -> None:  # noqa: N802
        self.provider.seen.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        found = self.provider.token(sent, self.headers.get("Authorization", ""))
        self._json(found or {"error": "invalid_grant"}, 200 if found else 400)


@contextmanager
def small_provider() -> Iterator[SmallProvider]:
    """Run a provider on a free port, in threads of its own."""
    provider = SmallProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"provider": provider}))
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)

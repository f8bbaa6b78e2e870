"""An identity service on loopback as the standard has it (OpenID Connect Core 1.0, code flow):
discovery, authorise, token with PKCE, userinfo, keys. It lies where a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "xuncha", "a secret of the two, long enough for HMAC"


@dataclass
class Identity:
    """The service: who is signed in there, and how it misbehaves."""

    address: str = ""
    #: Who presses "yes" there.
    sub: str = "p-100"
    name: str = "xiaoli"
    #: Claims that differ from the honest ones; None leaves one out.
    claims: dict[str, Any] = field(default_factory=dict)
    #: What of discovery differs.
    said: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    #: Signs in the place of `key`, under the same name.
    forger: rsa.RSAPrivateKey | None = None
    #: Tells `userinfo` about somebody else.
    userinfo_sub: str = ""
    #: Sent back in the place of the state it was given.
    state: str = ""
    down: bool = False
    #: Codes handed out: the question each answers.
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        at = self.address
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorise",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.said

    def keys(self) -> dict[str, Any]:
        """Its public key."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the reader is sent back to, with a code for their question."""
        code = secrets.token_urlsafe(12)
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?" + urlencode(
            {"code": code, "state": self.state or asked["state"]}
        )

    def token(self, told: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code; None where code, client or proof is not right."""
        asked = self.asked.pop(told.get("code", ""), None)
        if asked is None or (told["client_id"], told["client_secret"]) != (CLIENT, SECRET):
            return None
        proof = hashlib.sha256(told["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        honest = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": self.sub,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
        }
        claims = {k: v for k, v in (honest | self.claims).items() if v is not None}
        return {"access_token": "at", "token_type": "Bearer", "id_token": self.signed(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims under its signature, or what it passes off as one."""
        key: Any = self.forger or self.key
        if self.algorithm == "none":
            key = None
        elif self.algorithm.startswith("HS"):
            key = SECRET
        return jwt.encode(claims, key, self.algorithm, headers={"kid": "k1"})


@contextmanager
def identity() -> Iterator[Identity]:
    """The service on a free port, until the end of the block."""
    service = Identity()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if service.down:
                self.answer(503, {})
            elif path == "/.well-known/openid-configuration":
                self.answer(200, service.discovery())
            elif path == "/keys":
                self.answer(200, service.keys())
            elif path == "/authorise":
                self.send_response(302)
                self.send_header("Location", service.authorise({k: v[0] for k, v in asked.items()}))
                self.end_headers()
            elif path == "/userinfo" and self.headers["Authorization"] == "Bearer at":
                who = service.userinfo_sub or service.sub
                self.answer(200, {"sub": who, "preferred_username": service.name})
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made = service.token({k: v[0] for k, v in parse_qs(raw).items()})
            self.answer(200, made) if made else self.answer(400, {"error": "invalid_grant"})

        def answer(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""An issuer of tokens on this machine, which counts how often it is asked."""

import json
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from api.access.oidc import ALGORITHMS
from api.settings import Issuer

AUDIENCE = "rounds"


class LocalIssuer:
    """Signs tokens and answers what an issuer is asked for.

    Attributes:
        keys: the ones that it publishes.
        asked: paths that were asked for.
        broken: whether it answers 500 instead.
        discovered: what stands in its discovery document besides, or instead.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: list[Key] = []
        self.asked: list[str] = []
        self.broken = False
        self.discovered: dict[str, Any] = {}

    @property
    def settings(self) -> Issuer:
        """As the service is told of it."""
        return Issuer(self.url, AUDIENCE)

    def answer(self, path: str) -> dict[str, Any] | None:
        """What stands at a path."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **self.discovered}
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.keys]}
        return None

    def add_key(self, key_id: str = "key-1", kind: str = "RSA") -> Key:
        """A new key that it publishes."""
        key = new_key(key_id, kind)
        self.keys.append(key)
        return key

    def token(self, key: Key, algorithm: str = "RS256", **claims: object) -> str:
        """A token that is good for an hour, where the claims do not say otherwise."""
        header = {"alg": algorithm, "kid": claims.pop("kid", key.kid)}
        told = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "anna@example.org",
            "exp": int(time.time()) + 3600,
            "rounds_roles": ["member"],
            "rounds_teams": ["t1"],
            **claims,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        named = {name: value for name, value in header.items() if value is not None}
        with warnings.catch_warnings():
            # issuers go on naming EdDSA as it was named before
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.encode(named, kept, key, algorithms=[*ALGORITHMS, "HS256"])


def new_key(key_id: str, kind: str = "RSA") -> Key:
    """A key pair."""
    parameters = cast("Any", {"kid": key_id, "use": "sig"})
    if kind == "RSA":
        return RSAKey.generate_key(2048, parameters)
    if kind == "EC":
        return ECKey.generate_key("P-256", parameters)
    return OKPKey.generate_key("Ed25519", parameters)


@contextmanager
def local_issuer() -> Iterator[LocalIssuer]:
    """One that listens on the loopback address."""
    issuer = LocalIssuer("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer."""
            told = issuer.answer(self.path)
            self.send_response(500 if issuer.broken else 404 if told is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield issuer
        server.shutdown()
        thread.join()

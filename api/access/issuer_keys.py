"""The public keys of an issuer: discovered, fetched, kept, and fetched again when they change."""

import json
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey, import_key

from api.access.addresses import refuse_insecure
from api.problems import LaterError

DISCOVERY = "/.well-known/openid-configuration"
FRESH_SECONDS = 600
"""How long keys are used before they are fetched again; they go on working when that fails."""
PAUSE_SECONDS = 30
"""Between two fetches, however many unknown key ids come in and however often one fails."""
TIMEOUT_SECONDS = 5
MOST_BYTES = 1_000_000
_PUBLIC = (RSAKey, ECKey, OKPKey)


class IssuerKeys:
    """The keys that an issuer signs with.

    Args:
        url: of the issuer, without a slash at its end being needed.
        clock: seconds that only ever grow.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched_at = 0.0
        self._tried_at: float | None = None
        self._fetching = Lock()

    def key(self, key_id: str | None) -> Key | None:
        """The key with this id; None where the issuer has none.

        Without an id it is the only one that the issuer has.

        Raises:
            LaterError: `issuer-unavailable`: no keys are known, and none could be fetched.
        """
        keys = self._keys
        if keys is None:
            keys = self._first()
        elif self._clock() - self._fetched_at >= FRESH_SECONDS or not _holds(keys, key_id):
            keys = self._renewed(keys)
        return _chosen(keys, key_id)

    def _first(self) -> KeySet:
        """Everybody waits for the first keys: nobody can be known without."""
        with self._fetching:
            if self._keys is None and self._may_try():
                self._fetch()
            if self._keys is None:
                raise LaterError(
                    "issuer-unavailable", "The issuer does not answer.", self._pause_left()
                )
            return self._keys

    def _renewed(self, keys: KeySet) -> KeySet:
        """Newer keys where they can be had; who finds somebody fetching goes on with the old."""
        if not self._fetching.acquire(blocking=False):
            return keys
        try:
            if self._may_try():
                self._fetch()
            return self._keys or keys
        finally:
            self._fetching.release()

    def _may_try(self) -> bool:
        return self._tried_at is None or self._clock() - self._tried_at >= PAUSE_SECONDS

    def _pause_left(self) -> int:
        since = 0.0 if self._tried_at is None else self._clock() - self._tried_at
        return max(1, round(PAUSE_SECONDS - since))

    def _fetch(self) -> None:
        self._tried_at = self._clock()
        try:
            keys = _fetched_keys(self._url)
        except (requests.RequestException, ValueError):
            # what is known goes on working; without any, the caller is told
            return
        self._keys = keys
        self._fetched_at = self._clock()


def _holds(keys: KeySet, key_id: str | None) -> bool:
    return key_id is None or any(key.kid == key_id for key in keys)


def _chosen(keys: KeySet, key_id: str | None) -> Key | None:
    known = list(keys)
    if key_id is None:
        return known[0] if len(known) == 1 else None
    return next((key for key in known if key.kid == key_id), None)


def _fetched_keys(url: str) -> KeySet:
    """The keys as the issuer publishes them (OpenID Connect Discovery 1.0, section 4; RFC 7517).

    Raises:
        RequestException: the issuer does not answer.
        ValueError: what it answers cannot be used.
    """
    told = _fetched_json(url.rstrip("/") + DISCOVERY)
    if told.get("issuer") != url:
        raise ValueError("The discovery document is of another issuer.")
    listed = _fetched_json(str(told.get("jwks_uri", ""))).get("keys")
    if not isinstance(listed, list):
        raise ValueError("There is no list of keys.")
    keys = [key for each in listed if (key := _public_key(each)) is not None]
    if not keys:
        raise ValueError("There is no key that can be used.")
    return KeySet(keys)


def _public_key(listed: object) -> Key | None:
    """A key to verify signatures with; None for keys of other uses and of kinds not known here."""
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig":
        return None
    try:
        key = import_key(listed)
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return key if isinstance(key, _PUBLIC) else None


def _fetched_json(url: str) -> Mapping[str, Any]:
    refuse_insecure(url)
    with requests.get(
        url,
        timeout=TIMEOUT_SECONDS,
        allow_redirects=False,
        stream=True,
        headers={"Accept": "application/json"},
    ) as answer:
        if answer.status_code != requests.codes.ok:
            raise ValueError(f"The issuer answers {answer.status_code}.")
        body = b""
        for chunk in answer.iter_content(65536):
            body += chunk
            if len(body) > MOST_BYTES:
                raise ValueError("The issuer answers too much.")
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("The issuer answers no object.")
    return told

"""From an `Authorization` header to a principal."""

from api.access.oidc import Issuers
from api.access.principal import Principal
from api.access.tokens import PREFIX, Tokens
from scheduler.errors import RoundsError

BEARER = "bearer "


class Identities:
    """Knows who the bearer of a token is.

    Args:
        tokens: local ones.
        issuers: of all others; None where there are none.
    """

    def __init__(self, tokens: Tokens, issuers: Issuers | None = None) -> None:
        self._tokens = tokens
        self._issuers = issuers or Issuers(())

    def met(self, authorization: str) -> Principal | None:
        """Who has just sent this header, by a local token; None where that takes a look."""
        token = authorization[len(BEARER) :].strip()
        return self._tokens.met(token) if token.startswith(PREFIX) else None

    def forget(self) -> None:
        """Look every local token up again: one was revoked."""
        self._tokens.forget()

    def of(self, authorization: str | None) -> Principal:
        """Who sends this header.

        Raises:
            RoundsError: `not-authenticated`.
            LaterError: `issuer-unavailable`.
        """
        given = authorization or ""
        if given[: len(BEARER)].lower() != BEARER:
            raise RoundsError("not-authenticated", "There is no bearer token.")
        token = given[len(BEARER) :].strip()
        if not token.startswith(PREFIX):
            return self._issuers.principal(token)
        principal = self._tokens.principal(token)
        if principal is None:
            raise RoundsError("not-authenticated", "The token is unknown, expired or revoked.")
        return principal

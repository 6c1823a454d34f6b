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

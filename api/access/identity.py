"""From an `Authorization` header to a principal."""

from api.access.principal import Principal
from api.access.tokens import Tokens
from scheduler.errors import RoundsError

BEARER = "bearer "


class Identities:
    """Knows who the bearer of a token is."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def of(self, authorization: str | None) -> Principal:
        """Who sends this header.

        Raises:
            RoundsError: `not-authenticated`.
        """
        given = authorization or ""
        if given[: len(BEARER)].lower() != BEARER:
            raise RoundsError("not-authenticated", "There is no bearer token.")
        principal = self._tokens.principal(given[len(BEARER) :].strip())
        if principal is None:
            raise RoundsError("not-authenticated", "The token is unknown, expired or revoked.")
        return principal

"""Bearer tokens of issuers (OpenID Connect): signed, meant for this service, and not expired.

RFC 8725 (JSON Web Token best current practices) is what is refused here: algorithms that are not
named, symmetric ones, keys of another issuer, tokens meant for somebody else.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel as Algorithm
from joserfc.jws import CompactSignature, JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from api.access.grant import EVERY_TEAM
from api.access.issuer_keys import IssuerKeys
from api.access.principal import Principal, Role
from api.settings import Issuer
from scheduler.errors import RoundsError

ALGORITHMS = frozenset(
    {
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
    }
)
"""Asymmetric ones only: whoever can check a signature cannot make one."""
MOST_BYTES = 8192
LEEWAY_SECONDS = 60
"""By which the clocks of issuer and service may differ."""
ID_LENGTH = 24


class _Signatures(JWSRegistry):
    """What is taken of signatures.

    The library warns of the name EdDSA, which has become Ed25519 (RFC 9864); issuers use both.
    """

    max_header_length = MOST_BYTES

    def __init__(self) -> None:
        super().__init__(algorithms=ALGORITHMS, strict_check_header=False)

    def get_alg(self, name: str) -> Algorithm:
        """The algorithm of this name."""
        if name not in ALGORITHMS or name not in self.algorithms:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


_SIGNATURES = _Signatures()


class Issuers:
    """Knows who bears a token of one of the configured issuers."""

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._issuers = {each.url: (each, IssuerKeys(each.url)) for each in issuers}

    def principal(self, token: str) -> Principal:
        """Who bears a token.

        Raises:
            RoundsError: `not-authenticated`.
            LaterError: `issuer-unavailable`.
        """
        if len(token) > MOST_BYTES:
            raise RoundsError("not-authenticated", f"The token is longer than {MOST_BYTES} bytes.")
        try:
            signed = jws.extract_compact(token.encode(), registry=_SIGNATURES)
            issuer, keys = self._issuer_of(signed)
            key = keys.key(_key_id(signed))
            if key is None or not jws.validate_compact(signed, key, registry=_SIGNATURES):
                raise RoundsError("not-authenticated", "The token is not signed by its issuer.")
            claims = _claims(signed)
            _claims_asked_for(issuer).validate(claims)
        except (JoseError, ValueError, RecursionError) as error:
            # only the kind is told: the claims may hold a name
            message = f"The token is refused: {type(error).__name__}."
            raise RoundsError("not-authenticated", message) from error
        return _principal(issuer, claims)

    def _issuer_of(self, signed: CompactSignature) -> tuple[Issuer, IssuerKeys]:
        """Whom the token names as its issuer; nothing else of it is believed yet."""
        named = _claims(signed).get("iss")
        known = self._issuers.get(named) if isinstance(named, str) else None
        if known is None:
            raise RoundsError("not-authenticated", "The issuer of the token is not one of ours.")
        return known


def _key_id(signed: CompactSignature) -> str | None:
    key_id = signed.headers().get("kid")
    return key_id if isinstance(key_id, str) else None


def _claims(signed: CompactSignature) -> dict[str, Any]:
    claims = json.loads(signed.payload)
    if not isinstance(claims, dict):
        raise ValueError("The claims are no object.")
    return claims


def _claims_asked_for(issuer: Issuer) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer.url},
        aud={"essential": True, "value": issuer.audience},
        sub={"essential": True},
        exp={"essential": True},
    )


def _principal(issuer: Issuer, claims: Mapping[str, Any]) -> Principal:
    told = frozenset(_words(_claim(claims, issuer.roles_claim)))
    roles = frozenset(role for role in Role if role in told)
    teams = frozenset(_words(_claim(claims, issuer.teams_claim)))
    carer = _claim(claims, issuer.carer_claim)
    carer_id = carer if isinstance(carer, str) and carer else None
    if Role.CARER in roles and (carer_id is None or len(teams) != 1 or EVERY_TEAM in teams):
        message = "The token has the role carer, and is not of one team and one carer."
        raise RoundsError("not-authenticated", message)
    return Principal(
        principal_id=_principal_id(issuer.url, str(claims["sub"])),
        roles=roles,
        teams=None if EVERY_TEAM in teams else teams,
        carer_id=carer_id,
    )


def _principal_id(url: str, subject: str) -> str:
    """A digest: the subject may be an address for mail, and this stands in the audit trail."""
    digest = hashlib.sha256(json.dumps([url, subject]).encode()).hexdigest()
    return f"oidc:{digest[:ID_LENGTH]}"


def _claim(claims: Mapping[str, Any], name: str) -> object:
    """The claim of this name, or what its dots lead to."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _words(claim: object) -> list[str]:
    """A list of words, or words with spaces between them; nothing where it is neither."""
    if isinstance(claim, str):
        return claim.split()
    return claim if _is_words(claim) else []


def _is_words(claim: object) -> TypeGuard[list[str]]:
    return isinstance(claim, list) and all(isinstance(each, str) for each in claim)

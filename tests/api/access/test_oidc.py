"""Tokens of an issuer: who is known by them, and what is refused."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator

import pytest
from joserfc.jwk import OctKey
from local_issuer import LocalIssuer, local_issuer, new_key
from pydantic import ValidationError

from api.access import oidc
from api.access.issuer_keys import PAUSE_SECONDS
from api.access.oidc import MOST_BYTES, Issuers
from api.access.principal import Role
from api.problems import LaterError
from api.settings import Issuer
from scheduler.errors import RoundsError


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.seconds


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    """An issuer on this machine."""
    with local_issuer() as made:
        yield made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Of everybody who keeps keys."""
    made = Clock()
    kept = oidc.IssuerKeys
    monkeypatch.setattr(oidc, "IssuerKeys", lambda url: kept(url, made))
    return made


@pytest.fixture
def issuers(issuer: LocalIssuer, clock: Clock) -> Issuers:
    """A service that takes its tokens."""
    del clock
    return Issuers((issuer.settings,))


def refused(issuers: Issuers, token: str) -> str:
    """The code with which a token is refused."""
    with pytest.raises(RoundsError) as told:
        issuers.principal(token)
    return told.value.code


def encoded(part: bytes) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("RSA", "RS256"), ("RSA", "PS384"), ("EC", "ES256"), ("OKP", "EdDSA"), ("OKP", "Ed25519")],
)
def test_the_bearer_of_a_token_is_known(
    issuer: LocalIssuer, issuers: Issuers, kind: str, algorithm: str
) -> None:
    """By every kind of key pair: roles, teams and carer are those of the claims."""
    key = issuer.add_key(kind=kind)
    principal = issuers.principal(issuer.token(key, algorithm, rounds_carer="c1"))
    assert principal.roles == {Role.MEMBER}
    assert principal.teams == {"t1"}
    assert principal.carer_id == "c1"


def test_the_subject_stands_nowhere(issuer: LocalIssuer, issuers: Issuers) -> None:
    """Whoever it is has a digest for an id, the same every time, another for every subject."""
    key = issuer.add_key()
    ids = [issuers.principal(issuer.token(key, sub=sub)).principal_id for sub in "aab"]
    assert ids[0] == ids[1] != ids[2]
    assert issuers.principal(issuer.token(key)).principal_id.startswith("oidc:")
    assert "anna" not in issuers.principal(issuer.token(key)).principal_id


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"exp": int(time.time()) - 120}, id="expired"),
        pytest.param({"exp": None}, id="never expires"),
        pytest.param({"nbf": int(time.time()) + 3600}, id="not yet"),
        pytest.param({"aud": "somebody else"}, id="meant for somebody else"),
        pytest.param({"aud": None}, id="meant for anybody"),
        pytest.param({"sub": None}, id="of nobody"),
        pytest.param({"sub": 5}, id="of a number"),
        pytest.param({"iss": "https://issuer.example"}, id="unknown issuer"),
        pytest.param({"iss": ["https://issuer.example"]}, id="list of issuers"),
        pytest.param({"iss": None}, id="no issuer"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(
    issuer: LocalIssuer, issuers: Issuers, claims: dict[str, object]
) -> None:
    """However well it is signed."""
    assert refused(issuers, issuer.token(issuer.add_key(), **claims)) == "not-authenticated"


def test_clocks_may_differ_by_a_little(issuer: LocalIssuer, issuers: Issuers) -> None:
    """A token that expired half a minute ago by our clock is taken."""
    key = issuer.add_key()
    assert issuers.principal(issuer.token(key, exp=int(time.time()) - 30))


def test_one_audience_of_several_is_enough(issuer: LocalIssuer, issuers: Issuers) -> None:
    """The claim may be a list."""
    assert issuers.principal(issuer.token(issuer.add_key(), aud=["other", "rounds"]))


def test_a_symmetric_signature_is_refused(issuer: LocalIssuer, issuers: Issuers) -> None:
    """Also when the public key is what it was made with, under the id of that key."""
    key = issuer.add_key()
    _, payload, _ = issuer.token(key).split(".")
    told = f"{encoded(json.dumps({'alg': 'HS256', 'kid': 'key-1'}).encode())}.{payload}"
    forged = hmac.digest(key.as_pem(private=False), told.encode(), "sha256")
    assert refused(issuers, f"{told}.{encoded(forged)}") == "not-authenticated"


def test_a_published_symmetric_key_is_no_key(issuer: LocalIssuer, issuers: Issuers) -> None:
    """An issuer that publishes its secret lets nobody in by it."""
    issuer.add_key("other")
    secret = OctKey.generate_key(256, {"kid": "key-1"})
    issuer.keys.append(secret)
    assert refused(issuers, issuer.token(secret, "HS256")) == "not-authenticated"


def test_no_signature_is_refused(issuer: LocalIssuer, issuers: Issuers) -> None:
    """The algorithm none is none of ours."""
    _, payload, signature = issuer.token(issuer.add_key()).split(".")
    header = encoded(json.dumps({"alg": "none", "kid": "key-1"}).encode())
    for end in ("", signature):
        assert refused(issuers, f"{header}.{payload}.{end}") == "not-authenticated"


def test_a_key_of_another_kind_is_refused(issuer: LocalIssuer, issuers: Issuers) -> None:
    """A header that names an algorithm which its key cannot do."""
    issuer.add_key("key-1")
    other = new_key("key-1", "EC")
    assert refused(issuers, issuer.token(other, "ES256")) == "not-authenticated"


def test_a_changed_token_is_refused(issuer: LocalIssuer, issuers: Issuers) -> None:
    """The claims of one with the signature of another."""
    key = issuer.add_key()
    head, _, end = issuer.token(key).split(".")
    claims = issuer.token(key, rounds_roles=["back_office"]).split(".")[1]
    assert refused(issuers, f"{head}.{claims}.{end}") == "not-authenticated"


def test_the_keys_of_one_issuer_open_nothing_of_another(clock: Clock) -> None:
    """Both are ours; a token of the one, signed by the other, is refused."""
    del clock
    with local_issuer() as one, local_issuer() as two:
        issuers = Issuers((one.settings, two.settings))
        one.add_key("key-1")
        foreign = two.add_key("key-1")
        assert issuers.principal(two.token(foreign))
        assert refused(issuers, one.token(foreign)) == "not-authenticated"


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "a.b.c", "e30.e30.e30", "é.é.é", "." * 9, "bnVsbA.bnVsbA.bnVsbA"]
)
def test_garbage_is_refused(issuers: Issuers, token: str) -> None:
    """Whatever it looks like."""
    assert refused(issuers, token) == "not-authenticated"


def test_a_deep_token_is_refused(issuers: Issuers) -> None:
    """Brackets within brackets are no fault of ours."""
    token = ".".join((encoded(b'{"alg":"RS256"}'), encoded(b"[" * 4500), "e30"))
    assert refused(issuers, token) == "not-authenticated"


def test_a_huge_token_is_refused_unread(issuer: LocalIssuer, issuers: Issuers) -> None:
    """And the issuer is not asked for its keys."""
    token = issuer.token(issuer.add_key(), more="x" * MOST_BYTES)
    assert refused(issuers, token) == "not-authenticated"
    assert issuer.asked == []


def test_keys_are_fetched_once(issuer: LocalIssuer, issuers: Issuers) -> None:
    """Many tokens later the issuer has been asked once for each document."""
    key = issuer.add_key()
    for _ in range(5):
        issuers.principal(issuer.token(key))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


def test_a_new_key_is_fetched(issuer: LocalIssuer, issuers: Issuers, clock: Clock) -> None:
    """An issuer that signs with a new key is asked again; the old one is no more."""
    old = issuer.add_key("old")
    issuers.principal(issuer.token(old))
    issuer.keys.clear()
    new = issuer.add_key("new")
    clock.seconds += PAUSE_SECONDS
    assert issuers.principal(issuer.token(new))
    assert refused(issuers, issuer.token(old)) == "not-authenticated"


def test_unknown_keys_do_not_hammer_the_issuer(
    issuer: LocalIssuer, issuers: Issuers, clock: Clock
) -> None:
    """However many key ids are made up, it is asked once in a while."""
    key = issuer.add_key()
    issuers.principal(issuer.token(key))
    clock.seconds += PAUSE_SECONDS
    for number in range(10):
        assert refused(issuers, issuer.token(key, kid=f"no-{number}")) == "not-authenticated"
    assert len(issuer.asked) == 4
    assert issuers.principal(issuer.token(key))


def test_a_token_without_a_key_id_needs_an_only_key(issuer: LocalIssuer, issuers: Issuers) -> None:
    """With two keys nobody can tell which it is."""
    key = issuer.add_key("one")
    assert issuers.principal(issuer.token(key, kid=None))
    with local_issuer() as other:
        several = Issuers((other.settings,))
        first = other.add_key("one")
        other.add_key("two")
        assert refused(several, other.token(first, kid=None)) == "not-authenticated"


def test_known_keys_go_on_working(issuer: LocalIssuer, issuers: Issuers, clock: Clock) -> None:
    """When the issuer is gone, a day later too."""
    key = issuer.add_key()
    issuers.principal(issuer.token(key))
    issuer.broken = True
    clock.seconds += 86_400
    assert issuers.principal(issuer.token(key))


def test_without_keys_it_is_said_when_to_try_again(
    issuer: LocalIssuer, issuers: Issuers, clock: Clock
) -> None:
    """The issuer is asked no sooner, and known again as soon as it answers then."""
    key = issuer.add_key()
    issuer.broken = True
    with pytest.raises(LaterError) as told:
        issuers.principal(issuer.token(key))
    assert (told.value.code, told.value.retry_seconds) == ("issuer-unavailable", PAUSE_SECONDS)
    issuer.broken = False
    clock.seconds += 10
    with pytest.raises(LaterError) as told:
        issuers.principal(issuer.token(key))
    assert told.value.retry_seconds == PAUSE_SECONDS - 10
    clock.seconds += told.value.retry_seconds
    assert issuers.principal(issuer.token(key))


@pytest.mark.parametrize(
    "discovered",
    [
        {"issuer": "https://issuer.example"},
        {"jwks_uri": "http://issuer.example/keys"},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_discovery_that_leads_elsewhere_is_not_followed(
    issuer: LocalIssuer, issuers: Issuers, discovered: dict[str, object]
) -> None:
    """Of another issuer, or where others can answer instead."""
    key = issuer.add_key()
    issuer.discovered = discovered
    assert refused(issuers, issuer.token(key)) == "issuer-unavailable"
    assert "/keys" not in issuer.asked


@pytest.mark.parametrize("url", ["http://issuer.example", "ftp://issuer.example", "https://", ""])
def test_an_issuer_that_others_could_answer_for_is_no_setting(url: str) -> None:
    """Only https, but on this machine."""
    with pytest.raises(ValidationError):
        Issuer(url, "rounds")


def test_roles_of_others_are_none_of_ours(issuer: LocalIssuer, issuers: Issuers) -> None:
    """What the issuer calls its roles besides is left out; words may stand in one text."""
    key = issuer.add_key()
    token = issuer.token(key, rounds_roles="offline_access member", rounds_teams="*")
    principal = issuers.principal(token)
    assert (principal.roles, principal.teams) == ({Role.MEMBER}, None)


def test_claims_within_claims_are_found(issuer: LocalIssuer, clock: Clock) -> None:
    """Dots lead to them."""
    del clock
    settings = Issuer(issuer.url, "rounds", roles_claim="access.roles")
    token = issuer.token(issuer.add_key(), access={"roles": ["planner"]})
    assert Issuers((settings,)).principal(token).roles == {Role.PLANNER}


@pytest.mark.parametrize(
    ("teams", "carer"), [(["t1"], None), (["t1", "t2"], "c1"), (["*"], "c1"), ([], "c1")]
)
def test_a_carer_is_one_carer_of_one_team(
    issuer: LocalIssuer, issuers: Issuers, teams: list[str], carer: str | None
) -> None:
    """Nobody is a carer without."""
    token = issuer.token(
        issuer.add_key(), rounds_roles=["carer"], rounds_teams=teams, rounds_carer=carer
    )
    assert refused(issuers, token) == "not-authenticated"


def test_no_error_says_who_it_was(issuer: LocalIssuer, issuers: Issuers) -> None:
    """Neither the subject nor any other claim stands in one."""
    key = issuer.add_key()
    wrong: tuple[Callable[[], str], ...] = (
        lambda: issuer.token(key, aud="anna"),
        lambda: issuer.token(key, exp=1),
        lambda: issuer.token(key, iss="https://anna.example"),
    )
    for make in wrong:
        with pytest.raises(RoundsError) as told:
            issuers.principal(make())
        assert "anna" not in str(told.value)

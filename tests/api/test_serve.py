"""`rounds serve` and `rounds service token`: what is refused, what is printed, what listens."""

import datetime
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from commands import Run
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import Receive, Scope, Send

from api.listening import refuse_unprotected, server_options
from api.settings import Listening, Settings
from api.settings_file import read_settings
from scheduler.errors import InputError, RoundsError

DOCS = Path(__file__).parents[2] / "docs"
SECRET = re.compile(r"rounds_[\w-]{43}")
WAIT_SECONDS = 30
EVERYWHERE = str(IPv4Address(0))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the web server was told, which is not started."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("api.running.run", lambda *_, **options: told.append(options))
    return told


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file


@contextmanager
def running(folder: Path, *options: object) -> Iterator[list[str]]:
    """A service that is ready, in a process of its own; what it has printed by its end."""
    command = [sys.executable, "-c", "from scheduler.cli import main; main()", "serve"]
    printed: list[str] = []
    with subprocess.Popen(
        [*command, "--data", str(folder), *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            assert any('"listening"' in line for line in process.stderr)
            yield printed
        finally:
            process.terminate()
            out, _ = process.communicate(timeout=WAIT_SECONDS)
            printed += out.splitlines()


def by_socket(path: Path) -> httpx2.Client:
    """A caller on the same machine."""
    return httpx2.Client(base_url="http://rounds", transport=httpx2.HTTPTransport(uds=str(path)))


def test_the_first_start_prints_one_token(
    run: Run, tmp_path: Path, served: list[dict[str, Any]]
) -> None:
    """On stdout; the second start prints nothing, and no file holds the secret."""
    first = run("serve", "--data", tmp_path / "new")
    second = run("serve", "--data", tmp_path / "new")
    (secret,) = SECRET.findall(first.out)
    assert second.out == ""
    assert len(served) == 2
    files = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    assert files
    assert all(secret.encode() not in path.read_bytes() for path in files)


def test_the_folder_is_nobody_elses_to_read(
    run: Run, tmp_path: Path, served: list[dict[str, Any]]
) -> None:
    """It holds client data."""
    run("serve", "--data", tmp_path / "new")
    assert served
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.5", "example.org"])
def test_listening_beyond_this_machine_is_refused(
    run: Run, tmp_path: Path, served: list[dict[str, Any]], host: str
) -> None:
    """Without TLS and without a word of a proxy; it says what to do, and makes no token."""
    refused = run("serve", "--data", tmp_path / "new", "--host", host)
    assert refused.code == 2
    assert "listening-unprotected" in refused.err
    assert "--tls-cert" in refused.err
    assert not served
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "listening",
    [
        Listening(),
        Listening(host="localhost"),
        Listening(host="::1"),
        Listening(host=EVERYWHERE, behind_proxy=True),
        Listening(host=EVERYWHERE, socket=Path("http.socket")),
    ],
)
def test_protected_listening_is_allowed(listening: Listening) -> None:
    """On this machine, by a socket, or behind a proxy."""
    refuse_unprotected(listening)


def test_tls_lets_listen_anywhere(certificate: tuple[Path, Path]) -> None:
    """With a certificate and its key that go together."""
    cert, key = certificate
    refuse_unprotected(Listening(host=EVERYWHERE, tls_cert=cert, tls_key=key))


@pytest.mark.parametrize("named", [(0, None), (None, 1), (0, 0), (1, 1)])
def test_tls_needs_both_files(
    certificate: tuple[Path, Path], named: tuple[int | None, int | None]
) -> None:
    """Neither one alone, nor one in the place of the other, on this machine too."""
    cert, key = (None if each is None else certificate[each] for each in named)
    with pytest.raises(RoundsError) as told:
        refuse_unprotected(Listening(tls_cert=cert, tls_key=key))
    assert told.value.code == "tls-incomplete"


def test_requests_leave_no_line_behind(tmp_path: Path) -> None:
    """The address of a feed holds its secret; nor does the server tell what it is."""
    options = server_options(Settings("sqlite://", tmp_path))
    assert options["access_log"] is False
    assert options["server_header"] is False


@pytest.mark.parametrize(
    ("listening", "sender", "believed"),
    [
        (Listening(), "127.0.0.1", False),
        (Listening(behind_proxy=True), "127.0.0.1", True),
        (Listening(behind_proxy=True), "10.0.0.4", False),
        (Listening(behind_proxy=True, proxies=("10.0.0.4",)), "10.0.0.4", True),
        (Listening(behind_proxy=True, socket=Path("http.socket")), None, True),
        (Listening(socket=Path("http.socket")), None, False),
    ],
)
@pytest.mark.anyio
async def test_a_proxy_is_believed_only_when_told(
    tmp_path: Path, listening: Listening, sender: str | None, believed: bool
) -> None:
    """Otherwise any caller could name any address, and each be counted as another."""
    seen: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        seen.append(scope["client"] and scope["client"][0])

    options = server_options(Settings("sqlite://", tmp_path, listening=listening))
    config = uvicorn.Config(app, **options)
    config.load()
    scope = {
        "type": "http",
        "scheme": "http",
        "client": sender and (sender, 1),
        "headers": [(b"x-forwarded-for", b"192.0.2.7")],
    }
    await config.loaded_app(scope, None, None)  # type: ignore[arg-type]
    assert seen == ["192.0.2.7" if believed else sender]


@pytest.fixture
def anyio_backend() -> str:
    """What uvicorn runs on."""
    return "asyncio"


def test_the_service_answers_over_tls(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """With the token that it printed, and without a header that names the server."""
    cert, key = certificate
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    trusted = ssl.create_default_context(cafile=cert)
    options = ("--port", port, "--tls-cert", cert, "--tls-key", key)
    with (
        running(tmp_path / "new", *options) as printed,
        httpx2.Client(base_url=f"https://localhost:{port}", verify=trusted) as client,
    ):
        assert "server" not in client.get("/live").headers
    assert len(SECRET.findall("\n".join(printed))) == 1


def test_the_service_answers_on_a_socket(tmp_path: Path) -> None:
    """And the token that it printed opens it."""
    path = tmp_path / "http.socket"
    with running(tmp_path / "new", "--socket", path) as printed, by_socket(path) as client:
        assert client.get("/live").status_code == 200
        assert client.get("/tokens").status_code == 401
    (secret,) = SECRET.findall("\n".join(printed))
    with running(tmp_path / "new", "--socket", path) as again, by_socket(path) as client:
        known = client.get("/tokens", headers={"Authorization": f"Bearer {secret}"})
        assert known.status_code == 200
    assert again == []


def test_a_head_that_never_ends_is_refused(tmp_path: Path) -> None:
    """400, and the connection is closed: nobody makes the service gather without end."""
    path = tmp_path / "http.socket"
    endless = {
        "address": b"GET /" + b"a" * 70_000,
        "header": b"GET /live HTTP/1.1\r\nX: " + b"a" * 70_000,
        "headers": b"GET /live HTTP/1.1\r\n" + b"X: 1\r\n" * 12_000,
        "trailer": b"PUT /teams/t1/networks/a HTTP/1.1\r\nHost: a\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"a" * 1_000_000,
    }
    with running(tmp_path / "new", "--socket", path), by_socket(path) as client:
        for name, sent in endless.items():
            assert_closed(path, sent, name)
        assert client.get("/live").status_code == 200


def assert_closed(path: Path, sent: bytes, name: str) -> None:
    """The service hangs up on whoever sends this, and says so."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(WAIT_SECONDS)
        caller.connect(str(path))
        with suppress(BrokenPipeError, ConnectionResetError):
            caller.sendall(sent)
        answer = b""
        with suppress(ConnectionResetError):
            while piece := caller.recv(65_536):
                answer += piece
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401")), name


def test_tokens_are_kept_on_the_command_line(run: Run, tmp_path: Path) -> None:
    """Made, listed without the secret, revoked."""
    where = ("--data", tmp_path / "new", "--json")
    asked = ("--role", "carer", "--team", "north", "--carer", "c04", "--days", 30)
    made = json.loads(run("service", "token", "create", *asked, *where).out)
    assert SECRET.fullmatch(made["secret"])
    assert (made["roles"], made["teams"], made["carer_id"]) == (["carer"], ["north"], "c04")
    listed = run("service", "token", "list", *where).out
    assert made["secret"] not in listed
    assert [each["token_id"] for each in json.loads(listed)["tokens"]] == [made["token_id"]]
    assert run("service", "token", "revoke", made["token_id"], *where).code == 0
    (revoked,) = json.loads(run("service", "token", "list", *where).out)["tokens"]
    assert revoked["revoked_at"]


def test_the_list_of_tokens_is_a_table(run: Run, tmp_path: Path) -> None:
    """For people; every team is said in words."""
    run(
        "service",
        "token",
        "create",
        "--role",
        "operator",
        "--every-team",
        "--data",
        tmp_path / "new",
    )
    shown = run("service", "token", "list", "--data", tmp_path / "new").out
    assert "every team" in shown
    assert "operator" in shown


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--role", "carer", "--team", "north"), "token-not-of-one-carer"),
        (("--role", "member", "--team", "*"), "token-of-no-team"),
        (("--role", "member", "--team", "a b"), "token-of-no-team"),
        (("--role", "member"), "--every-team"),
        (("--role", "member", "--team", "a", "--every-team"), "--every-team"),
        (("--role", "member", "--team", "a", "--days", 731), "730"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    run: Run, tmp_path: Path, options: tuple[object, ...], code: str
) -> None:
    """With what is wrong about it, and nothing is made."""
    refused = run("service", "token", "create", *options, "--data", tmp_path / "new")
    assert refused.code == 2
    assert code in refused.err
    assert json.loads(
        run("service", "token", "list", "--data", tmp_path / "new", "--json").out
    ) == {"tokens": []}


def test_revoking_what_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    """By its code."""
    refused = run("service", "token", "revoke", "nothing", "--data", tmp_path / "new")
    assert (refused.code, "token-unknown" in refused.err) == (2, True)


def test_the_settings_of_the_documentation_are_taken(tmp_path: Path) -> None:
    """As they stand there; every key of theirs is known."""
    (block,) = re.findall(r"```toml\n(.*?)```", (DOCS / "service.md").read_text("utf-8"), re.DOTALL)
    path = tmp_path / "service.toml"
    path.write_text(block, "utf-8")
    settings = read_settings(path, None, tmp_path, {})
    assert settings.database_url.startswith("postgresql")
    assert settings.cache == Path("/var/lib/rounds/cache")
    assert settings.listening.behind_proxy
    assert settings.issuers[0].audience == "rounds"
    assert settings.limits.rows == 50_000


def test_options_go_before_the_file(
    run: Run, tmp_path: Path, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what the file says besides stays; the environment names the database."""
    path = tmp_path / "service.toml"
    path.write_text("data = 'not here'\n[listening]\nport = 9000\nhost = 'localhost'\n", "utf-8")
    database = tmp_path / "elsewhere" / "r.sqlite"
    monkeypatch.setenv("ROUNDS_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.chdir(tmp_path)
    assert run("serve", "--settings", path, "--port", 9100).code == 0
    assert (served[0]["host"], served[0]["port"]) == ("localhost", 9100)
    assert database.exists()
    shutil.rmtree(tmp_path / "not here")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("wrokers = 1", ["wrokers"]),
        ("workers = 0\n[limits]\nrows = 'many'", ["limits.rows", "workers"]),
        ("[[issuers]]\nurl = 'http://issuer.example'\naudience = 'a'", ["issuers.0"]),
        ("[[issuers]]\nurl = 'https://issuer.example'", ["issuers.0.audience"]),
        ("database_url = 'mysql://x'", ["database_url"]),
        ("database_url = 'secret word'", ["database_url"]),
        ("workers =", [""]),
    ],
)
def test_settings_that_cannot_be_used_are_all_listed(
    tmp_path: Path, text: str, columns: list[str]
) -> None:
    """With where they stand, and without their values: one may be a secret."""
    path = tmp_path / "service.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as told:
        read_settings(path, None, tmp_path, {})
    assert [each.column for each in told.value.findings] == columns
    assert {each.code for each in told.value.findings} == {"settings-refused"}
    assert "secret" not in str(told.value.findings).replace("settings", "")


def test_settings_that_are_not_there_are_refused(tmp_path: Path) -> None:
    """Nobody starts with the defaults in the place of a file that was named."""
    with pytest.raises(InputError):
        read_settings(tmp_path / "none.toml", None, tmp_path, {})

"""Rebuild the road extracts of this folder from the packages they come from.

    python data/rebuild.py [--out FOLDER] [--sources FOLDER]

Needs `npm` and, on Debian, `apt-get`, each as it is set up on the machine. Everything is fetched
into a temporary folder and checked against the sums below; apt gets lists of its own there, made
from the machine's, so that nothing of the system changes. `--sources` names a folder that holds
the two source files already and fetches nothing. The files written are compared with SHA256SUMS.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extracts import GOTHENBURG_BOX, ways_of_geojson, write_roads, write_ways

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Extract:
    """One extract: the source file it is made of, how to fetch that, and how to write it."""

    path: str
    source: str
    source_sha256: str
    fetch: Callable[[Path], Path]
    write: Callable[[Path, Path], None]


def fetch_gothenburg(folder: Path) -> Path:
    """Fetch the npm package and unpack its Gothenburg network."""
    package = "geojson-path-finder@2.1.0"
    _run(["npm", "pack", package, "--silent", "--ignore-scripts"], folder)
    return _unpacked(folder / "geojson-path-finder-2.1.0.tgz", "test/large-network.json")


def fetch_liechtenstein(folder: Path) -> Path:
    """Fetch the Debian source package and unpack its extract of Liechtenstein."""
    options = _private_apt(folder)
    _run(["apt-get", *options, "update", "--quiet"], folder)
    _run(["apt-get", *options, "source", "--quiet", "--download-only", "osm2pgsql"], folder)
    (archive,) = folder.glob("osm2pgsql_*.orig.tar.*")
    return _unpacked(archive, "tests/data/liechtenstein-2013-08-03.osm.pbf")


def write_gothenburg(source: Path, target: Path) -> None:
    """Cut five by five kilometres out of the network."""
    write_ways(ways_of_geojson(source.read_text(encoding="utf-8"), GOTHENBURG_BOX), target)


EXTRACTS = (
    Extract(
        path="gothenburg/gothenburg.osm.pbf",
        source="large-network.json",
        source_sha256="e43f69b9b18a6b37d6a73fcb95631389be2ebae44cb3b74efc3b493d6033c1e4",
        fetch=fetch_gothenburg,
        write=write_gothenburg,
    ),
    Extract(
        path="liechtenstein/liechtenstein.osm.pbf",
        source="liechtenstein-2013-08-03.osm.pbf",
        source_sha256="edb2b075be057662691fc343abed4ed58f139dd7c501c243197640fcb3ea82d4",
        fetch=fetch_liechtenstein,
        write=write_roads,
    ),
)


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed_sums() -> dict[str, str]:
    """The checksums of SHA256SUMS by path."""
    lines = (HERE / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def rebuild(extract: Extract, source: Path, out: Path) -> str:
    """Write one extract below `out` from its source and return the checksum of what came out."""
    if sha256(source) != extract.source_sha256:
        raise SystemExit(f"{source.name} is not the file that {extract.path} was made of")
    target = out / extract.path
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"new-{target.name}")
    extract.write(source, beside)
    beside.replace(target)
    return sha256(target)


def main() -> int:
    """Rebuild both extracts; 0 when they are what SHA256SUMS says."""
    parser = argparse.ArgumentParser(description="Rebuild the road extracts.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--sources", type=Path, help="folder with the two source files")
    arguments = parser.parse_args()
    wanted, alike = listed_sums(), True
    for extract in EXTRACTS:
        with tempfile.TemporaryDirectory() as folder:
            local = arguments.sources and arguments.sources / extract.source
            source = local or extract.fetch(Path(folder))
            digest = rebuild(extract, source, arguments.out)
        same = digest == wanted[extract.path]
        alike = alike and same
        print(f"{digest}  {extract.path}  {'as listed' if same else 'NOT as listed'}")
    return 0 if alike else 1


def _private_apt(folder: Path) -> list[str]:
    """Options that give apt lists and a cache below `folder`, with the source packages added."""
    sources = folder / "sources"
    for part in ("sources", "lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    system = Path("/etc/apt")
    for listing in sorted([*system.glob("sources.list"), *system.glob("sources.list.d/*.*")]):
        if listing.suffix in {".list", ".sources"}:
            text = listing.read_text(encoding="utf-8")
            text = re.sub(r"^Types:.*$", "Types: deb-src", text, flags=re.MULTILINE)
            text = re.sub(r"^deb\b(?!-)", "deb-src", text, flags=re.MULTILINE)
            (sources / listing.name).write_text(text, encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": str(sources),
        "Dir::State::lists": str(folder / "lists"),
        "Dir::Cache": str(folder / "cache"),
        "APT::Sandbox::User": "root",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _unpacked(archive: Path, inner: str) -> Path:
    """The file of an archive whose path ends in `inner`, unpacked beside it."""
    with tarfile.open(archive) as box:
        (member,) = (m for m in box.getmembers() if m.isfile() and m.name.endswith(f"/{inner}"))
        member.name = Path(inner).name
        box.extract(member, archive.parent, filter="data")
    return archive.parent / member.name


def _run(command: list[str], folder: Path) -> None:
    """Run a package client in `folder`, its chatter on stderr; a failure ends the rebuild."""
    # The commands are the fixed lists above: nothing in them comes from outside.
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())

"""The cache and the files of built networks: found again by content, rebuilt when broken."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streets import Town, network, places, street
from test_road_network import random_streets

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo import cache as cache_module
from scheduler.geo import network_file, source
from scheduler.geo.cache import CACHE_VARIABLE, cache_folder, content_key
from scheduler.geo.joining import JoinedNetwork
from scheduler.geo.network import RoadNetwork
from scheduler.geo.network_file import load_network, save_network, write_arrays
from scheduler.geo.source import open_network
from scheduler.geo.travel import build_travel


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """An extract of a random town."""
    return Town(random_streets(1)).write(tmp_path / "town.osm.pbf")


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Callable[[], int]:
    """Count the calls of a function from now on."""
    calls: list[int] = []
    original = getattr(owner, name)

    def counted(*args: object, **kwargs: object) -> object:
        calls.append(1)
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, counted)
    return lambda: len(calls)


def only_file(folder: Path) -> Path:
    """The one file in a folder."""
    (found,) = folder.iterdir()
    return found


def test_a_network_is_built_once(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second opening reads the cache and gives the same network."""
    built = count_calls(monkeypatch, source, "build_network")
    first = open_network(town, Mode.BIKE, tmp_path / "cache")
    again = open_network(town, Mode.BIKE, tmp_path / "cache")
    assert built() == 1
    assert again.fingerprint == first.fingerprint
    assert again.report == first.report
    assert again.names == first.names


def test_content_counts_and_not_the_name(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is the same source; the same name with other content is not."""
    built = count_calls(monkeypatch, source, "build_network")
    open_network(town, Mode.BIKE, tmp_path / "cache")
    copy = tmp_path / "copy.osm.pbf"
    copy.write_bytes(town.read_bytes())
    open_network(copy, Mode.BIKE, tmp_path / "cache")
    assert built() == 1
    Town(random_streets(2)).write(town)
    open_network(town, Mode.BIKE, tmp_path / "cache")
    assert built() == 2


@pytest.mark.parametrize("version", ["TAG_RULES_VERSION", "NETWORK_FORMAT"])
def test_new_rules_build_anew(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """A raised version of tag rules or of the format makes old networks unused."""
    open_network(town, Mode.BIKE, tmp_path / "cache")
    built = count_calls(monkeypatch, source, "build_network")
    monkeypatch.setattr(cache_module, version, 99)
    monkeypatch.setattr(network_file, version, 99)
    open_network(town, Mode.BIKE, tmp_path / "cache")
    assert built() == 1


def test_modes_do_not_share_a_network(town: Path, tmp_path: Path) -> None:
    """One extract serves every mode, each with its own network."""
    bike, car = (open_network(town, mode, tmp_path / "cache") for mode in (Mode.BIKE, Mode.CAR))
    assert bike.mode is Mode.BIKE
    assert car.mode is Mode.CAR
    assert bike.fingerprint != car.fingerprint


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text"])
def test_a_damaged_network_is_built_again(
    town: Path, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever happened to the cached file, it is noticed, rebuilt and replaced."""
    first = open_network(town, Mode.BIKE, tmp_path / "cache")
    kept = only_file(tmp_path / "cache" / "networks")
    content = bytearray(kept.read_bytes())
    whole = bytes(content)
    if damage == "empty":
        content.clear()
    elif damage == "cut":
        del content[len(content) // 2 :]
    elif damage == "flipped":
        content[whole.index(first.point_lat.tobytes())] ^= 0xFF
    else:
        content[:] = b"nothing of the sort"
    kept.write_bytes(bytes(content))
    with caplog.at_level(logging.WARNING):
        again = open_network(town, Mode.BIKE, tmp_path / "cache")
    assert again.fingerprint == first.fingerprint
    assert "built anew" in caplog.text
    assert kept.read_bytes() == whole


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails half way the old file stays and no part lies about."""
    path = tmp_path / "network.rounds"
    path.write_bytes(b"old")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(KeyboardInterrupt):
        write_arrays(path, {}, {})
    assert path.read_bytes() == b"old"
    assert only_file(tmp_path) == path


def test_a_cache_that_cannot_be_written_is_no_error(
    town: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The network is still built; the log says that it was not kept."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with caplog.at_level(logging.WARNING):
        roads = open_network(town, Mode.BIKE, blocked)
    assert roads.report.nodes > 0
    assert "not kept in the cache" in caplog.text


def test_matrices_are_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same network and places: the matrix comes from the cache; other places: it does not."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (500, 0)))
    computed = count_calls(monkeypatch, JoinedNetwork, "matrices")
    cache = tmp_path / "cache"
    travels = [
        build_travel({Mode.BIKE: roads}, places((0, 0), (300, 0)), {Mode.BIKE: access}, 50, cache)
        for access in (0, 60)
    ]
    assert computed() == 1
    assert travels[1].seconds[Mode.BIKE][0, 1] - travels[0].seconds[Mode.BIKE][0, 1] == 60
    build_travel({Mode.BIKE: roads}, places((0, 0), (301, 0)), {}, 50, cache)
    assert computed() == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short"])
def test_a_damaged_matrix_is_computed_again(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A broken matrix file is noticed and replaced."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (500, 0)))
    doors, cache = places((0, 0), (300, 0)), tmp_path / "cache"
    first = build_travel({Mode.BIKE: roads}, doors, {}, 50, cache)
    kept = only_file(cache / "matrices")
    whole = kept.read_bytes()
    kept.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        again = build_travel({Mode.BIKE: roads}, doors, {}, 50, cache)
    assert (again.seconds[Mode.BIKE] == first.seconds[Mode.BIKE]).all()
    assert "computed anew" in caplog.text
    assert kept.read_bytes() == whole


def test_a_matrix_of_something_else_is_not_believed(tmp_path: Path) -> None:
    """A readable file under the wrong name is computed again."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (500, 0)))
    doors, cache = places((0, 0), (300, 0)), tmp_path / "cache"
    first = build_travel({Mode.BIKE: roads}, doors, {}, 50, cache)
    wrong = {"seconds": np.zeros((2, 2)), "metres": np.zeros((2, 2))}
    write_arrays(only_file(cache / "matrices"), {"key": "other"}, wrong)
    again = build_travel({Mode.BIKE: roads}, doors, {}, 50, cache)
    assert (again.seconds[Mode.BIKE] == first.seconds[Mode.BIKE]).all()


def test_the_folder_of_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The argument comes before the environment, and that before the user's own folder."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "named"))
    assert cache_folder(tmp_path) == tmp_path
    assert cache_folder() == tmp_path / "named"
    monkeypatch.delenv(CACHE_VARIABLE)
    assert cache_folder().name == "rounds"


def test_keys_keep_their_parts_apart() -> None:
    """Moving a letter from one part to the next gives another key."""
    assert content_key("ab", "c") != content_key("a", "bc")


def saved(folder: Path, mode: Mode = Mode.BIKE) -> tuple[RoadNetwork, Path]:
    """A small network and its file."""
    roads = network(folder, mode, street((0, 0), (500, 0), name="Dorpsstraat"))
    save_network(roads, folder / "town.bike.rounds")
    return roads, folder / "town.bike.rounds"


def test_built_networks_survive_the_file(tmp_path: Path) -> None:
    """What was saved is what is loaded, also through `open_network`."""
    roads, path = saved(tmp_path)
    assert load_network(path).fingerprint == roads.fingerprint
    assert open_network(str(path), Mode.BIKE).report == roads.report


def test_no_flipped_byte_is_believed(tmp_path: Path) -> None:
    """Wherever a byte is damaged, the file is refused or its content is still the same."""
    roads, path = saved(tmp_path)
    whole = path.read_bytes()
    refused = 0
    for position in range(0, len(whole), 41):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
        try:
            assert load_network(path).fingerprint == roads.fingerprint
        except RoundsError:
            refused += 1
    assert refused > 20


def test_a_network_for_another_mode_is_refused(tmp_path: Path) -> None:
    """Cars are not sent over a network for bicycles."""
    _, path = saved(tmp_path)
    with pytest.raises(RoundsError) as caught:
        open_network(path, Mode.CAR)
    assert caught.value.code == "network-wrong-mode"
    assert "bike, not for car" in caught.value.message


@pytest.mark.parametrize("key", ["format", "tag_rules"])
def test_a_network_of_another_version_is_refused(tmp_path: Path, key: str) -> None:
    """The error names both versions."""
    _, path = saved(tmp_path)
    header, arrays = network_file.read_arrays(path)
    write_arrays(path, header | {key: 77}, arrays)
    with pytest.raises(RoundsError, match="77") as caught:
        load_network(path)
    assert caught.value.code == "network-outdated"


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "horse"},
        {"names": None},
        {"format": None},
        {"fingerprint": "0"},
        {"kept_share": "all"},
    ],
)
def test_a_network_with_a_wrong_header_is_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    """A header that does not fit the content is not believed."""
    _, path = saved(tmp_path)
    header, arrays = network_file.read_arrays(path)
    write_arrays(path, header | change, arrays)
    with pytest.raises(RoundsError) as caught:
        load_network(path)
    assert caught.value.code in {"network-unreadable", "network-outdated"}


def test_a_network_that_lacks_an_array_is_refused(tmp_path: Path) -> None:
    """A missing part is named by the code of an unreadable network."""
    _, path = saved(tmp_path)
    header, arrays = network_file.read_arrays(path)
    del arrays["point_lat"]
    write_arrays(path, header, arrays)
    with pytest.raises(RoundsError, match="network-unreadable"):
        load_network(path)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    """A file that would run code when read is refused."""
    path = tmp_path / "evil.rounds"
    text = np.frombuffer(json.dumps({}).encode(), dtype=np.uint8)
    with path.open("wb") as file:
        np.savez(file, header=text, start=np.array([print], dtype=object))
    with pytest.raises(RoundsError, match="network-unreadable"):
        load_network(path)


@pytest.mark.parametrize("content", [b"[]", b"{"])
def test_a_header_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    """The header has to be a JSON object."""
    path = tmp_path / "odd.rounds"
    with path.open("wb") as file:
        np.savez(file, header=np.frombuffer(content, dtype=np.uint8))
    with pytest.raises(RoundsError, match="network-unreadable"):
        load_network(path)


def test_a_plain_array_is_no_network(tmp_path: Path) -> None:
    """A .npy file under our suffix is refused."""
    path = tmp_path / "array.rounds"
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(RoundsError, match="network-unreadable"):
        load_network(path)

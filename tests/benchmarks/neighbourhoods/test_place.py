"""Places out of TOML files."""

from pathlib import Path

import pytest

from benchmarks.neighbourhoods.place import Place, read_place
from scheduler.errors import InputError, RoundsError

PLACES = Path(__file__).resolve().parents[3] / "data" / "places"


def written(folder: Path, text: str) -> Path:
    """A place file of this text."""
    path = folder / "place.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_place_is_read_whole(tmp_path: Path) -> None:
    """Every key gets to its field."""
    text = (
        'name = "Kade"\nnetwork = "kade.osm.pbf"\ntimezone = "Europe/Amsterdam"\n'
        "box = [5.88, 52.5, 5.95, 52.6]\naddresses_per_km2 = 1200\n"
    )
    found = read_place(written(tmp_path, text))
    box = (5.88, 52.5, 5.95, 52.6)
    assert found == Place("Kade", "kade.osm.pbf", box, "Europe/Amsterdam", 1200.0)


def test_a_place_without_a_box_is_all_of_its_network(tmp_path: Path) -> None:
    """Box and density may be left out."""
    text = 'name = "Kade"\nnetwork = "Kampen, Netherlands"\ntimezone = "Europe/Amsterdam"\n'
    found = read_place(written(tmp_path, text))
    assert (found.box, found.addresses_per_km2) == (None, None)


def test_all_that_is_wrong_with_a_place_is_told_at_once(tmp_path: Path) -> None:
    """A missing name, an unknown key, an unknown zone, a box inside out, a density of nothing."""
    text = (
        'network = "kade.osm.pbf"\ntimezone = "Europe/Kampen"\nboxx = 1\n'
        "box = [5.95, 52.5, 5.88, 52.6]\naddresses_per_km2 = 0\n"
    )
    with pytest.raises(InputError) as refused:
        read_place(written(tmp_path, text))
    columns = {finding.column for finding in refused.value.findings}
    assert columns == {"name", "timezone", "boxx", "box", "addresses_per_km2"}
    assert {finding.code for finding in refused.value.findings} == {"place-refused"}


@pytest.mark.parametrize("text", ["name = ", "\x00"])
def test_what_is_not_toml_is_refused(tmp_path: Path, text: str) -> None:
    """With the code of a file that cannot be read."""
    with pytest.raises(RoundsError) as refused:
        read_place(written(tmp_path, text))
    assert refused.value.code == "place-unread"


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """With the same code."""
    with pytest.raises(RoundsError, match="place-unread"):
        read_place(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("path", sorted(PLACES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_ready_place_can_be_read(path: Path) -> None:
    """And names a network beside the project or in it."""
    assert read_place(path).network.endswith(".osm.pbf")

"""Teams written as folders."""

import dataclasses
from pathlib import Path
from types import MappingProxyType

import pytest
from generated_teams import DATA, usual_team

from benchmarks.neighbourhoods.team_folder import write_team
from scheduler.domain.agreements import Agreements
from scheduler.domain.rule_id import RuleId
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io.team.reading import read_team

DEMO = read_team(DATA / "liechtenstein" / "team")


def read_back(team: Team, folder: Path) -> Team:
    """The team after it was written, its network named as before."""
    write_team(team, folder)
    return dataclasses.replace(read_team(folder), network=team.network)


@pytest.mark.parametrize("team_of", [usual_team, lambda: DEMO], ids=["generated", "demo"])
def test_a_team_is_read_again_as_it_was(team_of, tmp_path: Path) -> None:
    """Carers, shifts with breaks and meetings, clients, agreements, history."""
    assert read_back(team_of(), tmp_path / "team") == team_of()


def test_agreements_of_its_own_are_kept(tmp_path: Path) -> None:
    """Weights and settings that differ from the defaults."""
    own = Agreements(
        weights=MappingProxyType({RuleId.TRAVEL.value: 20}), overtime_limit_seconds=900
    )
    team = dataclasses.replace(DEMO, agreements=own)
    assert read_back(team, tmp_path / "team") == team


def test_the_network_is_named_from_the_folder(tmp_path: Path) -> None:
    """By its path, so that the folder and the network may move together."""
    network = tmp_path / "roads" / "town.osm.pbf"
    network.parent.mkdir()
    network.touch()
    write_team(dataclasses.replace(DEMO, network=str(network)), tmp_path / "teams" / "one")
    assert read_team(tmp_path / "teams" / "one").network == "../../roads/town.osm.pbf"


def test_a_network_that_is_a_place_keeps_its_name(tmp_path: Path) -> None:
    """It is no path."""
    write_team(dataclasses.replace(DEMO, network="Kampen, Netherlands"), tmp_path)
    assert read_team(tmp_path).network == "Kampen, Netherlands"


def test_an_earlier_team_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither its history nor its pins; other files stay."""
    write_team(DEMO, tmp_path)
    (tmp_path / "pins.csv").write_text("visit_id,date\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_team(dataclasses.replace(DEMO, history=()), tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "team.toml", "carers.csv", "shifts.csv", "clients.csv", "visits.csv", "notes.txt",
    }  # fmt: skip


def test_a_folder_that_cannot_be_written_stays_as_it_is(tmp_path: Path) -> None:
    """A file that is protected keeps all others from being written."""
    (tmp_path / "visits.csv").mkdir()
    with pytest.raises(RoundsError, match="team-not-written"):
        write_team(DEMO, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"visits.csv"}

"""The roads of a team, opened from the network that it brought and kept open for the next job."""

import os
import tempfile
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from api.storage.database import Database
from api.storage.networks import find_network
from api.storage.tables import NetworkRow
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.geo.source import SOURCE_SUFFIXES
from scheduler.planning.roads import Roads, estimated_roads, open_roads

MOST_OPENED = 4
"""Roads kept open; those of a town are some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class RoadsWanted:
    """Which roads a job needs.

    Attributes:
        revision: of the team, whose places lie on them.
        estimated: whether travel is a great-circle estimate.
        besides, clients: as in `scheduler.planning.roads.open_roads`.
    """

    team: Team
    revision: int
    horizon: Horizon
    estimated: bool = False
    besides: frozenset[Mode] = frozenset()
    clients: Collection[str] = ()


class OpenedRoads:
    """Opens roads, and keeps those used last."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._opened: OrderedDict[tuple[object, ...], Roads] = OrderedDict()

    def of(self, wanted: RoadsWanted) -> Roads:
        """The roads of a team.

        Raises:
            RoundsError: `network-not-named`, `network-not-stored`; the network cannot be used, or
                places lie off its roads.
        """
        team, clients = wanted.team, tuple(sorted(set(wanted.clients)))
        if wanted.estimated:
            return estimated_roads(team, wanted.horizon, wanted.besides, clients)
        name, sha256 = self._named(team)
        key = (team.team_id, wanted.revision, sha256, wanted.horizon, wanted.besides, clients)
        if key not in self._opened:
            self._opened[key] = open_roads(
                team,
                wanted.horizon,
                self.file(team.team_id, name),
                cache=self._settings.cache,
                besides=wanted.besides,
                clients=clients,
            )
        self._opened.move_to_end(key)
        while len(self._opened) > MOST_OPENED:
            self._opened.popitem(last=False)
        return self._opened[key]

    def file(self, team_id: str, name: str) -> Path:
        """A stored network on disk, where it is written once.

        Raises:
            RoundsError: `network-not-stored`.
        """
        row = self._row(team_id, name, content=False)
        path = self._path(row)
        if not path.exists():
            row = self._row(team_id, name, content=True)
            path = self._path(row)  # it may have been replaced in the meantime
            _write(path, row.content)
        return path

    def _row(self, team_id: str, name: str, *, content: bool) -> NetworkRow:
        with self._database.read() as session:
            row = find_network(session, team_id, name, content=content)
        if row is None:
            text = f"Team {team_id} has not stored the network that is named."
            raise RoundsError("network-not-stored", text)
        return row

    def _path(self, row: NetworkRow) -> Path:
        suffix = next(each for each in SOURCE_SUFFIXES if row.name.endswith(each))
        return self._settings.cache / "networks" / f"{row.sha256}{suffix}"

    def _named(self, team: Team) -> tuple[str, str]:
        """Name and checksum of the network that a team's document names."""
        if not team.network:
            text = f"Team {team.team_id} names no road network."
            raise RoundsError("network-not-named", text)
        row = self._row(team.team_id, team.network, content=False)
        return row.name, row.sha256


def _write(path: Path, content: bytes) -> None:
    """Write a file that others may be about to write too: whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(written).replace(path)

"""Plans as they stand, for those who read them: many do, and what they read seldom changes.

What stands of a plan is looked up for every read. The text of a version or a draft changes only
when a client is taken out of it, which the row of the plan counts, so that texts can be kept: no
service shows an old one, whichever process published or erased.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.storage.plans import Standing, plan_text, standing_in

MOST_BYTES = 32_000_000
"""Of all texts that are kept: some three hundred plans of a day."""


class Shown(NamedTuple):
    """What stands of a plan, and its text."""

    standing: Standing
    body: bytes


class _Kept(NamedTuple):
    standing: Standing
    erasures: int
    body: bytes


class ShownPlans:
    """Keeps the texts of plans that were read last, one of each plan.

    Args:
        most_bytes: of all of them.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __len__(self) -> int:
        """Of how many plans a text is kept."""
        return len(self._kept)

    def shown(self, session: Session, team_id: str, plan_id: str) -> Shown:
        """A plan as it stands.

        Raises:
            RoundsError: `not-there`.
        """
        standing, erasures = standing_in(session, team_id, plan_id)
        kept = self._met(team_id, plan_id)
        if kept is not None and (kept.standing, kept.erasures) == (standing, erasures):
            return Shown(standing, kept.body)
        body = plan_text(session, team_id, standing).encode()
        self._keep((team_id, plan_id), _Kept(standing, erasures, body))
        return Shown(standing, body)

    def forget(self, team_id: str) -> None:
        """Keep nothing of a team: something was erased."""
        with self._lock:
            for key in [each for each in self._kept if each[0] == team_id]:
                self._bytes -= len(self._kept.pop(key).body)

    def _met(self, team_id: str, plan_id: str) -> _Kept | None:
        with self._lock:
            kept = self._kept.get((team_id, plan_id))
            if kept is not None:
                self._kept.move_to_end((team_id, plan_id))
            return kept

    def _keep(self, key: tuple[str, str], new: _Kept) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += len(new.body) - (0 if before is None else len(before.body))
            self._kept[key] = new
            while self._bytes > self._most_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.body)


@dataclass(frozen=True, slots=True)
class PlanLook:
    """A look at a plan as it stands; equal to that of everybody else in the team."""

    team_id: str
    plan_id: str
    plans: ShownPlans = field(compare=False)

    def __call__(self, session: Session) -> Shown:
        """What is found.

        Raises:
            RoundsError: `not-there`.
        """
        return self.plans.shown(session, self.team_id, self.plan_id)

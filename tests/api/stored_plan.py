"""A published plan, stored without a search: one draft, one version, and its files."""

import zlib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from publications import published

from api.service import Service
from api.storage.tables import DraftRow, PlanFileRow, PlanRow, VersionRow

PLAN_ID = "a1b2c3d4e5f6"
NUMBER = 1


@cache
def files() -> dict[str, bytes]:
    """What the folder of such a plan holds on the command line."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        published(folder)
        kept = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def store_plan(service: Service, team_id: str) -> None:
    """Store it for a team, once."""
    texts = files()
    made = {"team_id": team_id, "made_at": datetime.now(UTC), "made_by": "test"}
    numbered = {**made, "plan_id": PLAN_ID, "number": NUMBER, "team_revision": 1}
    shown = {"plan_id": PLAN_ID, "team_id": team_id, "shows": f"version-{NUMBER}"}
    with service.database.write() as session:
        session.add(
            PlanRow(
                plan_id=PLAN_ID,
                first_date=date(2026, 11, 23),
                days=1,
                estimated=True,
                drafts=NUMBER,
                versions=NUMBER,
                **made,
            )
        )
        session.flush()
        session.add(DraftRow(document=texts["plan.json"].decode(), **numbered))
        session.add(VersionRow(document=texts["versions/0001.json"].decode(), **numbered))
        session.add_all(
            PlanFileRow(name=name, content=zlib.compress(content), **shown)
            for name, content in texts.items()
            if "/" not in name
        )

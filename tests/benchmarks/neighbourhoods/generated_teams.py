"""Teams that the tests of this folder share, each generated once."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.neighbourhoods.generator import FIRST_DATE, generate
from benchmarks.neighbourhoods.neighbourhood import Neighbourhood, read_neighbourhood
from benchmarks.neighbourhoods.place import Place
from benchmarks.neighbourhoods.profile import Profile, load_profile
from scheduler.domain.horizon import Horizon, visits_in
from scheduler.domain.team import Team
from scheduler.domain.visit import Visit, VisitAgreement

DATA = Path(__file__).resolve().parents[3] / "data"
WEEK = Horizon(FIRST_DATE, 7)

MANY_CLIENTS, MANY_CARERS = 450, 120
CENTRE = Place(
    "Gothenburg, centre",
    "gothenburg/gothenburg.osm.pbf",
    (11.945, 57.688, 11.970, 57.702),
    "Europe/Stockholm",
)


@cache
def centre() -> Neighbourhood:
    """A dense square mile of the embedded extract, read once."""
    with TemporaryDirectory() as cache_folder:
        return read_neighbourhood(CENTRE, DATA, Path(cache_folder))


def profile() -> Profile:
    """The profile of most tests."""
    return load_profile("urbanisation-2")


@cache
def usual_team(seed: int = 1) -> Team:
    """A team of the usual size."""
    return generate(centre(), profile(), seed)


@cache
def many() -> Team:
    """A team as large as no other, so that what is drawn shows how it is distributed."""
    without_past = profile().with_("clients.history_weeks", 0)
    return generate(centre(), without_past, 1, carers=MANY_CARERS, clients=MANY_CLIENTS)


@cache
def visits_of_many() -> tuple[Visit, ...]:
    """The visits of a week of the largest team."""
    return visits_in(many(), WEEK)


def agreements_by_client(team: Team) -> dict[str, list[VisitAgreement]]:
    """What each client agreed."""
    by_client: dict[str, list[VisitAgreement]] = {}
    for agreement in team.visits:
        by_client.setdefault(agreement.client_id, []).append(agreement)
    return by_client

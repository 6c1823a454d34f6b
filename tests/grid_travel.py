"""Travel times on the street grid of drafts.py, for plans that are read without their legs."""

import numpy as np
from drafts import leg

from scheduler.domain.horizon import Horizon, locations_in
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel


def grid_travel(team: Team, horizon: Horizon) -> Travel:
    """Between every place of the horizon, for every mode of the team's carers."""
    places = locations_in(team, horizon)
    legs = {
        mode: [[leg(mode, origin, destination) for destination in places] for origin in places]
        for mode in {carer.mode for carer in team.carers}
    }
    return Travel(
        places,
        {m: np.array([[e.seconds for e in row] for row in t], np.int32) for m, t in legs.items()},
        {m: np.array([[e.metres for e in row] for row in t], np.int32) for m, t in legs.items()},
    )

"""Travel times by mode, looked up by place."""

import numpy as np

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.travel import Travel


def test_a_leg_is_read_from_its_row_to_its_column():
    """Out and back may differ."""
    here, there = Location(52.0, 5.0), Location(52.1, 5.1)
    seconds = np.array([[0, 100], [140, 0]], dtype=np.int32)
    metres = np.array([[0, 500], [600, 0]], dtype=np.int32)
    travel = Travel((here, there), {Mode.BIKE: seconds}, {Mode.BIKE: metres})
    assert travel.leg(Mode.BIKE, here, there) == (100, 500)
    assert travel.leg(Mode.BIKE, there, here) == (140, 600)
    assert travel.leg(Mode.BIKE, here, here) == (0, 0)

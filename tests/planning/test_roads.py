"""Which places travel is worked out between."""

from publications import HOMES, HORIZON, team

from scheduler.domain.carer import Mode
from scheduler.planning.roads import estimated_roads, places


def test_a_client_without_a_visit_is_a_place_only_when_asked_for() -> None:
    """k8 has none on the Monday; a new visit may be there all the same."""
    assert HOMES[7] not in places(team(), HORIZON)
    assert places(team(), HORIZON, ["k8"])[HOMES[7]] == ["client k8"]


def test_a_client_who_is_asked_for_and_visited_is_named_once() -> None:
    """An error about the place says one thing once."""
    assert places(team(), HORIZON, ["k1"])[HOMES[0]] == ["client k1"]


def test_estimates_know_the_way_to_clients_who_are_asked_for() -> None:
    """There and back."""
    travel = estimated_roads(team(), HORIZON, clients=["k8"]).travel
    there, _ = travel.leg(Mode.BIKE, HOMES[0], HOMES[7])
    back, _ = travel.leg(Mode.BIKE, HOMES[7], HOMES[0])
    assert there > 0
    assert back > 0

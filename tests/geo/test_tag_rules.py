"""Which way may be used by which mode, in which direction, and how fast."""

import pytest

from scheduler.domain.carer import Mode
from scheduler.geo.speeds import (
    PUSHING_KPH,
    RAMP_KPH,
    RIDING_KPH,
    WALKING_KPH,
    driving_kph,
    duration_seconds,
    limit_of,
    riding_kph,
    speed_limit_kph,
    walking_kph,
)
from scheduler.geo.tag_rules import RoadKind, is_blocked, passage, waiting_seconds


def tags_of(text: str) -> dict[str, str]:
    """Tags from `highway=residential oneway=yes`."""
    return dict(pair.split("=", 1) for pair in text.split())


def directions(text: str, mode: Mode) -> str:
    """`both`, `forward`, `backward` or `none`."""
    how = passage(tags_of(text), mode)
    if how is None:
        return "none"
    if how.forward_kph and how.backward_kph:
        return "both"
    return "forward" if how.forward_kph else "backward"


@pytest.mark.parametrize(
    ("tags", "walk", "bike", "car"),
    [
        ("highway=residential", "both", "both", "both"),
        ("highway=residential oneway=yes", "both", "forward", "forward"),
        ("highway=residential oneway=-1", "both", "backward", "backward"),
        ("highway=residential oneway=no", "both", "both", "both"),
        ("highway=residential oneway=reversible", "both", "none", "none"),
        ("highway=residential oneway=yes oneway:bicycle=no", "both", "both", "forward"),
        ("highway=residential oneway=yes oneway:bicycle=yes", "both", "forward", "forward"),
        ("highway=residential oneway=no oneway:bicycle=-1", "both", "backward", "both"),
        ("highway=residential oneway=yes cycleway=opposite", "both", "both", "forward"),
        ("highway=residential oneway=yes cycleway=opposite_lane", "both", "both", "forward"),
        ("highway=residential oneway=yes cycleway:left=opposite_track", "both", "both", "forward"),
        ("highway=tertiary oneway=yes cycleway:left:oneway=-1", "both", "both", "forward"),
        ("highway=tertiary oneway=yes cycleway:right:oneway=no", "both", "both", "forward"),
        ("highway=residential oneway=yes bicycle:backward=yes", "both", "both", "forward"),
        ("highway=residential oneway:foot=yes", "forward", "both", "both"),
        ("highway=tertiary junction=roundabout", "both", "forward", "forward"),
        ("highway=tertiary junction=circular", "both", "forward", "forward"),
        ("highway=tertiary junction=roundabout oneway=no", "both", "both", "both"),
        ("highway=motorway", "none", "none", "forward"),
        ("highway=motorway_link", "none", "none", "forward"),
        ("highway=trunk", "none", "none", "both"),
        ("highway=trunk sidewalk=right", "both", "none", "both"),
        ("highway=trunk sidewalk=no cycleway=track", "none", "both", "both"),
        ("highway=trunk bicycle=yes foot=yes", "both", "both", "both"),
        ("highway=primary motorroad=yes", "none", "none", "both"),
        ("highway=primary motorroad=yes bicycle=designated", "none", "both", "both"),
        ("highway=secondary bicycle=use_sidepath", "both", "none", "both"),
        ("highway=residential access=private", "none", "none", "none"),
        ("highway=residential access=no bicycle=yes", "none", "both", "none"),
        ("highway=residential access=no foot=yes vehicle=no", "both", "none", "none"),
        ("highway=residential vehicle=no", "both", "none", "none"),
        ("highway=residential motor_vehicle=no", "both", "both", "none"),
        ("highway=residential motor_vehicle=no motorcar=yes", "both", "both", "both"),
        ("highway=residential vehicle=no bicycle=yes", "both", "both", "none"),
        ("highway=residential access=destination", "both", "both", "both"),
        ("highway=service access=customers", "both", "both", "both"),
        ("highway=service access=permissive", "both", "both", "both"),
        ("highway=service area=yes", "both", "both", "none"),
        ("highway=cycleway", "both", "both", "none"),
        ("highway=cycleway oneway=yes", "both", "forward", "none"),
        ("highway=cycleway foot=no", "none", "both", "none"),
        ("highway=path", "both", "both", "none"),
        ("highway=path sac_scale=mountain_hiking", "both", "none", "none"),
        ("highway=path sac_scale=alpine_hiking", "none", "none", "none"),
        ("highway=path mtb:scale=2", "both", "none", "none"),
        ("highway=path mtb:scale=0+", "both", "both", "none"),
        ("highway=footway", "both", "both", "none"),
        ("highway=footway bicycle=no", "both", "none", "none"),
        ("highway=footway foot=private", "none", "none", "none"),
        ("highway=pedestrian motor_vehicle=destination", "both", "both", "both"),
        ("highway=bridleway", "both", "none", "none"),
        ("highway=bridleway bicycle=yes", "both", "both", "none"),
        ("highway=steps", "both", "none", "none"),
        ("highway=steps ramp:bicycle=yes", "both", "both", "none"),
        ("highway=track", "both", "both", "none"),
        ("highway=track tracktype=grade1", "both", "both", "both"),
        ("highway=track motor_vehicle=yes", "both", "both", "both"),
        ("highway=track access=agricultural", "none", "none", "none"),
        ("highway=track smoothness=impassable", "none", "none", "none"),
        ("highway=construction", "none", "none", "none"),
        ("highway=raceway", "none", "none", "none"),
        ("building=yes", "none", "none", "none"),
        ("route=ferry", "both", "both", "none"),
        ("route=ferry motor_vehicle=yes", "both", "both", "both"),
        ("route=ferry oneway=yes", "forward", "forward", "none"),
        ("route=ferry oneway=reversible", "none", "none", "none"),
        ("route=ferry bicycle=no", "both", "none", "none"),
    ],
)
def test_who_may_go_where(tags: str, walk: str, bike: str, car: str) -> None:
    """Every way is open to exactly the modes and directions that its tags allow."""
    found = {mode: directions(tags, mode) for mode in Mode}
    assert found == {Mode.WALK: walk, Mode.BIKE: bike, Mode.EBIKE: bike, Mode.CAR: car}


@pytest.mark.parametrize(
    ("tags", "kph"),
    [
        ("highway=cycleway", RIDING_KPH[Mode.BIKE]),
        ("highway=footway", PUSHING_KPH),
        ("highway=pedestrian", PUSHING_KPH),
        ("highway=cycleway bicycle=dismount", PUSHING_KPH),
        ("highway=steps ramp=yes", RAMP_KPH),
        ("highway=footway bicycle=yes", RIDING_KPH[Mode.BIKE] * 0.75),
        ("highway=cycleway surface=sand", RIDING_KPH[Mode.BIKE] * 0.3),
        ("highway=track tracktype=grade3", RIDING_KPH[Mode.BIKE] * 0.7),
        ("highway=living_street maxspeed=walk", 6.0),
    ],
)
def test_bicycles_are_ridden_or_pushed(tags: str, kph: float) -> None:
    """On foot where riding is not allowed, slower where the surface is poor."""
    how = passage(tags_of(tags), Mode.BIKE)
    assert how is not None
    assert how.forward_kph == pytest.approx(kph)


def test_pushing_ignores_the_direction_of_a_street() -> None:
    """A pushed bicycle goes both ways, as its owner on foot does."""
    assert directions("highway=footway oneway=yes", Mode.BIKE) == "both"


def test_pushing_needs_a_way_open_to_walkers() -> None:
    """Where nobody may walk, nobody may push a bicycle."""
    assert directions("highway=cycleway bicycle=dismount foot=no", Mode.BIKE) == "none"
    assert directions("highway=steps ramp=yes foot=no", Mode.BIKE) == "none"


def test_electric_bicycles_are_faster() -> None:
    """The same street takes an electric bicycle less time."""
    tags = {"highway": "cycleway"}
    assert riding_kph(tags, "forward", Mode.EBIKE) > riding_kph(tags, "forward", Mode.BIKE)


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48.28032),
        ("10 knots", 18.52),
        ("none", 130),
        ("walk", 6),
        ("NL:urban", 50),
        ("NL:rural", 80),
        ("SE:rural", 70),
        ("NL:motorway", 100),
        ("GB:nsl_single", 96.56064),
        ("GB:nsl_dual", 112.65408),
        ("GB:zone20", 32.18688),
        ("NL:zone30", 30),
        ("DE:zone:30", 30),
        ("80;50", 50),
        ("80|fast", 80),
        ("signals", None),
        ("XX:whatever", None),
        ("0", None),
        ("", None),
    ],
)
def test_speed_limits(text: str, kph: float | None) -> None:
    """Limits in km/h, mph, words and by country; nonsense is no limit."""
    assert speed_limit_kph(text) == (None if kph is None else pytest.approx(kph))


def test_limit_of_a_direction_comes_first() -> None:
    """The limit of the direction beats the general one, and that the type of the limit."""
    tags = {"maxspeed:forward": "30", "maxspeed": "50", "maxspeed:type": "NL:rural"}
    assert limit_of(tags, "forward") == 30
    assert limit_of(tags, "backward") == 50
    assert limit_of({"maxspeed": "signals", "maxspeed:type": "NL:rural"}, "forward") == 80


@pytest.mark.parametrize(
    ("tags", "kph"),
    [
        ("highway=tertiary maxspeed=50", 30.0),
        ("highway=secondary maxspeed=80", 68.0),
        ("highway=motorway maxspeed=none", 110.0),
        ("highway=residential", 18.0),
        ("highway=residential maxspeed=50", 25.0),
        ("highway=tertiary maxspeed=50 surface=gravel", 25.0),
    ],
)
def test_cars_are_slower_than_the_limit(tags: str, kph: float) -> None:
    """Town limits count 60 %, country limits 85 %, never above the ceilings."""
    assert driving_kph(tags_of(tags), "forward") == pytest.approx(kph)


def test_walking_slows_on_steps_sand_and_mountains() -> None:
    """Walking pace by kind of path."""
    assert walking_kph({"highway": "footway"}) == WALKING_KPH
    assert walking_kph({"highway": "steps"}) < WALKING_KPH
    assert walking_kph({"highway": "path", "surface": "sand"}) == WALKING_KPH * 0.7
    assert walking_kph({"highway": "path", "sac_scale": "hiking"}) == WALKING_KPH * 0.8


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20", 1200),
        ("20 min", 1200),
        ("00:20", 1200),
        ("01:00:30", 3630),
        ("PT1H5M", 3900),
        ("PT45S", 45),
        ("soon", None),
        ("", None),
        ("0", None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    """The spellings of a duration that occur in OpenStreetMap."""
    assert duration_seconds(text) == seconds


@pytest.mark.parametrize(
    ("tags", "seconds"),
    [
        ("route=ferry", None),
        ("route=ferry duration=00:10", 900),
        ("route=ferry duration=10 interval=00:20", 1200),
    ],
)
def test_ferries_take_their_duration_and_a_wait(tags: str, seconds: float | None) -> None:
    """Half the interval is waited for, five minutes where no interval is known."""
    how = passage(tags_of(tags), Mode.BIKE)
    assert how is not None
    assert how.kind is RoadKind.FERRY
    assert how.seconds == seconds


@pytest.mark.parametrize(
    ("tags", "blocked"),
    [
        ("barrier=bollard", {Mode.CAR}),
        ("barrier=cycle_barrier", {Mode.CAR}),
        ("barrier=bollard motor_vehicle=yes", set()),
        ("barrier=bollard access=no bicycle=yes foot=yes", {Mode.CAR}),
        ("barrier=bollard access=yes", {Mode.CAR}),
        ("barrier=gate", set()),
        ("barrier=gate access=private", set(Mode)),
        ("barrier=gate access=no foot=yes", set(Mode) - {Mode.WALK}),
        ("barrier=gate locked=yes", set(Mode)),
        ("barrier=gate bicycle=dismount", set()),
        ("barrier=stile", set(Mode) - {Mode.WALK}),
        ("barrier=wall", set(Mode)),
        ("barrier=cattle_grid", set()),
        ("highway=crossing access=no", set()),
    ],
)
def test_barriers(tags: str, blocked: set[Mode]) -> None:
    """A bollard lets bicycles through, a private gate nobody; access tags have the last word."""
    assert {mode for mode in Mode if is_blocked(tags_of(tags), mode)} == blocked


def test_traffic_lights_take_time() -> None:
    """Only traffic lights are waited at."""
    assert waiting_seconds({"highway": "traffic_signals"}, Mode.BIKE) > 0
    assert waiting_seconds({"highway": "crossing"}, Mode.BIKE) == 0


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("highway=motorway", RoadKind.MOTORWAY),
        ("highway=primary motorroad=yes", RoadKind.MOTORWAY),
        ("highway=secondary", RoadKind.MAIN),
        ("highway=residential", RoadKind.MINOR),
        ("highway=track motor_vehicle=yes", RoadKind.PATH),
    ],
)
def test_kinds_of_roads(tags: str, kind: RoadKind) -> None:
    """The class a map draws a road in."""
    how = passage(tags_of(tags), Mode.CAR)
    assert how is not None
    assert how.kind is kind

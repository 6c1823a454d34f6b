"""Profiles: every number has its grounds, and all of them can be set."""

import re
from pathlib import Path

import pytest

from benchmarks.neighbourhoods.needs import expected
from benchmarks.neighbourhoods.profile import READY, Figure, Profile, load_profile
from scheduler.errors import InputError, RoundsError

each_profile = pytest.mark.parametrize("name", ["base", *READY])


def written(folder: Path, text: str) -> Path:
    """A profile file of this text."""
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(profile: Path) -> dict[str, str]:
    """What is wrong with a profile, by figure."""
    with pytest.raises(InputError) as error:
        load_profile(profile)
    assert {finding.code for finding in error.value.findings} == {"profile-refused"}
    return {finding.column: finding.message for finding in error.value.findings}


@each_profile
def test_every_number_has_a_source_or_is_an_assumption(name: str) -> None:
    """Just one of them, and neither in a word."""
    for figure in load_profile(name).figures.values():
        assert bool(figure.source) != bool(figure.assumption)
        assert len(figure.grounds) > 10


@each_profile
def test_a_profile_holds_no_number_without_grounds(name: str) -> None:
    """What is no figure is a text, a list of texts, a yes or no, or what a call is by nature."""
    by_nature = {"carers", "load", "priority"}
    for key, fact in load_profile(name).facts.items():
        parts = fact if isinstance(fact, list) else [fact]
        plain = all(isinstance(part, str | bool) for part in parts)
        assert plain or key.rsplit(".", maxsplit=1)[-1] in by_nature, key


def test_ready_profiles_differ_in_what_depends_on_the_place() -> None:
    """From city to country: fewer bicycles, more cars, homes further away, more old people."""
    profiles = [load_profile(name) for name in READY]
    for name in ("modes.car", "carers.home_metres", "clients.per_1000_inhabitants"):
        values = [profile.number(name) for profile in profiles]
        assert values == sorted(values)
        assert len(set(values)) == len(values)
    same = expected(load_profile("base"))
    assert all(expected(profile) == same for profile in profiles)


def test_a_figure_can_be_set_and_is_an_assumption_then() -> None:
    """The profile itself stays as it was."""
    before = load_profile("urbanisation-3")
    after = before.with_("modes.car", 1.0)
    assert after.number("modes.car") == 1.0
    assert after.figures["modes.car"].assumption
    assert before.number("modes.car") == 0.2
    assert {name for name in before.figures if before.figures[name] != after.figures[name]} == {
        "modes.car"
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("modes.horse", 1.0),
        ("modes.car", [0.5, 0.5]),
        ("modes.car", -1.0),
        ("clients.circle", [4.0]),
        ("clients.wish_share", 1.5),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, value: float | list[float]) -> None:
    """An unknown name, another form, a number below 0, too few numbers, a share above 1."""
    with pytest.raises(InputError) as error:
        load_profile("base").with_(name, value)
    assert [finding.column for finding in error.value.findings] == [name]


def test_a_profile_of_ones_own_says_only_what_differs(tmp_path: Path) -> None:
    """All else is that of the profile it starts from."""
    text = 'extends = "urbanisation-5"\n[modes]\ncar = { value = 0.9, source = "Our team 2026" }\n'
    mine = load_profile(written(tmp_path, text))
    assert mine.name == "mine"
    assert mine.figures["modes.car"] == Figure(0.9, source="Our team 2026")
    assert mine.number("carers.home_metres") == 8000


def test_a_profile_may_start_from_one_beside_it(tmp_path: Path) -> None:
    """Named by its file."""
    first = 'extends = "base"\n[modes]\ncar = { value = 0.9, assumption = "of this test" }\n'
    (tmp_path / "first.toml").write_text(first, encoding="utf-8")
    second = load_profile(written(tmp_path, 'extends = "first.toml"\n'))
    assert second.number("modes.car") == 0.9


def test_all_that_is_wrong_with_a_profile_is_told_at_once(tmp_path: Path) -> None:
    """No grounds, both grounds, no number, an unknown figure with the one that was meant."""
    text = """extends = "base"
[modes]
walk = { value = 0.1 }
bike = { value = 0.1, source = "a book", assumption = "a guess" }
ebike = { value = "many", assumption = "a guess" }
carr = { value = 0.1, assumption = "a guess" }
"""
    found = refused(written(tmp_path, text))
    assert found.keys() == {"modes.walk", "modes.bike", "modes.ebike", "modes.carr"}
    assert "modes.car" in found["modes.carr"].replace("modes.carr", "")


def test_a_profile_that_is_not_there_is_refused() -> None:
    """With a code of its own."""
    with pytest.raises(RoundsError, match="profile-unread"):
        load_profile("urbanisation-6")


def test_every_figure_is_listed_with_its_grounds() -> None:
    """As people are shown them."""
    profile = load_profile("urbanisation-1")
    rows = {name: (value, grounds) for name, value, grounds in profile.listed()}
    assert rows.keys() == profile.figures.keys()
    assert rows["team.most_carers"][0] == "12"
    assert rows["clients.circle"][0] == "4, 6"
    assert rows["clients.circle"][1].startswith("assumption: ")


def hours(profile: Profile) -> float:
    """Hours of care a client and week."""
    return expected(profile).hours_per_client


def test_care_comes_to_what_statistics_say() -> None:
    """Between the 3.2 hours a week that Denmark grants and the 3.9 of Norway's 80 to 89 years."""
    assert 3.2 <= hours(load_profile("base")) <= 3.9


def test_minutes_stretch_by_their_factor() -> None:
    """Twice as long visits are twice as much care."""
    base = load_profile("base")
    assert hours(base.with_("visits.factor", 2.0)) == pytest.approx(2 * hours(base), rel=0.03)


def test_the_profile_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    """As the page shows it."""
    page = Path(__file__).resolve().parents[3] / "docs" / "generated-teams.md"
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    profile = load_profile(written(tmp_path, example))
    assert profile.number("packages.hoist.weight") == 0.06

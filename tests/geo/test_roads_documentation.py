"""What docs/roads.md shows is what the code does."""

import re

import pytest
from streets import ROOT

from scheduler.domain.carer import Mode
from scheduler.geo.speeds import PUSHING_KPH, RAMP_KPH, RIDING_KPH, STEPS_KPH, WALKING_KPH
from scheduler.geo.travel import DETOUR_FACTOR, ESTIMATE_KPH

TEXT = (ROOT / "docs" / "roads.md").read_text(encoding="utf-8")


def test_the_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of the page works as it stands, from the root of the project."""
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, "docs/roads.md", "exec"), names)  # noqa: S102 (our own example)
    assert names["metres"] > 1000


@pytest.mark.parametrize(
    ("what", "kph"),
    [
        ("walking", WALKING_KPH),
        ("steps", STEPS_KPH),
        ("bicycle, ridden", RIDING_KPH[Mode.BIKE]),
        ("electric bicycle", RIDING_KPH[Mode.EBIKE]),
        ("bicycle, pushed", PUSHING_KPH),
        ("bicycle on a ramp of steps", RAMP_KPH),
    ],
)
def test_the_page_gives_the_speeds_in_use(what: str, kph: float) -> None:
    """The table of speeds and the code agree."""
    assert f"| {what} | {kph:g} |" in TEXT


def test_the_page_gives_the_estimates_in_use() -> None:
    """Detour factors and speeds of estimates as the page has them."""
    factors = [DETOUR_FACTOR[mode] for mode in Mode]
    assert factors == [1.3, 1.4, 1.4, 1.5]
    assert [ESTIMATE_KPH[mode] for mode in Mode] == [5, 15, 18, 30]
    flat = " ".join(TEXT.split())
    assert "times 1.3 (walk), 1.4 (bike, ebike) or 1.5 (car), at 5, 15, 18 and 30 km/h" in flat

"""The report of a study: the differences it tells, and a page that needs nothing else."""

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_rows import REFERENCE, made_rows, made_study

from benchmarks.neighbourhoods.report.answers import answers, in_short, prices, side_by_side
from benchmarks.neighbourhoods.report.curves import Findings
from benchmarks.neighbourhoods.report.drawing import curve, looks
from benchmarks.neighbourhoods.report.measure import BY_NAME, MEASURES, by_team
from benchmarks.neighbourhoods.report.outliers import outliers
from benchmarks.neighbourhoods.report.page import FIGURES, REPORT, drawn_report
from benchmarks.neighbourhoods.study.intervals import Interval
from benchmarks.neighbourhoods.study.row import Row, read_row, write_row
from benchmarks.neighbourhoods.study.study import Question, Setting
from benchmarks.neighbourhoods.study.table import RESULTS_CSV, RESULTS_PARQUET, write_results
from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError

ROAD = BY_NAME["road_minutes_per_visit"]
MODES = Question((("mode", (None, Mode.BIKE)),))
CONTINUITY = Question((("continuity", (0, 1500)),))
WOBBLE = (0.0, 0.3, -0.2, 0.1)
"""What tells the teams of a place from each other."""


def apart(place: str, setting: Setting, seed: int) -> dict[str, object]:
    """Three minutes more on the land, and half a minute more by bike, whatever the team."""
    base = 5.0 if place == "Town" else 8.0
    bike = 0.5 if setting.mode is Mode.BIKE else 0.0
    return {"road_minutes_per_visit": base + WOBBLE[seed] + bike}


def found(*questions: Question, figures=apart) -> Findings:
    """The findings of a study that was made up."""
    study = made_study(*questions)
    return Findings(study, tuple(made_rows(study, figures)))


def test_places_are_told_apart_where_they_are() -> None:
    """Three minutes on the road, and nothing else, since nothing else differs."""
    (sentence,) = in_short(found())
    surely, hardly = sentence.split("Not told apart")
    assert "on the road for a visit +3.0 min" in surely
    assert "familiar" not in surely
    assert "visits by a familiar carer" in hardly


def test_the_same_team_is_compared_with_itself() -> None:
    """Half a minute by bike is certain, though teams differ by as much."""
    (curves,) = found(MODES).curves()
    town = curves.series[0]
    difference = curves.difference(town, town.points[1], ROAD)
    assert difference is not None
    assert difference.mean == pytest.approx(0.5)
    assert difference.low == pytest.approx(0.5)
    assert any("bike instead of as they are: on the road" in each for each in answers(curves))


def test_dates_are_no_teams() -> None:
    """Planned on twice as many dates, four teams are four values still."""
    (row, *_) = rows = [row for row in made_rows(made_study(), apart) if row.place == "Town"]
    again = [
        replace(
            each,
            date="2026-11-24",
            measures=replace(each.measures, road_minutes_per_visit=100 + each.seed),
        )
        for each in rows
    ]
    values = by_team([*rows, *again], ROAD)
    assert len(values) == 4
    first = row.measures.road_minutes_per_visit
    assert first is not None
    assert values[0] == pytest.approx((first + 100) / 2)


def test_a_familiar_face_has_its_price() -> None:
    """Two minutes for each further visit by a familiar carer, reckoned team by team."""

    def figures(place: str, setting: Setting, seed: int) -> dict[str, object]:
        del place
        more = (seed + 3) if setting.continuity else 0
        return {
            "places_filled": 100,
            "familiar_share": 0.5 + more / 100,
            "road_minutes": 300.0 + 2 * more,
        }

    (curves,) = found(CONTINUITY, figures=figures).curves()
    price = prices(curves)[0]
    assert price.visits is not None
    assert price.visits.mean == pytest.approx(4.5)
    assert price.price is not None
    assert price.price.mean == pytest.approx(2)
    assert price.price.low == pytest.approx(2)


def test_no_price_is_told_where_no_more_faces_are_familiar() -> None:
    """Minutes divided by nothing are no price."""

    def figures(place: str, setting: Setting, seed: int) -> dict[str, object]:
        del place, setting
        return {"road_minutes": 300.0 + seed}

    (curves,) = found(CONTINUITY, figures=figures).curves()
    assert prices(curves)[0].price is None


def test_a_plan_unlike_the_others_is_found_and_linked() -> None:
    """One team of twelve with an hour on the road for a visit."""

    def figures(place: str, setting: Setting, seed: int) -> dict[str, object]:
        usual = apart(place, setting, seed)
        return {"road_minutes_per_visit": 60.0} if (place, seed) == ("Land", 2) else usual

    (outlier,) = outliers(found(figures=figures))
    assert (outlier.row.place, outlier.row.seed, outlier.value) == ("Land", 2, 60.0)
    assert outlier.link == f"plans/{outlier.row.key}/rounds.html"
    assert not outliers(found())


def test_every_point_of_a_curve_is_in_the_picture() -> None:
    """Marks and bars lie within the frame, whatever the figures."""
    (curves,) = found(MODES).curves()
    drawn = curve(curves, ROAD, looks([each.label for each in curves.series]))
    width, height = (
        float(each) for each in re.search(r'viewBox="0 0 (\S+) (\S+)"', drawn).groups()
    )
    marks = re.findall(r'<use xlink:href="#m\w+" x="([-\d.]+)" y="([-\d.]+)"', drawn)
    heights = {round(float(y)) for _, y in marks}
    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in marks)
    assert len(heights) > 6


def test_limits_stay_where_figures_can_be() -> None:
    """No share above 100, nothing below 0; differences may be negative."""
    share = BY_NAME["familiar_share"]
    wide = Interval(95.0, 80.0, 110.0, 3)
    assert share.range(wide) == "80.0 to 100.0"
    assert ROAD.range(Interval(1.0, -1.0, 3.0, 3)) == "0.0 to 3.0"
    assert ROAD.range(Interval(1.0, -1.0, 3.0, 3), signed=True) == "\N{MINUS SIGN}1.0 to +3.0"


def test_a_figure_that_no_plan_has_is_a_dash() -> None:
    """And no difference is told of it."""
    lines = side_by_side(found(figures=lambda *_: {"gap": None}), MEASURES)
    gap = next(line for line in lines if line.label.startswith("Gap"))
    assert {cell.figure for cell in gap.cells} == {"\N{EN DASH}"}


class Links(HTMLParser):
    """What a page refers to, and the ids it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag refers to."""
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"href", "src", "xlink:href"} and value:
                self.targets.append(value)
            if name == "id" and value and tag != "path":
                self.ids.append(value)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that was written."""
    folder = tmp_path_factory.mktemp("study")
    study = made_study(MODES, CONTINUITY)
    drawn_report(study, made_rows(study, apart)).write(folder)
    return folder


def test_the_page_asks_nothing_of_anybody(out: Path) -> None:
    """No script, and no reference but to itself, to tables inside it and to plans beside it."""
    links = Links((out / REPORT).read_text(encoding="utf-8"))
    assert "script" not in links.tags
    allowed = re.compile(
        r"#|data:text/csv;base64,|data:image/png;base64,|plans/[\w-]+/rounds.html$"
    )
    assert [each[:80] for each in links.targets if not allowed.match(each)] == []
    inside = {each[1:] for each in links.targets if each.startswith("#")}
    assert inside <= set(re.findall(r'id="([^"]+)"', (out / REPORT).read_text(encoding="utf-8")))


def test_every_plan_of_the_reference_can_be_opened(out: Path) -> None:
    """By its dot."""
    links = Links((out / REPORT).read_text(encoding="utf-8"))
    study = made_study(MODES, CONTINUITY)
    rows = [row for row in made_rows(study, apart) if row.setting["mode"] is None]
    wanted = {f"plans/{row.key}/rounds.html" for row in rows if row.setting["continuity"] == 1500}
    assert wanted <= set(links.targets)


def test_the_tables_of_the_page_are_the_files_beside_it(out: Path) -> None:
    """Every one of them, byte for byte."""
    text = (out / REPORT).read_text(encoding="utf-8")
    found = re.findall(r'download="([^"]+)" href="data:text/csv;base64,([^"]+)"', text)
    inside = {name: b64decode(content) for name, content in found}
    beside = {path.name: path.read_bytes() for path in (out / FIGURES).iterdir()}
    assert inside == beside
    assert {"side-by-side.csv", "01-mode.csv", "02-continuity-prices.csv"} <= beside.keys()


def test_a_place_may_be_called_anything() -> None:
    """What looks like a formula is a name, also in plots."""
    study, name = made_study(MODES), "Cost: $5 {a\\frac $"
    town, land = study.places
    study = replace(study, places=(replace(town, place=replace(town.place, name=name)), land))
    drawn = drawn_report(study, made_rows(study, apart))
    assert drawn.page.count(name) > 5


def test_a_report_without_plans_leads_to_none() -> None:
    """Nor does it speak of any that could be looked at."""
    study = made_study(MODES)
    rows = made_rows(study, apart)
    drawn = drawn_report(study, rows, with_plans=False)
    assert not any("plans/" in each for each in Links(drawn.page).targets)
    assert "leads to its plan" not in drawn.page
    assert any(each.startswith("Land less Town") for each in drawn.sentences)
    assert [each.name for each in drawn.tables] == ["side-by-side.csv", "01-mode.csv"]


def test_equal_rows_make_an_equal_page(out: Path, tmp_path: Path) -> None:
    """Plots too: they hold no date and no chance."""
    study = made_study(MODES, CONTINUITY)
    again = drawn_report(study, made_rows(study, apart)).write(tmp_path)
    assert again.read_bytes() == (out / REPORT).read_bytes()


def test_rows_are_kept_as_they_are(tmp_path: Path) -> None:
    """From file to row and back; what cannot be read is named."""
    row = made_rows(made_study(), apart)[0]
    write_row(tmp_path, row)
    again = read_row(tmp_path, row.key)
    assert Row(**vars(again)) == again
    assert again.figures() == row.figures()
    (tmp_path / "cells" / f"{row.key}.json").write_text("{}")
    with pytest.raises(RoundsError, match="study-row-unread"):
        read_row(tmp_path, row.key)


def test_both_tables_of_results_hold_the_same(tmp_path: Path) -> None:
    """A line for every cell, a column for every figure."""
    dense = Question((("figures.clients.per_1000_inhabitants", (7.4,)),))
    rows = made_rows(made_study(dense), apart)
    write_results(tmp_path, rows)
    table = pq.read_table(tmp_path / RESULTS_PARQUET)
    lines = (tmp_path / RESULTS_CSV).read_text(encoding="utf-8").splitlines()
    assert table.num_rows == len(lines) - 1 == len(rows)
    assert table.column_names == lines[0].split(",")
    assert table.column("road_minutes_per_visit").to_pylist() == [
        row.measures.road_minutes_per_visit for row in rows
    ]
    assert set(table.column("setting_figures").to_pylist()) == {
        "",
        "clients.per_1000_inhabitants = 7.4",
    }
    assert REFERENCE.carers == table.column("setting_carers").to_pylist()[0]

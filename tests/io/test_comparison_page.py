"""comparison.html as text: self-contained, safe, complete, and both plans on one time axis."""

import re

import compared_plans
import pytest
from plans import SCRIPT_NAME
from test_page import Reader

from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.page.comparison_page import comparison_html
from scheduler.io.page.comparison_shapes import ComparisonShaper
from scheduler.io.page.comparison_words import ENGLISH_COMPARISON
from scheduler.io.page.double_timeline import DoubleTimeline, double_timelines

REPORT = compared_plans.small_comparison()
PAGE = comparison_html(REPORT)
READ = Reader(PAGE)
TEXT = " ".join(" ".join(READ.text).split())
NUMBER = {key.visit_id: number for key, number in REPORT.comparison.number_of.items()}


def drawn(report: ComparisonReport) -> tuple[DoubleTimeline, ...]:
    """The drawings of a comparison."""
    return double_timelines(report, ComparisonShaper(report, ENGLISH_COMPARISON))


(TIMELINE,) = drawn(REPORT)
BLOCKS = [block for row in TIMELINE.rows for block in row.blocks]


def row_of(visit_id: str) -> str:
    """The line of a move in the lists."""
    found = re.search(rf'<tr id="move-{NUMBER[visit_id]}".*?</tr>', PAGE, re.DOTALL)
    assert found is not None
    return " ".join(Reader(found[0]).text)


@pytest.mark.parametrize(
    "report",
    [REPORT, compared_plans.unchanged(), compared_plans.nothing_left()],
    ids=["moves", "nothing", "nobody left"],
)
def test_the_page_is_well_formed(report) -> None:
    """Every tag is closed in its order, ids are there once, links lead to them."""
    read = Reader(comparison_html(report))
    assert read.open == []
    ids = [given["id"] for _, given in read.tags if "id" in given]
    assert len(ids) == len(set(ids))
    links = {given["href"] for tag, given in read.tags if tag == "a"}
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_nothing_is_fetched_and_only_our_own_script_runs() -> None:
    """The policy says so, no address is in the page, and no attribute holds a style."""
    (policy,) = [
        given["content"]
        for tag, given in READ.tags
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy
    for _, given in READ.tags:
        assert not {"src", "style", "onclick", "onload"} & given.keys()


def test_a_name_that_looks_like_a_script_is_shown_as_it_is() -> None:
    """It runs nowhere: carer c02 and client k02 bear it."""
    assert SCRIPT_NAME not in PAGE
    assert SCRIPT_NAME in "".join(READ.text)


def test_clients_to_call_come_first_with_all_that_is_told_them() -> None:
    """Name, address, old and new start, old and new carer, and how well they are known."""
    told = row_of("v04")
    for part in ("🌻 Bloem-de Wit", "k04", "Lindelaan 4", "Fatima Öz", "Anna Bakker"):
        assert part in told
    assert "primary carer" in told
    assert PAGE.index(f'id="move-{NUMBER["v04"]}"') < PAGE.index(f'id="move-{NUMBER["v05"]}"')
    assert "new face" in row_of("v14")
    assert "was left out" in row_of("v14")
    assert "now left out" in row_of("v08")
    assert "30 min later" in row_of("v10")


def test_every_move_has_one_line() -> None:
    """Either among the calls or among the others."""
    numbers = re.findall(r'<tr id="move-(\d+)"', PAGE)
    assert sorted(map(int, numbers)) == sorted(NUMBER.values())


def test_rules_say_in_words_which_way_they_went() -> None:
    """Not by colour alone: better and worse stand there."""
    assert "▼ better" in TEXT
    assert "▲ worse" not in TEXT
    back = comparison_html(ComparisonReport(REPORT.after, REPORT.before))
    assert "▲ worse" in back
    assert "Visits that may be made are made." not in TEXT  # one left out, one made: no difference


def test_hard_rules_that_only_one_plan_breaks_are_listed() -> None:
    """With the sentence of the rule."""
    page = comparison_html(compared_plans.nothing_left())
    assert "Hard rules that only the new plan breaks" in page
    assert "Every visit is in the plan once, or listed as left unassigned." in page


def test_the_same_plan_twice_says_so() -> None:
    """And shows no list of moves."""
    page = comparison_html(compared_plans.unchanged())
    assert ENGLISH_COMPARISON.nothing in page
    assert '<h2 id="calls">' not in page


class TestTimeline:
    """The drawing: a lane of the old plan above one of the new for every carer."""

    def test_every_visit_is_in_the_lanes_of_both_plans(self):
        """As many blocks as there are stops that take time."""
        stops = [
            stop
            for side in (REPORT.before, REPORT.after)
            for each in side.plan.rounds
            for stop in each.stops
            if stop.end > stop.start
        ]
        assert len(BLOCKS) == len(stops)

    def test_both_plans_share_one_axis(self):
        """A visit that is in both plans alike is at the same place of its two lanes."""
        (first,) = [row for row in TIMELINE.rows if row.badge.carer_id == "c02"]
        same = sorted((block.box.x, block.box.y) for block in first.blocks if block.kind == "same")
        by_lane = [[x for x, y in same if y == lane] for lane in sorted({y for _, y in same})]
        assert len(by_lane) == 2
        assert by_lane[0] == by_lane[1]

    def test_later_is_further_to_the_right(self):
        """Half an hour is as wide as half of the way between two hours."""
        number = NUMBER["v10"]
        old, new = (block.box.x for block in BLOCKS if block.number == number)
        (seven, _), (eight, _) = TIMELINE.ticks[:2]
        assert new - old == pytest.approx((eight - seven) / 2, abs=0.05)

    @pytest.mark.parametrize(
        ("visit_id", "kinds"),
        [
            ("v04", ["moved", "moved"]),
            ("v08", ["gone"]),
            ("v14", ["come"]),
            ("v01", []),
        ],
    )
    def test_what_moved_bears_its_number(self, visit_id, kinds):
        """In both lanes, or in the one that it is in."""
        number = NUMBER.get(visit_id)
        assert [block.kind for block in BLOCKS if block.number and block.number == number] == kinds

    def test_a_line_leads_from_the_old_place_to_the_new_one(self):
        """Another one to another carer; none where there is only one place."""
        links = {link.number: link for link in TIMELINE.links}
        assert links[NUMBER["v04"]].other_carer
        assert not links[NUMBER["v10"]].other_carer
        assert NUMBER["v08"] not in links
        assert links[NUMBER["v04"]].badge.carer_id == "c03"

    def test_the_colour_is_that_of_the_carer_before(self):
        """In both lanes, so that a visit that was taken over stands out."""
        colours = {b.badge.carer_id for b in BLOCKS if b.number == NUMBER["v04"] and b.badge}
        assert colours == {"c03"}

    def test_every_block_says_what_it_is(self):
        """In words, for those who do not see it."""
        assert all(block.told for block in BLOCKS)
        told = [block.told for block in BLOCKS if block.number == NUMBER["v04"]]
        assert [each.split(": ")[1].split(" ")[0] for each in told] == ["New", "Old"]

    def test_a_drawing_for_every_date(self):
        """With a round on it, in either plan."""
        assert len(drawn(compared_plans.large_comparison(3))) == 3

    def test_many_lines_are_drawn_faintly(self):
        """A thicket of 120 moves; a handful is drawn plainly."""
        (timeline,) = drawn(compared_plans.large_comparison())
        assert timeline.crowded
        assert not TIMELINE.crowded

    def test_a_joint_visit_is_linked_between_those_who_changed(self):
        """Lines of carers who stay lead to themselves only."""
        report = compared_plans.joint_handed_over()
        (timeline,) = drawn(report)
        links = [link for link in timeline.links if link.number == 1]
        assert sorted(link.other_carer for link in links) == [False, True]

"""rounds.html as text: self-contained, safe, complete, and every stop on its carer's sheet."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import plans
import polyline
import pytest

from scheduler import io
from scheduler.domain.carer import Mode
from scheduler.domain.visit import Priority, VisitKey
from scheduler.io.page import drawing
from scheduler.io.page.document import page_html
from scheduler.io.page.drawing import background
from scheduler.io.page.shapes import badges
from scheduler.io.page.words import ENGLISH
from scheduler.plan import Plan, Unassigned
from scheduler.rules import RULE

REPORT = plans.small_report()
PAGE = page_html(REPORT)
VENDOR = Path(io.__file__).parent / "page" / "vendor"
VOID = {"meta", "br", "input", "col", "link", "img"}


class Reader(HTMLParser):
    """Reads tags, text and attributes, and insists that tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last tag opened, which must be this one."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember text that is shown."""
        if not self.open or self.open[-1] not in {"script", "style"}:
            self.text.append(data)


READ = Reader(PAGE)


def drawn(page: str) -> dict:
    """The JSON document that the script reads."""
    found = re.search(r'id="drawing">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_page_is_well_formed() -> None:
    """Every tag is closed in its order, and ids are there once."""
    assert READ.open == []
    ids = [given["id"] for _, given in READ.tags if "id" in given]
    assert len(ids) == len(set(ids))


def test_links_within_the_page_lead_somewhere() -> None:
    """Every fragment is the id of an element."""
    ids = {given.get("id") for _, given in READ.tags}
    links = [given["href"] for tag, given in READ.tags if tag == "a"]
    assert links
    assert all(link is not None and link.startswith("#") and link[1:] in ids for link in links)


def test_nothing_is_fetched() -> None:
    """No element loads anything, and the policy would forbid it."""
    tags = {tag for tag, _ in READ.tags}
    assert not tags & {"link", "img", "iframe", "object", "embed", "source", "base", "form"}
    assert not any("src" in given for _, given in READ.tags)
    assert "sourceMappingURL" not in PAGE
    policy = next(g["content"] for t, g in READ.tags if g.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_the_policy_names_every_script_and_style() -> None:
    """A checksum for each, and no element has an inline style or handler, which it would refuse."""
    scripts = [given for tag, given in READ.tags if tag == "script" and not given.get("type")]
    styles = [tag for tag, _ in READ.tags if tag == "style"]
    policy = next(g["content"] for t, g in READ.tags if g.get("http-equiv"))
    assert policy is not None
    assert policy.count("'sha256-") == len(scripts) + len(styles)
    for _, given in READ.tags:
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)


def test_names_are_text_and_nothing_else() -> None:
    """A name that looks like a script is shown as it is, in the tables and in the script's data."""
    assert "<script>window" not in PAGE
    shown = "".join(READ.text)
    for name in (plans.SCRIPT_NAME, plans.RIGHT_TO_LEFT_NAME, plans.EMOJI_NAME):
        assert name in shown
    sheets = drawn(PAGE)["dates"][0]["sheets"]
    assert plans.SCRIPT_NAME in {sheet["name"] for sheet in sheets}


def test_every_stop_is_on_a_sheet_with_its_address_and_minutes() -> None:
    """Time, client, address, what, road: nothing that a carer needs is missing on paper."""
    text = " ".join("".join(READ.text).split())
    assert "Mevr. J. de Vries k01Lindelaan 1, 8261 AB Kampen" in text
    assert "★ new face" in text
    assert "together with Koen Visser" in text
    assert "10 min protected" in text
    assert "first visit" in text
    rows = [given for tag, given in READ.tags if tag == "tr" and given.get("id")]
    assert len(rows) == sum(len(each.stops) for each in REPORT.plan.rounds)


def test_reasons_are_told_by_the_sentence_of_the_rule() -> None:
    """What is in the way, for whom, in words; and a visit without reasons says so."""
    text = "".join(READ.text)
    assert RULE[REPORT.plan.unassigned[0].reasons[0].rule].sentence in text
    assert "lacks infusion and wound_care" in text
    assert ENGLISH.no_reasons in text


def test_one_visit_is_singular() -> None:
    """A round of one visit says so."""
    page = page_html(plans.large_report(1, carers=1, visits_each=1))
    assert "· 1 visit ·" in "".join(Reader(page).text)


def test_what_is_left_out_is_told_in_words() -> None:
    """A place of a joint visit by its number, other kinds by their name."""
    left = [
        Unassigned(VisitKey("v09", plans.DAY), 2, Priority.MUST),
        Unassigned(VisitKey("v05", plans.DAY), 1, Priority.MUST),
    ]
    plan = replace(REPORT.plan, unassigned=tuple(left))
    text = "".join(Reader(page_html(replace(REPORT, plan=plan))).text)
    assert "45 min · may start 10:00\N{EN DASH}11:00 · physiotherapist · place 2 of 2" in text
    assert "40 min · may start 08:00\N{EN DASH}12:00 · first visit" in text


def test_score_and_continuity_are_shown_whole() -> None:
    """Every soft rule with its sentence, the total, and both sides of continuity."""
    text = "".join(READ.text)
    for line in REPORT.score.lines:
        assert RULE[line.rule].sentence in text
    assert f"{REPORT.score.total:,}" in text
    then, now = REPORT.continuity_before.team, REPORT.continuity_after.team
    assert then.carers_14_days is not None
    assert now.carers_14_days is not None
    assert f"{float(then.carers_14_days):.2f} → {float(now.carers_14_days):.2f}" in text


def test_tables_can_be_read_aloud() -> None:
    """Every table has a caption and heads with a scope; the page has a language and a title."""
    tags = [tag for tag, _ in READ.tags]
    assert tags.count("caption") == tags.count("table")
    assert all("scope" in given for tag, given in READ.tags if tag == "th")
    assert next(given for tag, given in READ.tags if tag == "html")["lang"] == "en"
    assert tags.count("h1") == 1


@pytest.mark.parametrize(
    ("bound", "said"),
    [(None, ""), ("score", ENGLISH.proven), ("half", "more than 50.")],
)
def test_the_gap_is_said_in_words(bound: str | None, said: str) -> None:
    """Nothing without a bound, proven at the bound, a percentage above it."""
    total = REPORT.score.total
    lower = {None: None, "score": total, "half": total // 2}[bound]
    text = page_html(replace(REPORT, provenance=replace(REPORT.provenance, lower_bound=lower)))
    assert said in text
    assert ("No plan can score" in text) == (bound is not None)


def test_a_plan_that_no_search_made_claims_none() -> None:
    """It says what it is instead."""
    assert "1000 iterations" in page_html(REPORT)
    made = replace(REPORT.provenance, seed=None, iterations=None, stopped="made elsewhere")
    text = page_html(replace(REPORT, provenance=made))
    assert "The plan was made elsewhere." in text
    assert "iterations" not in text.partition("</main>")[0]


def test_estimated_travel_is_said() -> None:
    """A page on estimates warns, and draws the legs as estimates."""
    made = replace(REPORT.provenance, estimated=frozenset(Mode))
    text = page_html(replace(REPORT, provenance=made, paths={}, roads=(), roads_credit=""))
    assert "as the crow flies" in text
    assert "OpenStreetMap" not in text
    assert {leg[1] for s in drawn(text)["dates"][0]["sheets"] for leg in s["legs"]} == {1}


def test_fourteen_days_of_a_large_team_stay_small() -> None:
    """12 carers, 120 visits, 14 dates: under 2 MB, with a section and a sheet for each."""
    report = plans.large_report(14)
    page = page_html(report)
    assert len(page.encode()) < 2_000_000
    assert page.count('<section class="date"') == 14
    assert page.count('<article class="sheet ') == 14 * 12
    assert 'id="print-all"' in page


def test_a_date_without_rounds_is_shown() -> None:
    """An empty plan is a page with empty tables, not a failure."""
    empty = Plan(REPORT.team.team_id, REPORT.plan.horizon, (), ())
    page = page_html(plans.report_of(REPORT.team, empty, {}))
    assert drawn(page)["dates"][0]["sheets"] == []
    assert Reader(page).open == []


def test_a_night_round_stands_on_its_own_clock() -> None:
    """On the night that doubles an hour the axis shows 02:00 twice and is an hour longer."""
    date = drawn(page_html(plans.night_report(plans.date(2026, 10, 24))))["dates"][0]
    assert [text for _, text in date["ticks"]].count("02:00") == 2
    assert date["seconds"] == 9 * 3600


def test_roads_that_take_too_much_room_are_left_out_smallest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Main roads stay when there is no room for paths; roads far away are never drawn."""
    whole = background(REPORT)
    assert set(whole) == {"main", "minor", "path"}
    far = replace(
        REPORT, roads=tuple(replace(r, line=(plans.corner(900, 0),)) for r in REPORT.roads)
    )
    assert not any(background(far).values())
    monkeypatch.setattr(drawing, "ROADS_BUDGET_BYTES", len("".join(whole["main"])) + 100)
    assert set(background(REPORT)) == {"main"}


def test_lines_are_as_exact_as_a_metre() -> None:
    """What the script draws is where the road is."""
    roads = {
        tuple((round(point.lat, 5), round(point.lon, 5)) for point in road.line)
        for road in REPORT.roads
    }
    drawn_lines = [tuple(polyline.decode(line)) for line in background(REPORT)["main"]]
    assert drawn_lines
    assert set(drawn_lines) <= roads


def test_badges_go_on_after_nine_colours_and_twenty_six_letters() -> None:
    """The second lap is dashed; letters go on with AA."""
    given = list(badges(plans.large_report(1, 28, 1)).values())
    assert [given[n].letter for n in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]
    assert [(b.colour, b.dashed) for b in (given[8], given[9])] == [(8, False), (0, True)]


def test_the_vendored_library_is_what_its_note_says() -> None:
    """Byte for byte the files of the release."""
    note = (VENDOR / "README.txt").read_text()
    for name in ("leaflet.js", "leaflet.css"):
        assert f"{sha256((VENDOR / name).read_bytes()).hexdigest()}  {name}" in note
    assert "Leaflet 1.9.4" in (VENDOR / "leaflet.js").read_text()[:100]

"""Publishing and changing a plan as a user types it: results, files, exit codes, bad input."""

import json
from pathlib import Path

import pytest
from commands import Outcome, Run
from jsonschema import Draft202012Validator
from publications import carers, place, team

from scheduler.cli.options import RoadOptions
from scheduler.cli.progress import ProgressLine
from scheduler.cli.published import open_published
from scheduler.io.document import schema_text
from scheduler.io.preview_document import PreviewDocument
from scheduler.io.team import write_team_document
from scheduler.io.versions import Versions

ROUNDS = """carer_id,visit_id,start
c1,v1,2026-11-23 08:30
c1,v2,2026-11-23 09:30
c1,v3,2026-11-23 10:30
c2,v4,2026-11-23 08:30
c2,v5,2026-11-23 09:30
c2,v6,2026-11-23 10:30
c3,v7,2026-11-23 11:00
"""


class Morning:
    """The morning of `publications`, in files, and commands about it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.team = folder / "team.json"
        self.plan = folder / "plan"
        self.rounds = folder / "rounds.csv"
        self._run = run
        self.team.write_text(json.dumps(write_team_document(team())), encoding="utf-8")
        self.rounds.write_text(ROUNDS, encoding="utf-8")

    def __call__(self, command: str, *words: object, at: str = "07:00") -> Outcome:
        """`rounds COMMAND TEAM PLAN WORDS`, by estimate, when the clock shows this."""
        more = ("--at", at, "--estimate", "--quiet")
        if command in {"preview", "apply", "absent", "accept", "offer"}:
            more += ("--iterations", "50")
        return self._run(command, self.team, self.plan, *words, *more)

    def publish(self, *words: object) -> Outcome:
        """The rounds of the file."""
        return self("publish", "--plan", self.rounds, *words)

    @property
    def head(self) -> dict[str, str]:
        """Who makes which visit in the newest version."""
        return carers(Versions.of_folder(self.plan).head())


@pytest.fixture
def morning(tmp_path: Path, run: Run) -> Morning:
    """The morning, published."""
    made = Morning(tmp_path, run)
    outcome = made.publish("--by", "c1")
    assert outcome.code == 0, outcome.err
    return made


def test_rounds_from_elsewhere_are_published(morning: Morning, run: Run) -> None:
    """The folder then holds the version and the files of a plan."""
    written = {path.name for path in morning.plan.iterdir()}
    assert {"versions", "plan.json", "rounds.html", "c1.ics"} <= written
    outcome = run("history", morning.plan, "--json")
    (version,) = json.loads(outcome.out)["versions"]
    assert (version["number"], version["author"], version["kind"]) == (1, "c1", "published")


def test_publishing_twice_by_mistake_is_refused(morning: Morning) -> None:
    """The newest version has to be named."""
    outcome = morning.publish()
    assert outcome.code == 2
    assert "publish-over-version" in outcome.err


def test_a_plan_with_broken_rules_is_published_and_says_so(tmp_path: Path, run: Run) -> None:
    """v7 is left out of the table, and v2 begins while v1 is made."""
    morning = Morning(tmp_path, run)
    morning.rounds.write_text(ROUNDS.replace("c1,v2,2026-11-23 09:30", "c1,v2,2026-11-23 08:40"))
    outcome = morning.publish()
    assert outcome.code == 0
    assert "Hard rules broken: " in outcome.out


def test_preview_moves_nothing(morning: Morning) -> None:
    """It shows what would move, and the folder is as it was."""
    before = sorted(path.name for path in morning.plan.rglob("*"))
    outcome = morning("preview", "swap", "v1", "v4")
    assert outcome.code == 0
    assert "swap v1 and v4" in outcome.out
    assert "As asked, nothing else moved" in outcome.out
    assert "c1 → c2" in outcome.out
    assert sorted(path.name for path in morning.plan.rglob("*")) == before


def test_options_are_told_in_plain_words(morning: Morning) -> None:
    """What may move, which is the best, which are the same; points stand with the rules only."""
    out = morning("preview", "swap", "v1", "v4").out
    table, _, rest = out.partition("As asked, nothing else moved")
    rows = {line.split()[0]: " ".join(line.split()) for line in table.splitlines() if line.strip()}
    assert "nothing else" in rows["unmoved"]
    assert "the rounds concerned" in rows["rounds"]
    assert "3 more visits, starts by 15 min" in rows["team"]
    assert "best" in table
    assert "points" not in table
    assert "points" in rest


def test_the_document_of_a_preview_keeps_to_its_schema(morning: Morning) -> None:
    """All three options, or the one asked for."""
    outcome = morning("preview", "swap", "v1", "v4", "--json")
    document = json.loads(outcome.out)
    Draft202012Validator(json.loads(schema_text(PreviewDocument))).validate(document)
    assert [each["kind"] for each in document["options"]] == ["unmoved", "rounds", "team"]
    outcome = morning("preview", "swap", "v1", "v4", "--option", "unmoved", "--json")
    assert [each["kind"] for each in json.loads(outcome.out)["options"]] == ["unmoved"]


def test_a_change_that_is_impossible_says_why_for_the_carers_asked(morning: Morning) -> None:
    """A pin of two visits to one moment."""
    morning("apply", "pin", "v4", "--start", "08:30")
    outcome = morning("preview", "pin", "v1", "--carer", "c2", "--start", "08:30", "--json")
    unmoved = json.loads(outcome.out)["options"][0]
    assert not unmoved["as_asked"]
    assert {each["visit_id"] for each in unmoved["left_out"]} & {"v1", "v4"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hand-over", "v1", "c3"], "hand v1 over to c3"),
        (["exchange", "c1", "c2"], "exchange the rounds of c1 from 08:00 and c2 from 08:00"),
        (["absent", "c3", "--from", "10:00"], "c3 absent from 10:00 to 14:00"),
        (["overrun", "v1", "20"], "v1 takes 20 minutes longer"),
        (
            ["new-visit", "k8", "--minutes", "20", "--window", "09:00-12:00"],
            "new visit k8-new-1 of 20 minutes at k8",
        ),
        (["cancel", "v1"], "cancel v1"),
        (["window", "v1", "11:00-12:00"], "v1 starts within 11:00-12:00"),
        (["pin", "v1", "--carer", "c1"], "pin v1 to c1"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_every_change_can_be_previewed_and_applied(
    morning: Morning, words: list[str], said: str
) -> None:
    """And is undone again."""
    assert said in morning("preview", *words).out
    outcome = morning("apply", *words, "--by", "c1", "--reason", "because")
    assert outcome.code == 0, outcome.out + outcome.err
    assert f"Version 2: {said}" in outcome.out
    outcome = morning("undo", "--by", "c1")
    assert outcome.code == 0, outcome.err
    assert "Version 3 brings back version 1." in outcome.out
    versions = Versions.of_folder(morning.plan)
    assert versions.version(3).plan == versions.version(1).plan


def test_a_pin_is_retired(morning: Morning) -> None:
    """And one that is not there is not."""
    assert morning("apply", "pin", "v1", "--carer", "c1").code == 0
    assert morning("apply", "unpin", "v1").code == 0
    outcome = morning("apply", "unpin", "v1")
    assert outcome.code == 2
    assert "change-not-pinned" in outcome.err


def test_a_change_decided_on_an_older_version_is_asked_again(morning: Morning) -> None:
    """It is made where it still does the same, with what changed in between; else refused."""
    morning("apply", "hand-over", "v1", "c3")
    outcome = morning("apply", "cancel", "v6", "--seen", "1")
    assert outcome.code == 0, outcome.err
    assert "Other versions were made since" in outcome.out
    outcome = morning("apply", "swap", "v1", "v4", "--seen", "1")
    assert outcome.code == 2
    assert "change-overtaken" in outcome.err
    assert Versions.of_folder(morning.plan).last() == 3


def test_an_offer_is_made_seen_and_accepted(morning: Morning) -> None:
    """By the one who was asked; the version names both."""
    outcome = morning("offer", "swap", "v1", "v4", "--by", "c1", "--reason", "near my home")
    assert outcome.code == 0, outcome.err
    assert "near my home" in outcome.out
    assert "open" in outcome.out
    assert "c2" in morning("offers", "--by", "c2").out
    assert morning("accept", "1", "--by", "c1").code == 2
    outcome = morning("accept", "1", "--by", "c2")
    assert outcome.code == 0, outcome.err
    assert (morning.head["v1"], morning.head["v4"]) == ("c2", "c1")
    assert "version 2" in morning("offers").out


def test_offers_are_refused_and_withdrawn(morning: Morning) -> None:
    """An offer to the team stays open after one refuses."""
    morning("offer", "hand-over", "v1", "--by", "c1")
    outcome = morning("refuse", "1", "--by", "c2", "--reason", "no time")
    assert outcome.code == 0, outcome.err
    assert "open" in outcome.out
    outcome = morning("withdraw", "1", "--by", "c1", "--json")
    (offer,) = json.loads(outcome.out)["offers"]
    assert (offer["state"], offer["refused_by"]) == ("withdrawn", ["c2"])


@pytest.mark.parametrize(
    "words",
    [
        ("apply", "hand-over", "v1", "c3"),
        ("undo",),
        ("absent", "c1", "--apply"),
        ("accept", "1", "--by", "c2"),
    ],
    ids=["apply", "undo", "absent", "accept"],
)
def test_a_plan_made_since_is_not_overwritten(morning: Morning, words: tuple[str, ...]) -> None:
    """Somebody planned again into the folder: nothing is written until that is settled."""
    assert morning("apply", "hand-over", "v7", "c1").code == 0
    assert morning("offer", "swap", "v1", "v4", "--by", "c1").code == 0
    path = morning.plan / "plan.json"
    path.write_text(path.read_text("utf-8").replace("v7", "v9"), encoding="utf-8")
    before = {each: each.read_bytes() for each in morning.plan.rglob("*") if each.is_file()}
    outcome = morning(*words)
    assert outcome.code == 2
    assert "plan-unpublished" in outcome.err
    after = {each: each.read_bytes() for each in morning.plan.rglob("*") if each.is_file()}
    assert after == before


def test_absent_says_what_is_asked_of_whom_and_moves_nothing(morning: Morning) -> None:
    """Until it is applied."""
    outcome = morning("absent", "c1")
    assert outcome.code == 0, outcome.err
    assert "What is asked of whom" in outcome.out
    assert "Clients to call" in outcome.out
    assert Versions.of_folder(morning.plan).last() == 1
    outcome = morning("absent", "c1", "--apply", "--by", "c2", "--reason", "flu")
    assert outcome.code == 0, outcome.err
    assert "c1" not in morning.head.values()


def test_absent_ends_with_three_when_a_visit_is_left_out(morning: Morning) -> None:
    """c2 and c3 are ill, and at last c1 as well."""
    for carer in ("c2", "c3"):
        assert morning("absent", carer, "--apply").code == 0
    assert morning("absent", "c1").code == 3
    assert morning("absent", "c1", "--apply").code == 3


def test_everything_wrong_with_a_change_is_told_at_once(morning: Morning) -> None:
    """Each with its value; nothing is written."""
    wrong = ("k77", "--minutes", "0", "--window", "12-13", "--priority", "9")
    outcome = morning("apply", "new-visit", *wrong, "--json")
    assert outcome.code == 2
    findings = json.loads(outcome.out)["error"]["findings"]
    assert {each["value"] for each in findings} == {"k77", "0", "12-13", "9"}
    outcome = morning("apply", "swap", "v1/x", "v4:tomorrow", at="7")
    assert outcome.code == 2
    outcome = morning("apply", "swap", "v1/x", "v4:tomorrow")
    assert outcome.code == 2
    assert "not-a-whole-number" in outcome.err
    assert "not-a-date" in outcome.err
    assert Versions.of_folder(morning.plan).last() == 1


def test_visits_and_carers_that_are_not_there_are_told(morning: Morning) -> None:
    """By their ids, as JSON where that is wanted."""
    outcome = morning("preview", "swap", "v9", "v8", "--json")
    assert outcome.code == 2
    findings = json.loads(outcome.out)["error"]["findings"]
    assert {each["value"][:2] for each in findings} == {"v9", "v8"}
    outcome = morning("preview", "exchange", "c9", "c8")
    assert "c9" in outcome.err
    assert "c8" in outcome.err


def test_when_the_plan_is_over_the_clock_must_be_given(morning: Morning, run: Run) -> None:
    """The real clock is past the Monday of the plan some day; before it, nothing has begun."""
    spoilt = morning.plan / "versions" / "0001.json"
    text = spoilt.read_text("utf-8")
    spoilt.write_text(text.replace("2026-11-23", "2020-11-23"), encoding="utf-8")
    outcome = run("undo", morning.team, morning.plan, "--estimate", "--quiet")
    assert outcome.code == 2
    assert "clock-after-plan" in outcome.err


def test_a_version_is_shown_by_its_number(morning: Morning, run: Run) -> None:
    """The newest without one."""
    morning("apply", "hand-over", "v7", "c1")
    first = json.loads(run("show", morning.plan, "--version", 1, "--json").out)
    newest = json.loads(run("show", morning.plan, "--json").out)
    assert len(first["rounds"]) == 3
    assert len(newest["rounds"]) == 2
    assert run("show", morning.plan, "--version", 7).code == 2


def test_a_client_without_visits_can_be_visited(morning: Morning) -> None:
    """A way to k8 is worked out though nobody goes there by the plan, now and later on."""
    outcome = morning("apply", "new-visit", "k8", "--minutes", "20", "--id", "urgent")
    assert outcome.code == 0, outcome.err
    assert "urgent" in morning.head
    outcome = morning("apply", "cancel", "urgent")
    assert outcome.code == 0, outcome.err
    assert "urgent" not in morning.head


def judged(run: Run, morning: Morning, plan: Path, *words: object) -> tuple[int, dict]:
    """Exit code and document of `rounds check`."""
    outcome = run("check", morning.team, plan, *words, "--estimate", "--quiet", "--json")
    return outcome.code, json.loads(outcome.out)


@pytest.mark.parametrize(
    "words",
    [
        ["absent", "c3", "--from", "10:00"],
        ["overrun", "v1", "20"],
        ["new-visit", "k8", "--minutes", "20", "--window", "09:00-12:00"],
        ["cancel", "v1"],
        ["window", "v1", "11:00-12:00"],
        ["pin", "v1", "--carer", "c1"],
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize(
    "shown",
    ["", "plan.json", "rounds.csv", "versions/0002.json"],
    ids=lambda name: name or "folder",
)
def test_check_judges_a_version_by_the_team_after_its_changes(
    morning: Morning, run: Run, words: list[str], shown: str
) -> None:
    """However the version is named; the score is the one it says it has."""
    assert morning("apply", *words).code == 0
    code, found = judged(run, morning, morning.plan / shown)
    assert (code, found["sound"], found["violations"]) == (0, True, [])
    assert found["score"] == found["claimed"]


def test_check_judges_an_older_version_by_the_team_of_then(morning: Morning, run: Run) -> None:
    """Version 1 has the carer who fell ill later; version 4 brings back version 2."""
    morning("apply", "absent", "c3")
    morning("apply", "cancel", "v1")
    morning("undo")
    for number in (1, 2, 3, 4):
        code, found = judged(run, morning, morning.plan / "versions" / f"{number:04}.json")
        assert (code, found["score"] == found["claimed"]) == (0, True)


def test_check_judges_any_other_plan_by_the_team_of_the_folder(
    morning: Morning, run: Run, tmp_path: Path
) -> None:
    """A plan that was carried elsewhere is no version; a score that is no version's own is told."""
    morning("apply", "overrun", "v1", "20")
    elsewhere = tmp_path / "plan.json"
    elsewhere.write_bytes((morning.plan / "plan.json").read_bytes())
    code, found = judged(run, morning, elsewhere)
    assert (code, found["sound"]) == (2, False)
    path = morning.plan / "plan.json"
    path.write_text(path.read_text("utf-8").replace('"total": ', '"total": 1'), encoding="utf-8")
    assert judged(run, morning, morning.plan)[0] == 2


def test_compare_judges_each_version_by_its_own_team(morning: Morning, run: Run) -> None:
    """Nothing is broken in either; the scores are those that the versions say they have."""
    morning("apply", "absent", "c3")
    morning("apply", "new-visit", "k8", "--minutes", "20", "--window", "09:00-12:00")
    versions = morning.plan / "versions"
    plain = ("--team", morning.team, "--estimate", "--quiet", "--json")
    found = json.loads(run("compare", versions / "0001.json", morning.plan, *plain).out)
    assert found["violations"] == {"new": [], "gone": []}
    kept = Versions.of_folder(morning.plan)
    totals = [kept.document(number).plan.score.total for number in (1, 3)]
    assert [found["score"]["before"], found["score"]["after"]] == totals
    assert {move["visit_id"] for move in found["moves"]} >= {"v7", "k8-new-1"}


def test_explain_and_fit_ask_of_a_version_with_its_team(morning: Morning, run: Run) -> None:
    """c3 is gone and not to be asked; the new visit is known."""
    morning("apply", "absent", "c3")
    morning("apply", "new-visit", "k8", "--minutes", "20", "--window", "09:00-12:00")
    plain = ("--estimate", "--quiet", "--json")
    told = run("fit", morning.team, morning.plan, "--client", "k8", "--best", 9, *plain)
    assert told.code == 0, told.err
    assert '"c3"' not in told.out
    told = run(
        *("explain", morning.team, morning.plan, "k8-new-1", "--carer", "c1"),
        *("--iterations", 1, *plain),
    )
    assert told.code == 0, told.err


def test_what_carers_agreed_upon_is_known_to_whoever_asks_of_the_plan(morning: Morning) -> None:
    """Of the newest version by its folder, and of the first one, where nothing was agreed yet."""
    morning("apply", "swap", "v1", "v4")
    with ProgressLine(quiet=True) as progress:
        newest, first = (
            open_published(morning.team, path, progress, RoadOptions(estimate=True), at=None)
            for path in (morning.plan, morning.plan / "versions" / "0001.json")
        )
    assert (newest.agreed, first.agreed) == ({place("v1"), place("v4")}, frozenset())


def test_a_version_is_shown_by_its_file(morning: Morning, run: Run) -> None:
    """Like by its number."""
    morning("apply", "hand-over", "v7", "c1")
    file = morning.plan / "versions" / "0001.json"
    by_file = run("show", file, "--json").out
    assert by_file == run("show", morning.plan, "--version", 1, "--json").out


def test_a_folder_that_was_not_published_is_judged_like_its_plan(
    morning: Morning, run: Run, tmp_path: Path
) -> None:
    """And a folder without a plan is told."""
    other = tmp_path / "other"
    other.mkdir()
    assert run("check", morning.team, other, "--estimate", "--quiet").code == 2
    (other / "plan.json").write_bytes((morning.plan / "plan.json").read_bytes())
    assert judged(run, morning, other)[0] == 0

"""Every command and example that people are shown works, and every link leads somewhere."""

import csv
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Run
from streets import FakePlace, Town, street
from team_forms import write_workbook
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from api import running
from scheduler.cli.main import app
from scheduler.geo import graph as graph_module

ROOT = Path(__file__).parents[1]
RURAL = ROOT / "data" / "liechtenstein"
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "data/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
EXAMPLES_TRIED = {
    ("docs/generated-teams.md", "toml"): "tests/benchmarks/neighbourhoods/test_profile.py",
    ("docs/plan-files.md", "csv"): "tests/io/test_rounds_csv.py",
    ("docs/bound.md", "python"): "tests/solver/test_bound.py",
    ("docs/search.md", "toml"): "tests/solver/test_params.py",
    ("docs/service.md", "toml"): "tests/api/test_serve.py",
    ("docs/team-folder.md", "toml"): "tests/io/test_team_docs.py",
    ("docs/team-folder.md", "csv"): "tests/io/test_team_docs.py",
    ("docs/team-folder.md", "json"): "tests/io/test_team_docs.py",
    ("docs/roads.md", "python"): "tests/geo/test_roads_documentation.py",
}
"""Which test reads the examples of a page that are no commands."""
WRITES = {
    "plan": "rounds.html",
    "compare": "comparison.html",
    "neighbourhoods": "report.html",
    "what-if": "report.html",
    "generate": "team.toml",
}
"""One of the files that a command leaves in the folder of --out."""
QUICK = {
    "plan": "1",
    "preview": "50",
    "apply": "50",
    "offer": "50",
    "accept": "50",
    "absent": "50",
    "explain": "1",
}
"""How many iterations commands search when a test types them, where the page does not say."""
LEAVES_OUT = {"plan", "apply", "absent", "explain"}
"""Commands that may end with 3: with so little search, visits may be left unassigned."""
HANGS_ON_THE_PLAN = {"preview", "apply", "absent", "offer", "accept", "refuse", "withdraw", "undo"}
"""Commands whose examples a plan made in no time may not allow; then they say why."""
HANGS_ON_THE_SERVICE = {
    ("service", "audit", "client"),
    ("service", "erase"),
    ("service", "token", "revoke"),
}
"""Commands whose examples name a team or a token that the service of a test does not have."""
DRAWINGS = {"", "text"}
FIRST_LOOK = "studies/first-look.toml"
SHORT_STUDY = {"seeds = 2": "seeds = 1", "iterations = 200": "iterations = 1"}
"""What makes the study that is shown to newcomers quick."""
IN_SHORT = {
    "-m benchmarks.roads": (
        *("--places", "8", "--repeats", "1", "--contracted"),
        *("--extract", str(RURAL / "liechtenstein.osm.pbf")),
    ),
    "-m benchmarks.day": ("--seconds", "1", "--seeds", "1", "--team", str(RURAL / "team")),
    "-m benchmarks.small_cases": ("--cases", "2"),
    "-m benchmarks.changes times": ("--count", "1", "--iterations", "200"),
    "-m benchmarks.changes row": ("--count", "5", "--iterations", "200"),
    "-m benchmarks.budgets": ("--cases", "2"),
    "-m benchmarks.explanations": ("--cases", "1", "--days", "0", "--fits", "0"),
    "-m benchmarks.rule_families": ("--cases", "1", "--only", "windows"),
    "-m benchmarks.tuning": (
        *("--kind", "regular", "--only", "train-care-75", "--iterations", "100"),
        *("--trials", "1", "--seeds", "1", "--rerun-seeds", "1", "--out", "{folder}/tuning"),
    ),
    "data/make_teams.py": ("--out", "{folder}"),
    "data/rebuild.py": ("--help",),
}
"""Python commands and what makes them quick, or keeps them off the network and the checkout."""
SAYS_TOO_SLOW = {"-m benchmarks.day": 1, "-m benchmarks.changes times": 1}
"""Exit codes that are a verdict on the machine, which is none of a test's business."""


def named(page: Path) -> str:
    """The page as seen from the root of the project."""
    return page.relative_to(ROOT).as_posix()


page_cases = pytest.mark.parametrize("page", PAGES, ids=named)


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and content of the fenced blocks of a page."""
    return re.findall(r"^```(\w*)\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def command_lines(page: Path) -> list[list[str]]:
    """The words of every line of the `sh` blocks of a page, without comments."""
    text = "".join(content for language, content in blocks(page) if language == "sh")
    lines = (shlex.split(line, comments=True) for line in text.splitlines())
    return [words for words in lines if words]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def mentions(page: Path) -> list[list[str]]:
    """The words of commands named within a sentence."""
    return [
        shlex.split(each) for each in re.findall(r"`((?:rounds|make|python) [^`]+)`", prose(page))
    ]


def commands_below(
    command: TyperGroup | TyperCommand, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """Every command that does something, with the words that lead to it."""
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            yield from commands_below(each, (*path, name))
    else:
        yield path, command


COMMANDS = dict(commands_below(get_command(app)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands of the pages are typed: their team, its workbook, extracts, a fake web."""
    here = tmp_path / "here"
    shutil.copytree(RURAL / "team", here / "my-team")
    for extract in (tmp_path, here):
        shutil.copy(RURAL / "liechtenstein.osm.pbf", extract)
    write_workbook(tables_of(RURAL / "team"), here / "my-team.xlsx")
    shutil.copy(RURAL / "liechtenstein.osm.pbf", here / "town.osm.pbf")
    for name in ("benchmarks", "docs"):
        (here / name).symlink_to(ROOT / name)
    link_data(here / "data")
    town = Town([street((0, 0), (300, 0)), street((300, 0), (300, 200))])
    monkeypatch.setattr(
        graph_module.ox, "graph_from_place", FakePlace(town.write(tmp_path / "place.osm"))
    )
    monkeypatch.chdir(here)
    return here


def link_data(data: Path) -> None:
    """The data of the project, with a shorter first study."""
    (data / "studies").mkdir(parents=True)
    for each in ((ROOT / "data").iterdir(), (ROOT / "data" / "studies").iterdir()):
        for path in each:
            link = data / path.relative_to(ROOT / "data")
            if not link.exists() and not link.match(FIRST_LOOK):
                link.symlink_to(path)
    text = (ROOT / "data" / FIRST_LOOK).read_text("utf-8")
    for usual, quick in SHORT_STUDY.items():
        assert usual in text
        text = text.replace(usual, quick)
    (data / FIRST_LOOK).write_text(text, "utf-8")


def tables_of(team: Path) -> dict[str, object]:
    """The settings and rows of a team folder, as a person copies them into a workbook."""
    settings = tomllib.loads((team / "team.toml").read_text("utf-8"))
    base = settings.pop("base")
    rows: dict[str, object] = {"team": {**settings, **{f"base.{key}": base[key] for key in base}}}
    for path in sorted(team.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = list(csv.DictReader(file))
    return rows


def try_line(words: list[str], run: Run, folder: Path) -> None:
    """Run one line of a page, with little work where it would take long."""
    line = shlex.join(words)
    if words[0] == "rounds":
        quick = ["--iterations", QUICK[words[1]]] if words[1] in QUICK else []
        outcome = run(*words[1:], *([] if "--iterations" in words else quick))
        allowed = {0, 3} if words[1] in LEAVES_OUT else {0}
        assert outcome.code in allowed, f"{line}\n{outcome.out}{outcome.err}"
        if "--out" in words:
            written = next(WRITES[word] for word in words if word in WRITES)
            made = folder / words[words.index("--out") + 1] / written
            assert made.exists(), line
    elif words[0] == "make":
        done = subprocess.run(["make", "--dry-run", *words[1:]], cwd=ROOT, check=False)
        assert done.returncode == 0, line
    elif words[0] == "python":
        name = " ".join(words[1:])
        assert name in IN_SHORT, f"nothing says how to try {line!r} quickly"
        more = [each.format(folder=folder) for each in IN_SHORT[name]]
        python = subprocess.run(
            [sys.executable, *words[1:], *more],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert python.returncode in {0, SAYS_TOO_SLOW.get(name, 0)}, python.stderr
        assert "Traceback" not in python.stderr
        assert python.stdout
    else:
        pytest.fail(f"no test knows how to try {line!r}")


def is_named(path: tuple[str, ...], words: list[str]) -> bool:
    """Whether words name a command, or all of a group.

    Between a group and its command, other things may stand.
    """
    whole_group = all(word.startswith("--") for word in words[1:])
    return words[0] == path[0] and (whole_group or path[-1] in words)


def try_example(words: list[str], run: Run) -> None:
    """Run an example that the plan may not allow; what it names has to be there all the same."""
    quick = ["--iterations", "1"] if words[1] in QUICK else []
    quick += ["--option", "unmoved"] if words[1] == "preview" else []
    outcome = run(*words[1:], *quick)
    told = f"{shlex.join(words)}\n{outcome.out}{outcome.err}"
    assert outcome.code in {0, 2, 3}, told
    assert not re.search(
        r"Usage:|(visit|carer|id)-unknown|not-published|fault of Rounds", outcome.err
    ), told


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The ports that a service was to listen on, which it does not."""
    ports: list[object] = []
    monkeypatch.setattr(running, "run", lambda *_, **options: ports.append(options["port"]))
    return ports


@pytest.mark.parametrize("page", [page for page in PAGES if command_lines(page)], ids=named)
@pytest.mark.usefixtures("served")
def test_the_commands_of_a_page_work_one_after_another(page: Path, run: Run, folder: Path) -> None:
    """Each line of its `sh` blocks ends well, in a folder that holds what they name."""
    for words in command_lines(page):
        try_line(words, run, folder)


@pytest.mark.parametrize("page", [page for page in PAGES if mentions(page)], ids=named)
def test_commands_named_in_a_sentence_exist(page: Path, run: Run, folder: Path) -> None:
    """`rounds` ones with their options; those of make and Python are tried."""
    for words in mentions(page):
        if words[0] == "rounds":
            path = next((path for path in COMMANDS if is_named(path, words[1:])), None)
            assert path, f"{shlex.join(words)} is no command"
            known = {option for each in COMMANDS[path].params for option in each.opts}
            assert {word for word in words if word.startswith("--")} <= known
        else:
            try_line(words, run, folder)


def test_the_examples_of_the_help_work_one_after_another(
    run: Run, folder: Path, served: list[object]
) -> None:
    """Every command has one, and in the order of the help each finds what those before made."""
    for path, command in COMMANDS.items():
        examples = re.findall(r"Example: `(.*?)`", command.help or "")
        assert examples, f"{path} has no example"
        for example in examples:
            words = shlex.split(example)
            if path[0] in HANGS_ON_THE_PLAN or {path[:2], path} & HANGS_ON_THE_SERVICE:
                try_example(words, run)
            else:
                try_line(words, run, folder)
    assert served == [8000]


@page_cases
def test_every_example_is_tried_somewhere(page: Path) -> None:
    """A block in a new language needs a test that reads it."""
    for language in {language for language, _ in blocks(page)} - {*DRAWINGS, "sh"}:
        assert (ROOT / EXAMPLES_TRIED[named(page), language]).exists()


def test_a_line_of_an_unknown_kind_is_noticed(run: Run, folder: Path) -> None:
    """A page cannot show a command that no test tries."""
    with pytest.raises(pytest.fail.Exception, match="curl"):
        try_line(["curl", "localhost"], run, folder)


def anchors(page: Path) -> set[str]:
    """The names that headings of a page get where it is shown."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@page_cases
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """To a file of the project, and to a heading where one is named."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link} names no heading"


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "data"], ids=named)
def test_every_path_named_exists(page: Path) -> None:
    """What a page says about the tree is still there (that of data/ names other trees too)."""
    for path in re.findall(
        r"\b(?:scheduler|api|benchmarks|tests|docs)/[\w./-]*\w", page.read_text("utf-8")
    ):
        assert (ROOT / path).exists(), f"{path} is not there"

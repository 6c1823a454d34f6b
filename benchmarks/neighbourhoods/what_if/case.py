"""Cases: a team that there would be, on one date; and the rows that come of them."""

import dataclasses
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.study.cell import KEY_LENGTH, code_digest
from benchmarks.neighbourhoods.study.measures import Measures, measured
from benchmarks.neighbourhoods.study.outcome import cell_file, plan_folder
from benchmarks.neighbourhoods.study.planner import (
    Manner,
    Task,
    keep_plan,
    planned,
)
from benchmarks.neighbourhoods.study.study import Effort
from benchmarks.neighbourhoods.what_if.question import Question
from scheduler.errors import RoundsError
from scheduler.io.team import read_team
from scheduler.io.team.writing import write_team_document

TEAMS = "teams"


@dataclass(frozen=True)
class Case:
    """One of the teams that a question makes, on one date, searched with one seed.

    Attributes:
        part: which of the teams, from 0.
        team_file: the team as a JSON document, as `rounds plan` takes it too.
        source: the network.
    """

    key: str
    question: str
    part: int
    date: date
    seed: int
    team_file: Path
    source: Path | str
    effort: Effort

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.question}, {self.date}, seed {self.seed}"


@dataclass(frozen=True)
class CaseRow:
    """What came of a case."""

    key: str
    question: str
    part: int
    date: str
    seed: int
    measures: Measures
    took_seconds: float


@dataclass(frozen=True)
class Terms:
    """What all cases of a what-if have in common."""

    source: Path | str
    dates: tuple[date, ...]
    seeds: tuple[int, ...]
    effort: Effort
    out: Path


def cases(questions: Sequence[Question], terms: Terms) -> tuple[Case, ...]:
    """The cases of all questions, seed by seed and date by date; their teams are written down."""
    return tuple(_cases(questions, terms))


def _cases(questions: Sequence[Question], terms: Terms) -> Iterator[Case]:
    content = _content(terms.source)
    files: dict[tuple[str, int, int], tuple[Path, str]] = {}
    for seed in terms.seeds:
        for question in questions:
            for part, team in enumerate(question.teams(seed)):
                files[question.name, seed, part] = _written(terms.out, write_team_document(team))
    for seed in terms.seeds:
        for day in terms.dates:
            for (name, of_seed, part), (path, digest) in files.items():
                if of_seed == seed:
                    decides = (code_digest(), content, digest, day, seed, terms.effort)
                    key = hashlib.sha256(repr(decides).encode()).hexdigest()[:KEY_LENGTH]
                    yield Case(key, name, part, day, seed, path, terms.source, terms.effort)


def _written(out: Path, document: dict[str, object]) -> tuple[Path, str]:
    """The file of a team, named by its content, so that equal ones are one."""
    text = json.dumps(document, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]
    path = out / TEAMS / f"{digest}.json"
    if not path.exists():
        write_whole(path, text)
    return path, digest


def _content(source: Path | str) -> str:
    path = Path(source)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else str(source)


def plan_case(case: Case, out: Path, manner: Manner = Manner()) -> None:  # noqa: B008 - immutable
    """Plan a case and keep its plan and its row, the row last.

    Raises:
        RoundsError: the team cannot be planned.
    """
    begin = time.process_time()
    task = Task(read_team(case.team_file), case.source, case.date, case.seed, case.effort)
    report = planned(task, manner)
    if manner.keeps_plans:
        keep_plan(report, plan_folder(out, case.key))
    row = CaseRow(
        key=case.key,
        question=case.question,
        part=case.part,
        date=case.date.isoformat(),
        seed=case.seed,
        measures=measured(report),
        took_seconds=round(time.process_time() - begin, 2),
    )
    write_whole(cell_file(out, case.key), json.dumps(dataclasses.asdict(row)) + "\n")


def read_case_row(case: Case, out: Path) -> CaseRow:
    """The row of a case that was planned.

    Questions that make equal teams share it, so what it is a row of, the case says.

    Raises:
        RoundsError: `study-row-unread`.
    """
    path = cell_file(out, case.key)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        measures = Measures(**document["measures"])
        took = float(document["took_seconds"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RoundsError("study-row-unread", f"{path}: {error}.") from error
    day = case.date.isoformat()
    return CaseRow(case.key, case.question, case.part, day, case.seed, measures, took)

"""Choose the defaults of the search: `python -m benchmarks.tuning --kind general --out FOLDER`.

docs/tuning.md says how, and what is left behind. Ends with 2 when it cannot begin, and with 1 when
a search broke.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.circumstances import say
from benchmarks.tuning.command import Asked, run
from benchmarks.tuning.engine import Limit, SearchBrokeError
from benchmarks.tuning.problems import KINDS
from scheduler.errors import RoundsError

WIDTH = 160
"""Of tables that go into a file."""


def main(arguments: Sequence[str]) -> int:
    """Tune and show."""
    asked = _parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        run(
            Asked(
                kind=asked.kind,
                limit=Limit(asked.seconds, asked.iterations),
                out=asked.out,
                trials=asked.trials,
                seeds=asked.seeds,
                seed=asked.seed,
                rerun_at=asked.rerun_at,
                rerun_seeds=asked.rerun_seeds,
                rerun_best=asked.rerun_best,
                only=tuple(filter(None, asked.only.split(","))),
                resume=asked.resume,
                budget_minutes=asked.budget_minutes,
                at_once=asked.at_once,
            ),
            console.print,
            say,
        )
    except RoundsError as error:
        say(str(error))
        return 2
    except SearchBrokeError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say(f"interrupted: --resume goes on with what {asked.out} holds")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tuning",
        description="Choose parameters of the search by trials on days that nobody measures.",
    )
    add = parser.add_argument
    add("--kind", choices=tuple(KINDS), required=True, help="of problems; each has its defaults")
    add("--out", type=Path, required=True, help="folder for the record and the choice")
    add("--seconds", type=_positive, default=2.0, help="processor time of a search")
    add("--iterations", type=int, default=0, help="end searches after these, not by any clock")
    add("--trials", type=_count, default=200, help="how many, those of earlier sittings included")
    add("--seeds", type=_count, default=2, help="searches of a problem in each trial")
    add("--seed", type=int, default=0, help="the first seed")
    add("--rerun-at", type=_times, default=(), help="seconds of the last searches, as in 2,10")
    add("--rerun-seeds", type=_count, default=3, help="fresh seeds of the last searches")
    add("--rerun-best", type=_count, default=4, help="trials among which the last searches choose")
    add("--only", default="", help="problems with one of these in their names")
    add("--resume", action="store_true", help="go on with the run that the folder holds")
    add("--budget-minutes", type=_positive, default=0, help="begin no trial after these")
    add("--at-once", type=_count, default=1, help="searches at a time, no more than cores")
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _times(text: str) -> tuple[float, ...]:
    return tuple(_positive(part) for part in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

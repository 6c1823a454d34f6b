"""Run `python -m benchmarks.rule_families [--cases N] [--only NAMES] [--workers W]`.

Ends with 1 when any plan broke a rule or cost something else than the solver said.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from benchmarks.rule_families.cases import judged
from benchmarks.rule_families.families import FAMILIES


def main(arguments: Sequence[str]) -> int:
    """Judge the cases asked for, one line for every family."""
    parser = argparse.ArgumentParser(description="Cases in which one rule at a time bites.")
    parser.add_argument("--cases", type=int, default=1000, help="of every family")
    parser.add_argument("--only", default="", help="families, separated by commas")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    asked = parser.parse_args(arguments)
    names = [name for name in asked.only.split(",") if name] or list(FAMILIES)
    wrong = 0
    with ProcessPoolExecutor(asked.workers) as processes:
        for name in names:
            judge = partial(judged, name)
            verdicts = list(processes.map(judge, range(asked.cases), chunksize=20))
            bad = [(seed, each) for seed, each in enumerate(verdicts) if each.faults]
            biting = sum(each.bites for each in verdicts)
            wrong += len(bad)
            good = len(verdicts) - len(bad)
            print(
                f"{name:16} {good} of {len(verdicts)} sound, the rule bites in {biting}", flush=True
            )
            for seed, each in bad:
                print(f"  seed {seed}: {'; '.join(each.faults)}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""docs/plan-files.md, its table of columns written anew from `scheduler.io.rounds_csv.columns`.

`python -m scheduler.io.rounds_csv.columns_page docs/plan-files.md` mends the page.
"""

import sys
from pathlib import Path

from scheduler.io.rounds_csv.columns import ROUNDS
from scheduler.io.team.columns_page import with_columns

if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(with_columns(path.read_text(encoding="utf-8"), (ROUNDS,)), encoding="utf-8")

"""rounds.csv read again: as Rounds wrote it, as somebody edited it, or from another tool."""

from scheduler.io.rounds_csv.completion import complete
from scheduler.io.rounds_csv.reading import read_rounds
from scheduler.io.rounds_csv.written import WrittenRounds

__all__ = ["WrittenRounds", "complete", "read_rounds"]

"""The scripts of data/ are no package: their folder goes onto the path, as when they are run."""

import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"

sys.path.insert(0, str(DATA))

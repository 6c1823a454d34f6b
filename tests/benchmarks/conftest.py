"""The benchmarks are no part of the installed package: the checkout goes onto the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

"""How good any plan can be at best: column generation with exact bounds.

`bound` is the way in, `climb` the method, `master` the linear relaxation, `pricing` and `labels`
the cheapest rounds of a shift (`graphs`: what can follow what), `memory`, `cuts` and `separation`
what makes the relaxation tighter.
"""

from scheduler.solver.bound.bound import Bound, lower_bound
from scheduler.solver.bound.pricing import Column

__all__ = ["Bound", "Column", "lower_bound"]

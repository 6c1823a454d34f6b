"""How good any plan can be at best: column generation with exact bounds.

`bound` is the way in, `climb` the method, `master` the linear relaxation, `pricing` and `labels`
the cheapest rounds of a shift (`graphs`: what can follow what; `joins`: labels from both ends),
`memory`, `cuts` and `separation` what makes the relaxation tighter, `refutation` how many visits
have to be left out. `enumeration` and `pool` end a proof; `better` makes a plan of what it found.
"""

from scheduler.solver.bound.better import plan_of
from scheduler.solver.bound.bound import Bound, lower_bound
from scheduler.solver.bound.pricing import Column

__all__ = ["Bound", "Column", "lower_bound", "plan_of"]

"""The oracle: every rule in one plain CP-SAT model, for small cases, solved to the proven optimum.

It defines what the search must agree with. `rounds` holds what can be decided, `hard` and `soft`
one function per rule, `solution` the way to a proven answer.
"""

from scheduler.solver.oracle.orders import Orders, orders_of
from scheduler.solver.oracle.solution import OracleResult, solve_exactly

__all__ = ["OracleResult", "Orders", "orders_of", "solve_exactly"]

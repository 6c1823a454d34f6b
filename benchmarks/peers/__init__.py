"""Other people's solvers on our team days, each in a process of its own.

Every module is one peer: `PEER` says what it can state, and its `solve` turns a problem into the
order of tasks by shift.
"""

"""Twelve seeded team days on real roads, and everything that measures solvers on them."""

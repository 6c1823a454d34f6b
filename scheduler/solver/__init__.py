"""Problem to plan: the search, and the oracle that defines what it must agree with."""

"""The report of a study: tables and plots that a planner can put on the table."""

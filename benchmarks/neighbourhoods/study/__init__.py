"""A study: teams generated in several places and settings, planned, measured and told of."""

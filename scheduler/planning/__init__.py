"""The use cases: from a team to a plan that was checked and scored."""

"""Generated cases in which one rule at a time bites: every plan is checked and scored again."""

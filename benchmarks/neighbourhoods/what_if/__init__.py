"""What if: the questions of a study asked of one real team, or of two that are neighbours."""

"""Rounds: next day's rounds for neighbourhood care teams, on real roads."""

__version__ = "0.1.0"

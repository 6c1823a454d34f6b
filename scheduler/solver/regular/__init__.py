"""Rounds whose cost never falls by starting anything later (a regular objective).

Then the earliest starts are the best ones, and they follow from the order of the rounds alone, ties
between rounds included. This is the fast way for problems without breaks and wished starts, and the
one for the published sets of home care and vehicle routing.
"""

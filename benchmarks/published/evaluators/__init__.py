"""Judges of solution files, one for each form, written from the descriptions of the sets alone.

They read the instance and the solution as they are published, share nothing with the search or
with what states instances for it, and compute everything again in published units.
"""

"""The search: ruin and recreate over rounds, in compiled code.

Tied visits (joint visits and those with a dependency) have their start frozen when they are
inserted, so that rounds can be judged one by one.
"""

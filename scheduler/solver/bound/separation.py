"""Finding the subset-row cuts that a relaxation breaks."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.master import Floats
from scheduler.solver.bound.pricing import Column

BREACHES = (0.08, 0.02)
"""Cuts broken by less than the first are taken only where none is broken by more."""
MOST_PER_TASK = 4


def separate(
    columns: Sequence[Column], shares: Floats, known: Sequence[Cut], most: int
) -> list[Cut]:
    """The known cuts, some with more memory, and up to `most` changed or new ones.

    Args:
        shares: of the columns in the relaxation.
    """
    used = [
        (float(share), column.tasks)
        for share, column in zip(shares, columns, strict=True)
        if share > 1e-6
    ]
    for least in BREACHES:
        cuts = _with_more(used, known, most, least)
        if cuts != list(known):
            break
    return cuts


def _with_more(
    used: Sequence[tuple[float, tuple[int, ...]]], known: Sequence[Cut], most: int, least: float
) -> list[Cut]:
    cuts = list(known)
    where = {cut.tasks: number for number, cut in enumerate(cuts)}
    changed, uses = 0, Counter[int]()
    for tasks in _broken(used, least):
        if changed == most:
            break
        if any(uses[task] == MOST_PER_TASK for task in tasks):
            continue
        memory = frozenset().union(tasks, *(_span(order, tasks) for _, order in used))
        number = where.get(tasks)
        if number is None:
            cuts.append(Cut(tasks, memory))
        elif memory <= cuts[number].memory:
            continue
        else:
            cuts[number] = Cut(tasks, memory | cuts[number].memory)
        uses.update(tasks)
        changed += 1
    return cuts


def _broken(used: Sequence[tuple[float, tuple[int, ...]]], least: float) -> list[frozenset[int]]:
    """Triples that count for more than 1 with full memory, by `least` at least, worst first."""
    tasks = sorted({task for share, order in used if share < 1 - 1e-6 for task in order})
    row = {task: number for number, task in enumerate(tasks)}
    fractional = [(share, order) for share, order in used if any(task in row for task in order)]
    shares = np.array([share for share, _ in fractional])
    held = np.zeros((len(tasks), len(fractional)), dtype=np.int64)
    for column, (_, order) in enumerate(fractional):
        for task in order:
            if task in row:
                held[row[task], column] += 1
    near = ((held > 0) * shares) @ (held > 0).T > 0.02
    found = set()
    for one in range(len(tasks)):
        others = np.flatnonzero(near[one])
        for two in others:
            if two == one:
                continue
            pair = held[one] + held[two]
            thirds = np.flatnonzero(near[one] | near[two])
            counts = ((pair[None, :] + held[thirds]) // 2) @ shares - 1
            for third, breach in zip(thirds, counts, strict=True):
                if breach > least and third not in {one, two}:
                    triple = tuple(sorted((tasks[one], tasks[two], tasks[third])))
                    found.add((-round(float(breach), 6), triple))
    return [frozenset(triple) for _, triple in sorted(found)]


def _span(order: Sequence[int], tasks: frozenset[int]) -> set[int]:
    """What lies between the tasks of each pair that counts."""
    places = [place for place, task in enumerate(order) if task in tasks]
    return {
        task
        for first, second in zip(places[::2], places[1::2], strict=False)
        for task in order[first : second + 1]
    }

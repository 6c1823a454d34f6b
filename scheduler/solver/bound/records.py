"""The records that the labelling works on: plain memory, read and written by compiled code.

Records rather than one array per attribute, because compiled code passes a record as a pointer.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Record = Any
"""One row of an array of one of the types below."""
Records = npt.NDArray[np.void]

NEVER: Final = 1 << 60
TURNS: Final = 6
"""Most turns that a label keeps."""
WORDS: Final = 4
"""64 visits of a shift each can be remembered; those beyond are not, which is a relaxation."""
BITS: Final = 64
"""Most clients of a shift."""
CUT_WORDS: Final = 2
"""64 cuts each can be priced at a time."""
MOST_BREAKS: Final = 8
"""Breaks of a shift beyond these are left aside, which is a relaxation."""

TERMS: Final = np.dtype(
    [
        ("start", "i8"),
        ("end", "i8"),
        ("latest_end", "i8"),
        ("load_cap", "i8"),
        ("appointments", "i8"),
        ("breaks", "i8"),
        ("travel", "i8"),
        ("wished", "i8"),
        ("overtime", "i8"),
        ("pauses", "i8", (MOST_BREAKS, 3)),
        ("meeting", "i8", (BITS,)),
        ("meets_until", "i8", (BITS,)),
        ("ends", "i8", (64 * WORDS,)),
        ("cut", "i8", (CUT_WORDS, BITS)),
        ("relaxed", "i8"),
        ("whole", "i8"),
    ]
)
"""The terms of a shift.

start, end, latest_end, load_cap, and how many appointments and breaks; scaled points per second of
travel, wished start and overtime; seconds, first and last start of every break; per client bit, the
scaled points of the first meeting and the last second at which the client can be visited; per
visit bit, the last second at which it can start; scaled points that every count of a cut costs;
whether dominance looks at start, load and least points alone, which finds rounds fast; whether a
label remembers all it holds, even what cannot come back.
"""

NODE: Final = np.dtype(
    [
        ("opens", "i8"),
        ("closes", "i8"),
        ("service", "i8"),
        ("load", "i8"),
        ("early", "i8"),
        ("late", "i8"),
        ("appointment", "i8"),
        ("member", "i8"),
        ("client", "i8"),
        ("degree", "i8"),
        ("points", "i8"),
        ("memory", "u8", (WORDS,)),
        ("in_cut", "u8", (CUT_WORDS,)),
        ("cut_memory", "u8", (CUT_WORDS,)),
        ("until", "i8"),
        ("best", "i8"),
        ("best_label", "i8"),
    ]
)
"""A task in one of its windows, or an appointment; one more row stands for the start of the shift.

early and late: where the tolerance around the wished start begins and ends; appointment: which
one, -1 for a task; member and client: bits of visit and client, -1 without; degree: how many nodes
can follow; points: continuity less dual price, scaled; memory: visit bits remembered when it is
left; in_cut and cut_memory: cuts that hold its task, and that are remembered there; until: labels
that start later are not kept; best and best_label: the cheapest round that ends here.
"""

LABEL: Final = np.dtype(
    [
        ("start", "i8"),
        ("points", "i8"),
        ("load", "i8"),
        ("next_at_node", "i8"),
        ("memory", "u8", (WORDS,)),
        ("met", "u8"),
        ("parity", "u8", (CUT_WORDS,)),
        ("turned", "i8"),
        ("turns", "i8", (TURNS,)),
        ("node", "i8"),
        ("parent", "i8"),
        ("breaks", "i8"),
        ("appointments", "i8"),
        ("alive", "i8"),
        ("next_in_bucket", "i8"),
    ]
)
"""A partial round.

start: earliest start at the last node; points: least scaled points over all starts; turns: instants
at which the points stop falling by one more weight, `turned` of them; met: client bits; parity:
cuts met an odd number of times; breaks and appointments: done so far; the rest: chains of labels.
"""

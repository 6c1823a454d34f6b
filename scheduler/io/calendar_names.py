"""File names for carers: safe on every file system, one for each id."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

LONGEST_STEM: Final = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_LIKE_A_MARKED_NAME = re.compile(r"-[0-9a-f]{10}$")
_RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])$", re.IGNORECASE)


def calendar_names(carer_ids: Iterable[str]) -> Mapping[str, str]:
    """A name ending in `.ics` for every carer id, no two alike whatever the case of letters.

    An id of letters, digits, hyphens and underscores is its own name. Others, and ids that differ
    only by what was replaced or by case, get ten hexadecimal digits of their checksum as a mark.
    """
    stems = {carer_id: _UNSAFE.sub("_", carer_id)[:LONGEST_STEM] for carer_id in carer_ids}
    alike = Counter(stem.casefold() for stem in stems.values())
    return {
        carer_id: f"{stem if _plain(carer_id, stem, alike) else _marked(carer_id, stem)}.ics"
        for carer_id, stem in stems.items()
    }


def _plain(carer_id: str, stem: str, alike: Counter[str]) -> bool:
    return (
        stem == carer_id
        and alike[stem.casefold()] == 1
        and not _LIKE_A_MARKED_NAME.search(stem)
        and not _RESERVED_ON_WINDOWS.match(stem)
    )


def _marked(carer_id: str, stem: str) -> str:
    return f"{stem}-{sha256(carer_id.encode()).hexdigest()[:10]}"

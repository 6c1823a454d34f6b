"""ETags: which state of a resource somebody has seen, so that nobody overwrites unseen work."""

from scheduler.errors import RoundsError


def etag(kind: str, number: int) -> str:
    """The ETag of the state with this number: `"v3"`."""
    return f'"{kind}{number}"'


def refuse_outdated(if_match: str | None, current: str) -> None:
    """Refuse whoever has not seen what stands.

    Raises:
        RoundsError: `seen-not-named`, `seen-outdated`.
    """
    if if_match is None:
        raise RoundsError("seen-not-named", "There is no If-Match.")
    if current not in [each.strip() for each in if_match.split(",")]:
        raise RoundsError("seen-outdated", f"{current} stands, and not {if_match}.")

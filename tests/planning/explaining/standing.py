"""The published plan of the team made by hand (tests/judged.py), which leaves v5 out."""

from dataclasses import replace

from judged import MONDAY, at, plan, team, travel, with_visit

from scheduler.domain.visit import VisitKey
from scheduler.planning.changes.published import Published

V5 = VisitKey("v5", MONDAY)


def published(now="00:00", whole=None, **changes):
    """The plan by the clock, with something changed about v5 or the team."""
    whole = with_visit(whole or team(), "v5", **changes)
    made = plan(whole=whole)
    return Published(whole, travel(), made, at(now))


def refusing(whole, client_id, *carers):
    """The team with a client who refuses carers."""
    clients = tuple(
        replace(each, refuses=frozenset(carers)) if each.client_id == client_id else each
        for each in whole.clients
    )
    return replace(whole, clients=clients)

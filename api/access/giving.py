"""What a token may allow, and who may give it: nobody gives what they do not have."""

from collections.abc import Iterable

from api.access.grant import EVERY_TEAM, Grant
from api.access.permissions import GRANTS, Action
from api.access.principal import Principal, Role
from api.storage.tables import TokenRow
from scheduler.errors import RoundsError


def rights(roles: Iterable[Role]) -> frozenset[Action]:
    """What roles allow together."""
    held = frozenset(roles)
    return frozenset(action for action, granted in GRANTS.items() if granted & held)


def refuse_unsound(grant: Grant) -> None:
    """Refuse a token of teams that cannot be, or of no single carer where it has to be one.

    Raises:
        RoundsError: `token-of-no-team`, `token-not-of-one-carer`.
    """
    if grant.teams is not None and not (grant.teams and all(map(_is_word, grant.teams))):
        raise RoundsError("token-of-no-team", f"Asked for: {' '.join(grant.teams) or 'none'}.")
    of_one = grant.carer_id is not None and grant.teams is not None and len(set(grant.teams)) == 1
    if Role.CARER in grant.roles and not of_one:
        raise RoundsError("token-not-of-one-carer", "The role carer is asked for.")


def refuse_overreach(giver: Principal, grant: Grant) -> None:
    """Refuse a token that allows more than the giver may do.

    A role can be given by whoever may do all that it allows: a member can give the role carer.

    Raises:
        RoundsError: `not-allowed`.
    """
    held = rights(giver.roles)
    beyond = sorted(
        role for role in grant.roles if role not in giver.roles and not rights([role]) <= held
    )
    if beyond:
        raise RoundsError("not-allowed", f"The giver may not do all that {' '.join(beyond)} may.")
    if giver.teams is not None:
        if grant.teams is None:
            raise RoundsError("not-allowed", "The giver does not belong to every team.")
        strange = sorted(set(grant.teams) - giver.teams)
        if strange:
            raise RoundsError("not-allowed", f"The giver does not belong to {' '.join(strange)}.")


def keeps(keeper: Principal, row: TokenRow) -> bool:
    """Whether somebody who keeps tokens sees this one: it is of none but their own teams."""
    if keeper.teams is None:
        return True
    return row.teams != EVERY_TEAM and keeper.teams.issuperset(row.teams.split())


def _is_word(team_id: str) -> bool:
    return team_id.split() == [team_id] and EVERY_TEAM not in team_id

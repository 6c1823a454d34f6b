"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody does for a team.

    Attributes:
        CARER: visits; sees the team's plans, asks for changes and answers them.
        MEMBER: a carer with the right to publish and to change the team's data.
        BACK_OFFICE: creates teams and keeps their data.
        PLANNER: compares neighbourhoods; sees pseudonyms only.
        OPERATOR: keeps the service running; sees no client data.
    """

    CARER = "carer"
    MEMBER = "member"
    BACK_OFFICE = "back_office"
    PLANNER = "planner"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who proved who they are.

    Attributes:
        principal_id: `token:ab12` for a local token, `oidc:` and a digest for a bearer of one.
        teams: ids of the teams that they belong to; None for all.
        carer_id: the carer they are, where they are one.
    """

    principal_id: str
    roles: frozenset[Role]
    teams: frozenset[str] | None
    carer_id: str | None = None

    def belongs_to(self, team_id: str) -> bool:
        """Whether this is one of their teams."""
        return self.teams is None or team_id in self.teams

    @property
    def signs_as(self) -> str:
        """What stands in versions and offers as the author: the carer, else the principal."""
        return self.carer_id or self.principal_id

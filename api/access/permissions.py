"""What each role may do: one table, read by every route and by the tests of access."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from api.access.principal import Role


class Action(StrEnum):
    """Something that a route does, as it stands in the audit trail too."""

    LIST_TEAMS = "list_teams"
    CREATE_TEAM = "create_team"
    VALIDATE_TEAM = "validate_team"
    READ_TEAM = "read_team"
    WRITE_TEAM = "write_team"
    ERASE = "erase"
    READ_NETWORK = "read_network"
    WRITE_NETWORK = "write_network"
    MAKE_PLAN = "make_plan"
    READ_PLAN = "read_plan"
    PUBLISH_PLAN = "publish_plan"
    PREVIEW_CHANGE = "preview_change"
    APPLY_CHANGE = "apply_change"
    OFFER_CHANGE = "offer_change"
    EXPLAIN = "explain"
    EXPORT = "export"
    KEEP_FEEDS = "keep_feeds"
    READ_FEED = "read_feed"
    READ_JOB = "read_job"
    CANCEL_JOB = "cancel_job"
    READ_PSEUDONYMS = "read_pseudonyms"
    MAKE_STUDY = "make_study"
    READ_AUDIT = "read_audit"
    KEEP_TOKENS = "keep_tokens"
    OPERATE = "operate"


_CARE = frozenset({Role.CARER, Role.MEMBER, Role.BACK_OFFICE})
_TRUSTED = frozenset({Role.MEMBER, Role.BACK_OFFICE})

GRANTS: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.LIST_TEAMS: frozenset(Role),
        Action.CREATE_TEAM: frozenset({Role.BACK_OFFICE}),
        Action.VALIDATE_TEAM: _TRUSTED,
        Action.READ_TEAM: _CARE,
        Action.WRITE_TEAM: _TRUSTED,
        Action.ERASE: frozenset({Role.BACK_OFFICE}),
        Action.READ_NETWORK: frozenset(Role),
        Action.WRITE_NETWORK: _TRUSTED | {Role.OPERATOR},
        Action.MAKE_PLAN: _TRUSTED,
        Action.READ_PLAN: _CARE,
        Action.PUBLISH_PLAN: frozenset({Role.MEMBER}),
        Action.PREVIEW_CHANGE: _CARE,
        Action.APPLY_CHANGE: frozenset({Role.MEMBER}),
        Action.OFFER_CHANGE: frozenset({Role.CARER, Role.MEMBER}),
        Action.EXPLAIN: _CARE,
        Action.EXPORT: _CARE,
        Action.KEEP_FEEDS: _CARE,
        Action.READ_JOB: _CARE | {Role.PLANNER},
        Action.CANCEL_JOB: _CARE | {Role.PLANNER},
        Action.READ_PSEUDONYMS: frozenset({Role.PLANNER}),
        Action.MAKE_STUDY: frozenset({Role.PLANNER}),
        Action.READ_AUDIT: _TRUSTED,
        Action.KEEP_TOKENS: frozenset({Role.BACK_OFFICE, Role.OPERATOR}),
        Action.OPERATE: frozenset({Role.OPERATOR}),
    }
)
"""`READ_FEED` is granted to nobody: the secret of the feed is what allows it."""

WITHOUT_CLIENT_DATA = frozenset(
    {
        Action.LIST_TEAMS,
        Action.VALIDATE_TEAM,
        Action.READ_NETWORK,
        Action.KEEP_TOKENS,
        Action.OPERATE,
    }
)
"""What reads nothing of a client, and so needs no line in the audit trail."""

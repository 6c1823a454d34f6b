"""The one way to ask for rows that belong to a team; a test keeps every other way out of `api`."""

from typing import Any, TypeVar

from sqlalchemy import Delete, Insert, Select, Update, delete, insert, select, update

from api.storage.tables import OfTeam

T = TypeVar("T", bound=OfTeam)


def rows_of_team(table: type[T], team_id: str) -> Select[T]:
    """The rows of one team."""
    return select(table).where(table.team_id == team_id)


def update_of_team(table: type[OfTeam], team_id: str) -> Update:
    """A change to rows of one team."""
    return update(table).where(table.team_id == team_id)


def delete_of_team(table: type[OfTeam], team_id: str) -> Delete:
    """The removal of rows of one team."""
    return delete(table).where(table.team_id == team_id)


def rows_of_all_teams(table: type[T]) -> Select[T]:
    """The rows of every team, for those who work for all of them: workers, retention, metrics."""
    return select(table)


def delete_of_all_teams(table: type[OfTeam]) -> Delete:
    """The removal of rows of any team, for the same."""
    return delete(table)


def rows_of_service(table: type[Any]) -> Select[Any]:
    """Rows that belong to no team: tokens, idempotency keys, audit lines.

    Raises:
        TypeError: they do belong to teams.
    """
    _refuse_of_team(table)
    return select(table)


def insert_of_service(table: type[Any]) -> Insert:
    """The addition of many such rows at once.

    Raises:
        TypeError: they do belong to teams.
    """
    _refuse_of_team(table)
    return insert(table)


def delete_of_service(table: type[Any]) -> Delete:
    """The removal of such rows.

    Raises:
        TypeError: they do belong to teams.
    """
    _refuse_of_team(table)
    return delete(table)


def _refuse_of_team(table: type[Any]) -> None:
    if issubclass(table, OfTeam):
        raise TypeError(f"{table.__name__} belongs to teams.")

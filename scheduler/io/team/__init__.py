"""A team, read from a folder, a workbook or a document, and written as a document."""

from scheduler.io.team.reading import read_team, read_team_document
from scheduler.io.team.writing import write_team_document

__all__ = ["read_team", "read_team_document", "write_team_document"]

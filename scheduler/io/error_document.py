"""Errors for programs: the same document on the command line and over HTTP."""

from dataclasses import asdict

from scheduler.errors import Finding, InputError, RoundsError


def error_document(error: RoundsError) -> dict[str, object]:
    """Code, message and remedy, with every finding where there are several."""
    document: dict[str, object] = {
        "code": error.code,
        "message": error.message,
        "remedy": error.remedy,
    }
    if isinstance(error, InputError):
        document["findings"] = [_finding(each) for each in error.findings]
    return {"error": document}


def _finding(finding: Finding) -> dict[str, object]:
    document = asdict(finding)
    del document["better_remedy"]
    return {**document, "remedy": finding.remedy}

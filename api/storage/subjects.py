"""What audit lines call the things that were read or written."""


def team_subject(revision: int) -> str:
    """A revision of the team document."""
    return f"team/{revision}"


def draft_subject(plan_id: str, number: int) -> str:
    """A draft of a plan."""
    return f"plan/{plan_id}/draft/{number}"


def version_subject(plan_id: str, number: int) -> str:
    """A version of a published plan."""
    return f"plan/{plan_id}/version/{number}"


def client_subject(client_id: str) -> str:
    """A client, by themselves."""
    return f"client/{client_id}"


def network_subject(name: str) -> str:
    """A road network."""
    return f"network/{name}"


def job_subject(job_id: str) -> str:
    """A job."""
    return f"job/{job_id}"


def token_subject(token_id: str) -> str:
    """A local token."""
    return f"token/{token_id}"


def plans_subject() -> str:
    """Which plans a team has, and of which dates."""
    return "plans"


def offers_subject(plan_id: str) -> str:
    """The offers of a published plan."""
    return f"plan/{plan_id}/offers"


def studies_subject() -> str:
    """Which studies a team has."""
    return "studies"


def study_subject(study_id: str) -> str:
    """A study."""
    return f"study/{study_id}"


def feeds_subject() -> str:
    """Which calendar feeds a team has."""
    return "feeds"


def feed_subject(feed_id: str) -> str:
    """A calendar feed of a carer."""
    return f"feed/{feed_id}"

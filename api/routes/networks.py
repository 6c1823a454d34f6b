"""Road networks that a team brings."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import Action
from api.description import reference
from api.etags import refuse_outdated
from api.jobs.asking import job_path, queued
from api.jobs.network_request import NetworkJob
from api.routes.answers import answers
from api.storage.networks import (
    delete_network,
    find_network,
    network_of,
    networks_of,
    put_network,
)
from api.storage.subjects import network_subject
from api.storage.tables import NetworkRow
from api.storage.teams import newest_revision
from scheduler.errors import RoundsError
from scheduler.geo.source import SOURCE_SUFFIXES

PREFIX = "/teams/{team_id}/networks"
LONGEST_NAME = 60
_STEM = re.compile(rf"[a-z0-9-]{{1,{LONGEST_NAME}}}")

router = APIRouter(prefix=PREFIX, tags=["networks"])
upload_router = APIRouter(prefix=PREFIX, tags=["networks"])
"""Of bodies that may be larger than others."""

Name = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST_NAME + 20,
        description=f"Letters, digits and hyphens, then one of {' '.join(SOURCE_SUFFIXES)}.",
        examples=["gothenburg.osm.pbf"],
    ),
]


class Network(BaseModel):
    """A network that a team stored. The team's document names it by `name`."""

    name: str
    size_bytes: int
    sha256: str
    made_at: datetime
    made_by: str


EXAMPLE = {
    "name": "gothenburg.osm.pbf",
    "size_bytes": 1048576,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "made_at": "2026-11-20T09:30:00Z",
    "made_by": "token:5f2c9a1b04de",
}


class NetworkList(BaseModel):
    """The networks of a team."""

    networks: list[Network]


async def sent(request: Request) -> bytes:
    """The body as it is."""
    return await request.body()


@upload_router.put(
    "/{name}",
    status_code=204,
    responses={
        **answers({201: EXAMPLE}, 412, schema=reference(Network.__name__)),
        204: {"description": "The network is stored in place of another."},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {
                    "schema": {"type": "string", "format": "binary"},
                    "examples": {"extract": {"value": "the bytes of an extract"}},
                }
            },
        }
    },
)
def store_network(
    name: Name,
    content: Annotated[bytes, Depends(sent)],
    caller: Annotated[Caller, Depends(allowed(Action.WRITE_NETWORK))],
    if_match: Annotated[
        str | None, Header(description="ETag of the network that is to be replaced.")
    ] = None,
) -> Response:
    """Store a road network: an extract, a graph, or a built network, by the ending of its name.

    A job opens it for the modes of the team's carers, so that a plan does not wait for that; the
    header Link says where it can be followed.
    """
    _refuse_unfit(name)
    with caller.writing() as work:
        revision = newest_revision(work.session, caller.team_id, lock=True).revision
        row = find_network(work.session, caller.team_id, name)
        if if_match is not None:
            refuse_outdated(if_match, "" if row is None else _etag(row))
        is_new = put_network(
            work.session, caller.team_id, name, content, caller.principal.principal_id
        )
        work.note(network_subject(name))
        job_id = queued(work, NetworkJob(name=name, team_revision=revision))
        row = network_of(work.session, caller.team_id, name)
    headers = {"ETag": _etag(row), "Link": f'<{job_path(caller.team_id, job_id)}>; rel="monitor"'}
    if not is_new:
        return Response(status_code=204, headers=headers)
    headers["Location"] = f"/teams/{caller.team_id}/networks/{name}"
    return Answer(_network(row).model_dump_json(), 201, headers).response()


@router.get("", responses=answers({200: {"networks": [EXAMPLE]}}))
def list_networks(
    caller: Annotated[Caller, Depends(allowed(Action.READ_NETWORK))],
) -> NetworkList:
    """The networks of a team."""
    with caller.reading() as work:
        rows = networks_of(work.session, caller.team_id)
    return NetworkList(networks=[_network(row) for row in rows])


@router.get("/{name}", responses=answers({200: EXAMPLE}))
def read_network(
    name: Name,
    response: Response,
    caller: Annotated[Caller, Depends(allowed(Action.READ_NETWORK))],
) -> Network:
    """What is known of a network; its ETag tells its content."""
    with caller.reading() as work:
        row = network_of(work.session, caller.team_id, name)
    response.headers["ETag"] = _etag(row)
    return _network(row)


@router.delete("/{name}", status_code=204, responses=answers({}))
def remove_network(
    name: Name, caller: Annotated[Caller, Depends(allowed(Action.WRITE_NETWORK))]
) -> Response:
    """Remove a network. Plans that were made on it stay."""
    with caller.writing() as work:
        delete_network(work.session, caller.team_id, name)
        work.note(network_subject(name))
    return Response(status_code=204)


def _network(row: NetworkRow) -> Network:
    return Network(
        name=row.name,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        made_at=row.made_at,
        made_by=row.made_by,
    )


def _etag(row: NetworkRow) -> str:
    return f'"{row.sha256}"'


def _refuse_unfit(name: str) -> None:
    """Refuse a name that says no form, or could be taken for a path."""
    suffix = max((each for each in SOURCE_SUFFIXES if name.endswith(each)), key=len, default="")
    if not suffix or not _STEM.fullmatch(name.removesuffix(suffix)):
        forms = ", ".join(SOURCE_SUFFIXES)
        text = f"It is not letters, digits and hyphens with one of {forms}."
        raise RoundsError("network-name-unfit", text)

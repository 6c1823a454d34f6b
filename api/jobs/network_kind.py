"""The kind of job that opens a network."""

import json
from dataclasses import asdict
from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.network_request import NetworkJob
from api.jobs.task import JobWork, Kind, Task
from api.storage.subjects import network_subject
from api.storage.teams import revision
from scheduler.domain.carer import Mode
from scheduler.geo.network_file import NETWORK_SUFFIX, load_network
from scheduler.geo.source import open_network
from scheduler.io.team import read_team_document


class OpenNetwork(Kind[NetworkJob]):
    """Opens a network for every mode of the team's carers; what was built stays in the cache."""

    request: ClassVar[type[JobRequest]] = NetworkJob

    def run(self, task: Task[NetworkJob]) -> str:
        """What the network holds, by mode."""
        path = task.roads.file(task.team_id, task.request.name)
        if path.name.endswith(NETWORK_SUFFIX):
            reports = [load_network(path).report]  # built for one mode, whichever that is
        else:
            reports = []
            for mode in _modes(task):
                task.insist()
                reports.append(open_network(path, mode, task.settings.cache).report)
        result = json.dumps({"modes": [asdict(each) for each in reports]})

        def finish(work: JobWork) -> None:
            work.note(network_subject(task.request.name))
            work.finish(result)

        task.write(finish)
        return result


def _modes(task: Task[NetworkJob]) -> list[Mode]:
    """The modes of the team's carers, in the order of `Mode`."""
    with task.database.read() as session:
        row = revision(session, task.team_id, task.request.team_revision)
    team = read_team_document(json.loads(row.document))
    used = {carer.mode for carer in team.carers}
    return [mode for mode in Mode if mode in used]

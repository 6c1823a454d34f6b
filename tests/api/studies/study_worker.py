"""A worker in a process of its own, to be killed. Run as `python study_worker.py URL CACHE`."""

import sys
from pathlib import Path

from api.jobs.kinds import KINDS
from api.jobs.post import Post
from api.jobs.states import Lane
from api.jobs.stopping import Stopping
from api.jobs.task import Workplace
from api.jobs.worker import worker_of
from api.settings import Settings
from api.storage.database import Database

if __name__ == "__main__":
    settings = Settings(sys.argv[1], Path(sys.argv[2]))
    place = Workplace.of(settings, Database(settings.database_url))
    worker_of(place, KINDS, Post.on(Lane.LONG), Stopping(), sys.exit).work_once()

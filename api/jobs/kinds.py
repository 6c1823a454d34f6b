"""All kinds of jobs, by name. Workers import this; the server knows their requests only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from api.jobs.network_kind import OpenNetwork
from api.jobs.plan_kind import MakePlan
from api.jobs.task import Kind
from api.plans.kinds import PLAN_KINDS
from api.studies.study_kind import MakeStudy

_ALL: tuple[Kind[Any], ...] = (MakePlan(), OpenNetwork(), *PLAN_KINDS, MakeStudy())

KINDS: Mapping[str, Kind[Any]] = MappingProxyType({each.request.kind: each for each in _ALL})

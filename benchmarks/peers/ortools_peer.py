"""OR-Tools routing: breaks, appointments and wished starts stated, ties cut out of windows."""

from itertools import pairwise

from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from benchmarks.peers.peer import Answer, Peer
from benchmarks.team_days.features import Feature
from benchmarks.team_days.statement import Statement
from scheduler.rules import RuleId
from scheduler.solver.problem import Problem

NOBODY = -1
TIME, LOAD = "time", "load"


def solve(problem: Problem, seconds: float, seed: int) -> Answer:
    """The best that the routing library finds in its time; nothing where it finds no plan at all.

    Ties are cut out of the windows, although they could be stated as constraints: with joint visits
    stated so it assigned nothing at all, with dependencies fewer visits than without them.
    """
    del seed
    model = _Model(Statement(problem))
    routing, parameters = model.routing, guided_search()
    # Without breaks iterated local search found the better plans, with them guided local search.
    iterated = not any(shift.breaks for shift in problem.shifts)
    if iterated:
        _iterate(parameters)
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    search = routing.SolveWithIteratedLocalSearch if iterated else routing.SolveWithParameters
    found = search(parameters)
    orders: list[tuple[int, ...]] = [() for _ in problem.shifts]
    starts: dict[int, int] = {}
    if found is None:
        return tuple(orders), starts
    for shift in range(len(problem.shifts)):
        index, order = found.Value(routing.NextVar(routing.Start(shift))), []
        while not routing.IsEnd(index):
            node = model.manager.IndexToNode(index)
            if node < model.stated.tasks:
                order.append(node)
                starts[node] = found.Min(model.time.CumulVar(index))
            index = found.Value(routing.NextVar(index))
        orders[shift] = tuple(order)
    return tuple(orders), starts


def guided_search() -> "pywrapcp.RoutingSearchParameters":
    """Guided local search from parallel cheapest insertion."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = first
    guided = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.local_search_metaheuristic = guided
    return parameters


def _iterate(parameters: "pywrapcp.RoutingSearchParameters") -> None:
    """Ruin (close routes, random walk, strings) and recreate, then greedy descent."""
    descent = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    parameters.local_search_metaheuristic = descent
    parameters.use_iterated_local_search = True
    both = parameters.iterated_local_search_parameters.ruin_recreate_parameters
    both.ruin_strategies.add().spatially_close_routes.num_ruined_routes = 2
    both.ruin_strategies.add().random_walk.num_removed_visits = 10
    strings = both.ruin_strategies.add().sisr
    strings.max_removed_sequence_size = 10
    strings.avg_num_removed_visits = 10
    strings.bypass_factor = 0.5
    both.ruin_composition_strategy = routing_ils_pb2.RuinCompositionStrategy.RUN_ONE_RANDOMLY


class _Model:
    """The routing model of a statement."""

    def __init__(self, stated: Statement) -> None:
        self.stated = stated
        self.problem = stated.problem
        shifts = range(stated.shifts)
        self.manager = pywrapcp.RoutingIndexManager(
            stated.nodes,
            stated.shifts,
            [stated.start_node(shift) for shift in shifts],
            [stated.end_node(shift) for shift in shifts],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._costs()
        self.time = self._times()
        self._loads()
        for shift in shifts:
            self._shift(shift)
        for task in range(stated.tasks):
            self._task(task)
        for index in range(len(stated.appointments)):
            self._appointment(index)

    def _index(self, node: int) -> int:
        index: int = self.manager.NodeToIndex(node)
        return index

    def _costs(self) -> None:
        for shift in range(self.stated.shifts):
            points = self.stated.arc_points(shift).tolist()
            evaluator = self.routing.RegisterTransitMatrix(points)
            self.routing.SetArcCostEvaluatorOfVehicle(evaluator, shift)

    def _times(self) -> "pywrapcp.RoutingDimension":
        services = [self.stated.visit(task).service for task in range(self.stated.tasks)]
        services += [0] * (2 * self.stated.shifts)
        services += [each.end - each.start for _, each in self.stated.appointments]
        self.services = services
        by_mode: dict[int, int] = {}
        for number, shift in enumerate(self.problem.shifts):
            if shift.mode not in by_mode:
                seconds = self.stated.travel_seconds(number)
                for node, service in enumerate(services):
                    seconds[node, :] += service
                by_mode[shift.mode] = self.routing.RegisterTransitMatrix(seconds.tolist())
        latest = max(shift.latest_end for shift in self.problem.shifts)
        transits = [by_mode[shift.mode] for shift in self.problem.shifts]
        self.routing.AddDimensionWithVehicleTransits(transits, latest, latest, False, TIME)
        return self.routing.GetDimensionOrDie(TIME)

    def _loads(self) -> None:
        caps = [shift.load_cap for shift in self.problem.shifts]
        if all(cap is None for cap in caps):
            return
        loads = [self.stated.visit(task).load for task in range(self.stated.tasks)]
        loads += [0] * (self.stated.nodes - self.stated.tasks)
        evaluator = self.routing.RegisterUnaryTransitVector(loads)
        capacities = [sum(loads) if cap is None else cap for cap in caps]
        self.routing.AddDimensionWithVehicleCapacity(evaluator, 0, capacities, True, LOAD)

    def _shift(self, number: int) -> None:
        shift = self.problem.shifts[number]
        for index in (self.routing.Start(number), self.routing.End(number)):
            self.time.CumulVar(index).SetRange(shift.start, shift.latest_end)
        if shift.latest_end > shift.end:
            weight = self.problem.weights[RuleId.OVERTIME]
            self.time.SetCumulVarSoftUpperBound(self.routing.End(number), shift.end, weight)
        if shift.breaks:
            solver = self.routing.solver()
            breaks = [
                solver.FixedDurationIntervalVar(*each.window, each.seconds, False, f"break {place}")
                for place, each in enumerate(shift.breaks)
            ]
            at_indices = [0] * self.routing.Size()
            for node, service in enumerate(self.services):
                index = self._index(node)
                if 0 <= index < len(at_indices):
                    at_indices[index] = service
            self.time.SetBreakIntervalsOfVehicle(breaks, number, at_indices)

    def _task(self, task: int) -> None:
        index, own, visit = self._index(task), self.problem.tasks[task], self.stated.visit(task)
        self.routing.AddDisjunction([index], self.stated.prize(task))
        windows = self.stated.untied_windows[own.visit]
        if not own.shifts or not windows:
            self.routing.VehicleVar(index).SetValues([NOBODY])
            return
        self.routing.VehicleVar(index).SetValues([NOBODY, *sorted(own.shifts)])
        start = self.time.CumulVar(index)
        start.SetRange(windows[0][0], windows[-1][1])
        for (_, closed), (opens, _) in pairwise(windows):
            start.RemoveInterval(closed + 1, opens - 1)
        weight = self.problem.weights[RuleId.WISHED_START]
        if visit.wished is not None and own.place == 1 and weight:
            tolerance = self.problem.wished_tolerance
            self.time.SetCumulVarSoftLowerBound(index, visit.wished - tolerance, weight)
            self.time.SetCumulVarSoftUpperBound(index, visit.wished + tolerance, weight)

    def _appointment(self, place: int) -> None:
        shift, appointment = self.stated.appointments[place]
        index = self._index(self.stated.appointment_node(place))
        self.routing.VehicleVar(index).SetValues([shift])
        self.time.CumulVar(index).SetRange(appointment.start, appointment.start)


PEER = Peer(
    name="ortools",
    package="ortools",
    states=frozenset(
        {
            *(Feature.SEVERAL_WINDOWS, Feature.LOAD_CAP, Feature.SPLIT_SHIFT, Feature.OVERTIME),
            *(Feature.BREAK, Feature.APPOINTMENT, Feature.WISHED_START),
        }
    ),
    seeded=False,
    solve=solve,
)

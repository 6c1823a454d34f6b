"""Familiarity, continuity steps, indices over history and plan, and new faces."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import judged
import pytest

from scheduler.continuity import (
    Acquaintance,
    Familiarity,
    before_and_after,
    bice_boxerman_index,
    continuity,
    new_faces,
    usual_provider_index,
)
from scheduler.domain.client import PastVisit
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitKey
from scheduler.units import minutes

FIRST = judged.MONDAY


def days_ago(days: int, client_id: str = "cc", carer_id: str = "c2") -> PastVisit:
    """A past visit, by default of c2 to cc."""
    return PastVisit(FIRST - timedelta(days=days), client_id, carer_id)


def with_history(*past: PastVisit) -> Team:
    """The team with only this history."""
    return judged.team(history=past)


class TestAcquaintance:
    """Who knows whom when a horizon begins."""

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (1, Familiarity.KNOWN),
            (28, Familiarity.KNOWN),
            (29, Familiarity.KNOWN_LONGER_AGO),
            (400, Familiarity.KNOWN_LONGER_AGO),
        ],
    )
    def test_28_days_part_known_from_known_longer_ago(self, days, expected):
        """The 28th day before the first date is within 28 days, the 29th is not."""
        known = Acquaintance(with_history(days_ago(days)), FIRST)
        assert known.familiarity("cc", "c2") is expected

    @pytest.mark.parametrize("days", [0, -1])
    def test_the_horizon_is_no_history_yet(self, days):
        """A visit on the first date or later makes nobody known."""
        known = Acquaintance(with_history(days_ago(days)), FIRST)
        assert known.familiarity("cc", "c2") is Familiarity.NEW

    def test_the_last_meeting_counts(self):
        """In any order of the history, the latest of several visits decides."""
        for past in ([days_ago(50), days_ago(3)], [days_ago(3), days_ago(50)]):
            known = Acquaintance(with_history(*past), FIRST)
            assert known.familiarity("cc", "c2") is Familiarity.KNOWN

    def test_to_know_one_client_is_not_to_know_another(self):
        """Familiarity is of a pair."""
        known = Acquaintance(with_history(days_ago(3)), FIRST)
        assert known.familiarity("cd", "c2") is Familiarity.NEW
        assert known.familiarity("cc", "c3") is Familiarity.NEW

    def test_the_primary_carer_is_primary_without_history(self):
        """A primary carer is never a new face."""
        known = Acquaintance(with_history(), FIRST)
        assert known.familiarity("ca", "c1") is Familiarity.PRIMARY

    def test_a_wished_carer_is_known_without_history(self):
        """A carer the client asks for is never worse than known."""
        known = Acquaintance(with_history(days_ago(60, "cb", "c1")), FIRST)
        assert known.familiarity("cb", "c1") is Familiarity.KNOWN

    def test_steps_of_the_four_familiarities(self):
        """A meeting takes 0, 0, 2 and 5 steps."""
        known = Acquaintance(with_history(days_ago(3, "cc", "c2"), days_ago(40, "cc", "c1")), FIRST)
        pairs = [("ca", "c1"), ("cc", "c2"), ("cc", "c1"), ("cc", "c3")]
        assert [known.meeting_steps(*pair) for pair in pairs] == [0, 0, 2, 5]

    def test_only_primary_and_wished_carers_visit_without_a_step(self):
        """A visit by a carer who is merely known takes a step."""
        known = Acquaintance(with_history(days_ago(3, "cc", "c2")), FIRST)
        pairs = [("ca", "c1"), ("cb", "c1"), ("cc", "c2"), ("cd", "c2")]
        assert [known.visit_steps(*pair) for pair in pairs] == [0, 0, 1, 1]

    def test_an_unknown_client_is_refused(self):
        """Asking about a client the team does not have is a mistake."""
        with pytest.raises(KeyError):
            Acquaintance(with_history(), FIRST).familiarity("nobody", "c1")


class TestIndices:
    """UPC and Bice-Boxerman on counts of visits per carer."""

    @pytest.mark.parametrize(
        ("counts", "upc", "coc"),
        [
            ([], None, None),
            ([1], Fraction(1), None),
            ([2], Fraction(1), Fraction(1)),
            ([1, 1], Fraction(1, 2), Fraction(0)),
            ([1, 1, 1], Fraction(1, 3), Fraction(0)),
            ([3, 1], Fraction(3, 4), Fraction(1, 2)),
            ([5, 3, 2], Fraction(1, 2), Fraction(28, 90)),
        ],
    )
    def test_worked_by_hand(self, counts, upc, coc):
        """Exact fractions; none where the index is not defined."""
        assert usual_provider_index(counts) == upc
        assert bice_boxerman_index(counts) == coc

    def test_more_visits_by_the_usual_carer_never_lower_an_index(self):
        """Both indices rise with concentration."""
        spread = [[n, 2, 1] for n in range(2, 12)]
        for index in (usual_provider_index, bice_boxerman_index):
            figures = [index(counts) for counts in spread]
            assert figures == sorted(figures)
            assert len(set(figures)) == len(figures)


class TestContinuity:
    """Windows, plan and means."""

    def _of(self, team: Team, client_id: str, until: date = FIRST, plan=None):
        found = continuity(team, until, plan)
        return next(client for client in found.clients if client.client_id == client_id)

    def test_windows_end_on_the_date_asked_for(self):
        """14 and 28 days, the last of them `until`; days before and after do not count."""
        past = (
            days_ago(-1, carer_id="c3"),
            days_ago(0, carer_id="c1"),
            days_ago(13, carer_id="c1"),
            days_ago(14, carer_id="c2"),
            days_ago(27, carer_id="c2"),
            days_ago(28, carer_id="c3"),
        )
        found = self._of(with_history(*past), "cc")
        assert (found.visits, found.carers_14_days, found.carers_28_days) == (4, 1, 2)
        assert (found.upc, found.coc) == (Fraction(1, 2), Fraction(1, 3))

    def test_every_client_is_listed(self):
        """A client whom nobody visited has no index, and is there."""
        found = continuity(with_history(days_ago(1)), FIRST)
        assert [client.client_id for client in found.clients] == ["ca", "cb", "cc", "cd"]
        nobody = found.clients[3]
        assert (nobody.visits, nobody.carers_14_days, nobody.carers_28_days) == (0, 0, 0)
        assert (nobody.upc, nobody.coc) == (None, None)

    def test_the_plan_takes_the_place_of_history_on_its_dates(self):
        """With a plan, history stops before the horizon and a joint visit counts each carer."""
        team = with_history(days_ago(0, carer_id="c3"), days_ago(1, carer_id="c1"))
        found = self._of(team, "cc", FIRST, judged.plan(whole=team))
        assert (found.visits, found.carers_28_days) == (3, 2)
        assert (found.upc, found.coc) == (Fraction(2, 3), Fraction(1, 3))

    def test_a_night_visit_counts_on_its_visit_date(self):
        """Half past midnight after the last date still belongs to the horizon."""
        key = VisitKey("v5", FIRST)
        team = judged.with_visit(judged.team(), "v5", windows=judged.windows("24:00-25:00"))
        team = judged.with_shift(team, "c2", end=judged.at("26:00"), breaks=())
        plan = judged.plan(c1=[], c2=[judged.call("v5", judged.at("24:30"))], whole=team)
        assert key in {stop.visit for _, stop in plan.assignments()}
        assert self._of(team, "cd", FIRST, plan).visits == 1

    def test_means_are_over_clients_with_a_value(self):
        """Nobody without visits lowers a mean; COC needs two visits."""
        past = (
            *(days_ago(day, "ca", "c1") for day in (1, 2, 20)),
            days_ago(3, "ca", "c2"),
            days_ago(20, "cb", "c1"),
        )
        found = continuity(with_history(*past), FIRST).team
        assert found.clients == 2
        assert found.carers_14_days == 2
        assert found.carers_28_days == Fraction(3, 2)
        assert found.upc == (Fraction(3, 4) + 1) / 2
        assert found.coc == Fraction(1, 2)

    def test_a_team_without_history_has_no_means(self):
        """No figure is made up where there is nothing to measure."""
        found = continuity(with_history(), FIRST).team
        assert found.clients == 0
        assert {found.carers_14_days, found.carers_28_days, found.upc, found.coc} == {None}

    def test_before_is_the_eve_and_after_the_last_date(self):
        """Both windows are 28 days long and follow each other by the length of the horizon."""
        team = with_history(days_ago(28, "ca", "c3"), days_ago(5, "ca", "c1"))
        plan = replace(judged.plan(whole=team), horizon=Horizon(FIRST, 3))
        before, after = before_and_after(team, plan)
        assert (before.until, after.until) == (FIRST - timedelta(days=1), plan.horizon.last_date)
        assert before == continuity(team, before.until)
        assert after == continuity(team, after.until, plan)
        assert [before.clients[0].carers_28_days, after.clients[0].carers_28_days] == [2, 2]


class TestNewFaces:
    """The visits at which a client meets somebody for the first time."""

    def test_a_carer_without_history_is_marked_at_the_place_they_fill(self):
        """c2 has never been at cc; c1 has, and c2 knows ca."""
        assert new_faces(judged.team(), judged.plan()) == {(VisitKey("v3", FIRST), 2)}

    def test_only_the_first_visit_in_time_is_marked(self):
        """Without history c2 is new to ca too: at v4, and not again at a later visit."""
        again = replace(
            judged.agreements_on_visits(FIRST)[4], visit_id="v6", client_id="ca", dates=FIRST
        )
        team = with_history()
        team = replace(team, visits=(again, *team.visits))
        doings = judged.c2_doings()
        doings.insert(2, judged.call("v6", judged.at("09:10")))
        doings[3] = judged.pause(judged.at("10:00"), minutes(10))
        found = new_faces(team, judged.plan(c2=doings, whole=team))
        assert found == {
            (VisitKey("v3", FIRST), 1),
            (VisitKey("v3", FIRST), 2),
            (VisitKey("v4", FIRST), 1),
        }

    def test_primary_and_wished_carers_are_no_new_faces(self):
        """c1 is primary for ca and wished for by cb: neither is marked without history."""
        marked = {key.visit_id for key, _ in new_faces(with_history(), judged.plan())}
        assert marked.isdisjoint({"v1", "v2"})

    def test_known_longer_ago_is_no_new_face(self):
        """c1 came to cc 40 days ago and is not marked there."""
        assert (VisitKey("v3", FIRST), 1) not in new_faces(judged.team(), judged.plan())

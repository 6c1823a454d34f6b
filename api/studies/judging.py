"""A study of neighbourhoods judged as a whole before a job is made of it."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from api.studies.asked import DOCUMENT, GivenPlace, NeighbourhoodsAsked
from benchmarks.neighbourhoods.place import Place, place_of
from benchmarks.neighbourhoods.study.judgement import Judge
from scheduler.errors import Finding, InputError


def refuse_unsound(asked: NeighbourhoodsAsked, stored: Collection[str]) -> None:
    """Refuse a study that could not be made.

    Args:
        stored: names of the networks that the team stored.

    Raises:
        InputError: everything that is wrong with it.
    """
    judge = Judge(DOCUMENT, asked, [each.profile for each in asked.places])
    wrong = [
        *_places(asked, stored),
        *judge.twice("places", [each.name for each in asked.places]),
        *judge.findings(),
    ]
    if wrong:
        raise InputError(wrong)


def place_given(given: GivenPlace) -> Place:
    """A place as the benchmarks know it.

    Raises:
        InputError: `place-refused`, all keys that cannot be used at once.
    """
    told = given.model_dump(exclude={"kind", "profile"}, exclude_none=True)
    if given.box is not None:
        told["box"] = list(given.box)
    return place_of(told, DOCUMENT)


def _places(asked: NeighbourhoodsAsked, stored: Collection[str]) -> Iterator[Finding]:
    for number, given in enumerate(asked.places):
        where = f"places.{number}"
        try:
            place_given(given)
        except InputError as error:
            for each in error.findings:
                yield replace(each, column=f"{where}.{each.column}")
        if given.network not in stored:
            message = "The team has not stored a network of this name."
            yield Finding(DOCUMENT, 0, f"{where}.network", "network-not-stored", "", message)

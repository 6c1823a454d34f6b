"""A study judged as a whole, wherever its document came from: what no single value shows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.neighbourhoods.profile import READY, load_profile
from benchmarks.neighbourhoods.roster import DAYS, MONDAY
from benchmarks.neighbourhoods.study.study import (
    Agreement,
    Effort,
    Question,
    Setting,
    Study,
    StudyPlace,
)
from scheduler.domain.carer import Mode
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.io.study_document import (
    LONGEST_VALUE,
    StudyDocument,
    StudyQuestion,
    StudyReference,
)


@dataclass(frozen=True)
class Judge:
    """Finds what is wrong with a study.

    Attributes:
        file: what the document is called.
        profiles: of the places, in their order; empty for that of the place.
        folder: what paths of profiles are relative to; None where only ready ones are taken.
    """

    file: str
    asked: StudyDocument
    profiles: Sequence[str]
    folder: Path | None = None

    def findings(self) -> Iterator[Finding]:
        """Everything but what concerns the places themselves."""
        asked = self.asked
        yield from self.twice("agreements", [each.name for each in asked.agreements])
        yield from self.twice("dates", asked.dates)
        yield from self._dates()
        if isinstance(asked.seeds, list):
            yield from self.twice("seeds", asked.seeds)
        if (asked.iterations is None) == (asked.seconds is None):
            yield self.wrong("iterations", "", "Give either iterations or seconds.")
        yield from self._profiles()
        yield from self._figures()
        yield from self._questions()

    def wrong(
        self, where: str, value: object, message: str, code: str = "study-value-invalid"
    ) -> Finding:
        """A finding about a value."""
        return Finding(self.file, 0, where, code, str(value)[:LONGEST_VALUE], message)

    def twice(self, where: str, values: Sequence[object]) -> Iterator[Finding]:
        """Values that stand in a list more than once."""
        for value, count in Counter(values).items():
            if count > 1:
                yield self.wrong(where, value, f"{value} stands {count} times.")

    def _dates(self) -> Iterator[Finding]:
        last = MONDAY + timedelta(days=DAYS - 1)
        for number, day in enumerate(self.asked.dates):
            if not MONDAY <= day <= last:
                message = f"Teams that are drawn work from {MONDAY} to {last}."
                yield self.wrong(f"dates.{number}", day, message)

    def _profiles(self) -> Iterator[Finding]:
        asked = self.asked
        named = [(f"places.{n}.profile", each) for n, each in enumerate(self.profiles)]
        named.append(("reference.profile", asked.reference.profile))
        for number, question in enumerate(asked.questions):
            named += [(f"questions.{number}.profile", each) for each in question.profile or ()]
        for where, name in named:
            if not name or name in READY:
                continue
            if self.folder is None:
                message = f"A study of the service takes one of {', '.join(READY)}."
                yield self.wrong(where, name, message, "study-profile-unknown")
                continue
            try:
                load_profile(profile_source(name, self.folder))
            except InputError as error:
                yield from error.findings
            except RoundsError as error:
                yield self.wrong(where, name, error.message, "study-profile-unknown")

    def _figures(self) -> Iterator[Finding]:
        """Figures are those of the ready profiles; what they may be, a profile says."""
        asked, usual = self.asked, load_profile(READY[0])
        named = [("reference.figures", *item) for item in asked.reference.figures.items()]
        for number, question in enumerate(asked.questions):
            where = f"questions.{number}.figures"
            named += [
                (where, name, each) for name, all_ in question.figures.items() for each in all_
            ]
        for where, name, value in named:
            try:
                usual.with_(name, value)
            except InputError as error:
                for each in error.findings:
                    yield self.wrong(f"{where}.{name}", value, each.message)

    def _questions(self) -> Iterator[Finding]:
        asked, reference = self.asked, self.asked.reference
        known = {"", *(each.name for each in asked.agreements)}
        if reference.agreement not in known:
            yield self._unknown("reference.agreement", reference.agreement)
        for number, question in enumerate(asked.questions):
            where = f"questions.{number}"
            axes = question.axes
            if not axes:
                yield self.wrong(where, "", "The question varies nothing.")
            for axis, values in axes.items():
                yield from self.twice(f"{where}.{axis}", values)
            for name in question.agreement or ():
                if name not in known:
                    yield self._unknown(f"{where}.agreement", name)
            if question.team_size and reference.clients and not reference.carers:
                message = "To how many carers do the clients of the reference belong?"
                yield self.wrong("reference.clients", reference.clients, message)
            if question.team_size and {"carers", "clients"} & axes.keys():
                message = "A team size sets carers and clients itself."
                yield self.wrong(f"{where}.team_size", question.team_size, message)

    def _unknown(self, where: str, name: str) -> Finding:
        return self.wrong(where, name, f"No agreement is named {name!r}.")


def profile_source(name: str, folder: Path) -> str:
    """A profile as `load_profile` takes it: a ready one by its name, a file by its path.

    Args:
        folder: what paths are relative to.
    """
    return str(folder / name) if name.endswith(".toml") else name


def study_of(
    asked: StudyDocument,
    places: Sequence[StudyPlace],
    folder: Path,
    skipped: Sequence[str] = (),
) -> Study:
    """The study that a document asks for, once nothing was found to be wrong with it.

    Args:
        folder: what paths of profiles are relative to.
        skipped: why places that were named are left out.
    """
    return Study(
        name=asked.name,
        about=asked.about.strip(),
        folder=folder,
        places=tuple(places),
        reference=_setting(asked.reference),
        questions=tuple(map(_question, asked.questions)),
        agreements={each.name: Agreement(**dict(each)) for each in asked.agreements},
        dates=tuple(asked.dates),
        seeds=tuple(asked.seeds if isinstance(asked.seeds, list) else range(asked.seeds)),
        effort=Effort(asked.iterations, asked.seconds, asked.bound),
        skipped=tuple(skipped),
    )


def _mode(name: str) -> Mode | None:
    return None if name == "own" else Mode(name)


def _setting(asked: StudyReference) -> Setting:
    figures = tuple(sorted(asked.figures.items()))
    return Setting(**{**dict(asked), "mode": _mode(asked.mode), "figures": figures})


def _question(asked: StudyQuestion) -> Question:
    axes = asked.axes
    if asked.mode is not None:
        axes["mode"] = [_mode(each) for each in asked.mode]
    return Question(tuple((axis, tuple(values)) for axis, values in axes.items()))

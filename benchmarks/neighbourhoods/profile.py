"""A profile: every number that a team is drawn from, each with its source or as an assumption."""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scheduler.errors import Finding, InputError, RoundsError
from scheduler.io.team.tables import did_you_mean

FOLDER: Final = Path(__file__).resolve().parent / "profiles"
READY: Final = tuple(f"urbanisation-{degree}" for degree in range(1, 6))
BASE: Final = "base"

Value = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or several that belong together, and where they are from.

    Attributes:
        source: author, year, and the table or section; empty for an assumption.
        assumption: why it is taken to be so; empty where there is a source.
    """

    value: Value
    source: str = ""
    assumption: str = ""

    @property
    def grounds(self) -> str:
        """Where it is from, in words."""
        return self.source or f"assumption: {self.assumption}"

    @property
    def text(self) -> str:
        """The value for people."""
        parts = self.value if isinstance(self.value, tuple) else (self.value,)
        return ", ".join(f"{part:g}" for part in parts)


@dataclass(frozen=True)
class Profile:
    """Everything that a team is drawn from, by dotted name.

    Attributes:
        figures: the numbers.
        facts: what is no number: which calls make a package, what a call asks for, on which days.
    """

    name: str
    title: str
    figures: Mapping[str, Figure]
    facts: Mapping[str, Any]

    def number(self, name: str) -> float:
        """A figure that is one number."""
        value = self.figures[name].value
        if isinstance(value, tuple):
            raise TypeError(f"{name} is several numbers")
        return value

    def numbers(self, name: str) -> tuple[float, ...]:
        """A figure that is several numbers."""
        value = self.figures[name].value
        if not isinstance(value, tuple):
            raise TypeError(f"{name} is one number")
        return value

    def fact(self, name: str, default: Any = "") -> Any:  # noqa: ANN401 - as TOML holds it
        """What is no number."""
        return self.facts.get(name, default)

    def below(self, table: str) -> tuple[str, ...]:
        """The names of the tables in a table, in the order of the file."""
        start = f"{table}."
        names = (
            name.removeprefix(start).split(".")[0]
            for name in (*self.facts, *self.figures)
            if name.startswith(start)
        )
        return tuple(dict.fromkeys(names))

    def with_(self, name: str, value: float | tuple[float, ...] | list[float]) -> "Profile":
        """The same profile with another value of one figure, which is an assumption from then on.

        Raises:
            InputError: `profile-refused` when there is no such figure or it cannot be that.
        """
        problems = list(_misfits(name, value, self.figures))
        if problems:
            raise InputError([_finding(self.name, name, value, each) for each in problems])
        figure = Figure(_value(value), assumption="set by whoever asked")
        return dataclasses.replace(self, figures=MappingProxyType({**self.figures, name: figure}))

    def listed(self) -> Iterator[tuple[str, str, str]]:
        """Name, value and grounds of every figure, for people."""
        for name, figure in self.figures.items():
            yield name, figure.text, figure.grounds

    @cached_property
    def share_with_source(self) -> float:
        """How many of the figures are no assumption."""
        known = sum(bool(figure.source) for figure in self.figures.values())
        return known / len(self.figures)


def load_profile(name_or_path: str | Path) -> Profile:
    """A ready profile by its name (`urbanisation-1` to `urbanisation-5`), or one of a TOML file.

    A file says with `extends` which profile it starts from and then only what differs.

    Raises:
        RoundsError: `profile-unread`.
        InputError: `profile-refused`, all figures that cannot be used at once.
    """
    path = Path(name_or_path)
    if str(name_or_path) in {BASE, *READY}:
        path = FOLDER / f"{name_or_path}.toml"
    document = _document(path)
    name = path.name.removesuffix(".toml")
    title = str(document.pop("title", name))
    extends = document.pop("extends", None)
    tables = dict(_flat(document))
    if extends is None:
        start = Profile(name, title, MappingProxyType({}), MappingProxyType({}))
    else:
        own = path.parent / str(extends)
        start = load_profile(own if own.suffix == ".toml" else str(extends))
    figures, problems = {**start.figures}, []
    for key, raw in tables.items():
        if not _is_figure(raw):
            continue
        problems += [
            _finding(path.name, key, raw.get("value"), each)
            for each in _faults(key, raw, start.figures if extends is not None else None)
        ]
        figures[key] = Figure(
            _value(raw.get("value")), str(raw.get("source", "")), str(raw.get("assumption", ""))
        )
    if problems:
        raise InputError(problems)
    facts = {key: raw for key, raw in tables.items() if not _is_figure(raw)}
    return Profile(
        name, title, MappingProxyType(figures), MappingProxyType({**start.facts, **facts})
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RoundsError("profile-unread", f"{path}: {error}.") from error


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Figures and facts by dotted name."""
    for key, value in table.items():
        if isinstance(value, dict) and not _is_figure(value):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _is_figure(value: object) -> bool:
    return isinstance(value, dict) and "value" in value


def _faults(name: str, raw: Mapping[str, Any], known: Mapping[str, Figure] | None) -> Iterator[str]:
    """What is wrong with a figure; `known` are those of the profile it starts from."""
    if bool(raw.get("source")) == bool(raw.get("assumption")):
        yield f"{name} has either a source or an assumption, and just one of them."
    yield from _misfits(name, raw.get("value"), known)


def _misfits(
    name: str,
    value: Any,  # noqa: ANN401 - as TOML holds it
    known: Mapping[str, Figure] | None,
) -> Iterator[str]:
    """Why a figure cannot have a value."""
    parts = list(value) if isinstance(value, list | tuple) else [value]
    if not parts or not all(_is_number(part) and part >= 0 for part in parts):
        yield f"{name} is no number from 0 on, nor a list of such."
        return
    if name.endswith("share") and any(part > 1 for part in parts):
        yield f"{name} is a share, from 0 to 1."
    if known is None:
        return
    if name not in known:
        yield f"There is no figure {name}. {did_you_mean(name, known)}".strip()
        return
    usual = known[name].value
    if isinstance(usual, tuple) != isinstance(value, list | tuple) or (
        isinstance(usual, tuple) and len(usual) != len(parts)
    ):
        count = len(usual) if isinstance(usual, tuple) else 1
        yield f"{name} is {count} number{'s' if count > 1 else ''}, not {len(parts)}."


def _is_number(value: Any) -> bool:  # noqa: ANN401 - as TOML holds it
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(raw: Any) -> Value:  # noqa: ANN401 - as TOML holds it
    if isinstance(raw, list | tuple):
        return tuple(float(part) for part in raw if _is_number(part))
    return float(raw) if _is_number(raw) else 0.0


def _finding(file: str, name: str, value: object, message: str) -> Finding:
    return Finding(file, 0, name, "profile-refused", str(value), message)

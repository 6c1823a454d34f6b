"""docs/rules.md says what the table of rules says, about every rule."""

import re
from pathlib import Path

import pytest

from scheduler.continuity import MEETING_STEPS
from scheduler.rules import RULES, Rule

DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


def row(rule: Rule) -> str:
    """A rule as a line of the table."""
    weight = f"{rule.default_weight:,}".replace(",", " ")
    kind, unit, points = ("hard", "", "") if rule.hard else ("soft", rule.unit, weight)
    cells = (f"`{rule.rule_id}`", kind, unit, points, rule.sentence)
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def table() -> str:
    """The table as it has to stand in docs/rules.md."""
    head = "| rule | | unit | default weight | sentence |\n| --- | --- | --- | ---: | --- |\n"
    return head + "".join(f"{row(rule)}\n" for rule in RULES)


def test_the_table_is_that_of_the_code():
    """Ids, units, weights and sentences; paste what is expected here after a change."""
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0] == table()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_id)
def test_every_rule_is_defined_once(rule):
    """Each has its place under a heading; soft ones with a quantity and a reason."""
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    sections = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    found = [part for part in sections if f"`{rule.rule_id}`" in part.splitlines()[0]]
    assert len(found) == 1
    if not rule.hard:
        assert "Quantity: " in found[0]
        assert "Reason for the weight" in found[0]


def test_the_steps_of_a_meeting_are_those_of_the_code():
    """The table of docs/continuity.md, familiarity by familiarity."""
    text = (DOCS / "continuity.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", text, flags=re.MULTILINE)
    assert rows == [(each.value, str(steps)) for each, steps in MEETING_STEPS.items()]

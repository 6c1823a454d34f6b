"""comparison.html in Chromium: the script runs, nothing is asked of a network, paper holds it."""

import re
import shutil
import subprocess
from pathlib import Path

import compared_plans
import pytest
from test_page_browser import CHROMIUM, Visited, pages_on_paper, saved

from scheduler.io.page.comparison_page import comparison_html
from scheduler.io.page.comparison_shapes import comparison_badges
from scheduler.io.page.comparison_words import ENGLISH_COMPARISON

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

PAGE = comparison_html(compared_plans.small_comparison())


def test_the_console_is_silent_and_nothing_is_asked_of_a_network(tmp_path: Path) -> None:
    """No error, no refusal by the policy, no request to anybody."""
    visited = Visited(saved(tmp_path, PAGE))
    assert 'data-ready="yes"' in visited.dom
    assert visited.console == []
    assert visited.hosts == set()


def test_a_visit_in_focus_lights_both_places_its_line_and_its_row(tmp_path: Path) -> None:
    """By keyboard as by mouse; the one before goes out."""
    script = """<script>
    const marks = [...document.querySelectorAll("a.move")];
    for (const move of ["2", "1"]) {
      const mark = marks.find((each) => each.dataset.move === move);
      mark.focus();
      if (document.activeElement !== mark) throw new Error("it takes no focus");
      // a window that the browser has not brought to the front yet tells nobody
      if (!document.hasFocus()) mark.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    }
    const lit = [...document.querySelectorAll(".lit")];
    document.body.dataset.lit = lit.map((each) => each.tagName.toLowerCase()).sort().join(" ");
    document.body.dataset.moves = [...new Set(lit.map((each) => each.dataset.move))].join(" ");
    </script></body>"""
    text = re.sub(r"<meta http-equiv[^>]*>", "", PAGE).replace("</body>", script)
    visited = Visited(saved(tmp_path, text))
    assert visited.console == []
    told = dict(re.findall(r'data-(lit|moves)="([^"]*)"', visited.dom))
    assert told == {"lit": "a a path tr", "moves": "1"}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_paper_holds_the_drawing_on_its_first_page(tmp_path: Path) -> None:
    """Of the small team and of twelve carers: the lists begin on a page of their own."""
    for report, pages in (
        (compared_plans.small_comparison(), 3),
        (compared_plans.large_comparison(), None),
    ):
        path = saved(tmp_path, comparison_html(report))
        found = pages_on_paper(path)
        assert pages in {None, found}
        words = subprocess.run(
            ["pdftotext", "-l", "1", path.with_suffix(".pdf"), "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        last = list(comparison_badges(report).values())[-1]
        assert last.name in words
        assert ENGLISH_COMPARISON.calls not in words

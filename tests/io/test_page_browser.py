"""rounds.html in Chromium: the script runs, nothing is asked of a network, paper has its pages."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import plans
import pytest

from scheduler.io.page.document import page_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
OWN_HOSTS = (".google.com", ".googleapis.com", ".gvt1.com")
"""Where Chromium itself calls, whatever page it shows; the names are made not to resolve."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


class Visited:
    """What Chromium made of a page: its DOM, its console, the hosts that were asked for."""

    def __init__(self, page: Path, fragment: str = "") -> None:
        log = page.with_suffix(".netlog")
        done = run(page, "--dump-dom", f"--log-net-log={log}", fragment=fragment)
        self.dom = done.stdout
        self.console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
        urls = re.findall(r'"url":"(https?://[^"]+)"', log.read_text(encoding="utf-8"))
        hosts = {urlsplit(url).hostname or "" for url in urls}
        self.hosts = {host for host in hosts if not host.endswith(OWN_HOSTS)}

    def count(self, class_name: str) -> int:
        """How many elements have this as the first of their classes."""
        return len(re.findall(rf'class="{class_name}[ "]', self.dom))


def run(page: Path, *options: str, fragment: str = "") -> subprocess.CompletedProcess[str]:
    """Show a page in Chromium for four seconds of its own time."""
    profile = page.parent / "profile"
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--virtual-time-budget=4000",
        "--window-size=1400,1000",
        f"--user-data-dir={profile}",
        *options,
        page.as_uri() + fragment,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def saved(folder: Path, text: str) -> Path:
    """The page as a file."""
    path = folder / "rounds.html"
    path.write_text(text, encoding="utf-8")
    return path


def pages_on_paper(path: Path) -> int:
    """How many pages the printed page has."""
    target = path.with_suffix(".pdf")
    run(path, f"--print-to-pdf={target}", "--no-pdf-header-footer")
    return len(re.findall(rb"/Type ?/Page[^s]", target.read_bytes()))


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Visited:
    """A day with one of everything, opened once."""
    return Visited(saved(tmp_path_factory.mktemp("page"), page_html(plans.small_report())))


def test_map_and_timeline_are_built(visited: Visited) -> None:
    """A row per carer, a block per visit, break and appointment, a mark per visit and start."""
    assert 'data-ready="yes"' in visited.dom
    assert visited.count("timeline-row") == 4 + 1
    assert visited.count("block") == 13 + 2 + 1
    assert visited.count("pin") == 13 + 4 + 1
    assert "leaflet-container" in visited.dom


def test_the_console_is_silent_and_nothing_is_asked_of_a_network(visited: Visited) -> None:
    """No error, no refusal by the policy, no request to anybody."""
    assert visited.console == []
    assert visited.hosts == set()


def test_the_policy_stops_what_a_name_might_smuggle_in(tmp_path: Path) -> None:
    """Were a script or a picture to get into the page, it would be refused, and this would show."""
    smuggled = '<img src="http://example.org/x.png"><script>document.title = "broken"</script>'
    text = page_html(plans.small_report()).replace("</main>", f"{smuggled}</main>")
    visited = Visited(saved(tmp_path, text))
    assert len(visited.console) == 2
    assert "<title>broken" not in visited.dom
    assert 'data-ready="yes"' in visited.dom
    assert visited.hosts == set()


def test_a_visit_in_focus_shows_its_window_and_wish(tmp_path: Path) -> None:
    """By keyboard as by mouse: bands in the row, the rest in words; the arrow key moves on."""
    script = """<script>
    const block = document.querySelector(".block.visit");
    block.focus();
    document.body.dataset.bands = block.parentElement.querySelectorAll(".window, .wished").length;
    document.body.dataset.said = document.querySelector(".detail").textContent;
    block.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    document.body.dataset.next = document.querySelector(".detail").textContent;
    block.click();
    document.body.dataset.popup = document.querySelector(".popup").textContent;
    </script></body>"""
    text = re.sub(r"<meta http-equiv[^>]*>", "", page_html(plans.small_report()))
    visited = Visited(saved(tmp_path, text.replace("</body>", script)))
    assert visited.console == []
    told = dict(re.findall(r'data-(bands|said|next|popup)="([^"]*)"', visited.dom))
    assert told["bands"] == "2"
    assert told["said"].startswith("A1 Mevr. J. de Vries")
    assert "May start 07:00\N{EN DASH}09:00 · Wished start 07:30" in told["said"]
    assert told["next"].startswith("A2 ")
    assert "Lindelaan 1, 8261 AB Kampen" in told["popup"]


def test_one_date_is_shown_at_a_time(tmp_path: Path) -> None:
    """The address chooses the date; the others are hidden, and so are they on paper."""
    report = plans.large_report(3, carers=2, visits_each=3)
    path = saved(tmp_path, page_html(report))
    second = plans.DAY + timedelta(days=1)
    visited = Visited(path, fragment=f"#date-{second}")
    shown = re.findall(r'<section class="date" id="date-([\d-]+)"[^>]*?( hidden="")?>', visited.dom)
    assert [day for day, hidden in shown if not hidden] == [second.isoformat()]
    assert visited.console == []
    assert pages_on_paper(path) == 2


def test_paper_has_a_page_per_carer_and_one_of_what_is_left(tmp_path: Path) -> None:
    """Four carers and two visits left unassigned are five pages."""
    assert pages_on_paper(saved(tmp_path, page_html(plans.small_report()))) == 5


@pytest.mark.parametrize("visits_each", [15, 20, 30])
def test_long_rounds_fit_on_their_page(visits_each: int, tmp_path: Path) -> None:
    """Three carers are three pages, however many visits they have: the rows move closer."""
    report = plans.large_report(1, carers=3, visits_each=visits_each)
    assert pages_on_paper(saved(tmp_path, page_html(report))) == 3


def test_two_rounds_of_a_carer_share_a_page(tmp_path: Path) -> None:
    """An early and a late shift on one date: one sheet with two tables, numbers going on."""
    page = page_html(plans.split_report())
    assert page.count('<article class="sheet') == 1
    assert re.findall(r'<b class="mark">(\w+)</b>', page) == [f"A{n}" for n in range(1, 13)]
    assert pages_on_paper(saved(tmp_path, page)) == 1

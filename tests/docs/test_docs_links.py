"""Pages, links and citations hold together: what the code cites exists, and every page can be found."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import serai
from serai.model.tick import PHASES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
SOURCES = sorted((ROOT / "src" / "serai").rglob("*.py"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
CITED = re.compile(r"docs/[A-Za-z0-9_/.-]*[A-Za-z0-9]")
CODE = re.compile(r"`((?:src|tests|benchmarks|scripts)/[^`\s]*)`")
PHASE = re.compile(r"^\d+\. `(\w+)`", re.MULTILINE)
RULE_SECTIONS = ["Parameters", "Assumptions and sources", "Tests", "Known weaknesses"]
FORMULA = {"Formula", "Formulas", "Rule", "Search", "Services, lines and pools", "The design", "Draws", "Distance"}
LEAST_WORDS = 8


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(page: Path) -> list[str]:
    return [link for link in LINK.findall(text_of(page)) if "://" not in link and not link.startswith("mailto:")]


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in HEADING.findall(text_of(page)))
    return {heading.strip().replace(" ", "-") for heading in plain}


def reached_from(start: Path) -> set[Path]:
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=name_of)
def test_links_and_their_anchors_lead_somewhere(page: Path):
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_reached_from_the_index():
    reached = reached_from(DOCS / "index.md")
    assert [name_of(page) for page in PAGES if page not in reached] == []


def test_the_pages_that_the_code_cites_exist():
    cited = {(name_of(path), page) for path in SOURCES for page in CITED.findall(text_of(path))}
    assert len(cited) > 5
    missing = [
        (path, page) for path, page in sorted(cited) if not any((ROOT / (page + end)).exists() for end in ("", ".md"))
    ]
    assert missing == []


def test_every_rule_of_the_model_is_cited_by_the_code():
    cited = {page for path in SOURCES for page in re.findall(r"docs/model/([a-z-]+)", text_of(path))}
    rules = {page.stem for page in (DOCS / "model").glob("*.md")} - {"index"}
    assert {"leaving", "choice", "travel", "lines", "registration", "lodging", "moving-on"} <= rules & cited


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_files_and_folders_that_a_page_names_exist(page: Path):
    assert [path for path in CODE.findall(text_of(page)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.parent.name == "model" and p.stem != "index"], ids=name_of)
def test_the_page_of_a_rule_says_what_it_rests_on_and_where_it_is_weak(page: Path):
    headings = HEADING.findall(text_of(page))
    assert [heading for heading in headings if heading in RULE_SECTIONS] == RULE_SECTIONS
    assert any(heading in FORMULA for heading in headings), headings
    for section in RULE_SECTIONS:
        text = text_of(page).split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
        assert len(text.split()) >= LEAST_WORDS, section


def test_every_public_name_stands_on_the_page_on_python():
    named = re.findall(r"auto\w+:: serai\.(\w+)", text_of(DOCS / "api.md"))
    assert sorted(named) == sorted(name for name in serai.__all__ if name != "__version__")


def test_the_order_of_a_tick_in_the_docs_is_that_of_the_code():
    assert PHASE.findall(text_of(DOCS / "model" / "index.md")) == [phase.__name__ for phase in PHASES]


def test_the_order_of_a_tick_in_the_docstring_and_the_compiled_loop_is_the_same():
    source = ast.parse(text_of(ROOT / "src" / "serai" / "model" / "tick.py"))
    names = [phase.__name__ for phase in PHASES]
    loop = next(node for node in source.body if isinstance(node, ast.FunctionDef) and node.name == "run_ticks")
    calls = [
        node.func.id
        for node in ast.walk(loop)
        if isinstance(node, ast.Call) and ast.unparse(node).endswith("(tick, w)")
    ]
    assert calls == names
    assert PHASE.findall(ast.get_docstring(source) or "") == names

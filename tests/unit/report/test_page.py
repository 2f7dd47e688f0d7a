"""The file: one, self-contained, safe whatever names it holds, readable without JavaScript."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

import serai
from serai.report.page import built, content_policy, html_of, report_html
from serai.report.words import languages, texts
from serai.results.score import USES
from serai.scenario.schema import QUANTITIES, STATISTICS, Scenario

SCRIPT = "<script>alert(1)</script>"


class Elements(HTMLParser):
    """The names of all elements, attributes that load something, and the texts of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.loaded += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "action")]
        self.loaded += [value or "" for name, value in attrs if tag == "link" and name == "href"]


def test_the_file_loads_nothing(html):
    found = Elements(html)
    assert found.loaded == []
    assert found.names.count("script") == 3  # data, licences, and the page itself
    assert not re.search(r"@import|url\((?!\"?data:)", built("page.css"))


def test_the_policy_allows_the_one_script_the_one_style_sheet_and_no_request(html):
    script = html.rsplit("<script>", 1)[1].split("</script>")[0]
    style = html.split("<style>")[1].split("</style>")[0]
    policy = content_policy(script, style)
    for name, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        assert f"{name}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert f'content="{policy}"' in html
    assert not re.search(r"<[^>]* style=", html.split("<script")[0])  # without JavaScript no style is inline either


def renamed(river: Scenario, text: str) -> Scenario:
    return Scenario.model_validate_json(river.model_dump_json(by_alias=True).replace("Long Bridge", text))


@pytest.mark.parametrize("name", [SCRIPT, "</script><b>", "<!--", "&lt;b&gt;", "<img src=x onerror=alert(1)>", "]]>"])
def test_names_are_text_and_never_markup(river, name):

    html = report_html([serai.simulate(renamed(river, name))])
    assert Elements(html).names.count("script") == 3
    assert not {"b", "img"} & set(Elements(html).names)
    assert name in [place["name"] for place in json.loads(html.split('id="data">')[1].split("</script>")[0])["places"]]


def test_without_javascript_the_file_holds_sentences_stills_and_the_table(html, page):
    still = html.split('<main id="still">')[1].split("</main>")[0]
    for sentence in page["answer"]["en"]:
        assert sentence["text"] in still
    stages = {chart["stage"] for chart in page["charts"]}
    assert still.count("<svg ") == len(stages)
    assert texts()["page"]["charts"]["lodging"] in still  # of its stage the picture that the answer speaks of
    tables = [page["score"]["en"], *page["needs"]["en"]]
    rows = sum(len(table["rows"]) + 1 for table in tables if table["rows"])
    assert still.count("<tr>") == len(page["evidence"]) + 1 + rows
    assert "Not for decisions on individuals" in still


def test_the_file_can_be_read_in_german_without_javascript(river_run):
    from serai.report.figures import page_data

    html = html_of(page_data(river_run), "de")
    assert '<html lang="de">' in html
    assert "Zuerst die Antwort" in html.split('<div id="page"')[0]


def leaves(part: object, path: str = "") -> dict[str, dict]:
    """Texts with translations, by their path."""
    if not isinstance(part, dict):
        return {}
    if "en" in part and part.keys() <= languages().keys():
        return {path: part}
    return {name: leaf for key, inner in part.items() for name, leaf in leaves(inner, f"{path}.{key}").items()}


def raw_texts() -> dict:
    return json.loads(files("serai.report").joinpath("texts.json").read_text(encoding="utf-8"))


SENTENCES = ("answer", "journey", "camps", "compare", "heading", "numbers", "dates")


def test_german_is_complete():
    raw = raw_texts()
    found = leaves({name: raw[name] for name in (*SENTENCES, "page", "nouns")})
    assert len(found) > 300
    assert [path for path, leaf in found.items() if "de" not in leaf] == []


def test_russian_and_kazakh_have_every_label():
    labels = ("sections", "stages", "charts", "lines", "units", "kinds", "place_kinds")
    found = leaves({name: raw_texts()["page"][name] for name in labels})
    assert [path for path, leaf in found.items() if not {"ru", "kk"} <= leaf.keys()] == []


def test_every_word_of_the_table_of_evidence_has_a_label():
    labels = texts()["page"]["evidence"]
    assert set(labels["quantities"]) == set(QUANTITIES)
    assert set(labels["statistics"]) == set(STATISTICS)
    assert set(labels["uses"]) == set(USES)
    scenarios = [serai.load(name) for name in serai.builtin_names()]
    assert {row.unit for one in scenarios for row in one.observations} <= set(labels["units"])


@pytest.mark.parametrize("language", ["de", "ru", "kk"])
def test_a_translation_has_the_same_blanks_as_the_english(language):
    blanks = re.compile(r"\{(\w+)\}")
    same = {"days": "n_days", "places": "n_places"}  # German counts these without their noun
    for path, leaf in leaves({name: part for name, part in raw_texts().items() if name != "languages"}).items():
        if language not in leaf:
            continue
        english, other = (leaf[code] if isinstance(leaf[code], list) else [leaf[code]] for code in ("en", language))
        assert len(english) == len(other), path
        for one, two in zip(english, other, strict=True):
            wanted = {same.get(name, name) if path.startswith(".answer.full") else name for name in blanks.findall(one)}
            assert set(blanks.findall(two)) == wanted, path


def test_texts_that_no_speaker_checked_are_marked():
    assert [code for code, about in languages().items() if not about["checked"]] == ["de", "ru", "kk"]
    assert texts("de")["page"]["unchecked"] != texts()["page"]["unchecked"]

"""How Sphinx makes a site of these pages: `make docs`. Nothing is fetched, neither on building nor on reading."""

from __future__ import annotations

import re
from typing import Any

from serai import __version__

project = "Serai"
author = "The Serai developers"
copyright = "The Serai developers, MIT licence"  # noqa: A001
release = version = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3  # links to headings as GitHub has them
suppress_warnings = ["misc.highlighting_failure"]  # Pygments knows no CSV

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"Serai {release}"
html_show_sourcelink = False
html_copy_source = False

INDEXES = ("index", "model/index", "decisions/index")
SECTION = re.compile(r"^## +(.+)$", re.MULTILINE)
PAGE = re.compile(r"\]\((?!\.\./)([a-z0-9/-]+)\.md\)")


def add_tree(app: Any, page: str, source: list[str]) -> None:
    """Let the links of an index, section by section, be the site's menu, so that no page needs words for Sphinx."""
    if page not in INDEXES:
        return
    first, *sections = SECTION.split(source[0])
    captions = ["", *sections[0::2]]
    for caption, text in zip(captions, [first, *sections[1::2]], strict=True):
        links = dict.fromkeys(PAGE.findall(text))
        if links:
            title = f":caption: {caption}\n" if caption and page == "index" else ""
            source[0] += f"\n```{{toctree}}\n:hidden:\n{title}\n" + "\n".join(links) + "\n```\n"


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("source-read", add_tree)

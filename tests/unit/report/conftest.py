"""Pages made of one small run and of a few draws."""

from __future__ import annotations

import json
import re

import pytest

from serai.report.page import report_html

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def data_in(html: str) -> dict:
    """The object that a page holds."""
    (found,) = DATA.findall(html)
    return json.loads(found)


@pytest.fixture(scope="session")
def html(river_run):
    return report_html([river_run])


@pytest.fixture(scope="session")
def page(html):
    return data_in(html)


@pytest.fixture(scope="session")
def draws_page(river_draws):
    return data_in(report_html([river_draws]))

"""The door by which Serai comes to Flee's rule: an entry point of the group ``serai.rules`` leads here."""

from __future__ import annotations

from serai.flee.check import check_lookahead
from serai.flee.schema import FleeScenario
from serai.scenario.rule import Rule

RULE = Rule("lookahead", FleeScenario, check_lookahead)

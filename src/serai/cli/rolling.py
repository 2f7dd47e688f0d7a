"""What `serai score --rolling` does: forecasts from every cut of a list, compared with what came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from serai.cli.console import say
from serai.cli.progress import compile_if_needed, shown_progress
from serai.errors import UsageError


@dataclass(frozen=True)
class RollingRequest:
    """What was asked of `serai score`."""

    scenario: str
    cuts: tuple[str, ...]
    observations: Path | None
    draws: int | None
    seed: int | None
    as_of: str | None
    without_trigger: bool
    as_json: bool

    def is_meant(self, *, rolling: bool) -> bool:
        """Whether forecasts are asked for.

        Raises
        ------
        UsageError
            If options that do not go together were given.
        """
        alone = {"a cut": bool(self.cuts), "--draws": self.draws is not None, "--seed": self.seed is not None}
        others = {"--as-of": self.as_of is not None, "--without-trigger": self.without_trigger}
        for name, is_given in (others if rolling else alone).items():
            if is_given:
                raise UsageError(f"{name} does not go with --rolling" if rolling else f"{name} needs --rolling")
        return rolling


def roll_and_show(request: RollingRequest) -> None:
    """Forecast, and show how good the forecasts were.

    Raises
    ------
    ScenarioError, UsageError
        Of the library, as they are.
    """
    from serai.scenario.known import parse_moment
    from serai.scenario.read.load import load, load_observations
    from serai.study.rolling import DRAWS, rolling, rolling_json

    scenario = load(request.scenario)
    if request.observations is not None:
        rows = load_observations(request.observations, scenario)
        scenario = scenario.model_copy(update={"observations": rows})
    cuts = [parse_moment(text, "a cut") for text in request.cuts]
    draws = request.draws or DRAWS
    compile_if_needed(scenario.rule)
    with shown_progress(f"forecasting {scenario.name}, {draws:,} draws for each cut") as progress:
        result = rolling(scenario, cuts, seed=request.seed, draws=draws, on_progress=progress)
    if request.as_json:
        say(json.dumps(rolling_json(result), ensure_ascii=True, indent=2, allow_nan=False))
        return
    from serai.cli.render import show_heading, show_sections
    from serai.report.rolling_words import rolling_heading, rolling_sections

    show_heading(*rolling_heading(result))
    show_sections(rolling_sections(result))

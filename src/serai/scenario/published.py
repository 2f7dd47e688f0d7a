"""The range of a published figure, in which a simulated one counts as inside.

One rule for all rows of the table `observations`. A filled cell of `low` or `high` is used; a blank one is computed:

- two-sided: the union of the reported range and the figure +-10 %, 25 % or 50 %, at high, medium or low confidence;
  with `widen` each end of the reported range is widened, e.g. if two figures were reported;
- an undated figure, or one eyewitness (`weak`), counts one class of confidence lower;
- `width` (a share) or `plus_minus` (in the unit of the figure) replaces the width by confidence;
- at least: from the figure to three times the figure, a bound of common sense; at most: up to the figure; only `width`
  or `plus_minus` moves such a bound;
- none, of a queue ("at most 0"): a wait of less than 2 h, fewer than 50 vehicles;
- kilometres of queue: 60 % on top of all that, since nobody knows the metres and people of a vehicle.
"""

from __future__ import annotations

from typing import NamedTuple

from serai.quantities import QUANTITY_OF, is_share
from serai.scenario.schema import Observation

WIDTHS = {"high": 0.10, "medium": 0.25, "low": 0.50}
ONE_LOWER = {"high": "medium", "medium": "low"}
SANITY = 3.0
KM_WIDTH = 0.60


class PublishedRange(NamedTuple):
    """Least and greatest figure that count as inside; None where open."""

    low: float | None
    high: float | None


def published_range(row: Observation) -> PublishedRange:
    """The range in which a simulated figure counts as inside.

    Parameters
    ----------
    row : Observation, checked

    Returns
    -------
    PublishedRange; both None where the row states no figure, and for `covers` without low and high, which asks whether
    the simulated range holds the figure itself.
    """
    if row.statistic == "covers":
        return PublishedRange(row.low, row.high)
    made = {"at least": _at_least, "at most": _at_most}.get(row.bound, _two_sided)(row)
    if row.quantity == "queue_km":
        made = PublishedRange(_widened(made.low, -KM_WIDTH), _widened(made.high, KM_WIDTH))
    return PublishedRange(made.low if row.low is None else row.low, made.high if row.high is None else row.high)


def published_figure(value: float | None, low: float | None, high: float | None) -> float | None:
    """The figure that represents a published range: the reported one, else the middle of the range; None without."""
    if value is not None or low is None or high is None:
        return value
    return (low + high) / 2


def _two_sided(row: Observation) -> PublishedRange:
    figures = _reported(row)
    if not figures:
        return PublishedRange(None, None)
    least, most = min(figures), max(figures)
    if row.value is None or row.widen:
        return PublishedRange(least - _margin(row, least), most + _margin(row, most))
    margin = _margin(row, row.value)
    return PublishedRange(min(least, row.value - margin), max(most, row.value + margin))


def _at_least(row: Observation) -> PublishedRange:
    figures = _reported(row)
    if not figures:
        bound = row.low
        return PublishedRange(None, None if bound is None else _sanity(row, bound))
    figure = min(figures) if row.value is None else row.value
    return PublishedRange(figure - _own_margin(row, figure), _sanity(row, figure))


def _at_most(row: Observation) -> PublishedRange:
    figures = _reported(row)
    if not figures:
        return PublishedRange(None, None)
    figure = max(figures)
    no_queue = QUANTITY_OF[row.quantity].no_queue
    if row.value == 0 and no_queue is not None:
        return PublishedRange(None, max(figure, no_queue))
    return PublishedRange(None, figure + _own_margin(row, figure))


def _reported(row: Observation) -> list[float]:
    return [figure for figure in (row.reported_low, row.value, row.reported_high) if figure is not None]


def _sanity(row: Observation, figure: float) -> float:
    return 1.0 if is_share(row.quantity, row.statistic) else SANITY * figure


def _margin(row: Observation, figure: float) -> float:
    if row.width is not None or row.plus_minus is not None:
        return _own_margin(row, figure)
    confidence = ONE_LOWER.get(row.confidence, row.confidence) if row.weak else row.confidence
    return WIDTHS.get(confidence, WIDTHS["low"]) * abs(figure)


def _own_margin(row: Observation, figure: float) -> float:
    """The width that the row itself states; 0 where it states none."""
    if row.plus_minus is not None:
        return row.plus_minus
    return 0.0 if row.width is None else row.width * abs(figure)


def _widened(bound: float | None, share: float) -> float | None:
    return None if bound is None else bound + share * abs(bound)

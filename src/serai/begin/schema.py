"""Columns of the table of posts and of the tables of a kit; see `serai.scenario.schema` for how they are described."""

from __future__ import annotations

from typing import Literal

from serai.scenario.schema import Profile, Row, Stamp, Word, col


class Post(Row):
    """posts: a border post, station or airport by which people come in."""

    name: Word = col("unique name")
    lat: float = col("latitude, WGS 84", unit="degrees", ge=-90, le=90)
    lon: float = col("longitude, WGS 84", unit="degrees", ge=-180, le=180)
    country: str = col("country that it leads to; blank: by the map", "")
    ordinary: float | None = col("ordinary people a day in; blank: by the capacity", None, unit="persons/d", ge=0, le=1e7, ranged=True)
    capacity: float | None = col("people a day in that it can serve; blank: by the kit", None, unit="persons/d", ge=1, le=1e7, main=True)
    hours: str = col("local opening hours, e.g. 08:00-20:00; blank: day and night", "")
    modes: str = col("who can pass, of car foot rail air; blank: car and foot", "")
    start: Stamp = col("first moment that it is in use; blank: always", None, alias="from")
    end: Stamp = col("up to, not including; blank: always", None, alias="to")


class KitNumber(Row):
    """numbers: one number of a kit."""

    name: Word = col("which number")
    value: float = col("its value", ge=0, main=True)


class LeavingProfile(Profile):
    """profiles: a kind of party that leaves, and its share of all who leave."""

    share: float = col("share of the people who leave", unit="1", ge=0, le=1)


class KitLodging(Row):
    """lodging: beds of one kind in every city of arrival."""

    kind: Word = col("kind of lodging, as profiles name it")
    beds_per_1000: float = col("places for each 1,000 inhabitants", gt=0, main=True)
    taken_share: float = col("share occupied by ordinary guests", 0.0, ge=0, le=1)
    unit: Literal["bed", "unit"] = col("a party takes a bed each, or one whole unit", "bed")
    unit_size: float = col("people that one unit accommodates", 1.0, ge=1)
    per: Literal["night", "month"] = col("what the price is for", "night")
    paying: bool = col("counts in the tightness that moves prices", True)
    responsive: bool = col("grows with the price", False)
    opens_days: float | None = col("opens this many days after the event; blank: always open", None, ge=0)

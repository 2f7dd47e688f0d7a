"""Ways by a small made-up network of roads, what a first scenario makes of them, and the shipped one if installed."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from serai.begin import begin as beginning
from serai.begin import roads as by_road
from serai.begin.begin import CrisisRequest, begin
from serai.begin.gazetteer import LatLon, Town
from serai.begin.roads import Network, Roads, parsed, shipped_network

# Two countries beside the meridian of 44.5: a road by A - B - C, a longer one by A - D - C, and an island E - F.
TEXT = (
    "from scgraph.core import GeoGraph\n"
    "graph=[{1: 60.0, 3: 90.0}, {0: 60.0, 2: 50.0}, {1: 50.0, 3: 80.0}, {0: 90.0, 2: 80.0}, {5: 9.0}, {4: 9.0}]\n"
    "nodes=[[42.0, 44.0], [42.0, 44.6], [42.0, 45.1], [42.5, 44.6], [43.5, 47.0], [43.5, 47.1]]\n"
    "world_highways_geograph = GeoGraph(graph=graph, nodes=nodes)\n"
)
A, B, C, D = LatLon(42.0, 44.0), LatLon(42.0, 44.6), LatLon(42.0, 45.1), LatLon(42.5, 44.6)
LINE = tuple(LatLon(41.5 + 0.05 * step, 44.5) for step in range(30))
MEASURED = by_road.PACKAGE


@pytest.fixture
def network() -> Network:
    return Network(*parsed(TEXT), "made up")


def town(name: str, point: LatLon, people: float = 1000.0) -> Town:
    return Town("GEO", name, *point, people, "Asia/Tbilisi", "")


def test_the_text_of_the_package_is_read_as_points_and_pieces_both_ways(network):
    assert network.nodes.shape == (6, 2)
    pieces = {(start, end): km for start, end, km in zip(network.starts, network.ends, network.km, strict=True)}
    assert (pieces[0, 1], pieces[1, 0], pieces[2, 3], len(pieces)) == (60, 60, 80, 10)


def test_a_module_that_is_written_otherwise_is_refused():
    with pytest.raises(ValueError, match="has an unknown format"):
        parsed("graph = load()\n")


def test_lengths_are_those_of_the_shortest_way(network):
    km = Roads(network, [A, C, D]).lengths([A, D], [A, C, D])
    assert {tuple(sorted(pair)): length for pair, length in km.items()} == pytest.approx(
        {(A, C): 110, (A, D): 90, (C, D): 80}
    )


def test_a_place_beside_a_road_joins_it_at_its_nearest_point(network):
    beside, on = LatLon(42.05, 44.3), LatLon(42.0, 44.45)  # halfway from A to B, and three quarters
    km = Roads(network, [A, C]).lengths([beside], [A, C, on])
    off = 0.05 * 111.2
    assert [km[frozenset((beside, end))] for end in (A, C, on)] == pytest.approx(
        [30 + off, 80 + off, 15 + off], abs=0.2
    )


def test_a_place_far_from_all_roads_and_one_that_no_way_leads_to_have_no_length(network):
    assert Roads(network, [A, C]).lengths([A], [LatLon(43.0, 44.3)]) == {}
    assert Roads(network, [A, C]).lengths([A], [LatLon(43.5, 47.05)]) == {}
    assert Roads(network, [LatLon(0.0, 0.0)]).lengths([LatLon(0.0, 0.0)], [A]) == {}


def test_a_way_is_no_shorter_than_the_great_circle(network):
    short = Network(network.nodes, network.starts, network.ends, network.km / 100, "made up")
    assert Roads(short, [A, C]).lengths([A], [C]) == {frozenset((A, C)): A.km(C)}


def test_the_border_is_crossed_where_most_have_their_shortest_road(network):
    roads = Roads(network, [A, C, D, *LINE])
    (first, most), *others = roads.crossings([town("A", A, 10)], [town("C", C, 7), town("D", D, 2)], LINE)
    assert (first.lon, most) == (44.5, 70)
    assert first.lat == pytest.approx(42.0, abs=0.03)
    assert [(point.lon, weight) for point, weight in others] == [(44.5, 20)]
    assert roads.crossings([town("B", B)], [town("C", C)], LINE) == []


@pytest.fixture
def with_roads(monkeypatch):
    """Russia and Georgia with one road, from Moscow over the pass of Lars to Tbilisi."""
    nodes = np.array([[55.75, 37.62], [42.75, 44.62], [42.72, 44.63], [41.69, 44.83]])
    starts, ends, km = [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], [1800.0, 1800.0, 5.0, 5.0, 150.0, 150.0]
    made_up = Network(nodes, np.array(starts), np.array(ends), np.array(km), "made up")
    monkeypatch.setattr(beginning, "shipped_network", lambda: made_up)


def test_posts_are_proposed_where_roads_cross_and_routes_have_their_lengths(with_roads):
    begun = begin(CrisisRequest("x", "RUS", ("GEO",), places=4))
    (post,) = (place for place in begun.scenario.places if place.kind == "border_post")
    assert (post.lat, post.lon) == pytest.approx((42.74, 44.63), abs=0.05)
    assert post.source.startswith("guessed: where roads cross the border Russia-Georgia; made up")
    ways = {(row.from_place, row.to_place): row for row in begun.scenario.routes}
    tbilisi = ways[post.name, "Tbilisi"]
    assert tbilisi.km == pytest.approx(150, abs=8)
    assert tbilisi.source == "derived: made up"
    assert ways["Moscow", post.name].km == pytest.approx(1803, abs=8)
    petersburg = ways["Saint Petersburg", post.name]
    assert (petersburg.km, petersburg.source) == (None, "guessed: by the map")
    assert any(remark.startswith("Posts are guesses where roads cross the border: ") for remark in begun.remarks)


def test_without_the_extra_nothing_changes():
    scenario = begin(CrisisRequest("x", "RUS", ("GEO",), places=4)).scenario
    assert {row.km for row in scenario.routes} == {None}
    assert {row.source for row in scenario.routes} == {"guessed: by the map"}


@pytest.mark.skipif(find_spec("scgraph_data") is None, reason="the extra roads (scgraph-data) is not installed")
def test_the_shipped_network_knows_the_pass_of_lars_and_the_road_to_tbilisi(monkeypatch, tmp_path):
    monkeypatch.setattr(by_road, "PACKAGE", MEASURED)
    monkeypatch.setenv("SERAI_CACHE", str(tmp_path))
    read, kept = shipped_network(), shipped_network()
    assert [path.name for path in tmp_path.iterdir()] == ["roads-2.0.0.npz"]
    assert (kept.km == read.km).all()
    vladikavkaz, lars, tbilisi = LatLon(43.02, 44.68), LatLon(42.74, 44.63), LatLon(41.69, 44.83)
    km = Roads(kept, [vladikavkaz, tbilisi]).lengths([vladikavkaz, lars], [tbilisi])
    assert km[frozenset((vladikavkaz, tbilisi))] == pytest.approx(200, rel=0.15)
    assert km[frozenset((lars, tbilisi))] == pytest.approx(160, rel=0.15)

"""A small scenario that is right, and a way to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from serai.errors import ScenarioError
from serai.scenario.read.load import load
from serai.scenario.schema import Scenario

RIVER = {
    "scenario.yaml": """\
schema: 1
name: river-town
title: A town floods
start: 2024-03-01
end: 2024-04-01
tick: 1h
seed: 7
time_zone: Africa/Niamey
housing:
  price_elasticity: {value: 1.2, low: 0.8, high: 1.6, source: a survey}
""",
    "places.csv": """\
name,kind,country,region,lat,lon,population,at_risk_people,label_fr
Agadez,origin,NER,North,16.97,7.99,110000,5000,Agadès
Ford,border_post,NER,North,16.0,7.5,,,
Hill,city,NGA,South,15.0,7.0,80000,,
Tents,camp,NGA,South,15.1,7.1,,,
""",
    "groups.csv": "name,member\nall,North\nall,Hill\n",
    "routes.csv": "from,to,km\nAgadez,Ford,120\nFord,Hill,140\nFord,Tents,\n",
    "profiles.csv": """\
name,size,modes,lodging,stay_days,stay_days_low,stay_days_high
family,1:0.2 4:0.8,car:0.6 foot:0.4,hotel shelter,8,4,16
guard,1:1,car:1,,,,
""",
    "departures.csv": "from,to,origin,profile,people\n2024-03-02,2024-03-05,Agadez,family,400\n",
    "traffic.csv": "post,profile,per_day,weekdays\nFord,guard,30,1 1 1 1 1 0.5 0.5\n",
    "services.csv": """\
id,place,service,line,mode,from,to,weekdays,hours,servers,minutes,low,high
ford-day,Ford,entry_control,ford,car,,,mon-fri,08:00-18:00,2,3,2,4
ford-weekend,Ford,entry_control,ford,car,,,"sat,sun",08:00-12:00,1,3,,
papers,Hill,registration,,any,,,,09:00-17:00,3,10,,
""",
    "lodging.csv": "place,kind,beds,low,high,price,currency\nHill,hotel,300,250,350,20,NGN\nTents,shelter,500,,,,\n",
    "events.csv": """\
id,date,what,where,profile,value,mean_days,until,target,source
flood,2024-03-03 06:00,trigger,North,family,0.3,2,,,met office
more,2024-03-10,change,,,4,,,services.ford-day.servers,
""",
    "measures.csv": """\
measure,table,id,column,change,from,to
lane,services,ford-day,servers,+1,,
lane in march,services,ford-day,servers,+1,2024-03-04,2024-03-11
beds,lodging,hill-hotel,beds,x1.5,,
""",
    "observations.csv": """\
from,to,quantity,statistic,place,service,fact_group,value,low,high,use
2024-03-01,2024-03-10,entries,sum,Ford,,crossings,900,700,1100,test
""",
    "initial.csv": "place,lodging,profile,people\nHill,hill-hotel,family,12\n",
}


@pytest.fixture
def river_files() -> dict[str, str]:
    """The files of the scenario that is right, by name."""
    return dict(RIVER)


@pytest.fixture
def folder(tmp_path) -> Callable[..., Path]:
    """Write the scenario into a folder, with whole files replaced; a file given as None is left out."""

    def write(**files: str | bytes | None) -> Path:
        target = tmp_path / "river"
        target.mkdir(exist_ok=True)
        for name, content in {**RIVER, **{name.replace("_", ".", 1): text for name, text in files.items()}}.items():
            if content is not None:
                (target / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return target

    return write


@pytest.fixture
def river(folder) -> Scenario:
    return load(folder())


@pytest.fixture
def problems_of() -> Callable[[Path | str], list[str]]:
    """The problems that loading finds."""

    def find(given: Path | str) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            load(given)
        return list(caught.value.problems)

    return find


@pytest.fixture
def problems_with(folder, problems_of) -> Callable[..., list[str]]:
    """The problems that loading finds after words of a file were replaced: problems_with("routes.csv", old, new)."""

    def find(name: str, old: str, new: str) -> list[str]:
        assert old in RIVER[name]
        return problems_of(folder(**{name.replace(".", "_"): RIVER[name].replace(old, new, 1)}))

    return find

"""What `--cluster` may name."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace

import pytest

from serai.cli.clusters import cluster_of
from serai.errors import MissingExtraError, ServiceError, UsageError


class Client:
    """A client that notes what it was made of."""

    def __init__(self, *given, **named):
        self.given = (given, named)
        if given and given[0] == "tcp://nobody:1":
            raise OSError("Timed out")

    def nthreads(self):
        return {"a": 4, "b": 4}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.given = None


class Cluster:
    """A cluster that notes whether it was left to adapt itself and ended."""

    made: list[Cluster] = []

    def __init__(self, **given):
        self.given, self.is_adaptive, self.has_ended = given, False, False
        Cluster.made.append(self)

    def adapt(self):
        self.is_adaptive = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.has_ended = True


@pytest.fixture
def dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client, LocalCluster=Cluster))
    monkeypatch.setitem(sys.modules, "dask_jobqueue", SimpleNamespace(SLURMCluster=Cluster))
    monkeypatch.setattr(Cluster, "made", [])


def test_an_address_and_a_file_of_a_scheduler(dask, tmp_path, capsys):
    with cluster_of("tcp://node-1:8786") as client:
        assert client.given == (("tcp://node-1:8786",), {"timeout": 20})
    assert capsys.readouterr().err == "draws run on 2 workers with 8 threads together\n"
    path = tmp_path / "scheduler.json"
    path.write_text("{}", encoding="utf-8")
    with cluster_of(str(path)) as client:
        assert client.given == ((), {"scheduler_file": str(path), "timeout": 20})


def test_one_process_with_all_cores_here_and_what_was_begun_is_ended(dask, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    with cluster_of("local"):
        (cluster,) = Cluster.made
        assert (cluster.given["n_workers"], cluster.given["threads_per_worker"], cluster.has_ended) == (1, 6, False)
    assert cluster.has_ended


def test_slurm_is_asked_by_the_configuration_of_dask_alone(dask):
    with cluster_of("slurm"):
        (cluster,) = Cluster.made
        assert (cluster.given, cluster.is_adaptive) == ({}, True)
    assert cluster.has_ended


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ("node-1", UsageError, "--cluster must be local, slurm, an address such as tcp://host:8786 or the file"),
        ("none.json", UsageError, 'there is no file "none.json" of a scheduler'),
        ("tcp://nobody:1", ServiceError, "dask has no scheduler answering at tcp://nobody:1 (Timed out)"),
    ],
)
def test_what_is_no_cluster_is_told(dask, given, kind, words):
    with pytest.raises(kind, match=re.escape(words)), cluster_of(given):
        pytest.fail("was entered")


@pytest.mark.parametrize(("missing", "given"), [("distributed", "local"), ("dask_jobqueue", "slurm")])
def test_missing_packages_are_named_by_their_extra(dask, monkeypatch, missing, given):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=r'needs more packages; .* with its extra "cluster"'), cluster_of(given):
        pytest.fail("was entered")

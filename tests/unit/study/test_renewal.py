"""Which parameters figures move, and new samples of them."""

import numpy as np
import pytest

from scenarios import queue
from serai.runs.ranges import ranges_of
from serai.scenario.schema import Event, Parameter
from serai.study.posterior import UPDATED, Posterior, before_fit, fitted_scenario
from serai.study.renewal import inferred, priors_of, renewed, samples_of

PLAIN = queue(3, 100.0, servers=1, minutes=1)


def parameter(name: str, **columns: object) -> Parameter:
    fixed = {"name": name, "value": 1.0, "ranges": (("value", 0.5, 2.0),), "cells": "services.gate-in.minutes"}
    return Parameter(**{**fixed, **columns})


def with_parameters(*rows: Parameter, **parts: object):
    return PLAIN.model_copy(update={"parameters": rows, **parts})


def fitted_names(scenario) -> list[str]:
    return [item.name for item in scenario.parameters if item.fit]


def test_parameters_marked_fit_are_moved_or_else_the_first_twelve():
    assert fitted_names(inferred(with_parameters(parameter("a"), parameter("b", fit=True)))) == ["b"]
    many = [parameter(f"p{number}") for number in range(14)]
    assert fitted_names(inferred(with_parameters(*many))) == [f"p{number}" for number in range(12)]
    assert fitted_names(inferred(with_parameters(parameter("a", ranges=()), parameter("b")))) == ["b"]


def test_controls_are_inputs():
    control = Event(id="c", date="2022-09-02", what="control", where="gate", value=0.5)
    scenario = with_parameters(parameter("c", cells="events.c.value"), parameter("b"), events=(control,))
    assert fitted_names(inferred(scenario)) == ["b"]


def test_samples_keep_mean_and_variance_and_stay_in_the_prior():
    priors = ranges_of(with_parameters(parameter("a", fit=True)))
    priors = tuple(item for item in priors if item.address.table == "parameters")
    values = np.linspace(0.9, 1.5, 400)[:, np.newaxis]
    weights = np.where(values[:, 0] > 1.2, 3.0, 1.0)
    weights /= weights.sum()
    found = renewed(values, weights, priors, 1, "a")
    mean = float(weights @ values[:, 0])
    assert found.mean() == pytest.approx(mean, abs=0.01)
    assert found.var() == pytest.approx(float(weights @ (values[:, 0] - mean) ** 2), rel=0.08)
    assert len(np.unique(found)) > 300, "each is moved a little"
    assert np.array_equal(found, renewed(values, weights, priors, 1, "a"))
    assert not np.array_equal(found, renewed(values, weights, priors, 1, "b"))
    wide = renewed(np.array([[0.5], [2.0]]), np.array([0.5, 0.5]), priors, 1, "a")
    assert ((wide >= 0.5) & (wide <= 2.0)).all()


def test_a_parameter_that_is_new_is_drawn_from_its_prior():
    scenario = with_parameters(parameter("old", fit=True), parameter("new", fit=True))
    priors = priors_of(scenario)
    assert samples_of(scenario, priors, 1, 4) is None
    held = fitted_scenario(scenario, Posterior(priors[:1], np.array([[1.1], [1.2], [1.3]])), UPDATED)
    found = samples_of(held, priors, 1, 3)
    assert found[:, 0].tolist() == [1.1, 1.2, 1.3]
    assert len(set(found[:, 1].tolist())) == 3
    assert ((found[:, 1] > 0.5) & (found[:, 1] < 2.0)).all()


def test_before_an_update_a_parameter_is_as_it_was():
    scenario = with_parameters(parameter("a", fit=True, source="told"))
    priors = priors_of(scenario)
    held = fitted_scenario(scenario, Posterior(priors, np.array([[1.1], [1.2], [1.3]])), UPDATED)
    assert held.parameters[0].source == "found by serai update; before: told"
    assert before_fit(held.parameters[0]) == scenario.parameters[0]
    assert (priors_of(held)[0].low, priors_of(held)[0].high) == (0.5, 2.0)

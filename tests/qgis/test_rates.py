"""The speed of networks is learned per model file and device, and tiny runs do not spoil it."""

from __future__ import annotations

import os

import pytest
from qgis.core import QgsSettings

from sat_dl_plugin.tasks.rates import (
    expected_seconds,
    finishing_key,
    learn_rate,
    network_rate,
    rate_key,
)

MPX = 1_000_000


@pytest.fixture(autouse=True)
def forgotten(qgis_app):
    QgsSettings().remove("sat_dl/rates")
    yield
    QgsSettings().remove("sat_dl/rates")


def test_nothing_is_known_before_the_first_run():
    assert network_rate(rate_key(("urban",), "cpu")) is None
    assert network_rate("") is None


def test_first_run_is_believed():
    learn_rate("key", 8 * MPX, 4.0)

    assert network_rate("key") == pytest.approx(2 * MPX)


def test_later_runs_move_it_step_by_step():
    learn_rate("key", 8 * MPX, 4.0)
    learn_rate("key", 8 * MPX, 1.0)

    assert network_rate("key") == pytest.approx(4 * MPX)

    for _run in range(10):
        learn_rate("key", 8 * MPX, 1.0)

    assert network_rate("key") == pytest.approx(8 * MPX, rel=0.01)


def test_small_runs_count_less():
    learn_rate("key", 8 * MPX, 4.0)
    learn_rate("key", 0.4 * MPX, 2.0)

    assert 0.85 * 2 * MPX < network_rate("key") < 2 * MPX


@pytest.mark.parametrize(
    ("pixels", "seconds"),
    [(1000, 5.0), (8 * MPX, 0.0), (8 * MPX, -1.0), (8 * MPX, float("inf")), (8 * MPX, 0.01)],
)
def test_runs_that_say_nothing_are_left_out(pixels, seconds):
    learn_rate("key", pixels, seconds)

    assert network_rate("key") is None


def test_damaged_setting_is_as_good_as_none():
    QgsSettings().setValue("sat_dl/rates/key", "-3")

    assert network_rate("key") is None


def test_key_tells_models_and_devices_apart():
    keys = {
        rate_key(("urban",), "cpu"),
        rate_key(("urban",), "cuda"),
        rate_key(("fields",), "cpu"),
        rate_key(("urban", "fields"), "cpu"),
        rate_key(("not there",), "cpu"),
    }

    assert len(keys) == 5
    assert rate_key(("fields", "urban"), "cpu") == rate_key(("urban", "fields"), "cpu")


def test_model_trained_anew_gets_another_key(models):
    before = rate_key(("urban",), "cpu")
    network = models / "urban.onnx"
    os.utime(network, ns=(1, 1))

    assert rate_key(("urban",), "cpu") != before
    assert rate_key((str(network),), "cpu") == rate_key(("urban",), "cpu")


def test_a_run_takes_its_network_and_what_comes_after_it():
    learn_rate("key", 8 * MPX, 4.0)
    assert expected_seconds("key", 6 * MPX, "satdl:segment", 3 * MPX) == pytest.approx(3.0)
    assert expected_seconds("other", 6 * MPX, "satdl:segment", 3 * MPX) is None

    learn_rate(finishing_key("satdl:segment"), 2 * MPX, 1.0)

    assert expected_seconds("key", 6 * MPX, "satdl:segment", 3 * MPX) == pytest.approx(4.5)
    assert expected_seconds("key", 6 * MPX, "satdl:polygonize", 3 * MPX) == pytest.approx(3.0)

"""How long a run still takes, and how fast the network was, out of reported progress."""

from __future__ import annotations

import pytest

from sat_dl_plugin.tasks.network_speed import NetworkSpeed
from sat_dl_plugin.tasks.remaining_time import RemainingTime


def progress(remaining, *, speed, until_s, start_s=0.0, step_s=0.5):
    """Report a steady progress of `speed` a second from `start_s` on."""
    elapsed_s = start_s
    while elapsed_s <= until_s:
        remaining.update(elapsed_s, speed * (elapsed_s - start_s))
        elapsed_s += step_s


def test_nothing_is_said_before_something_is_known():
    remaining = RemainingTime()
    assert remaining.seconds(0.0) is None

    progress(remaining, speed=0.01, until_s=1.0)

    assert remaining.seconds(1.0) is None


def test_steady_progress_is_extrapolated():
    remaining = RemainingTime()

    progress(remaining, speed=0.01, until_s=20.0)

    assert remaining.seconds(20.0) == pytest.approx(80.0, rel=0.02)


def test_time_counts_down_between_two_reports():
    remaining = RemainingTime()
    progress(remaining, speed=0.01, until_s=20.0)

    assert remaining.seconds(25.0) == pytest.approx(remaining.seconds(20.0) - 5.0)
    assert remaining.seconds(500.0) == 0.0


def test_slow_start_of_the_worker_does_not_count():
    remaining = RemainingTime()

    # Loading the network took 30 s; then it goes fast.
    progress(remaining, speed=0.05, start_s=30.0, until_s=40.0)

    assert remaining.seconds(40.0) == pytest.approx(10.0, rel=0.05)


def test_one_slow_tile_does_not_make_it_jump():
    remaining = RemainingTime()
    progress(remaining, speed=0.01, until_s=30.0)
    before_s = remaining.seconds(30.0)

    remaining.update(33.0, 0.301)

    assert abs(remaining.seconds(33.0) - before_s) < 0.1 * before_s


def test_expected_time_stands_until_progress_says_otherwise():
    remaining = RemainingTime(expected_s=60.0)
    assert remaining.seconds(5.0) == 55.0

    progress(remaining, speed=0.01, until_s=60.0)

    assert remaining.seconds(60.0) == pytest.approx(40.0, rel=0.1)


def test_progress_that_does_not_move_changes_nothing():
    remaining = RemainingTime()
    progress(remaining, speed=0.01, until_s=20.0)
    before_s = remaining.seconds(20.0)

    remaining.update(20.0, 0.1)

    assert remaining.seconds(20.0) == before_s


def test_speed_leaves_out_the_start_and_what_comes_after_the_network():
    speed = NetworkSpeed()
    for phase, elapsed_s, fraction in (
        ("Copying the layer", 1.0, 0.1),
        ("Predicting", 10.0, 0.2),
        ("Predicting", 15.0, 0.5),
        ("Cleaning", 30.0, 0.9),
    ):
        speed.update(phase, elapsed_s, fraction)

    assert speed.seconds == 5.0
    # Of 0.4 that are the network's, 0.3 were seen.
    assert speed.share == pytest.approx(0.75)


def test_speed_without_a_network():
    speed = NetworkSpeed()
    speed.update("Tracing outlines", 1.0, 0.5)

    assert (speed.seconds, speed.share) == (0.0, 0.0)

"""The progress line, the plain lines and the table of the command line."""

from __future__ import annotations

import io

import pytest

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.engine.terminal import (
    TerminalReporter,
    card_text,
    progress_line,
    remaining_text,
    summary_table,
)


class FakeTerminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_plain_output_has_a_line_at_each_phase_and_each_tenth() -> None:
    stream = io.StringIO()
    reporter = TerminalReporter(stream)
    for step in range(101):
        reporter.progress(step / 100, "reading" if step < 50 else "predicting")
    lines = stream.getvalue().splitlines()
    assert "\r" not in stream.getvalue()
    assert lines[0].split()[:2] == ["0%", "reading"]
    assert any(line.split()[:2] == ["50%", "predicting"] for line in lines)
    assert lines[-1].split()[:2] == ["100%", "predicting"]
    assert len(lines) == 11


def test_a_terminal_sees_one_rewritten_line_that_is_gone_at_the_end() -> None:
    stream = FakeTerminal()
    reporter = TerminalReporter(stream)
    reporter.progress(0.0, "reading")
    reporter.progress(1.0, "writing")
    assert "\n" not in stream.getvalue()
    reporter.log("found 3 bands")
    reporter.close()
    # What remains on the screen is what follows the last carriage return of each line.
    screen = [line.rsplit("\r", 1)[-1] for line in stream.getvalue().split("\n")]
    assert screen == ["found 3 bands", ""]


def test_quiet_shows_warnings_only_and_debug_needs_verbose() -> None:
    quiet, usual, verbose = io.StringIO(), io.StringIO(), io.StringIO()
    for reporter in (
        TerminalReporter(quiet, quiet=True),
        TerminalReporter(usual),
        TerminalReporter(verbose, verbose=True),
    ):
        reporter.log("detail", "debug")
        reporter.log("news")
        reporter.log("look out", "warning")
    assert quiet.getvalue() == "warning: look out\n"
    assert usual.getvalue() == "news\nwarning: look out\n"
    assert verbose.getvalue() == "detail\nnews\nwarning: look out\n"


def test_cancel_raises_at_the_next_look() -> None:
    reporter = TerminalReporter(io.StringIO())
    reporter.check_cancelled()
    reporter.cancel()
    with pytest.raises(JobCancelled):
        reporter.check_cancelled()


@pytest.mark.parametrize("columns", [1, 12, 30, 79, 300])
def test_the_line_never_wraps(columns: int) -> None:
    line = progress_line("predicting tiles", 0.5, "1:05 left", columns)
    assert len(line) <= columns


def test_the_bar_shows_the_share() -> None:
    line = progress_line("predicting", 0.5, "0:10 left", 79)
    assert line.count("#") == line.count("-") > 0
    assert line.endswith(" 50%  0:10 left")


def test_remaining_time_follows_the_mean_speed() -> None:
    assert remaining_text(10.0, 0.1) == "1:30 left"
    assert remaining_text(3600.0, 0.25) == "3 h 00 min left"
    assert remaining_text(0.5, 0.5) == ""
    assert remaining_text(60.0, 1.0) == ""


def test_the_table_is_aligned_and_marks_unknown_values() -> None:
    lines = summary_table(
        [
            {"class_name": "building", "objects": 1041, "area_m2": 98765.4, "share": 0.2},
            {"class_name": "water", "area_m2": 1.0, "share": 0.001},
        ]
    ).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[2].split() == ["building", "1,041", "98,765", "20.0%"]
    assert lines[3].split() == ["water", "-", "1", "0.1%"]


def test_the_table_has_no_column_of_unknown_values() -> None:
    lines = summary_table([{"class_name": "water", "area_m2": 1.0, "share": 0.5}]).splitlines()
    assert lines[0].split() == ["class", "area", "(m²)", "share"]
    assert lines[2].split() == ["water", "1", "50.0%"]


def test_a_card_shows_its_facts_with_their_origin() -> None:
    card = ModelCard(
        "fields",
        classes=(ClassCard(6, "crop", threshold=0.25, opening_px=2, min_object_m2=64),),
        bands=("red", "nir"),
        gsd_m=10.0,
    )
    text = card_text(card.to_dict(), {"gsd_m": "card in the file"})
    assert "fields (segmentation)" in text
    assert "red, nir  [default]" in text
    assert "10 m a pixel  [card in the file]" in text
    assert " ".join(text.splitlines()[-1].split()) == "6 crop 0.25 2 / 0 64 / 0 0"

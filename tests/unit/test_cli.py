"""The command line: options become jobs, failures become one line and an exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sat_dl_plugin.contract import jobs
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.engine import cli
from sat_dl_plugin.engine.arguments import build_parser, join_negative_extents

ROOT = Path(__file__).parents[2]


def parsed(*arguments: str) -> Any:
    options = build_parser().parse_args(join_negative_extents(arguments))
    return options.build(options)


def test_segment_options_become_a_job() -> None:
    job = parsed(
        *("segment", "in.tif", "--models", "urban", "other.onnx", "--output", "classes.tif"),
        *("--quality", "best", "--threshold", "building=0.4", "--threshold", "a=b=0.25"),
        *("--threshold", "road=off"),
        *("--extent", "-3.5,40,-3.25,41", "--extent-crs", "EPSG:4326", "--mask", "m.gpkg"),
        *("--bands", "red=3", "green=2", "--probabilities", "p.tif", "--float-probabilities"),
        *("--clean", "--rule", "building:opening=1,min_object=25.5", "--tile", "512"),
        *("--device", "cpu", "--models-folder", "mine"),
    )
    assert job == jobs.SegmentJob(
        input="in.tif",
        models=("urban", "other.onnx"),
        output="classes.tif",
        probabilities="p.tif",
        quality="best",
        thresholds={"building": 0.4, "a=b": 0.25, "road": None},
        extent=(-3.5, 40.0, -3.25, 41.0),
        extent_crs="EPSG:4326",
        mask="m.gpkg",
        bands={"red": 3, "green": 2},
        clean=True,
        rules={"building": jobs.CleaningRule(opening_px=1, min_object_m2=25.5)},
        tile=512,
        device="cpu",
        float_probabilities=True,
        models_folder="mine",
    )


def test_enhancing_options_become_jobs() -> None:
    network = parsed(
        *("decrappify", "in.tif", "--model", "sharpen-x2", "--output", "o.tif"),
        *("--residual", "r.tif", "--bands", "red=3", "--tile", "512", "--models-folder", "mine"),
    )
    assert network == jobs.DecrappifyJob(
        input="in.tif",
        model="sharpen-x2",
        output="o.tif",
        residual="r.tif",
        bands={"red": 3},
        tile=512,
        models_folder="mine",
    )
    chain = parsed(
        *("enhance", "in.tif", "--steps", "denoise", "decrappify", "--model", "m.onnx"),
        *("--output", "o.tif", "--scale", "3", "--seed", "5", "--intermediates", "steps"),
    )
    assert chain == jobs.EnhanceJob(
        input="in.tif",
        output="o.tif",
        steps=("denoise", "decrappify"),
        model="m.onnx",
        scale=3,
        seed=5,
        intermediates="steps",
    )
    assert parsed("enhance", "in.tif", "--output", "o.tif") == jobs.EnhanceJob("in.tif", "o.tif")


def test_defaults_are_those_of_the_job() -> None:
    job = parsed("segment", "in.tif", "--models", "urban", "--output", "c.tif")
    assert job == jobs.SegmentJob(input="in.tif", models=("urban",), output="c.tif")


def test_the_chain_cleans_and_keeps_classes_only_on_request() -> None:
    job = parsed(
        *("segmenttopolygons", "in.tif", "--models", "urban", "--output", "o.gpkg"),
        *("--simplify", "0.5", "--min-area", "10", "--shape", "right-angled"),
    )
    assert job.segment == jobs.SegmentJob(input="in.tif", models=("urban",), output="", clean=True)
    assert (job.output, job.simplify_m, job.min_area_m2) == ("o.gpkg", 0.5, 10.0)
    assert job.shape == "right-angled"
    kept = parsed(
        *("segmenttopolygons", "in.tif", "--models", "urban", "--output", "o.gpkg"),
        *("--classes", "c.tif", "--no-clean"),
    )
    assert kept.segment.output == "c.tif"
    assert not kept.segment.clean


def test_the_other_verbs_become_their_jobs() -> None:
    assert parsed("clean", "c.tif", "--output", "d.tif") == jobs.CleanJob("c.tif", "d.tif")
    assert parsed("polygonize", "c.tif", "--output", "o.gpkg") == jobs.PolygonizeJob(
        "c.tif", "o.gpkg"
    )
    assert parsed("describe", "urban", "--output", "u.html") == jobs.DescribeJob("urban", "u.html")
    assert parsed(
        *("import", "n.onnx", "--models-folder", "mine", "--overwrite"),
        *("--set", "gsd_m=0.5", "--set", 'bands=["red","nir"]', "--set", "name=my net"),
    ) == jobs.ImportJob(
        "n.onnx",
        "mine",
        {"gsd_m": 0.5, "bands": ["red", "nir"], "name": "my net"},
        overwrite=True,
    )


def test_corrections_become_their_job() -> None:
    basis = ("learnfromcorrections", "in.tif", "--model", "urban", "--review", "r.gpkg")
    job = parsed(*basis, "--output", "urban-v2.onnx")
    assert job == jobs.LearnFromCorrectionsJob(("in.tif",), "urban", "r.gpkg", "urban-v2.onnx")
    full = parsed(
        *(*basis, "--output", "o.onnx", "--area", "tiles.gpkg", "--report", "page"),
        *("--time-limit", "2", "--bands", "red=3", "blue=1", "--learn-encoder", "--seed", "4"),
    )
    assert (full.area, full.report, full.time_limit_s) == ("tiles.gpkg", "page", 120.0)
    assert (full.bands, full.freeze_encoder, full.seed) == ({"red": 3, "blue": 1}, False, 4)


def test_what_to_label_next_becomes_its_job() -> None:
    job = parsed(
        *("labelnext", "in.tif", "--models", "urban", "mine", "--output", "next.gpkg"),
        *("--size", "128", "--done", "area.gpkg", "--no-flips", "--diversity", "0.2"),
        *("--extent", "0,0,1,1"),
    )
    assert isinstance(job, jobs.LabelNextJob)
    assert job.segment.models == ("urban", "mine")
    assert job.segment.extent == (0, 0, 1, 1)
    assert (job.size, job.done, job.flips, job.diversity) == (128, "area.gpkg", False, 0.2)
    assert parsed(
        *("importpromptable", "e.onnx", "d.onnx", "--models-folder", "mine"),
        *("--name", "sam", "--overwrite"),
    ) == jobs.ImportPromptableJob("e.onnx", "d.onnx", "mine", "sam", overwrite=True)


def test_trainings_on_chips_become_their_jobs() -> None:
    assert parsed(
        *("pretrainbackbone", "a.tif", "chips", "--output", "eyes.safetensors"),
        *("--labels", "scenes.gpkg", "--class-field", "kind", "--gsd", "0.5"),
        *("--architecture", "unet-lite0-deep", "--bands", "red=3", "nir", "--time-limit", "2"),
    ) == jobs.PretrainBackboneJob(
        ("a.tif", "chips"),
        "eyes.safetensors",
        bands={"red": 3, "nir": 0},
        gsd_m=0.5,
        time_limit_s=120.0,
        labels="scenes.gpkg",
        class_field="kind",
        architecture="unet-lite0-deep",
    )
    assert parsed(
        *("trainautoencoder", "a.tif", "--output", "p.onnx", "--bottleneck", "12"),
        *("--epochs", "3", "--chip-px", "128", "--start-from", "urban"),
    ) == jobs.TrainAutoencoderJob(
        ("a.tif",), "p.onnx", start_from="urban", chip_px=128, epochs=3, bottleneck=12
    )


# These are worth something only to a worker that lives on: it keeps the probabilities of a preview,
# the raster that corrections are made with, and the network that looks at views.
FOR_WORKERS_ONLY = {
    jobs.PreviewJob.verb,
    jobs.CorrectionJob.verb,
    jobs.ViewEmbeddingJob.verb,
}


@pytest.mark.parametrize("verb", sorted(set(jobs.JOBS) - FOR_WORKERS_ONLY))
def test_every_job_of_the_contract_has_a_verb_with_help(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([verb, "--help"]) == cli.DONE
    assert "usage: satdl" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "explanation"),
    [
        (["--threshold", "building"], "is no name=value"),
        (["--threshold", "building=x"], "'x' for 'building' is not usable"),
        (["--threshold", "building=1.5"], "a number, 0 to 1"),
        (["--threshold", "building=nan"], "a number, 0 to 1"),
        (["--extent", "1,2,3"], "four numbers"),
        (["--extent", "3,2,1,4"], "is empty"),
        (["--bands", "red=0"], "a whole number, 1 to 65535"),
        (["--rule", "building:size=1"], "Parts are opening"),
        (["--rule", "building:opening=1.5"], "a whole number"),
        (["--quality", "superb"], "invalid choice"),
        (["--tile", "big"], "invalid int"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_names_the_option(
    wrong: list[str], explanation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["segment", "in.tif", "--models", "urban", "--output", "c.tif", *wrong]
    assert cli.main(arguments) == cli.WRONG_USAGE
    error = capsys.readouterr().err
    assert explanation in error
    assert wrong[0] in error


@pytest.mark.parametrize("arguments", [[], ["paint"], ["segment"], ["segment", "in.tif"]])
def test_incomplete_commands_are_wrong_usage(arguments: list[str]) -> None:
    assert cli.main(arguments) == cli.WRONG_USAGE


def test_a_failed_job_says_what_why_and_what_to_do_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> dict[str, Any]:
        raise InputError("No raster at 'x.tif'", "The file\ndoes not exist", "Check the path")

    monkeypatch.setattr(cli, "run_job", fail)
    assert cli.main(["clean", "x.tif", "--output", "y.tif"]) == cli.FAILED
    captured = capsys.readouterr()
    assert captured.err == (
        "satdl: No raster at 'x.tif'. The file does not exist. Check the path.\n"
    )
    assert captured.out == ""


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UsageError("Tile of -1 px"), 2, "Tile of -1 px."),
        (ZeroDivisionError("division by zero"), 1, "ZeroDivisionError: division by zero"),
    ],
)
def test_other_errors_keep_to_one_line_too(
    error: Exception,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: Any) -> dict[str, Any]:
        raise error

    monkeypatch.setattr(cli, "run_job", fail)
    assert cli.main(["clean", "x.tif", "--output", "y.tif"]) == code
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert words in lines[0]


def test_a_result_is_a_table_and_paths_or_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = {
        "output": "o.gpkg",
        "summary": [{"class_name": "building", "objects": 1234, "area_m2": 5678.4, "share": 0.125}],
    }
    monkeypatch.setattr(cli, "run_job", lambda *_: result)
    arguments = ["polygonize", "c.tif", "--output", "o.gpkg"]
    assert cli.main(arguments) == cli.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["class", "objects", "area", "(m²)", "share"]
    assert lines[2].split() == ["building", "1,234", "5,678", "12.5%"]
    assert lines[-1] == "output: o.gpkg"
    assert cli.main([*arguments, "--json"]) == cli.DONE
    assert json.loads(capsys.readouterr().out) == result


ENDLESS_JOB = """
import os, sys, tempfile, time
from pathlib import Path
from sat_dl_plugin.engine import cli

def wait(job, reporter):
    target = Path(job.output)
    target.with_name(f".{{target.name}}.satdl-{{os.getpid()}}-x.part").mkdir()
    print(tempfile.mkdtemp(), flush=True)
    reporter.progress(0.25, "waiting")
    while True:
        {look}
        time.sleep(0.02)

cli.run_job = wait
cli._GRACE_S = {grace_s}
sys.exit(cli.main(["clean", "x.tif", "--output", sys.argv[1]]))
"""


def started(target: Path, look: str, grace_s: float) -> subprocess.Popen[str]:
    program = ENDLESS_JOB.format(look=look, grace_s=grace_s)
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(target)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(target.parent)},
    )
    assert process.stderr is not None
    assert "waiting" in process.stderr.readline()
    return process


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_cancels_the_job(number: signal.Signals, tmp_path: Path) -> None:
    process = started(tmp_path / "y.tif", "reporter.check_cancelled()", grace_s=60)
    process.send_signal(number)
    scratch, error = process.communicate(timeout=30)
    assert process.returncode == cli.CANCELLED
    assert error.splitlines()[-1] == "satdl: cancelled, nothing was written"
    assert not Path(scratch.strip()).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_a_job_that_does_not_listen_is_left_and_cleaned_up(tmp_path: Path) -> None:
    process = started(tmp_path / "y.tif", "pass", grace_s=0.2)
    assert len(list(tmp_path.iterdir())) == 2
    process.send_signal(signal.SIGINT)
    scratch, error = process.communicate(timeout=30)
    assert process.returncode == cli.CANCELLED
    assert error.splitlines()[-1] == "satdl: cancelled, nothing was written"
    assert list(tmp_path.iterdir()) == []
    assert not Path(scratch.strip()).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_a_second_interrupt_ends_the_process_at_once(tmp_path: Path) -> None:
    process = started(tmp_path / "y.tif", "pass", grace_s=60)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT


def test_scores_are_a_table_with_their_mean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = {"iou": 0.5, "precision": None, "recall": 0.75, "f1": 2 / 3}
    result = {
        "output": "o.csv",
        "report": "r.html",
        "scores": [{"class_name": "building", **scores}],
        "means": {**scores, "object_f1": 0.25},
    }
    monkeypatch.setattr(cli, "run_job", lambda *_: result)
    command = ["accuracy", "c.tif", "--reference", "t.gpkg", "--output", "o.csv"]
    assert cli.main(command) == cli.DONE
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["class", "IoU", "recall", "F1", "object", "F1"]
    assert lines[2] == ["building", "0.500", "0.750", "0.667", "-"]
    assert lines[3] == ["mean", "0.500", "0.750", "0.667", "0.250"]
    assert lines[-2:] == [["output:", "o.csv"], ["report:", "r.html"]]


def test_options_of_a_stack_become_jobs() -> None:
    assert parsed(
        *("stackbands", "a.tif", "b.tif", "--reference", "c.tif", "--output", "o.tif"),
        *("--no-align", "--resampling", "nearest", "--extent", "1,2,3,4"),
    ) == jobs.StackJob(
        inputs=("a.tif", "b.tif"),
        output="o.tif",
        reference="c.tif",
        align=False,
        resampling="nearest",
        extent=(1.0, 2.0, 3.0, 4.0),
    )
    assert parsed("stackbands", "a.tif", "--output", "o.tif") == jobs.StackJob(("a.tif",), "o.tif")


def test_options_of_sets_become_jobs() -> None:
    assert parsed(
        *("combine", "urban", "b.onnx", "--name", "both", "--models-folder", "m"),
        *("--scales", "1,0.5", "1", "--weights", "2", "1", "--threshold", "road=off"),
        *("--rule", "building:opening=1", "--overwrite"),
    ) == jobs.CombineJob(
        models=("urban", "b.onnx"),
        models_folder="m",
        name="both",
        weights=(2.0, 1.0),
        scales=((1.0, 0.5), (1.0,)),
        thresholds={"road": None},
        rules={"building": jobs.CleaningRule(opening_px=1)},
        overwrite=True,
    )
    assert parsed(
        *("combine", "a", "b", "--name", "c", "--models-folder", "m", "--combine", "per-class")
    ) == jobs.CombineJob(("a", "b"), "m", "c", combine="per-class")
    segment = parsed(
        "segment", "a.tif", "--models", "a", "b", "--weights", "2", "1", "--output", "o"
    )
    assert segment.weights == (2.0, 1.0)


def test_options_of_the_analysis_become_jobs() -> None:
    assert parsed(
        *("accuracy", "c.tif", "--reference", "t.gpkg", "--class-field", "kind", "--objects"),
        *("--output", "o.csv", "--report", "r.html", "--extent", "1,2,3,4", "--mask", "m.gpkg"),
    ) == jobs.AccuracyJob(
        input="c.tif",
        reference="t.gpkg",
        output="o.csv",
        report="r.html",
        class_field="kind",
        objects=True,
        extent=(1.0, 2.0, 3.0, 4.0),
        mask="m.gpkg",
    )
    assert parsed(
        *("exportchips", "a.tif", "b.tif", "--labels", "t.gpkg", "--area", "m.gpkg"),
        *("--output", "chips", "--size", "64", "--stride", "32", "--format", "yolo"),
        *("--validation", "10", "--seed", "3", "--class-field", "kind", "--overwrite"),
    ) == jobs.ChipsJob(
        inputs=("a.tif", "b.tif"),
        labels="t.gpkg",
        output="chips",
        class_field="kind",
        area="m.gpkg",
        size=64,
        stride=32,
        format="yolo",
        validation=10.0,
        seed=3,
        overwrite=True,
    )
    assert parsed(
        *("areareport", "c.tif", "--zones", "z.gpkg", "--zone-field", "name"),
        *("--output", "o.csv", "--extent-crs", "EPSG:4326"),
    ) == jobs.AreaReportJob(
        input="c.tif",
        output="o.csv",
        zones="z.gpkg",
        zone_field="name",
        extent_crs="EPSG:4326",
    )


def test_options_of_enhancer_training_become_a_job() -> None:
    assert parsed("traindecrappify", "a.tif", "--output", "m.onnx") == jobs.TrainDecrappifyJob(
        ("a.tif",), "m.onnx"
    )
    assert parsed(
        *("traindecrappify", "a.tif", "b.tif", "--output", "m.onnx", "--scale", "4"),
        *("--aim", "pleasant", "--start-from", "none", "--perceptual-weights", "vgg.npz"),
        *("--bands", "red=3", "green=2", "blue=1", "--time-limit", "2", "--steps", "9"),
        *("--batch-size", "3", "--seed", "7", "--device", "cpu", "--licence", "CC0"),
        *("--work", "w", "--models-folder", "mine"),
    ) == jobs.TrainDecrappifyJob(
        inputs=("a.tif", "b.tif"),
        output="m.onnx",
        scale=4,
        aim="pleasant",
        start_from="none",
        perceptual_weights="vgg.npz",
        bands={"red": 3, "green": 2, "blue": 1},
        time_limit_s=120.0,
        steps=9,
        batch_size=3,
        seed=7,
        device="cpu",
        licence="CC0",
        work="w",
        models_folder="mine",
    )

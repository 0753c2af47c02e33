"""The verb ``learnfromcorrections`` of the command line."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob
from sat_dl_plugin.contract.text_forms import parse_bands

LEARNING_VERB = LearnFromCorrectionsJob.verb

_MINUTE_S = 60.0


def add_learning_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the job to the parser of its verb."""
    default: dict[str, Any] = {
        entry.name: entry.default for entry in fields(LearnFromCorrectionsJob)
    }
    parser.add_argument(
        "inputs", metavar="input", nargs="+", help="rasters that were segmented and reviewed"
    )
    parser.add_argument(
        "--model",
        required=True,
        help="name or path of the model to train further; it is not changed",
    )
    parser.add_argument(
        "--review", metavar="FILE", required=True, help="review layer with class_id and status"
    )
    parser.add_argument(
        "--area",
        metavar="FILE",
        default="",
        help="tiles of which those done were labelled completely, or polygons; elsewhere only "
        "polygons that a person touched count",
    )
    parser.add_argument("--output", metavar="FILE", required=True, help="new model (.onnx)")
    parser.add_argument("--report", metavar="DIR", help="folder for a page that compares both")
    parser.add_argument(
        "--time-limit",
        metavar="MIN",
        type=float,
        default=default["time_limit_s"] / _MINUTE_S,
        help="minutes for the whole job, roughly (default: %(default)g)",
    )
    parser.add_argument(
        "--bands",
        metavar="NAME=N",
        nargs="+",
        action="extend",
        default=[],
        help="band of the rasters (from 1) for a band of the model, e.g. red=3 green=2 blue=1",
    )
    _add_numbers(parser, default)
    parser.add_argument(
        "--learn-encoder",
        dest="freeze_encoder",
        action="store_false",
        help="train the encoder, too; slower, for many corrections",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda (default: auto)")
    parser.add_argument(
        "--models-folder", metavar="DIR", help="folder of your own models, besides the bundled ones"
    )


def _add_numbers(parser: argparse.ArgumentParser, default: dict[str, Any]) -> None:
    numbers: dict[str, tuple[str, Any, str]] = {
        "--validation": ("PERCENT", float, "reviewed pixels set aside, in whole blocks of ground"),
        "--rehearsal": ("SHARE", float, "patches of ground nobody reviewed, 0 to below 1"),
        "--learning-rate": ("R", float, "highest learning rate"),
        "--batch-size": ("N", int, "patches per step"),
        "--patch-px": ("N", int, "side of the patches, pixels, a multiple of 32"),
        "--seed": ("N", int, "seed of random choices"),
    }
    for option, (metavar, kind, text) in numbers.items():
        parser.add_argument(
            option,
            metavar=metavar,
            type=kind,
            default=default[option[2:].replace("-", "_")],
            help=f"{text} (default: %(default)s)",
        )


def learning_job(options: argparse.Namespace) -> LearnFromCorrectionsJob:
    """Return the job that the options mean.

    Raises:
        UsageError: If a text form cannot be read.
    """
    copied = (
        *("model", "review", "output", "area", "report", "validation", "rehearsal"),
        *("learning_rate", "batch_size", "patch_px", "freeze_encoder", "seed", "device"),
        "models_folder",
    )
    return LearnFromCorrectionsJob(
        inputs=tuple(options.inputs),
        bands=parse_bands("; ".join(options.bands)),
        time_limit_s=options.time_limit * _MINUTE_S,
        **{name: getattr(options, name) for name in copied},
    )

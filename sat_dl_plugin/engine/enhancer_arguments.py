"""The verb ``traindecrappify`` of the command line."""

from __future__ import annotations

import argparse
from dataclasses import fields

from sat_dl_plugin.contract.jobs import (
    ENHANCER_AIMS,
    ENHANCER_SCALES,
    START_FROM_NOTHING,
    TrainDecrappifyJob,
)
from sat_dl_plugin.contract.text_forms import parse_bands
from sat_dl_plugin.engine.job_options import Merge, minutes, text_form


def add_enhancer_training_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a training of an enhancing network to the parser of its verb."""
    default = {entry.name: entry.default for entry in fields(TrainDecrappifyJob)}
    parser.add_argument("inputs", metavar="input", nargs="+", help="sharp rasters of any data type")
    parser.add_argument("--output", metavar="FILE", required=True, help="model to write (.onnx)")
    group = parser.add_argument_group("training")
    group.add_argument(
        "--scale",
        type=int,
        choices=ENHANCER_SCALES,
        default=default["scale"],
        help="pixels of the result per pixel along each side; 1 repairs (default: %(default)s)",
    )
    group.add_argument(
        "--aim",
        choices=ENHANCER_AIMS,
        default=default["aim"],
        help="closest to the true values, or good to look at (default: %(default)s)",
    )
    group.add_argument(
        "--start-from",
        metavar="MODEL",
        default="",
        help="enhancing network to copy weights from, or "
        f"{START_FROM_NOTHING}; the bundled one of this scale and aim by default",
    )
    group.add_argument(
        "--perceptual-weights",
        metavar="NPZ",
        default="",
        help="perceptual weights (VGG16); needed for the aim pleasant",
    )
    group.add_argument(
        "--bands",
        metavar="NAME=N",
        nargs="+",
        action=Merge,
        default={},
        type=text_form(parse_bands),
        help="which band (from 1) is which colour, e.g. red=3 green=2 blue=1",
    )
    _add_ends(parser.add_argument_group("end and machine"), default)


def _add_ends(group: argparse._ArgumentGroup, default: dict[str, object]) -> None:
    group.add_argument(
        "--time-limit",
        dest="time_limit_s",
        metavar="MIN",
        type=minutes,
        default=minutes("30"),
        help="maximum training time, minutes, over all runs that continue it; 0 for none "
        "(default: 30)",
    )
    numbers = {
        "--steps": "maximum number of batches; 0 leaves only the time limit",
        "--batch-size": "patches per step",
        "--seed": "seed of random choices",
    }
    for option, text in numbers.items():
        group.add_argument(
            option,
            metavar="N",
            type=int,
            default=default[option[2:].replace("-", "_")],
            help=f"{text} (default: %(default)s)",
        )
    group.add_argument("--device", default="auto", help="auto, cpu or cuda (default: %(default)s)")
    group.add_argument("--licence", default="unknown", help="of the model, for its card")
    group.add_argument(
        "--work",
        metavar="DIR",
        default="",
        help="folder for the checkpoint from which the same command continues after a stop; beside "
        "the model when not given",
    )
    group.add_argument(
        "--models-folder", metavar="DIR", help="folder of your own models, besides the bundled ones"
    )

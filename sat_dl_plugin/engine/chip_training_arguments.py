"""The verbs ``pretrainbackbone`` and ``trainautoencoder`` of the command line."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from sat_dl_plugin.contract.jobs import (
    BACKBONES,
    ChipTrainingJob,
    TrainAutoencoderJob,
)
from sat_dl_plugin.contract.text_forms import parse_band_choice
from sat_dl_plugin.engine.job_options import Merge, minutes, text_form


def add_backbone_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of pretraining to the parser of its verb."""
    _add_inputs(parser, "weights to write (.safetensors)")
    group = parser.add_argument_group("scenes")
    group.add_argument(
        "--labels",
        metavar="FILE",
        default="",
        help="points or polygons with a scene each; without them sub-folders name the scenes, or "
        "else the network learns from the images alone",
    )
    group.add_argument(
        "--class-field",
        metavar="FIELD",
        default="",
        help="field with the scenes; class_id or class_name by default",
    )
    network = parser.add_argument_group("network")
    network.add_argument(
        "--architecture",
        choices=BACKBONES,
        default=BACKBONES[0],
        help="network whose encoder is trained (default: %(default)s)",
    )
    _add_training(parser, network)


def add_autoencoder_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of training an autoencoder to the parser of its verb."""
    _add_inputs(parser, "model to write (.onnx)")
    network = parser.add_argument_group("network")
    default = {entry.name: entry.default for entry in fields(TrainAutoencoderJob)}
    network.add_argument(
        "--bottleneck",
        metavar="N",
        type=int,
        default=default["bottleneck"],
        help="numbers that describe a cell of 16 x 16 pixels (default: %(default)s)",
    )
    _add_training(parser, network)


def _add_inputs(parser: argparse.ArgumentParser, output: str) -> None:
    parser.add_argument(
        "inputs", metavar="input", nargs="+", help="rasters with the same bands, or folders of them"
    )
    parser.add_argument("--output", metavar="FILE", required=True, help=output)
    parser.add_argument(
        "--bands",
        metavar="NAME[=N]",
        nargs="+",
        action=Merge,
        default={},
        type=text_form(parse_band_choice),
        help="bands to train on, e.g. red=3 nir=4, or by name alone; all when not given",
    )


def _add_training(parser: argparse.ArgumentParser, network: argparse._ArgumentGroup) -> None:
    default = {entry.name: entry.default for entry in fields(ChipTrainingJob)}
    network.add_argument(
        "--start-from",
        metavar="MODEL",
        default="",
        help="model, or file of weights (.onnx, .safetensors, .npz), to copy what fits from; "
        "none by default",
    )
    chips = parser.add_argument_group("chips")
    numbers: dict[str, tuple[str, str, type]] = {
        "gsd_m": ("M", "metres per pixel to train at; 0 for those of the first raster", float),
        "chip_px": ("PX", "side of the chips in pixels", int),
        "chips": ("N", "maximum number of chips; a random selection of more", int),
        "validation": ("PERCENT", "chips that are set aside, 0 to 50", float),
    }
    _add_numbers(chips, numbers, default)
    training = parser.add_argument_group("training")
    training.add_argument(
        "--time-limit",
        dest="time_limit_s",
        metavar="MIN",
        type=minutes,
        default=0.0,
        help="maximum training time, minutes, over all runs that continue it; 0 for none",
    )
    _add_numbers(
        training,
        {
            "epochs": (
                "N",
                "maximum number of passes over all chips; 0 for no limit but the time",
                int,
            ),
            "batch_size": ("N", "chips per step", int),
            "learning_rate": ("RATE", "largest step of the optimiser", float),
            "seed": ("N", "seed of random choices", int),
        },
        default,
    )
    training.add_argument(
        "--device", default="auto", help="auto, cpu or cuda (default: %(default)s)"
    )
    training.add_argument("--licence", default="unknown", help="of the model, for its card")
    training.add_argument(
        "--work",
        metavar="DIR",
        default="",
        help="folder from which the same command continues after a stop; beside the model when not "
        "given",
    )
    training.add_argument(
        "--models-folder", metavar="DIR", help="folder of your own models, besides the bundled ones"
    )


def _add_numbers(
    group: argparse._ArgumentGroup,
    numbers: dict[str, tuple[str, str, type]],
    default: dict[str, Any],
) -> None:
    for name, (shown, text, kind) in numbers.items():
        group.add_argument(
            "--gsd" if name == "gsd_m" else f"--{name.replace('_', '-')}",
            dest=name,
            metavar=shown,
            type=kind,
            default=default[name],
            help=f"{text} (default: %(default)s)",
        )

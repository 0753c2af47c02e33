"""The verb ``trainsegmentation`` of the command line, also called ``train``."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import (
    ARCHITECTURES,
    TrainingClass,
    TrainingData,
    TrainSegmentationJob,
)
from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.contract.text_forms import parse_band_choice, parse_classes, split_entries
from sat_dl_plugin.contract.training_sets import read_data_sets
from sat_dl_plugin.engine.job_options import Merge, job_of, minutes, text_form

TRAINING_VERB = TrainSegmentationJob.verb
SHORT_VERB = "train"


def add_training_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a training to the parser of its verb."""
    parser.add_argument(
        "inputs", metavar="input", nargs="*", help="rasters with the same bands, or folders of them"
    )
    parser.add_argument(
        "--data",
        metavar="FILE",
        action="append",
        default=[],
        help="further data sets: a JSON file with a list of objects with rasters, labels, "
        "class_field, area, name, classes, bands, weight, or a folder that exportchips wrote; may "
        "be repeated",
    )
    parser.add_argument("--output", metavar="FILE", required=True, help="model to write (.onnx)")
    parser.add_argument(
        "--report", metavar="DIR", help="folder for a page with curves, scores and pictures"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="check everything in seconds and write nothing"
    )
    _add_labels(parser.add_argument_group("labels of the inputs"))
    _add_network(parser.add_argument_group("network"))
    _add_training(parser.add_argument_group("training"))


def training_job(options: argparse.Namespace) -> TrainSegmentationJob:
    """Return the job that the options mean.

    Raises:
        UsageError: If a text form cannot be read.
        InputError: If a description of data sets cannot be read.
    """
    datasets = [data for text in options.data for data in read_data_sets(text)]
    if options.inputs:
        datasets.insert(0, _own_data(options))
    classes = _classes(options.classes)
    return job_of(TrainSegmentationJob, options, datasets=tuple(datasets), classes=classes)


def _add_labels(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--labels",
        metavar="FILE",
        default="",
        help="polygons, a class raster, or a folder with one of them for each raster; not needed "
        "for a folder that exportchips wrote",
    )
    group.add_argument(
        "--class-field",
        metavar="FIELD",
        default="",
        help="field of polygons with ids or names; class_id or class_name by default",
    )
    group.add_argument(
        "--area",
        metavar="FILE",
        default="",
        help="polygons of what was labelled completely; outside nothing is known, inside what "
        "has no label is background. Everything when not given",
    )
    group.add_argument(
        "--means",
        metavar="LABEL=CLASS",
        nargs="+",
        action="extend",
        default=[],
        help="class of the model that a label value or name means, or background, or ignored, "
        "e.g. 1=building 2=road 0=ignored; * stands for every other label",
    )
    group.add_argument(
        "--name", default="", help="what the data are called in the card, with attribution"
    )


def _add_network(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--architecture",
        choices=ARCHITECTURES,
        default=ARCHITECTURES[0],
        help="unet-lite0 is light, unet-lite0-deep sees farther, unet64 is for GPUs "
        "(default: %(default)s)",
    )
    group.add_argument(
        "--start-from",
        metavar="MODEL",
        default="",
        help="model, or encoder weights (.safetensors, .npz), to copy what fits from; "
        "none by default",
    )
    group.add_argument(
        "--classes",
        metavar="ID=NAME",
        nargs="+",
        action="extend",
        default=[],
        help="classes of the model, e.g. 1=building 3=road; those of the labels when not given",
    )
    group.add_argument(
        "--overlapping", action="store_true", help="a pixel may have several classes at once"
    )
    group.add_argument(
        "--bands",
        metavar="NAME[=N]",
        nargs="+",
        action=Merge,
        default={},
        type=text_form(parse_band_choice),
        help="bands to train on, e.g. red=3 nir=4, or by name alone; all when not given",
    )
    group.add_argument(
        "--gsd",
        dest="gsd_m",
        metavar="M",
        type=float,
        default=0.0,
        help="metres per pixel to train at; 0 for the pixels of the first raster (default: 0)",
    )
    group.add_argument("--licence", default="unknown", help="of the model, for its card")
    group.add_argument(
        "--models-folder", metavar="DIR", help="folder of your own models, besides the bundled ones"
    )


def _add_training(group: argparse._ArgumentGroup) -> None:
    default = {entry.name: entry.default for entry in fields(TrainSegmentationJob)}
    numbers: dict[str, tuple[str, Any, str]] = {
        "--epochs": ("N", int, "maximum number of epochs; 0 leaves only the time limit"),
        "--patience": (
            "N",
            int,
            "epochs without improvement after which training ends; 0 for never",
        ),
        "--batches-per-epoch": ("N", int, "steps of an epoch"),
        "--batch-size": ("N", int, "patches per step"),
        "--patch-px": ("N", int, "side of the patches, pixels, a multiple of 32"),
        "--learning-rate": ("R", float, "highest learning rate; 0 looks for one"),
        "--dice": ("W", float, "weight of the overlap (Dice) beside the cross-entropy"),
        "--focal": ("G", float, "exponent of the focal weight of overlapping classes"),
        "--validation": ("PERCENT", float, "labelled pixels set aside, in whole blocks of ground"),
        "--seed": ("N", int, "seed of random choices"),
    }
    for option, (metavar, kind, text) in numbers.items():
        group.add_argument(
            option,
            metavar=metavar,
            type=kind,
            default=default[option[2:].replace("-", "_")],
            help=f"{text} (default: %(default)s)",
        )
    group.add_argument(
        "--time-limit",
        dest="time_limit_s",
        metavar="MIN",
        type=minutes,
        default=0.0,
        help="maximum training time, minutes, over all runs that continue it; 0 for none "
        "(default: 0)",
    )
    group.add_argument(
        "--scales",
        metavar="S",
        type=float,
        nargs="+",
        default=default["scales"],
        help="sizes of a pixel relative to --gsd to learn from (default: 1 1.5)",
    )
    group.add_argument(
        "--freeze-encoder", action="store_true", help="leave what --start-from gave the encoder"
    )
    group.add_argument("--device", default="auto", help="auto, cpu or cuda (default: %(default)s)")
    group.add_argument(
        "--work",
        metavar="DIR",
        default="",
        help="folder for images and checkpoints, from which the same command goes on after a "
        "stop; next to the model when not given",
    )


def _own_data(options: argparse.Namespace) -> TrainingData:
    return TrainingData(
        rasters=tuple(options.inputs),
        labels=options.labels,
        class_field=options.class_field,
        area=options.area,
        name=options.name,
        classes=_meanings(options.means),
    )


def _meanings(entries: list[str]) -> dict[str, str]:
    found = {}
    for entry in (part for text in entries for part in split_entries(text)):
        label, equals, target = entry.rpartition("=")
        if not equals or not label.strip() or not target.strip():
            raise UsageError(
                f"{entry!r} does not say which class a label means",
                "It has to be a label, = and a class",
                "Write it like this: 1=building 0=ignored",
            )
        found[label.strip()] = target.strip()
    return found


def _classes(entries: list[str]) -> tuple[TrainingClass, ...]:
    if not entries:
        return ()
    parsed = parse_classes("; ".join(part for text in entries for part in split_entries(text)))
    return tuple(
        TrainingClass(int(str(entry["id"])), str(entry["name"]))
        for entry in parsed
        if entry["id"] != BACKGROUND_ID
    )

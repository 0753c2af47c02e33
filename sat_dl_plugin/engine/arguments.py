"""The verbs and options of the command line, and the `Job` each of them means."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Callable, Union

from sat_dl_plugin.contract.jobs import (
    CHAIN_SCALES,
    CHIP_FORMATS,
    ENHANCE_STEPS,
    PIXEL_METHODS,
    PRIOR_SCALES,
    PRIOR_TASKS,
    QUALITIES,
    RESAMPLINGS,
    SHAPES,
    SPECTRAL_INDICES,
    AccuracyJob,
    AreaReportJob,
    ChipsJob,
    CleanJob,
    CombineJob,
    DecrappifyJob,
    DescribeJob,
    EnhanceJob,
    ImportJob,
    ImportPromptableJob,
    Job,
    LabelNextJob,
    PolygonizeJob,
    PretrainBackboneJob,
    PriorJob,
    SegmentJob,
    SegmentToPolygonsJob,
    SelfTestJob,
    StackJob,
    TrainAutoencoderJob,
    TrainDecrappifyJob,
    TrainPixelClassifierJob,
)
from sat_dl_plugin.contract.model_set import COMBINATIONS
from sat_dl_plugin.contract.text_forms import (
    parse_band_choice,
    parse_bands,
    parse_rules,
    parse_scales,
    parse_thresholds,
)
from sat_dl_plugin.engine.chip_training_arguments import (
    add_autoencoder_options,
    add_backbone_options,
)
from sat_dl_plugin.engine.enhancer_arguments import add_enhancer_training_options
from sat_dl_plugin.engine.job_options import Merge, job_of, text_form
from sat_dl_plugin.engine.learning_arguments import (
    LEARNING_VERB,
    add_learning_options,
    learning_job,
)
from sat_dl_plugin.engine.training_arguments import (
    SHORT_VERB,
    TRAINING_VERB,
    add_training_options,
    training_job,
)

_EXAMPLES = """\
examples:
  satdl segment in.tif --models urban --output classes.tif
  satdl segment in.tif --models urban --output classes.tif --quality best \\
        --threshold building=0.4 --extent 85.51,27.62,85.53,27.64 --extent-crs EPSG:4326
  satdl polygonize classes.tif --output classes.gpkg --simplify 0.5 --shape right-angled
  satdl segmenttopolygons in.tif --models urban --output objects.gpkg --classes classes.tif
  satdl deepimageprior in.tif --task super-resolve --scale 2 --output sharper.tif
  satdl enhance in.tif --steps prior decrappify --model sharpen-x4 --output sharper.tif
  satdl stackbands pan.tif rgb.tif ms.tif --reference pan.tif --output stack.tif
  satdl accuracy classes.tif --reference truth.gpkg --class-field kind --output scores.csv
  satdl areareport classes.tif --zones districts.gpkg --zone-field name --output areas.csv
  satdl exportchips in.tif --labels truth.gpkg --class-field kind --area done.gpkg --output chips
  satdl train in.tif --labels truth.gpkg --class-field kind --area done.gpkg --output mine.onnx
  satdl pretrainbackbone scenes --epochs 30 --output eyes.safetensors
  satdl trainautoencoder in.tif --bottleneck 64 --time-limit 30 --output places.onnx
  satdl traindecrappify sharp.tif --scale 2 --time-limit 30 --output mine.onnx
  satdl trainpixelclassifier in.tif --labels fields.gpkg --class-field crop --output crops.onnx
  satdl classifypixels in.tif --classifier crops.onnx --output classes.tif
  satdl combine urban water --name both --scales 1,0.5 1 --models-folder ~/models
  satdl describe my_network.onnx
  satdl doctor

exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs; each sets ``build``, from its options to a `Job`."""
    parser = argparse.ArgumentParser(
        prog="satdl",
        description="Deep learning on satellite imagery: classes and polygons from a raster.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _add_segmenting(verbs)
    chain = _verb(
        verbs, "segmenttopolygons", "Segment, clean and polygonize in one go.", _chain_job
    )
    _add_input(chain, "raster to segment, anything GDAL opens")
    _add_output(chain, "vector file to write; its extension names the format, e.g. .gpkg")
    chain.add_argument("--classes", metavar="TIF", default="", help="also keep the class raster")
    chain.add_argument(
        "--no-clean", dest="clean", action="store_false", help="skip the cleaning of the classes"
    )
    _add_networks(chain)
    _add_rules(chain)
    _add_shape(chain)
    _add_area(chain)
    _add_prior(verbs)
    _add_decrappify(verbs)
    _add_enhance(verbs)
    _add_stack(verbs)
    _add_analysis(verbs)
    _add_chips(verbs)
    _add_chip_training(verbs)
    _add_enhancer_training(verbs)
    _add_pixel_verbs(verbs)
    for name in (TRAINING_VERB, SHORT_VERB):
        training = _verb(verbs, name, "Train a network on labelled rasters.", training_job)
        add_training_options(training)
    _add_label_next(verbs)
    learning = _verb(
        verbs, LEARNING_VERB, "Train a model further on corrected polygons.", learning_job
    )
    add_learning_options(learning)
    _add_model_verbs(verbs)
    _add_promptable(verbs)
    return parser


def _add_segmenting(verbs: Any) -> None:
    segment = _verb(verbs, "segment", "Label every pixel of a raster with a class.", SegmentJob)
    _add_input(segment, "raster to segment, anything GDAL opens")
    _add_output(segment, "class raster to write (GeoTIFF: uint8, 255 is nodata)")
    _add_networks(segment)
    segment.add_argument(
        "--clean", action="store_true", help="apply the cleaning rules of the model's card"
    )
    _add_rules(segment)
    _add_area(segment)
    clean = _verb(verbs, "clean", "Clean a class raster, class by class.", CleanJob)
    _add_input(clean, "class raster to clean")
    _add_output(clean, "class raster to write (GeoTIFF)")
    _add_rules(clean)
    _add_area(clean)
    polygonize = _verb(
        verbs,
        "polygonize",
        "Turn a class raster into polygons with shared borders.",
        PolygonizeJob,
    )
    _add_input(polygonize, "class raster")
    _add_output(polygonize, "vector file to write; its extension names the format, e.g. .gpkg")
    polygonize.add_argument(
        "--probabilities",
        metavar="TIF",
        help="probability raster on the same grid, for the field confidence",
    )
    _add_shape(polygonize)
    _add_area(polygonize)


def join_negative_extents(arguments: Sequence[str]) -> list[str]:
    """Write ``--extent -3,…`` as ``--extent=-3,…``, which argparse takes for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--extent" and re.match(r"-[\d.]", argument):
            joined[-1] = f"--extent={argument}"
        else:
            joined.append(argument)
    return joined


def _add_prior(verbs: Any) -> None:
    prior = _verb(
        verbs,
        "deepimageprior",
        "Super-resolve, denoise or fill by a deep image prior.",
        PriorJob,
    )
    _add_input(prior, "raster to enhance, anything GDAL opens; all bands together")
    _add_output(prior, "raster to write (GeoTIFF) in the input's data type")
    _add_residual(prior)
    group = prior.add_argument_group("fitting")
    group.add_argument(
        "--task", choices=PRIOR_TASKS, default=PRIOR_TASKS[0], help="(default: %(default)s)"
    )
    _add_fitting(group, PRIOR_SCALES)
    _add_tiles(group)
    _add_area(prior)


def _add_decrappify(verbs: Any) -> None:
    decrappify = _verb(
        verbs,
        "decrappify",
        "Sharpen and clean with a trained network.",
        DecrappifyJob,
    )
    _add_input(decrappify, "raster to enhance, anything GDAL opens")
    _add_output(decrappify, "raster to write (GeoTIFF) in the input's bands and data type")
    decrappify.add_argument(
        "--model", required=True, help="name of an enhancing model, or path of an ONNX file"
    )
    _add_residual(decrappify)
    group = decrappify.add_argument_group("prediction")
    _add_bands(group)
    _add_tiles(group)
    _add_models_folder(group)
    _add_area(decrappify)


def _add_enhance(verbs: Any) -> None:
    chain = _verb(verbs, "enhance", "Enhance in several steps.", EnhanceJob)
    _add_input(chain, "raster to enhance, anything GDAL opens")
    _add_output(chain, "raster to write (GeoTIFF) in the input's bands and data type")
    chain.add_argument(
        "--steps",
        nargs="+",
        choices=ENHANCE_STEPS,
        default=["prior", "decrappify"],
        help="steps in this order; prior removes noise, or makes finer pixels at a "
        "--scale above 1, by a deep image prior (default: prior decrappify)",
    )
    chain.add_argument("--model", default="", help="enhancing model of the steps decrappify")
    _add_residual(chain)
    chain.add_argument(
        "--intermediates", metavar="DIR", help="folder to keep the result of every step in"
    )
    group = chain.add_argument_group("fitting and prediction")
    _add_fitting(group, CHAIN_SCALES)
    _add_bands(group)
    _add_tiles(group)
    _add_models_folder(group)
    _add_area(chain)


def _add_stack(verbs: Any) -> None:
    stack = _verb(
        verbs,
        "stackbands",
        "Bring rasters together on one grid, band by band.",
        StackJob,
    )
    stack.add_argument("inputs", nargs="+", help="rasters of any pixel size, extent and CRS")
    _add_output(stack, "raster to write (GeoTIFF): the bands of all inputs in their order")
    stack.add_argument(
        "--reference",
        metavar="FILE",
        default="",
        help="raster whose grid is taken and which the others are aligned with; the first input "
        "when not given",
    )
    stack.add_argument(
        "--no-align",
        dest="align",
        action="store_false",
        help="trust the georeferences instead of measuring shifts",
    )
    stack.add_argument(
        "--resampling",
        choices=RESAMPLINGS,
        default=RESAMPLINGS[-1],
        help="between pixels; much smaller ones are averaged, except by nearest "
        "(default: %(default)s)",
    )
    _add_extent(stack.add_argument_group("area"))


def _add_residual(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--residual",
        metavar="TIF",
        help="also write |degraded(output) - input| on the input's grid (float32)",
    )


def _add_fitting(group: argparse._ArgumentGroup, scales: tuple[int, ...]) -> None:
    group.add_argument(
        "--scale",
        type=int,
        choices=scales,
        default=scales[0],
        help="output pixels per input pixel along each side, where the prior super-resolves "
        "(default: %(default)s)",
    )
    group.add_argument(
        "--iterations",
        metavar="N",
        type=int,
        default=0,
        help="steps of fitting for each tile; 0 stops by itself (default: 0)",
    )
    group.add_argument("--seed", metavar="N", type=int, default=0, help="of chance (default: 0)")
    group.add_argument(
        "--checkpoints",
        metavar="DIR",
        help="folder for what a stopped job continues from; in the user's cache when not given",
    )


def _add_tiles(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--tile",
        metavar="PX",
        type=int,
        default=0,
        help="side of a tile in pixels of the input; 0 chooses one (default: 0)",
    )
    group.add_argument("--device", default="auto", help="auto, cpu, cuda, … (default: %(default)s)")


def _add_analysis(verbs: Any) -> None:
    accuracy = _verb(
        verbs,
        "accuracy",
        "Compare classes with a reference, class by class.",
        AccuracyJob,
    )
    _add_input(accuracy, "class raster, or polygons with class_id or class_name")
    accuracy.add_argument(
        "--reference",
        metavar="FILE",
        required=True,
        help="class raster on any grid, or polygons; one of the two has to be a raster",
    )
    accuracy.add_argument(
        "--class-field",
        metavar="FIELD",
        default="",
        help="field of a polygon reference with ids or names; class_id or class_name by default",
    )
    accuracy.add_argument(
        "--objects",
        action="store_true",
        help="also match whole objects, at an intersection over union of 0.5",
    )
    _add_table(accuracy, "one row per class")
    _add_area(accuracy)
    areas = _verb(
        verbs,
        "areareport",
        "Count the objects and measure the area of each class.",
        AreaReportJob,
    )
    _add_input(areas, "class raster, or polygons with class_id or class_name")
    areas.add_argument("--zones", metavar="FILE", help="polygons that are counted one by one")
    areas.add_argument(
        "--zone-field",
        metavar="FIELD",
        default="",
        help="field with the names of the zones; they are numbered when not given",
    )
    _add_table(areas, "one row per zone and class; areas in m² and ha on the ellipsoid")
    _add_area(areas)


def _add_chips(verbs: Any) -> None:
    chips = _verb(
        verbs,
        "exportchips",
        "Cut labelled rasters into chips to train networks on.",
        ChipsJob,
    )
    chips.add_argument("inputs", metavar="input", nargs="+", help="rasters with the same bands")
    chips.add_argument(
        "--labels", metavar="FILE", required=True, help="class raster on any grid, or polygons"
    )
    chips.add_argument(
        "--class-field",
        metavar="FIELD",
        default="",
        help="field of polygons with ids or names; class_id or class_name by default",
    )
    chips.add_argument(
        "--area",
        metavar="FILE",
        help="polygons of what was labelled completely; pixels outside are ignored (255)",
    )
    chips.add_argument("--output", metavar="DIR", required=True, help="folder to write")
    chips.add_argument(
        "--overwrite", action="store_true", help="allow a folder that holds other files; they stay"
    )
    group = chips.add_argument_group("chips")
    group.add_argument(
        "--size", metavar="PX", type=int, default=256, help="side in pixels (default: %(default)s)"
    )
    group.add_argument(
        "--stride",
        metavar="PX",
        type=int,
        default=0,
        help="pixels from one chip to the next; 0 is their side (default: 0)",
    )
    group.add_argument(
        "--format",
        choices=CHIP_FORMATS,
        default=CHIP_FORMATS[0],
        help="what is written in addition to the GeoTIFF pairs (default: %(default)s)",
    )
    group.add_argument(
        "--validation",
        metavar="PERCENT",
        type=float,
        default=20.0,
        help="labelled pixels set aside, in whole blocks of ground (default: %(default)s)",
    )
    group.add_argument("--seed", metavar="N", type=int, default=0, help="of chance (default: 0)")


def _add_chip_training(verbs: Any) -> None:
    pretraining = _verb(
        verbs,
        PretrainBackboneJob.verb,
        "Pretrain an encoder on scenes or on images alone, to start a training from.",
        PretrainBackboneJob,
    )
    add_backbone_options(pretraining)
    squeezing = _verb(
        verbs,
        TrainAutoencoderJob.verb,
        "Train a network that describes each place by a few numbers, from images alone.",
        TrainAutoencoderJob,
    )
    add_autoencoder_options(squeezing)


def _add_enhancer_training(verbs: Any) -> None:
    training = _verb(
        verbs,
        TrainDecrappifyJob.verb,
        "Train an enhancing network on sharp rasters that are degraded on purpose.",
        TrainDecrappifyJob,
    )
    add_enhancer_training_options(training)


def _add_pixel_verbs(verbs: Any) -> None:
    training = _verb(
        verbs,
        "trainpixelclassifier",
        "Learn to classify pixels by their values alone.",
        TrainPixelClassifierJob,
    )
    training.add_argument("inputs", metavar="input", nargs="+", help="rasters with the same bands")
    _add_labels(training)
    _add_output(training, "model to write (.onnx)")
    training.add_argument(
        "--method",
        choices=PIXEL_METHODS,
        default=PIXEL_METHODS[0],
        help="random forest, logistic regression, or the mean of both (default: %(default)s)",
    )
    training.add_argument(
        "--indices",
        nargs="+",
        choices=SPECTRAL_INDICES,
        default=[],
        help="spectral indices to use in addition; the bands they need must be known",
    )
    training.add_argument(
        "--bands",
        metavar="NAME[=N]",
        nargs="+",
        action=Merge,
        default={},
        type=text_form(parse_band_choice),
        help="bands to train on, e.g. red=3 nir=4, or by name alone; all when not given",
    )
    _add_pixel_training(training.add_argument_group("training"))
    classifying = _verb(
        verbs, "classifypixels", "Classify a raster pixel by pixel.", _classify_pixels_job
    )
    _add_input(classifying, "raster to classify, anything GDAL opens")
    classifying.add_argument(
        "--classifier",
        metavar="MODEL",
        required=True,
        help="model that trainpixelclassifier wrote, or the name of one",
    )
    _add_output(classifying, "class raster to write (GeoTIFF: uint8, 255 is nodata)")
    _add_prediction(classifying.add_argument_group("prediction"))
    _add_area(classifying)


def _add_pixel_training(group: argparse._ArgumentGroup) -> None:
    default = {entry.name: entry.default for entry in fields(TrainPixelClassifierJob)}
    group.add_argument(
        "--trees",
        metavar="N",
        type=int,
        default=default["trees"],
        help="trees of the forest (default: %(default)s)",
    )
    group.add_argument(
        "--leaves",
        metavar="N",
        type=int,
        default=default["leaves"],
        help="most leaves per tree (default: %(default)s)",
    )
    group.add_argument(
        "--samples",
        metavar="N",
        type=int,
        default=default["samples"],
        help="most pixels per class to train on (default: %(default)s)",
    )
    group.add_argument(
        "--no-balance",
        dest="balance",
        action="store_false",
        help="weight classes by their share of the labels, instead of equally",
    )
    group.add_argument(
        "--validation",
        metavar="PERCENT",
        type=float,
        default=default["validation"],
        help="samples set aside for the scores, in whole blocks of ground; 0 or 5 to 50 "
        "(default: %(default)s)",
    )
    group.add_argument("--seed", metavar="N", type=int, default=0, help="of chance (default: 0)")
    group.add_argument(
        "--licence", default=default["licence"], help="licence of the model, for its card"
    )


def _add_labels(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--labels", metavar="FILE", required=True, help="class raster on any grid, or polygons"
    )
    parser.add_argument(
        "--class-field",
        metavar="FIELD",
        default="",
        help="field of polygons with ids or names; class_id or class_name by default",
    )
    parser.add_argument(
        "--area",
        metavar="FILE",
        help="polygons inside which everything was labelled, so that the rest there is background",
    )


def _add_table(parser: argparse.ArgumentParser, rows: str) -> None:
    _add_output(parser, f"table to write, {rows}; its extension names the format, e.g. .csv, .gpkg")
    parser.add_argument("--report", metavar="HTML", help="also write a page with charts")


def _add_model_verbs(verbs: Any) -> None:
    describe = _verb(verbs, "describe", "Explain a model: card, graph, origins.", DescribeJob)
    describe.add_argument("model", help="name of a model, or path of an ONNX file")
    describe.add_argument("--output", metavar="HTML", help="also write the card as HTML")
    _add_models_folder(describe)
    importing = _verb(verbs, "import", "Check a network and put it among your models.", _import_job)
    importing.add_argument("model", help="path of an ONNX file")
    importing.add_argument(
        "--set",
        metavar="FIELD=JSON",
        action="append",
        default=[],
        type=_card_field,
        help='state a field of the card, e.g. --set gsd_m=0.5 --set \'bands=["red","nir"]\'',
    )
    importing.add_argument(
        "--overwrite", action="store_true", help="replace a model of the same name"
    )
    importing.add_argument(
        "--models-folder", metavar="DIR", required=True, help="folder of your own models"
    )
    _add_combine(verbs)
    testing = _verb(verbs, "selftest", "Try a model on a small generated image.", SelfTestJob)
    testing.add_argument("model", help="name of a model, or path of an ONNX file")
    testing.add_argument(
        "--device", default="auto", help="auto, cpu, cuda, … (default: %(default)s)"
    )
    _add_models_folder(testing)
    verbs.add_parser(
        "doctor",
        help="Show versions, providers, GPU and disk, with advice for each problem.",
        description="Show versions, providers, GPU and disk, with advice for each problem.",
    )


def _add_combine(verbs: Any) -> None:
    combine = _verb(verbs, "combine", "Save several models as one set.", _combine_job)
    combine.add_argument(
        "models", metavar="model", nargs="+", help="name of a model, or path of an ONNX file"
    )
    combine.add_argument("--name", required=True, help="what the set is chosen by")
    combine.add_argument(
        "--models-folder", metavar="DIR", required=True, help="folder of your own models"
    )
    combine.add_argument(
        "--combine",
        choices=COMBINATIONS,
        default=COMBINATIONS[0],
        help="average: the mean of all that have a class; per-class: each class from the first "
        "model that has it (default: %(default)s)",
    )
    _add_weights(combine)
    combine.add_argument(
        "--scales",
        metavar="S[,S…]",
        nargs="+",
        default=[],
        help="scales of each model, or one entry for all: 1,0.5 runs it at its own resolution "
        "and at half of it and averages",
    )
    _add_thresholds(combine)
    _add_rules(combine)
    combine.add_argument("--overwrite", action="store_true", help="replace a set of the same name")


def _add_weights(container: argparse._ActionsContainer) -> None:
    container.add_argument(
        "--weights",
        metavar="W",
        nargs="+",
        type=float,
        default=[],
        help="weight of each model in the mean, in their order (default: all the same)",
    )


def _add_thresholds(container: argparse._ActionsContainer) -> None:
    container.add_argument(
        "--threshold",
        metavar="CLASS=P",
        dest="thresholds",
        action=Merge,
        default={},
        type=text_form(parse_thresholds),
        help="probability (0 to 1) at which a pixel may become the class, or off to leave it out; "
        "may be repeated",
    )


def _add_label_next(verbs: Any) -> None:
    default = {entry.name: entry.default for entry in fields(LabelNextJob)}
    parser = _verb(
        verbs, LabelNextJob.verb, "Say which tiles should be labelled first.", _label_next_job
    )
    _add_input(parser, "raster to label, anything GDAL opens")
    _add_output(parser, "grid of tiles to write; its extension names the format, e.g. .gpkg")
    group = parser.add_argument_group("tiles")
    group.add_argument(
        "--size",
        metavar="PX",
        type=int,
        default=default["size"],
        help="side of a tile in pixels of the raster (default: %(default)s)",
    )
    group.add_argument(
        "--done",
        metavar="FILE",
        help="tiles of an earlier run, whose states are kept, or polygons of what is labelled",
    )
    group.add_argument(
        "--diversity",
        metavar="SHARE",
        type=float,
        default=default["diversity"],
        help="0 to 1: how much it counts to look unlike tiles chosen before (default: %(default)s)",
    )
    prediction = parser.add_argument_group("prediction")
    prediction.add_argument(
        "--models",
        metavar="MODEL",
        nargs="+",
        action="extend",
        required=True,
        help="names of models or paths of ONNX files; where several disagree, labels pay",
    )
    prediction.add_argument(
        "--no-flips",
        dest="flips",
        action="store_false",
        help="predict once instead of four times, without the disagreement of flips",
    )
    _add_weights(prediction)
    _add_bands(prediction)
    _add_machine(prediction)
    _add_area(parser)


def _add_promptable(verbs: Any) -> None:
    parser = _verb(
        verbs,
        ImportPromptableJob.verb,
        "Put a promptable network (SAM and its relatives) among your models.",
        ImportPromptableJob,
    )
    parser.add_argument("encoder", help="ONNX file of the encoder, which sees the image")
    parser.add_argument("decoder", help="ONNX file of the decoder, which gets the clicks")
    parser.add_argument(
        "--models-folder", metavar="DIR", required=True, help="folder of your models"
    )
    parser.add_argument("--name", default="", help="name to choose it by; the encoder's file's")
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a network of the same name"
    )


def _verb(
    verbs: Any,
    name: str,
    text: str,
    job: Union[type[Job], Callable[[argparse.Namespace], Job]],
) -> argparse.ArgumentParser:
    """Add a verb; ``job`` is what its options fill, or what makes a job of them."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(build=partial(job_of, job) if isinstance(job, type) else job)
    talk = parser.add_argument_group("what is shown")
    talk.add_argument("--quiet", action="store_true", help="show warnings only, no progress")
    talk.add_argument("--json", action="store_true", help="print the result as JSON")
    talk.add_argument("--debug", action="store_true", help="show debug lines and tracebacks")
    return parser


def _add_input(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("input", help=text)


def _add_output(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--output", metavar="FILE", required=True, help=text)


def _add_models_folder(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--models-folder", metavar="DIR", help="folder of your own models, besides the bundled ones"
    )


def _add_networks(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("prediction")
    group.add_argument(
        "--models",
        metavar="MODEL",
        nargs="+",
        action="extend",
        required=True,
        help="names of models or paths of ONNX files; several are averaged or merged",
    )
    group.add_argument(
        "--quality",
        choices=QUALITIES,
        default=QUALITIES[0],
        help="fast: every pixel once; balanced: also the 8 flips and rotations; best: also the "
        "scales that improve the model (default: %(default)s)",
    )
    _add_weights(group)
    _add_prediction(group)


def _add_prediction(group: argparse._ArgumentGroup) -> None:
    _add_thresholds(group)
    _add_bands(group)
    group.add_argument(
        "--probabilities", metavar="TIF", help="also write probabilities, one band per class"
    )
    group.add_argument(
        "--float-probabilities",
        action="store_true",
        help="write them as float32 0 to 1 instead of uint8 0 to 254 (255 is nodata)",
    )
    _add_machine(group)


def _add_machine(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--tile",
        metavar="PX",
        type=int,
        default=0,
        help="side of a tile in pixels, margins included; 0 chooses one (default: 0)",
    )
    group.add_argument(
        "--device",
        default="auto",
        help="auto, cpu, cuda, … (default: %(default)s)",
    )
    _add_models_folder(group)


def _add_bands(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--bands",
        metavar="NAME=N",
        nargs="+",
        action=Merge,
        default={},
        type=text_form(parse_bands),
        help="band of the raster (from 1) for a band of the model, e.g. red=3 green=2 blue=1",
    )


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rule",
        metavar="CLASS:KEY=N,…",
        dest="rules",
        action=Merge,
        default={},
        type=text_form(parse_rules),
        help="cleaning of one class instead of the card's: opening and closing (radius, px), "
        "min_object and max_hole (m²), separation (logits), e.g. building:opening=1,min_object=25; "
        "may be repeated",
    )


def _add_shape(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("polygons")
    group.add_argument(
        "--min-area",
        dest="min_area_m2",
        metavar="M2",
        type=float,
        default=0.0,
        help="smallest polygon kept, m²",
    )
    group.add_argument(
        "--simplify",
        dest="simplify_m",
        metavar="M",
        type=float,
        default=0.0,
        help="tolerance of simplification, m",
    )
    group.add_argument(
        "--shape", choices=SHAPES, default=SHAPES[0], help="outline (default: %(default)s)"
    )


def _add_area(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("area")
    _add_extent(group)
    group.add_argument(
        "--mask", metavar="FILE", help="polygon file (path|layername=x allowed): only inside"
    )


def _add_extent(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--extent",
        metavar="XMIN,YMIN,XMAX,YMAX",
        type=_extent,
        help="only this rectangle, in units of --extent-crs",
    )
    group.add_argument(
        "--extent-crs", metavar="CRS", help="e.g. EPSG:4326; the raster's own when not given"
    )


def _label_next_job(options: argparse.Namespace) -> LabelNextJob:
    return job_of(LabelNextJob, options, segment=job_of(SegmentJob, options, output=""))


def _classify_pixels_job(options: argparse.Namespace) -> SegmentJob:
    return job_of(SegmentJob, options, models=(options.classifier,))


def _chain_job(options: argparse.Namespace) -> SegmentToPolygonsJob:
    segment = job_of(SegmentJob, options, output=options.classes)
    return job_of(SegmentToPolygonsJob, options, segment=segment)


def _combine_job(options: argparse.Namespace) -> CombineJob:
    return job_of(CombineJob, options, scales=parse_scales(";".join(options.scales)))


def _import_job(options: argparse.Namespace) -> ImportJob:
    return job_of(ImportJob, options, changes=dict(options.set))


def _extent(text: str) -> tuple[float, float, float, float]:
    try:
        xmin, ymin, xmax, ymax = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not four numbers xmin,ymin,xmax,ymax"
        ) from None
    if not (xmin < xmax and ymin < ymax):
        raise argparse.ArgumentTypeError(f"{text!r} is empty: xmin,ymin must be below xmax,ymax")
    return xmin, ymin, xmax, ymax


def _card_field(text: str) -> tuple[str, Any]:
    name, found, value = text.partition("=")
    if not found or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=JSON")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value

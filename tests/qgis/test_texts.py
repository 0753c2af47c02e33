"""Every algorithm explains itself: names, groups, help with units, icons."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from qgis.core import (
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
)

from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.processing.provider import ALGORITHMS

UNITS = re.compile(
    r"pixels?\b|m²|met(re|er)s?\b|0 to 1\b|255|0 fast|ONNX|Steps|whole number|without unit"
    r"|minutes\b|batches\b|epochs\b|patches\b|percent\b"
)

FIXED_IDS = {
    "segment": "Segment",
    "cleanclasses": "Segment",
    "polygonize": "Segment",
    "segmenttopolygons": "Segment",
    "trainpixelclassifier": "Segment",
    "classifypixels": "Segment",
    "reviewlayer": "Review",
    "updatereview": "Review",
    "exportlabels": "Review",
    "labelnext": "Review",
    "learnfromcorrections": "Review",
    "deepimageprior": "Enhance",
    "decrappify": "Enhance",
    "enhance": "Enhance",
    "stackbands": "Prepare",
    "accuracy": "Analyse",
    "areareport": "Analyse",
    "exportchips": "Train",
    "trainsegmentation": "Train",
    "pretrainbackbone": "Train",
    "trainautoencoder": "Train",
    "traindecrappify": "Train",
    "describemodel": "Models",
    "importmodel": "Models",
    "importpromptable": "Models",
    "combinemodels": "Models",
}


def test_provider_offers_the_fixed_ids(provider):
    assert {a.id(): a.group() for a in provider.algorithms()} == {
        f"satdl:{name}": group for name, group in FIXED_IDS.items()
    }


@pytest.mark.parametrize("algorithm_type", ALGORITHMS)
def test_every_parameter_has_help(algorithm_type, provider):
    algorithm = algorithm_type().create()

    for definition in algorithm.parameterDefinitions():
        assert definition.description()
        assert definition.help().endswith("."), definition.name()
        assert definition.help() in algorithm.shortHelpString()


@pytest.mark.parametrize("algorithm_type", ALGORITHMS)
def test_numbers_say_their_unit(algorithm_type, provider):
    algorithm = algorithm_type().create()
    numbers = [
        definition
        for definition in algorithm.parameterDefinitions()
        if isinstance(definition, QgsProcessingParameterNumber)
        or definition.name() in ("THRESHOLDS", "RULES", "PROBABILITIES")
    ]

    for definition in numbers:
        assert UNITS.search(definition.help()), definition.name()


@pytest.mark.parametrize("algorithm_type", ALGORITHMS)
def test_details_say_units_and_short_description_is_one_line(algorithm_type, provider):
    algorithm = algorithm_type().create()

    assert UNITS.search(algorithm.details())
    assert algorithm.shortDescription().endswith(".")
    assert len(algorithm.shortDescription()) < 90
    assert algorithm.helpUrl().endswith(f"#{algorithm.name()}")


@pytest.mark.parametrize("algorithm_type", ALGORITHMS)
def test_rarely_needed_parameters_are_advanced(algorithm_type, provider):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    algorithm = algorithm_type().create()
    for name in ("TILE", "DEVICE", "THRESHOLDS"):
        definition = algorithm.parameterDefinition(name)
        assert definition is None or definition.flags() & advanced


@pytest.mark.parametrize("name", [*FIXED_IDS, "icon", "runtime", "doctor"])
def test_icon_is_an_svg(name):
    root = ElementTree.parse(icon_path(name)).getroot()  # noqa: S314

    assert root.tag.endswith("svg")


@pytest.mark.parametrize("algorithm_type", ALGORITHMS)
def test_icon_draws(algorithm_type, provider):
    image = algorithm_type().create().icon().pixmap(16, 16).toImage()

    colours = {image.pixelColor(x, y).name() for x in range(16) for y in range(16)}
    assert len(colours) > 3


def test_png_icon_exists():
    assert Path(icon_path("icon")).with_suffix(".png").is_file()

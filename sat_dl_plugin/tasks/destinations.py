"""Where a run puts its results: a fresh folder with plainly named files."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingDestinationParameter,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
    QgsProcessingUtils,
)

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.run_request import RunRequest

# What `OUTPUT` holds, by the name of the algorithm; all others are named for themselves.
_OUTPUT_NAMES = {
    "segmenttopolygons": "polygons",
    "polygonize": "polygons",
    "segment": "classes",
    "cleanclasses": "classes",
    "enhance": "enhanced",
    "deepimageprior": "enhanced",
    "decrappify": "enhanced",
}
_LONGEST_NAME = 60


def with_destinations(
    request: RunRequest, algorithm: QgsProcessingAlgorithm, folder: Path
) -> RunRequest:
    """Return a request whose left-out destinations are files in a folder.

    A destination that is given is kept; one that is given as None is not wanted.
    """
    parameters = dict(request.parameters)
    for definition in algorithm.destinationParameterDefinitions():
        name = definition.name()
        if name not in parameters:
            parameters[name] = str(folder / _file_name(algorithm.name(), definition))
    return replace(request, parameters=parameters)


def fresh_folder(title: str, when: datetime) -> Path:
    """Make and return a folder that no other run uses.

    Args:
        title: What the run is about, "banepa · urban".
        when: Start of the run, local time.

    Raises:
        OutputError: If it cannot be made.
    """
    parent = settings.results_folder() or Path(QgsProcessingUtils.tempFolder())
    name = f"{_safe(title)}_{when:%Y-%m-%d_%H-%M}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        return _first_free(parent, name)
    except OSError as error:
        raise OutputError(
            tr("The folder for results {} cannot be written to").format(parent),
            error.strerror or str(error),
            tr("Choose another folder in the options of Sat DL"),
        ) from error


def remove_if_empty(folder: Path) -> None:
    """Remove the folder of a run that left nothing."""
    # Not empty, or the user was faster.
    with suppress(OSError):
        folder.rmdir()


def _first_free(parent: Path, name: str) -> Path:
    number = 1
    while True:
        folder = parent / (name if number == 1 else f"{name}_{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _file_name(algorithm_name: str, definition: QgsProcessingDestinationParameter) -> str:
    stem = definition.name().lower()
    if definition.name() == "OUTPUT":
        stem = _OUTPUT_NAMES.get(algorithm_name, algorithm_name)
    return f"{stem}.{_extension(definition)}"


def _extension(definition: QgsProcessingDestinationParameter) -> str:
    # Not the default of the user's settings: class names, colours and overviews need GeoTIFF.
    if isinstance(definition, QgsProcessingParameterRasterDestination):
        return "tif"
    if isinstance(definition, QgsProcessingParameterVectorDestination):
        return "gpkg"
    extension: Optional[str] = definition.defaultFileExtension()
    return extension or "dat"


def _safe(title: str) -> str:
    """Return a title as a file name of any system: ASCII letters, digits, "-" and "_"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_-")[:_LONGEST_NAME].lower() or "run"

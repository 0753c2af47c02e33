"""What the algorithms that enhance rasters share: region, residual, and names of the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
)

from sat_dl_plugin.contract.errors import InputError, ModelError
from sat_dl_plugin.contract.text_forms import parse_bands
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.installed_models import (
    ENHANCEMENT,
    card_beside,
    installed_models,
    network_path,
)
from sat_dl_plugin.processing.model_parameter import DEFAULT_ENHANCER, model_parameter
from sat_dl_plugin.settings import models_folder
from sat_dl_plugin.styling.post_processors import name_enhanced

_LAST_TILE_PX = 4096
_LAST_ITERATION = 100_000


class EnhancingAlgorithm(EngineAlgorithm):
    """Base of the algorithms that make a picture easier to look at and to draw on."""

    RESIDUAL = "RESIDUAL"

    group_id: ClassVar[str] = "enhance"
    takes_pictures: ClassVar[bool] = True

    def add_area(self) -> None:
        """Add ``EXTENT`` and ``MASK``."""
        self.add_extent()
        self.add_mask(tr("Polygons in any CRS; pixels outside them become nodata."))

    def add_tile_and_device(self) -> None:
        """Add the advanced ``TILE`` and ``DEVICE``."""
        self.add_tile(
            tr(
                "Side of the square tiles that are processed one after the other, in pixels of the "
                "input; 0 lets Sat DL choose. Smaller tiles need less memory."
            ),
            _LAST_TILE_PX,
        )
        self.add_device()

    def add_results(self) -> None:
        """Add ``OUTPUT`` and the optional ``RESIDUAL``."""
        self.add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Enhanced raster")),
            tr(
                "GeoTIFF with the bands, data type, value range, nodata and extent of the input. "
                "It is for viewing and drawing, not for measuring."
            ),
        )
        self.add(
            QgsProcessingParameterRasterDestination(
                self.RESIDUAL, tr("Residual"), optional=True, createByDefault=False
            ),
            tr(
                "How far the result disagrees with the input, per pixel and band, on the input's "
                "pixels and in its units: |degraded(output) - input|. Its mean is in the log."
            ),
        )

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the rasters, the layer's name and metadata saying what it is."""
        name_enhanced(context, result["output"])
        outputs = {self.OUTPUT: result["output"]}
        if result.get("residual"):
            outputs[self.RESIDUAL] = result["residual"]
        return outputs

    def machine_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields ``tile`` and ``device`` of a job."""
        return {
            "tile": self.parameterAsInt(parameters, self.TILE, context),
            "device": self.device(parameters, context),
        }


class NetworkEnhancement(EnhancingAlgorithm):
    """Base of the algorithms that run a trained enhancing network."""

    MODEL = "MODEL"

    def add_model(self, default: str = DEFAULT_ENHANCER) -> None:
        """Add ``MODEL`` and the advanced ``BANDS``."""
        self.add(
            model_parameter(
                self.MODEL,
                tr("Model"),
                several=False,
                task=ENHANCEMENT,
                default=default,
            ),
            tr(
                "A model that enhances: the name of an installed model, or the path of an ONNX "
                "file. “sharpen” models stay closest to the true values, for people who measure; "
                "“decrappify” models look best. x2 and x4 make 2 and 4 times as many pixels along "
                "each side; x1 repairs the existing pixels."
            ),
        )
        self.add_bands()

    def model_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields ``model``, ``bands`` and ``models_folder`` of a job."""
        return {
            "model": self.model(parameters, context),
            "bands": parse_bands(self.parameterAsString(parameters, self.BANDS, context)),
            "models_folder": str(models_folder()),
        }

    def model(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return the name or path in ``MODEL``."""
        return self.text(parameters, self.MODEL, context)

    def check_enhancer(self, model: str) -> None:
        """Raise a `SatDlError` when a model is not there, or is not for enhancement."""
        if network_path(model) is None and not installed_models(ENHANCEMENT):
            raise InputError(
                tr("No model that enhances is installed"),
                tr("This version of Sat DL does not include any"),
                tr("Import one with “Import model”, or give the path of an ONNX file"),
            )
        if network_path(model) is None:
            raise InputError(
                tr("There is no model {!r}").format(model),
                tr("It is neither the name of an installed model nor the path of an ONNX file"),
                tr("Models that enhance: {}").format(", ".join(installed_models(ENHANCEMENT))),
            )
        card = card_beside(model)
        if card is not None and card.task != ENHANCEMENT:
            raise ModelError(
                tr("The model “{}” is for {}, not for enhancement").format(card.name, card.task),
                tr("It does not output images"),
                tr("Choose a model that enhances"),
            )


class PriorEnhancement(EnhancingAlgorithm):
    """Base of the algorithms that fit a network to the raster."""

    ITERATIONS = "ITERATIONS"

    runtime_kind: ClassVar[str] = "full"

    def add_prior_scale(self, scales: Sequence[int], help_text: str) -> None:
        """Add ``SCALE``, by default the first of ``scales``."""
        self.add_scale(scales, scales[0], help_text)

    def add_fitting(self) -> None:
        """Add the advanced ``ITERATIONS`` and ``SEED``."""
        self.add_number(
            self.ITERATIONS,
            tr("Iterations"),
            tr("Steps of fitting for each tile; 0 stops automatically, which is best."),
            (0, 0, _LAST_ITERATION),
            advanced=True,
        )
        self.add_seed(
            tr("A whole number; the same seed gives the same result on the same computer."),
            advanced=True,
        )

    def fitting_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields ``scale``, ``iterations`` and ``seed`` of a job."""
        return {
            "scale": self.scale(parameters, context),
            "iterations": self.parameterAsInt(parameters, self.ITERATIONS, context),
            "seed": self.parameterAsInt(parameters, self.SEED, context),
        }

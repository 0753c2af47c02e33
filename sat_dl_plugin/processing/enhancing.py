"""What the algorithms that enhance rasters share: region, residual, and names of the results."""

from __future__ import annotations

from typing import Any, ClassVar

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
)

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import DEVICES, EngineAlgorithm
from sat_dl_plugin.styling.post_processors import name_enhanced

_LAST_TILE_PX = 4096


class EnhancingAlgorithm(EngineAlgorithm):
    """Base of the algorithms that make a picture easier to look at and to draw on."""

    RESIDUAL = "RESIDUAL"

    group_id: ClassVar[str] = "enhance"
    takes_pictures: ClassVar[bool] = True

    def add_area(self) -> None:
        """Add ``EXTENT`` and ``MASK``."""
        self.add(
            QgsProcessingParameterExtent(self.EXTENT, tr("Extent"), optional=True),
            tr(
                "Only this rectangle is worked on, in any CRS; the whole raster when empty. "
                "Layers without an end (XYZ, WMS) need one."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.MASK,
                tr("Mask"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            tr("Only pixels inside these polygons are kept, in any CRS; all others become nodata."),
        )

    def add_tile_and_device(self) -> None:
        """Add the advanced ``TILE`` and ``DEVICE``."""
        self.add(
            QgsProcessingParameterNumber(
                self.TILE,
                tr("Tile side (pixels)"),
                type=QgsProcessingParameterNumber.Type.Integer,
                defaultValue=0,
                minValue=0,
                maxValue=_LAST_TILE_PX,
            ),
            tr(
                "Side of the square windows that are worked on one after the other, in pixels of "
                "the input; 0 lets Sat DL choose. Smaller needs less memory."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                self.DEVICE,
                tr("Device"),
                options=list(DEVICES),
                defaultValue=DEVICES[0],
                usesStaticStrings=True,
            ),
            tr(
                "What computes: auto takes the best there is; cpu or cuda (NVIDIA, cuda:1 is the "
                "second one) insist on one. The log says which one was used."
            ),
            advanced=True,
        )

    def add_results(self) -> None:
        """Add ``OUTPUT`` and the optional ``RESIDUAL``."""
        self.add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Enhanced raster")),
            tr(
                "GeoTIFF with the bands, data type, value range, nodata and extent of the input. "
                "It is for looking and drawing, not for measuring."
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

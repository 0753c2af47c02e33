"""The algorithm ``satdl:stackbands``."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from sat_dl_plugin.contract.jobs import RESAMPLINGS, StackJob
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.raster_input import unreadable


class StackBands(EngineAlgorithm):
    """Bring rasters of any pixel size, extent and CRS together on one grid."""

    INPUTS = "INPUTS"
    REFERENCE = "REFERENCE"
    ALIGN = "ALIGN"
    RESAMPLING = "RESAMPLING"
    SHIFTS = "SHIFTS"

    group_id: ClassVar[str] = "prepare"

    def name(self) -> str:
        """Return the fixed id."""
        return "stackbands"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Stack bands")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "layer stack,merge bands,composite,resample,coregistration,align,pan,multispectral"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Brings rasters of any pixel size, extent and CRS together on one grid.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The result has the bands of all rasters, named after raster and band, on the pixels "
            "of the reference. Shifts between the rasters are measured to a tenth of a pixel and "
            "removed in the same step; they are reported in the log and in the metadata of each "
            "band. A raster whose match with the reference is too weak or not the same everywhere "
            "is left where it is, and the log says so. Nodata of a raster is nodata only in its "
            "own bands."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self._add_rasters()
        self.add(
            QgsProcessingParameterBoolean(
                self.ALIGN, self.tr("Align with the reference"), defaultValue=True
            ),
            self.tr(
                "Measures the shift of each raster against the reference, from edges that both "
                "show, and removes it. Otherwise the georeferencing is trusted."
            ),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.RESAMPLING,
                self.tr("Resampling"),
                options=[self.tr("Nearest neighbour"), self.tr("Bilinear"), self.tr("Cubic")],
                defaultValue=RESAMPLINGS.index("cubic"),
            ),
            self.tr(
                "How values between pixels are interpolated. Pixels smaller than those of the "
                "reference are averaged, except with nearest neighbour, which is for classes."
            ),
        )
        self.add_extent(
            self.tr("Only this rectangle is stacked, in any CRS; the whole reference if empty.")
        )
        self.add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Stack")),
            self.tr(
                "GeoTIFF with the bands of all rasters in their order, in a data type that holds "
                "the values of all."
            ),
        )
        self.addOutput(
            QgsProcessingOutputString(self.SHIFTS, self.tr("Shift of each raster (JSON)"))
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> StackJob:
        """Translate Processing parameters into a job, running nothing."""
        layers = self.raster_layers(parameters, self.INPUTS, context)
        paths = self.raster_paths(parameters, self.INPUTS, context)
        region = self.region_fields(parameters, context, "")
        return StackJob(
            inputs=paths,
            output=self.output_path(parameters, self.OUTPUT, context),
            reference=self._reference(
                parameters, context, dict(zip((x.id() for x in layers), paths))
            ),
            align=self.parameterAsBool(parameters, self.ALIGN, context),
            resampling=RESAMPLINGS[self.parameterAsEnum(parameters, self.RESAMPLING, context)],
            names=tuple(layer.name() for layer in layers),
            extent=region["extent"],
            extent_crs=region["extent_crs"],
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for rasters that cannot be used."""
        self.raster_layers(parameters, self.INPUTS, context)
        if parameters.get(self.REFERENCE) not in (None, ""):
            layer = self.parameterAsRasterLayer(parameters, self.REFERENCE, context)
            if layer is None or not layer.isValid():
                raise unreadable(parameters[self.REFERENCE])
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the raster and the shifts."""
        shifts = [
            {key: entry[key] for key in ("name", "shift_px", "shift_m", "aligned", "alignment")}
            for entry in result["inputs"]
        ]
        return {
            self.OUTPUT: result["output"],
            self.SHIFTS: json.dumps(shifts, ensure_ascii=False),
        }

    def _add_rasters(self) -> None:
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS, self.tr("Input rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr(
                "Rasters of any pixel size, extent and CRS; their order is the order of the bands."
            ),
        )
        self.add(
            QgsProcessingParameterRasterLayer(self.REFERENCE, self.tr("Reference"), optional=True),
            self.tr(
                "The raster that gives the pixels, extent and CRS and that the others are aligned "
                "with, usually the one with the smallest pixels. It need not be an input raster; "
                "the first of them if empty."
            ),
        )

    def _reference(
        self, parameters: dict[str, Any], context: QgsProcessingContext, known: dict[str, str]
    ) -> str:
        """Return the path of the reference; that of the input where it is one of them."""
        if parameters.get(self.REFERENCE) in (None, ""):
            return ""
        layer = self.parameterAsRasterLayer(parameters, self.REFERENCE, context)
        if layer is not None and layer.id() in known:
            # A layer without a file has been given one, which must not happen twice.
            return known[layer.id()]
        return self.raster_path(parameters, self.REFERENCE, context)

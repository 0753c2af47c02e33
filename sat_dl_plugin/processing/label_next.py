"""The algorithm ``satdl:labelnext``."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterVectorDestination,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import LabelNextJob, SegmentJob
from sat_dl_plugin.contract.text_forms import parse_bands
from sat_dl_plugin.contract.tile_states import STATE_FIELD
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.installed_models import SEGMENTATION, chosen_models
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.processing.shared_parameters import is_empty
from sat_dl_plugin.settings import models_folder
from sat_dl_plugin.styling.post_processors import style_label_grid


class LabelNext(EngineAlgorithm):
    """Cut an area into tiles and say which should be labelled first."""

    MODELS = "MODELS"
    SIZE = "SIZE"
    DONE = "DONE"
    FLIPS = "FLIPS"
    DIVERSITY = "DIVERSITY"
    TILES = "TILES"
    LEFT = "LEFT"

    group_id: ClassVar[str] = "review"
    takes_pictures: ClassVar[bool] = True

    def name(self) -> str:
        """Return the fixed id."""
        return "labelnext"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("What to label next")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "active learning,uncertainty,entropy,disagreement,diversity,annotate,samples,grid"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Ranks tiles of an image by how much labelling them would teach a model.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "A tile is worth labelling when the models are uncertain about it, when its flips and "
            "rotations or several models disagree, and when it looks unlike the tiles ranked "
            "before it (brightness, texture and classes). The fields entropy and disagreement are "
            "means over the classes in bits, 0 to 1; score is 0 to 1 and rank 1 comes first. Set "
            "the field state of each tile to doing and done as you work: training and chip export "
            "use the tiles that are done as the labelled area. Tiles with less than a quarter of "
            "valid data are left out."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_input(
            self.tr("Image to label"),
            self.tr("Imagery of any band count, data type and CRS; nodata is ignored."),
        )
        self.add(
            model_parameter(self.MODELS, self.tr("Models"), several=True, task=SEGMENTATION),
            self.tr(
                "The model to improve; with several, separated by semicolons, tiles on which they "
                "disagree come first."
            ),
        )
        self._add_tiles()
        self.add_region()
        self.add_bands()
        self.add_machine()
        self.add(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT, self.tr("Tiles"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            self.tr("Polygons with the fields state, rank, score, entropy and disagreement."),
        )
        self.addOutput(QgsProcessingOutputNumber(self.TILES, self.tr("Number of tiles")))
        self.addOutput(QgsProcessingOutputNumber(self.LEFT, self.tr("Tiles still to be labelled")))

    def _add_tiles(self) -> None:
        self.add_number(
            self.SIZE,
            self.tr("Side of a tile (pixels)"),
            self.tr("In pixels of the image; labelling a tile should take a few minutes."),
            (256, 16, 8192),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.DONE,
                self.tr("Labelled so far"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            self.tr(
                "Tiles of an earlier run, whose states are kept, or polygons inside which "
                "everything is labelled."
            ),
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.FLIPS, self.tr("Compare flips and rotations"), defaultValue=True
            ),
            self.tr(
                "Takes four times as long; a model that is certain gives the same answer each time."
            ),
        )
        self.add(
            QgsProcessingParameterNumber(
                self.DIVERSITY,
                self.tr("Diversity"),
                type=QgsProcessingParameterNumber.Type.Double,
                defaultValue=0.5,
                minValue=0.0,
                maxValue=1.0,
            ),
            self.tr(
                "From 0 to 1: 0 ranks by uncertainty alone, 1 spreads similar tiles far apart."
            ),
            advanced=True,
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> LabelNextJob:
        """Translate Processing parameters into a job, running nothing."""
        models = chosen_models(self.parameterAsString(parameters, self.MODELS, context))
        self.check_models(models)
        path = self.raster_path(parameters, self.INPUT, context)
        segment = SegmentJob(
            input=path,
            models=models,
            output="",
            bands=parse_bands(self.parameterAsString(parameters, self.BANDS, context)),
            tile=self.parameterAsInt(parameters, self.TILE, context),
            device=self.device(parameters, context),
            models_folder=str(models_folder()),
            **self.region_fields(parameters, context, path),
        )
        return LabelNextJob(
            segment=segment,
            output=self.output_path(parameters, self.OUTPUT, context),
            size=self.parameterAsInt(parameters, self.SIZE, context),
            done=self._done_path(parameters, context),
            flips=self.parameterAsBoolean(parameters, self.FLIPS, context),
            diversity=self.parameterAsDouble(parameters, self.DIVERSITY, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        parse_bands(self.parameterAsString(parameters, self.BANDS, context))
        self.check_models(chosen_models(self.parameterAsString(parameters, self.MODELS, context)))
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the tiles, styled, and how many there are."""
        style_label_grid(context, result["output"])
        feedback.pushInfo(
            tr("{} tiles, {} of them still to be labelled.").format(result["tiles"], result["left"])
        )
        return {
            self.OUTPUT: result["output"],
            self.TILES: result["tiles"],
            self.LEFT: result["left"],
        }

    def _done_path(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Optional[str]:
        if is_empty(parameters.get(self.DONE)):
            return None
        source = self.parameterAsSource(parameters, self.DONE, context)
        if source is None:
            raise InputError(
                self.tr("The labelled area {!r} cannot be opened").format(
                    str(parameters[self.DONE])
                ),
                todo=self.tr("Choose a polygon layer"),
            )
        return self.polygons_path(source, context, self.tr("The labelled area"), (STATE_FIELD,))

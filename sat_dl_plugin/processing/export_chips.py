"""The algorithm ``satdl:exportchips``."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.jobs import CHIP_FORMATS, ChipsJob
from sat_dl_plugin.processing.labelling import LabelledAlgorithm

_LEAST_SIDE, _MOST_SIDE = 16, 4096


class ExportChips(LabelledAlgorithm):
    """Cut labelled rasters into chips to train networks on."""

    INPUTS = "INPUTS"
    SIZE = "SIZE"
    STRIDE = "STRIDE"
    FORMAT = "FORMAT"
    VALIDATION = "VALIDATION"
    OVERWRITE = "OVERWRITE"
    TRAIN_CHIPS = "TRAIN_CHIPS"
    VALIDATION_CHIPS = "VALIDATION_CHIPS"

    group_id: ClassVar[str] = "train"

    def name(self) -> str:
        """Return the fixed id."""
        return "exportchips"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Export training chips")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("chips,tiles,patches,training,labels,dataset,coco,yolo,samples").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Cuts labelled rasters into chips to train networks on.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Every chip is a GeoTIFF with all bands unchanged, paired with a GeoTIFF of its "
            "labels: class ids, and 255 for pixels to ignore, because they are not labelled or "
            "have no data. Chips are split by location: blocks of ground are set aside for "
            "validation, and chips that overlap both kinds of blocks are left out, so no pixel is "
            "in both. Chips without any label are left out as well. A table lists all chips, and a "
            "file holds the statistics of bands and classes. The layers are never changed."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_labelled_rasters(self.INPUTS)
        self._add_chips()
        self.add(
            QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Folder of chips")),
            self.tr(
                "A new or empty folder, or one with earlier chips, which are replaced when "
                "everything has been written."
            ),
        )
        self.addOutput(
            QgsProcessingOutputNumber(self.TRAIN_CHIPS, self.tr("Number of training chips"))
        )
        self.addOutput(
            QgsProcessingOutputNumber(self.VALIDATION_CHIPS, self.tr("Number of validation chips"))
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> ChipsJob:
        """Translate Processing parameters into a job, running nothing."""
        return ChipsJob(
            inputs=self.raster_paths(parameters, self.INPUTS, context),
            labels=self.labels_path(parameters, context),
            output=self._folder(parameters, context),
            class_field=self.class_field(parameters, context),
            area=self.area_path(parameters, context),
            size=self.parameterAsInt(parameters, self.SIZE, context),
            stride=self.parameterAsInt(parameters, self.STRIDE, context),
            format=CHIP_FORMATS[self.parameterAsEnum(parameters, self.FORMAT, context)],
            validation=self.parameterAsDouble(parameters, self.VALIDATION, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
            overwrite=self.parameterAsBool(parameters, self.OVERWRITE, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for layers that cannot be used."""
        self.raster_layers(parameters, self.INPUTS, context)
        labels = self.classes_layer(parameters, self.LABELS, context)
        self.check_fields(
            labels, self.class_field(parameters, context), self.tr("The layer of labels")
        )
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the folder and how many chips it has."""
        return {
            self.OUTPUT: result["output"],
            self.TRAIN_CHIPS: result["chips"]["train"],
            self.VALIDATION_CHIPS: result["chips"]["val"],
        }

    def _folder(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        # QGIS ends a temporary name with the dot of an extension that a folder does not have.
        path: str = self.parameterAsFileOutput(parameters, self.OUTPUT, context).rstrip(".")
        if not path:
            raise OutputError(
                self.tr("No folder is given for the chips"),
                todo=self.tr("Choose a folder, or use a temporary one"),
            )
        return path

    def _add_chips(self) -> None:
        self.add_number(
            self.SIZE,
            self.tr("Side of a chip (pixels)"),
            self.tr("Width and height of the chips in pixels."),
            (256, _LEAST_SIDE, _MOST_SIDE),
        )
        self.add_number(
            self.STRIDE,
            self.tr("Stride (pixels)"),
            self.tr(
                "Distance from one chip to the next in pixels. 0 means the side of a chip; a "
                "smaller value makes chips overlap."
            ),
            (0, 0, _MOST_SIDE),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.FORMAT,
                self.tr("Format"),
                options=["GeoTIFF", "COCO", "YOLO"],
                defaultValue=0,
            ),
            self.tr(
                "What is written in addition to the pairs of GeoTIFF files: nothing, one file of "
                "objects per split (COCO instances), or one text file of outlines per chip (YOLO "
                "segmentation)."
            ),
        )
        validation = QgsProcessingParameterNumber(
            self.VALIDATION,
            self.tr("Validation (%)"),
            type=QgsProcessingParameterNumber.Type.Double,
            defaultValue=20.0,
            minValue=0.0,
            maxValue=100.0,
        )
        self.add(
            validation,
            self.tr(
                "How many percent of the labelled pixels are set aside for validation, "
                "approximately."
            ),
            advanced=True,
        )
        self.add_seed(
            self.tr("A whole number; the same seed sets the same blocks of ground aside."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.OVERWRITE, self.tr("Allow a folder with other files"), defaultValue=False
            ),
            self.tr("Writes the chips next to the existing files, which are kept."),
            advanced=True,
        )

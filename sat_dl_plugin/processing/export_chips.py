"""The algorithm ``satdl:exportchips``."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsRasterLayer,
)

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.jobs import CHIP_FORMATS, ChipsJob
from sat_dl_plugin.processing.analysing import CLASS_FIELDS, AnalysingAlgorithm
from sat_dl_plugin.processing.engine_algorithm import is_empty
from sat_dl_plugin.processing.polygon_export import write_polygons

_FIELD_WIDGET = "sat_dl_plugin.gui.widgets.field_widget.FieldWidgetChoice"

_LEAST_SIDE, _MOST_SIDE = 16, 4096
_LAST_SEED = 2**31 - 1


class ExportChips(AnalysingAlgorithm):
    """Cut labelled rasters into chips to train networks on."""

    INPUTS = "INPUTS"
    LABELS = "LABELS"
    CLASS_FIELD = "CLASS_FIELD"
    AREA = "AREA"
    SIZE = "SIZE"
    STRIDE = "STRIDE"
    FORMAT = "FORMAT"
    VALIDATION = "VALIDATION"
    SEED = "SEED"
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
            "Every chip is a GeoTIFF with all bands as they are, and has a GeoTIFF with its "
            "labels: class ids, and 255 where nothing must be learnt because it was not labelled "
            "or has no data. Chips are split by place: blocks of ground are set aside for "
            "validation, and chips that reach into both kinds of blocks are left out, so no pixel "
            "is in both. Chips without any label are left out, too. A table lists all chips, and "
            "a file has the statistics of bands and classes. The layers are never changed."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self._add_sources()
        self._add_chips()
        self.add(
            QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Folder of chips")),
            self.tr(
                "A new or empty folder, or one with chips of before, which are replaced when "
                "everything has been written."
            ),
        )
        self.addOutput(
            QgsProcessingOutputNumber(self.TRAIN_CHIPS, self.tr("Number of chips to train on"))
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                self.VALIDATION_CHIPS, self.tr("Number of chips to validate with")
            )
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> ChipsJob:
        """Translate Processing parameters into a job, running nothing."""
        field = self._class_field(parameters, context)
        return ChipsJob(
            inputs=self.raster_paths(parameters, self.INPUTS, context),
            labels=self.classes_path(
                parameters, self.LABELS, context, (field,) if field else CLASS_FIELDS
            ),
            output=self._folder(parameters, context),
            class_field=field,
            area=self._area(parameters, context),
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
            labels, self._class_field(parameters, context), self.tr("The layer of labels")
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

    def _class_field(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        if isinstance(self.classes_layer(parameters, self.LABELS, context), QgsRasterLayer):
            return ""
        return self.parameterAsString(parameters, self.CLASS_FIELD, context).strip()

    def _area(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Optional[str]:
        if is_empty(parameters.get(self.AREA)):
            return None
        source = self.parameterAsSource(parameters, self.AREA, context)
        if source is None:
            raise InputError(
                self.tr("The area {!r} cannot be opened").format(str(parameters[self.AREA])),
                todo=self.tr("Choose a polygon layer"),
            )
        return write_polygons(source, context, self.tr("The area"))

    def _folder(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        # QGIS ends a temporary name with the dot of an extension that a folder does not have.
        path: str = self.parameterAsFileOutput(parameters, self.OUTPUT, context).rstrip(".")
        if not path:
            raise OutputError(
                self.tr("No folder is given for the chips"),
                todo=self.tr("Name a folder, or let it be temporary"),
            )
        return path

    def _add_sources(self) -> None:
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS, self.tr("Input rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr(
                "One raster or several with the same bands, each in a CRS and on pixels of its own."
            ),
        )
        self.add_classes(
            self.LABELS,
            self.tr("Labels"),
            self.tr(
                "What is where: polygons with a class each, the last of which counts where they "
                "overlap, or a class raster, on any pixels and in any CRS (the nearest pixel is "
                "taken). Polygons whose status is rejected are left out."
            ),
        )
        field = QgsProcessingParameterString(
            self.CLASS_FIELD, self.tr("Field with the classes"), optional=True
        )
        field.setMetadata({"widget_wrapper": {"class": _FIELD_WIDGET, "parent": self.LABELS}})
        self.add(
            field,
            self.tr(
                "For polygons: the field with the ids (0 to 254) or names of the classes. Empty "
                "means class_id, or else class_name. What polygons without a class cover is "
                "ignored."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.AREA,
                self.tr("Labelled area"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            self.tr(
                "Polygons inside which everything was labelled. Pixels outside are ignored and "
                "never taken for background. Empty means that the rasters were labelled "
                "completely."
            ),
        )

    def _add_chips(self) -> None:
        self._add_number(
            self.SIZE,
            self.tr("Side of a chip (pixels)"),
            self.tr("Width and height of the chips in pixels."),
            (256, _LEAST_SIDE, _MOST_SIDE),
        )
        self._add_number(
            self.STRIDE,
            self.tr("Stride (pixels)"),
            self.tr(
                "How many pixels lie from one chip to the next. 0 means the side of a chip; less "
                "makes chips that overlap."
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
                "What is written beside the pairs of GeoTIFF: nothing more, one file of "
                "objects for each split (COCO instances), or a text file of outlines for each "
                "chip (YOLO segmentation)."
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
            self.tr("How many percent of the labelled pixels are set aside, roughly."),
            advanced=True,
        )
        self._add_number(
            self.SEED,
            self.tr("Seed"),
            self.tr("A whole number; the same one sets the same blocks of ground aside."),
            (0, 0, _LAST_SEED),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.OVERWRITE, self.tr("Allow a folder with other files"), defaultValue=False
            ),
            self.tr("Writes the chips beside the files that are there; those stay."),
            advanced=True,
        )

    def _add_number(
        self,
        name: str,
        description: str,
        help_text: str,
        numbers: tuple[int, int, int],
        *,
        advanced: bool = False,
    ) -> None:
        """Add a whole number, given its default, least and largest value."""
        default, least, most = numbers
        definition = QgsProcessingParameterNumber(
            name,
            description,
            type=QgsProcessingParameterNumber.Type.Integer,
            defaultValue=default,
            minValue=least,
            maxValue=most,
        )
        self.add(definition, help_text, advanced=advanced)

"""The base of all algorithms: parameters become a job, and one place runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Optional

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsReferencedRectangle,
)
from qgis.PyQt.QtGui import QIcon

from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, SatDlError
from sat_dl_plugin.contract.jobs import DescribeJob, Job
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import algorithm_help_url, icon_path
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.processing.installed_models import card_beside, why_unusable
from sat_dl_plugin.processing.layer_export import LayerExport, has_own_pixels, is_picture
from sat_dl_plugin.processing.layer_names import LayerNames
from sat_dl_plugin.processing.mask_input import write_mask
from sat_dl_plugin.processing.polygon_export import write_polygons
from sat_dl_plugin.processing.raster_input import gdal_path, unreadable
from sat_dl_plugin.processing.run_feedback import RunFeedback
from sat_dl_plugin.processing.shared_parameters import SharedParameters, is_empty
from sat_dl_plugin.processing.targets import check_targets
from sat_dl_plugin.processing.workers import Worker, Workers, shared_workers
from sat_dl_plugin.settings import models_folder

# Share of the progress bar that copying a layer takes, where one is copied.
_EXPORT_SHARE = 0.15


class EngineAlgorithm(SharedParameters):
    """An algorithm whose work is one job of the engine.

    Subclasses define parameters, `build_job` and texts. `prepareAlgorithm` builds the job on
    the main thread, out of layers that must not cross threads; `processAlgorithm` needs plain
    values only.
    """

    workers: ClassVar[Workers] = shared_workers()
    """Who runs the jobs; tests put a fake here."""

    runtime_kind: ClassVar[str] = "infer"
    """The runtime the job needs: ``infer``, or ``full`` for training and fitting networks."""

    group_id: ClassVar[str] = "segment"
    takes_pictures: ClassVar[bool] = False
    """Whether layers that are only drawn (XYZ, WMS) make sense as the input."""

    _job: Job
    """Built by `prepareAlgorithm`."""

    def __init__(self) -> None:
        super().__init__()
        self._exports: list[LayerExport] = []
        self._copies = LayerNames()
        self._to_load: dict[str, QgsProcessingContext.LayerDetails] = {}

    # Texts

    def tr(self, text: str) -> str:
        """Return a literal in the user's language."""
        return tr(text)

    def group(self) -> str:
        """Return the readable name of the group."""
        titles = {
            "prepare": tr("Prepare"),
            "enhance": tr("Enhance"),
            "segment": tr("Segment"),
            "review": tr("Review"),
            "train": tr("Train"),
            "analyse": tr("Analyse"),
            "models": tr("Models"),
        }
        return titles[self.groupId()]

    def groupId(self) -> str:  # noqa: N802 (Qt name)
        """Return the fixed id of the group."""
        return self.group_id

    def icon(self) -> QIcon:
        """Return the icon of this algorithm."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 (Qt name)
        """Return the path of the icon."""
        return str(icon_path(self.name()))

    def helpUrl(self) -> str:  # noqa: N802 (Qt name)
        """Return the page of the guide about this algorithm."""
        return algorithm_help_url(self.name())

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        raise NotImplementedError

    def shortHelpString(self) -> str:  # noqa: N802 (Qt name)
        """Return the details and, for the dialog, what every parameter means."""
        if QgsApplication.instance().platform() == "qgis_process":
            # It prints the short description and the parameters' help by itself, and no markup.
            return self.details()
        parts = [
            f"<p><b>{definition.description()}</b><br>{definition.help()}</p>"
            for definition in self.parameterDefinitions()
            if definition.help()
        ]
        return "\n".join([f"<p>{self.shortDescription()} {self.details()}</p>", *parts])

    def createInstance(self) -> EngineAlgorithm:  # noqa: N802 (Qt name)
        """Return a fresh instance for one run."""
        return type(self)()

    # From parameters to a job

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Job:
        """Translate Processing parameters into a job, running nothing.

        Raises:
            SatDlError: If a parameter cannot be used.
        """
        raise NotImplementedError

    def raster_path(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> str:
        """Return the path of a raster parameter; layers without a file get one when it runs.

        Raises:
            InputError: If the raster cannot be opened, or only exists as a picture.
        """
        layer = self.parameterAsRasterLayer(parameters, name, context)
        if layer is None or not layer.isValid():
            raise unreadable(parameters.get(name))
        return self._path_of(layer, parameters, context)

    def raster_layers(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> list[QgsRasterLayer]:
        """Return the layers of a parameter with several rasters, one at least.

        Raises:
            InputError: If one of them cannot be opened, or none is given.
        """
        given = parameters.get(name)
        # QGIS leaves out what it cannot open and says nothing.
        for value in given if isinstance(given, (list, tuple)) else [given]:
            if isinstance(value, str):
                found = QgsProcessingUtils.mapLayerFromString(value, context)
                if not isinstance(found, QgsRasterLayer):
                    raise unreadable(value)
        layers = self.parameterAsLayerList(parameters, name, context)
        if not layers or not all(isinstance(layer, QgsRasterLayer) for layer in layers):
            raise unreadable(None)
        return list(layers)

    def raster_paths(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> tuple[str, ...]:
        """Return the paths of a parameter with several rasters, as `raster_path` does.

        Raises:
            InputError: If one of them cannot be opened, or only exists as a picture.
        """
        return tuple(
            self._path_of(layer, parameters, context)
            for layer in self.raster_layers(parameters, name, context)
        )

    def _path_of(
        self, layer: QgsRasterLayer, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> str:
        path = gdal_path(layer, context)
        if path is not None:
            return path
        reason = self._why_not_exportable(layer, self.region(parameters, context))
        if reason is not None:
            raise reason
        export = LayerExport(
            layer,
            self.region(parameters, context),
            QgsProcessingUtils.generateTempFilename("layer.tif", context),
            context.transformContext(),
        )
        self._exports.append(export)
        return self._copies.add(export.path, layer.name())

    def optional_raster_path(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> Optional[str]:
        """Return the path of an optional raster parameter, or None when it is empty."""
        if parameters.get(name) in (None, ""):
            return None
        return self.raster_path(parameters, name, context)

    def region(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Optional[QgsReferencedRectangle]:
        """Return ``EXTENT`` with the CRS it was given in, or None when it is empty."""
        if parameters.get(self.EXTENT) in (None, ""):
            return None
        extent = self.parameterAsExtent(parameters, self.EXTENT, context)
        if extent.isNull() or extent.isEmpty():
            raise InputError(
                tr("The extent is empty: {!r}").format(str(parameters[self.EXTENT])),
                todo=tr("Enter it as xmin,xmax,ymin,ymax [EPSG:code], or leave it empty"),
            )
        crs = self.parameterAsExtentCrs(parameters, self.EXTENT, context)
        return QgsReferencedRectangle(extent, crs)

    def region_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext, input_path: str
    ) -> dict[str, Any]:
        """Return the fields ``extent``, ``extent_crs`` and ``mask`` of a job on a raster."""
        region = self.region(parameters, context)
        fields: dict[str, Any] = {"extent": None, "extent_crs": None, "mask": None}
        # A copied layer has already been cut to the extent.
        copied = any(export.path == input_path for export in self._exports)
        if region is not None and not copied:
            fields["extent"] = (
                region.xMinimum(),
                region.yMinimum(),
                region.xMaximum(),
                region.yMaximum(),
            )
            if region.crs().isValid():
                fields["extent_crs"] = region.crs().toWkt(Qgis.CrsWktVariant.Preferred)
        if not is_empty(parameters.get(self.MASK)):
            source = self.parameterAsSource(parameters, self.MASK, context)
            if source is None:
                raise InputError(
                    tr("The mask {!r} cannot be opened").format(str(parameters[self.MASK])),
                    todo=tr("Choose a polygon layer"),
                )
            fields["mask"] = self._copies.add(write_mask(source, context), source.sourceName())
        return fields

    def polygons_path(
        self,
        source: QgsProcessingFeatureSource,
        context: QgsProcessingContext,
        owner: str,
        fields: Sequence[str] = (),
    ) -> str:
        """Return the path of a GeoPackage with the polygons of a source; see `PolygonExport`.

        Raises:
            SatDlError: If they cannot be written.
        """
        return self._copies.add(write_polygons(source, context, owner, fields), source.sourceName())

    def output_path(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> str:
        """Return the file of a destination parameter.

        Raises:
            OutputError: If there is none.
        """
        path: str = self.parameterAsOutputLayer(parameters, name, context)
        if not path:
            raise OutputError(
                tr("No file is given for “{}”").format(
                    self.parameterDefinition(name).description()
                ),
                todo=tr("Choose a file, or use a temporary one"),
            )
        return path

    def optional_output_path(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> Optional[str]:
        """Return the file of a destination parameter, or None when it is not wanted."""
        if parameters.get(name) in (None, ""):
            return None
        # The batch dialog hands over a destination without a file.
        return self.parameterAsOutputLayer(parameters, name, context) or None

    def _why_not_exportable(
        self, layer: QgsRasterLayer, region: Optional[QgsReferencedRectangle]
    ) -> Optional[InputError]:
        provider = layer.dataProvider()
        if is_picture(provider) and not self.takes_pictures:
            return InputError(
                tr("Layer “{}” has no values, only a rendered image").format(layer.name()),
                tr("A server renders it (provider {})").format(layer.providerType()),
                tr("Choose a class raster that is a file"),
            )
        if region is None and not has_own_pixels(provider):
            return InputError(
                tr("Layer “{}” has no fixed extent").format(layer.name()),
                tr("A server renders it for any extent (provider {})").format(layer.providerType()),
                tr("Set an extent"),
            )
        return None

    # Reasons against a run, before it starts

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802 (Qt name)
        """Return whether there is a runtime, and how to get one when not."""
        reason = self.workers.missing(self.runtime_kind)
        return not reason, reason

    def checkParameterValues(  # noqa: N802 (Qt name)
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Return whether the parameters can be used, and the reason when not."""
        values = self.with_scale_as_text(parameters)
        # Ours first: they also say why, and what to do.
        try:
            self.check(values, context)
        except SatDlError as error:
            return False, str(error)
        fine, reason = super().checkParameterValues(values, context)
        return fine, reason

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used; nothing is run or written."""
        if self.parameterDefinition(self.INPUT) is not None:
            self._check_input(parameters, context)
        check_targets(self, parameters, context)

    def check_models(self, models: tuple[str, ...]) -> None:
        """Raise an `InputError` when a model is neither installed nor a file."""
        if not models:
            raise InputError(
                tr("No model is given"), todo=tr("Choose a model, for example “urban”")
            )
        for model in models:
            reason = why_unusable(model)
            if reason:
                raise InputError(reason)

    def _check_input(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        layer = self.parameterAsRasterLayer(parameters, self.INPUT, context)
        if layer is None or not layer.isValid():
            raise unreadable(parameters.get(self.INPUT))
        if layer.providerType() != "gdal":
            reason = self._why_not_exportable(layer, self.region(parameters, context))
            if reason is not None:
                raise reason

    # Running

    def prepareAlgorithm(  # noqa: N802 (Qt name)
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Build the job; runs on the main thread."""
        self._exports = []
        self._copies = LayerNames()
        known = set(context.layersToLoadOnCompletion())
        with self._processing_errors(feedback):
            # Scripts may run an algorithm without the check before.
            check_targets(self, parameters, context)
            self._job = self.build_job(parameters, context, feedback)
        self._to_load = {
            path: details
            for path, details in context.layersToLoadOnCompletion().items()
            if path not in known
        }
        return True

    def processAlgorithm(  # noqa: N802 (Qt name)
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Run the job in a worker and return the outputs."""
        # In the background QGIS runs this with another context than `prepareAlgorithm`, and
        # what was to be loaded is lost.
        for path, details in self._to_load.items():
            if not context.willLoadLayerOnCompletion(path):
                context.addLayerToLoadOnCompletion(path, details)
        reporter = FeedbackReporter(feedback, self._copies)
        with self._processing_errors(feedback):
            result = self._run(reporter)
        if isinstance(feedback, RunFeedback):
            feedback.result = result
        return self.outputs(result, context, feedback)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return Processing's outputs for the result of the job, and style them."""
        return {self.OUTPUT: result["output"]}

    def _run(self, reporter: FeedbackReporter) -> dict[str, Any]:
        with self.workers.open(self.runtime_kind) as worker:
            jobs_reporter = self.export_layers(worker, reporter)
            return worker.run(self._job, jobs_reporter)

    def export_layers(self, worker: Worker, reporter: FeedbackReporter) -> Reporter:
        """Write layers that the engine cannot open, and return who hears of the job after it."""
        if not self._exports:
            return reporter
        phase = PhaseReporter(reporter, 0.0, _EXPORT_SHARE)
        for export in self._exports:
            gsd_m = None if export.own_pixels else self._finest_gsd(worker, reporter)
            export.write(gsd_m, phase, reporter.feedback)
        return PhaseReporter(reporter, _EXPORT_SHARE, 1.0)

    def _finest_gsd(self, worker: Worker, reporter: Reporter) -> Optional[float]:
        """Return the smallest GSD that the job's models were trained at, if any says one."""
        models = getattr(getattr(self._job, "segment", self._job), "models", ())
        found: list[float] = []
        for model in models:
            card = card_beside(model)
            if card is not None:
                gsd_m = card.gsd_m
            else:
                # The card is inside the network, which only the engine can open.
                answer = worker.run(
                    DescribeJob(model, models_folder=str(models_folder())), reporter
                )
                gsd_m = answer["card"]["gsd_m"]
            if gsd_m is not None:
                found.append(gsd_m)
        return min(found, default=None)

    @contextmanager
    def _processing_errors(self, feedback: QgsProcessingFeedback) -> Iterator[None]:
        try:
            yield
        except SatDlError as error:
            self._copies.put_into(error)
            if isinstance(feedback, RunFeedback):
                feedback.error = error
            if isinstance(error, JobCancelled):
                raise QgsProcessingException(str(error)) from None
            raise QgsProcessingException(str(error)) from error

"""Fixtures of the tests that need QGIS: tiny rasters, a fake worker, the provider."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from sat_dl_plugin import settings
from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.jobs import (
    CleanJob,
    CombineJob,
    DecrappifyJob,
    DescribeJob,
    EnhanceJob,
    ImportJob,
    Job,
    LearnFromCorrectionsJob,
    PolygonizeJob,
    PriorJob,
    SegmentJob,
    SegmentToPolygonsJob,
    TrainDecrappifyJob,
    TrainSegmentationJob,
)
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.processing import installed_models
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.provider import SatDlProvider
from sat_dl_plugin.processing.workers import Worker, Workers
from sat_dl_plugin.tasks import first_run
from sat_dl_plugin.tasks.run_queue import RunQueue, RunRequest

gdal.UseExceptions()
ogr.UseExceptions()

DEADLINE_S = 60.0
"""For what is waited for in the event loop, on any machine."""

LEGEND = [
    {"id": 1, "name": "building", "color": "#d1495b"},
    {"id": 3, "name": "road", "color": "#5b616a"},
]
SUMMARY = [
    {"class_name": "building", "objects": 1, "area_m2": 12.5, "share": 0.25},
    {"class_name": "road", "objects": 2, "area_m2": 4.0, "share": 0.08},
]

CHECKED = {
    "output": None,
    "class_pixels": [
        {
            "dataset": "truth",
            "class_id": 1,
            "name": "building",
            "training": 80_000,
            "validation": 20_000,
            "total": 104_000,
        },
        {
            "dataset": "truth",
            "class_id": 3,
            "name": "road",
            "training": 90,
            "validation": 30,
            "total": 120,
        },
    ],
    "blocks": 16,
    "validation_blocks": 3,
    "block_px": 512,
    "gap_px": 96,
    "patches": 12,
    "bands": ["red", "green", "blue"],
    "gsd_m": 0.5,
    "bytes": 5_000_000,
    "seconds": 600.0,
    "weights": 1_700_000,
    "warnings": ["Class road has only 120 labelled pixels"],
}
"""What a check of a training finds."""


class FakeWorker:
    """A `Worker` that writes tiny but real results and remembers its jobs."""

    def __init__(self, workers: FakeWorkers) -> None:
        self._workers = workers

    def run(self, job: Job, reporter: Reporter) -> dict[str, Any]:
        self._workers.jobs.append(job)
        for level in ("info", "warning"):
            reporter.log(f"fake {level}", level)
        for fraction in (0.25, 0.5):
            reporter.progress(fraction, "Predicting")
        if isinstance(job, TrainSegmentationJob) and not job.dry_run:
            tell_training(reporter)
        self._workers.busy.set()
        while not self._workers.gate.wait(0.01) and not reporter.wants_to_finish():
            reporter.check_cancelled()
        reporter.check_cancelled()
        if self._workers.error is not None:
            raise self._workers.error
        if isinstance(job, TrainDecrappifyJob):
            return {"output": job.output, "name": "mine", "scores": {"psnr_db": 31.5}}
        if isinstance(job, LearnFromCorrectionsJob):
            return learnt(job)
        return trained(job) if isinstance(job, TrainSegmentationJob) else self._result(job)

    def _result(self, job: Job) -> dict[str, Any]:
        if isinstance(job, DescribeJob):
            if job.output:
                Path(job.output).write_text("<html></html>", encoding="utf-8")
            return {"output": job.output, "card": {"gsd_m": self._workers.gsd_m}}
        if isinstance(job, ImportJob):
            name = job.changes.get("name", Path(job.model).stem)
            return {"output": f"{job.models_folder}/{name}.onnx", "name": name}
        if isinstance(job, CombineJob):
            return {"output": f"{job.models_folder}/{job.name}.set.json", "name": job.name}
        if isinstance(job, (PriorJob, DecrappifyJob, EnhanceJob)):
            write_raster(job.output, fill=1)
            if job.residual:
                write_raster(job.residual, fill=0)
            return {"output": job.output, "residual": job.residual, "mean_residual": 0.0}
        result: dict[str, Any] = {"output": job.output, "legend": LEGEND, "summary": SUMMARY}
        if isinstance(job, (SegmentJob, CleanJob)):
            write_raster(job.output, fill=1)
        if isinstance(job, (PolygonizeJob, SegmentToPolygonsJob)):
            write_polygons(job.output)
        if isinstance(job, SegmentToPolygonsJob):
            result["classes"] = job.segment.output
            if job.segment.output:
                write_raster(job.segment.output, fill=1)
        segment = getattr(job, "segment", job)
        if getattr(segment, "probabilities", None) and not isinstance(job, PolygonizeJob):
            result["probabilities"] = segment.probabilities
            write_raster(segment.probabilities, bands=2, fill=200)
        return result


def tell_training(reporter: Reporter) -> None:
    """Tell what a training tells while it runs."""
    classes = {entry["name"]: entry["color"] for entry in LEGEND}
    reporter.detail("training", {"classes": classes, "epochs": 4, "seconds": None})
    for epoch in (1, 2):
        reporter.detail(
            "epoch",
            {
                "epoch": epoch,
                "seconds": 10.0 * epoch,
                "train_loss": 1.0 / epoch,
                "val_loss": None,
                "iou": {"building": 0.3 * epoch, "road": 0.2 * epoch},
                "mean_iou": 0.25 * epoch,
            },
        )


def trained(job: TrainSegmentationJob) -> dict[str, Any]:
    """Return the result of a training, or of a check of one."""
    if job.dry_run:
        return dict(CHECKED)
    Path(job.output).parent.mkdir(parents=True, exist_ok=True)
    Path(job.output).write_bytes(b"network")
    Path(job.output).with_suffix(".json").write_text(
        '{"name": "mine", "gsd_m": 0.5, "classes": [{"id": 1, "name": "building"}]}',
        encoding="utf-8",
    )
    page = None
    if job.report:
        page = Path(job.report) / "report.html"
        page.parent.mkdir(parents=True)
        page.write_text("<html></html>", encoding="utf-8")
    row = {"iou": 0.5, "precision": 0.75, "recall": 0.6, "f1": 2 / 3}
    return {
        "output": job.output,
        "report": page and str(page),
        "epochs": 2,
        "scores": [{"class_name": "building", **row}],
        "means": row,
    }


def learnt(job: LearnFromCorrectionsJob) -> dict[str, Any]:
    """Return the result of learning from corrections."""
    trained(TrainSegmentationJob((), job.output, job.report))
    row = {"iou": 0.5, "iou_before": 0.25, "f1": 0.67, "f1_before": 0.4}
    card = ModelCard("mine", parent="urban 1", metrics={"corrections": {"building": row}})
    Path(job.output).with_suffix(".json").write_text(card.to_json(), encoding="utf-8")
    return {
        "output": job.output,
        "report": job.report and str(Path(job.report) / "report.html"),
        "name": Path(job.output).stem,
        "version": "2",
        "parent": Path(job.model).stem,
        "scores": [{"class_id": 1, "class_name": "building", "pixels": 100, **row}],
        "means": {"iou": 0.5, "iou_before": 0.25},
        "reviewed": {"tiles": 1, "objects": 2, "rejected": 1},
        "warnings": [],
    }


class FakeWorkers:
    """A `Workers` that needs no runtime."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.error: SatDlError | None = None
        self.reason = ""
        self.gsd_m: float | None = 0.5
        self.kinds: list[str] = []
        """Kinds of runtime that were asked for."""
        self.busy = threading.Event()
        """Set when a job is half done."""
        self.gate = threading.Event()
        """Jobs stop half-way, and can be cancelled there, while it is cleared."""
        self.gate.set()

    def missing(self, kind: str = "infer") -> str:
        self.kinds.append(kind)
        return self.reason

    @contextmanager
    def open(self, kind: str = "infer") -> Iterator[Worker]:
        self.kinds.append(kind)
        yield FakeWorker(self)


_satisfies_protocol: type[Workers] = FakeWorkers


def write_raster(
    path: str | Path,
    *,
    bands: int = 1,
    size: int = 8,
    fill: int = 100,
    epsg: int = 32645,
    left_top: tuple[float, float] = (500000.0, 3000000.0),
    pixel: float = 1.0,
) -> str:
    """Write a small georeferenced GeoTIFF and return its path."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, bands, gdal.GDT_Byte)
    dataset.SetGeoTransform((left_top[0], pixel, 0, left_top[1], 0, -pixel))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    dataset.SetProjection(reference.ExportToWkt())
    for band in range(1, bands + 1):
        dataset.GetRasterBand(band).WriteArray(np.full((size, size), fill, np.uint8))
    dataset = None
    return str(path)


def write_polygons(path: str | Path, *, epsg: int = 32645, count: int = 1) -> str:
    """Write a polygon layer with a class per polygon and return its path."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("polygons", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("class_name", ogr.OFTString))
    for index in range(count):
        feature = ogr.Feature(layer.GetLayerDefn())
        left = 500000.0 + 4 * index if epsg == 32645 else 87.0 + index
        feature.SetGeometry(
            ogr.CreateGeometryFromWkt(
                f"POLYGON(({left} 2999994, {left + 3} 2999994, {left + 3} 3000000, "
                f"{left} 3000000, {left} 2999994))"
                if epsg == 32645
                else f"POLYGON(({left} 27, {left + 1} 27, {left + 1} 28, {left} 28, {left} 27))"
            )
        )
        feature["class_name"] = "building"
        layer.CreateFeature(feature)
    source = None
    return str(path)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> FakeWorkers:
    """A fake in place of the runtime."""
    fake = FakeWorkers()
    monkeypatch.setattr(EngineAlgorithm, "workers", fake)
    return fake


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed models that holds ``urban``, without and ``fields``, with a card."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "urban.onnx").write_bytes(b"network")
    (folder / "fields.onnx").write_bytes(b"network")
    (folder / "fields.json").write_text(
        '{"name": "fields", "gsd_m": 2.0, "classes": [{"id": 6, "name": "crop"}]}',
        encoding="utf-8",
    )
    monkeypatch.setattr(installed_models, "model_folders", lambda: [folder])
    # They were tried before, so that the jobs of a run are those of its algorithm.
    monkeypatch.setattr(first_run, "needs_self_test", lambda _model: False)
    return folder


@pytest.fixture(scope="module")
def provider(qgis_app: QgsApplication, qgis_processing: None) -> Iterator[SatDlProvider]:
    """The registered provider."""
    registered = SatDlProvider()
    QgsApplication.processingRegistry().addProvider(registered)
    yield registered
    QgsApplication.processingRegistry().removeProvider(registered)


@pytest.fixture
def context(qgis_app: QgsApplication) -> Iterator[QgsProcessingContext]:
    """A context for one run."""
    made = QgsProcessingContext()
    made.setProject(QgsProject.instance())
    yield made
    # pytest keeps the context of the last test for longer than QGIS lives.
    made.temporaryLayerStore().removeAllMapLayers()


class RecordingFeedback(QgsProcessingFeedback):
    """A feedback that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(False)  # noqa: FBT003
        self.info: list[str] = []
        self.warnings: list[str] = []
        self.phases: list[str] = []

    def pushInfo(self, info: str) -> None:
        self.info.append(info)

    def pushConsoleInfo(self, info: str) -> None:
        self.info.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)

    def setProgressText(self, text: str) -> None:
        self.phases.append(text)


@pytest.fixture
def feedback(qgis_app: QgsApplication) -> RecordingFeedback:
    """A feedback that keeps what it is told."""
    return RecordingFeedback()


@pytest.fixture
def raster(tmp_path: Path) -> str:
    """A three-band raster of 8 x 8 metres in UTM 45 N."""
    return write_raster(tmp_path / "scene.tif", bands=3)


@pytest.fixture
def raster_factory() -> Any:
    """`write_raster`, for tests that need rasters of their own."""
    return write_raster


@pytest.fixture
def polygons_factory() -> Any:
    """`write_polygons`, for tests that need polygons of their own."""
    return write_polygons


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Handles events until a condition holds."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, "what was waited for did not happen"
            QgsApplication.processEvents()
            time.sleep(0.002)

    return wait


@pytest.fixture
def results_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs put their results."""
    folder = tmp_path / "results"
    monkeypatch.setattr(settings, "results_folder", lambda: folder)
    return folder


@pytest.fixture
def queue(
    provider: SatDlProvider, workers: FakeWorkers, results_folder: Path
) -> Iterator[RunQueue]:
    """A queue of runs that a fake worker carries out."""
    made = RunQueue()
    yield made
    workers.gate.set()
    made.close()


@pytest.fixture
def layer(raster: str) -> Iterator[QgsRasterLayer]:
    """The three-band raster in the project."""
    made = QgsRasterLayer(raster, "Banepa")
    QgsProject.instance().addMapLayer(made)
    yield made
    QgsProject.instance().clear()


@pytest.fixture
def training_request(layer: QgsRasterLayer, tmp_path: Path) -> RunRequest:
    """A request to train on the three-band raster, with a layer of labels."""
    labels = QgsVectorLayer(write_polygons(tmp_path / "truth.gpkg"), "truth")
    QgsProject.instance().addMapLayer(labels)
    return RunRequest(
        algorithm="satdl:trainsegmentation",
        parameters={
            "INPUTS": [layer.id()],
            "LABELS": labels.id(),
            "OUTPUT": str(tmp_path / "models" / "mine.onnx"),
            "REPORT": str(tmp_path / "models" / "mine.report"),
            "INSTALL": False,
        },
        title="truth · mine",
        layer_id=layer.id(),
    )


@pytest.fixture
def request_for() -> Callable[..., RunRequest]:
    """Makes a request for polygons of a layer, with further parameters."""

    def make(layer: QgsRasterLayer, **parameters: Any) -> RunRequest:
        return RunRequest(
            algorithm="satdl:segmenttopolygons",
            parameters={"INPUT": layer.id(), "MODELS": "urban", **parameters},
            title="Banepa · urban",
            layer_id=layer.id(),
        )

    return make

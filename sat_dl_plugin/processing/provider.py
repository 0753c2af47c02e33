"""The Processing provider ``satdl``."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.processing.accuracy import Accuracy
from sat_dl_plugin.processing.area_report import AreaReport
from sat_dl_plugin.processing.classify_pixels import ClassifyPixels
from sat_dl_plugin.processing.clean_classes import CleanClasses
from sat_dl_plugin.processing.combine_models import CombineModels
from sat_dl_plugin.processing.decrappify import Decrappify
from sat_dl_plugin.processing.deep_image_prior import DeepImagePrior
from sat_dl_plugin.processing.describe_model import DescribeModel
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.enhance import Enhance
from sat_dl_plugin.processing.export_chips import ExportChips
from sat_dl_plugin.processing.export_labels import ExportLabels
from sat_dl_plugin.processing.import_model import ImportModel
from sat_dl_plugin.processing.import_promptable import ImportPromptable
from sat_dl_plugin.processing.label_next import LabelNext
from sat_dl_plugin.processing.learn_from_corrections import LearnFromCorrections
from sat_dl_plugin.processing.polygonize import Polygonize
from sat_dl_plugin.processing.pretrain_backbone import PretrainBackbone
from sat_dl_plugin.processing.review_layer import ReviewLayer
from sat_dl_plugin.processing.segment import Segment
from sat_dl_plugin.processing.segment_to_polygons import SegmentToPolygons
from sat_dl_plugin.processing.stack_bands import StackBands
from sat_dl_plugin.processing.train_autoencoder import TrainAutoencoder
from sat_dl_plugin.processing.train_decrappify import TrainDecrappify
from sat_dl_plugin.processing.train_pixel_classifier import TrainPixelClassifier
from sat_dl_plugin.processing.train_segmentation import TrainSegmentation
from sat_dl_plugin.processing.update_review import UpdateReview

PROVIDER_ID = "satdl"

ALGORITHMS: tuple[type[EngineAlgorithm], ...] = (
    Segment,
    CleanClasses,
    Polygonize,
    SegmentToPolygons,
    TrainPixelClassifier,
    ClassifyPixels,
    ReviewLayer,
    UpdateReview,
    ExportLabels,
    LabelNext,
    LearnFromCorrections,
    DeepImagePrior,
    Decrappify,
    Enhance,
    StackBands,
    Accuracy,
    AreaReport,
    ExportChips,
    TrainSegmentation,
    PretrainBackbone,
    TrainAutoencoder,
    TrainDecrappify,
    DescribeModel,
    ImportModel,
    ImportPromptable,
    CombineModels,
)


class SatDlProvider(QgsProcessingProvider):
    """All algorithms of Sat DL in the toolbox, the model designer and ``qgis_process``."""

    def id(self) -> str:
        """Return the fixed id."""
        return PROVIDER_ID

    def name(self) -> str:
        """Return the readable name."""
        return "Sat DL"

    def longName(self) -> str:  # noqa: N802 (Qt name)
        """Return the name with a few words about it."""
        return tr("Sat DL (deep learning on satellite imagery)")

    def versionInfo(self) -> str:  # noqa: N802 (Qt name)
        """Return the version of the plugin."""
        return plugin_version()

    def icon(self) -> QIcon:
        """Return the icon of the provider."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 (Qt name)
        """Return the path of the icon."""
        return str(icon_path("icon"))

    def loadAlgorithms(self) -> None:  # noqa: N802 (Qt name)
        """Add all algorithms."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

    def supportedOutputRasterLayerExtensions(self) -> list[str]:  # noqa: N802 (Qt name)
        """Return the raster formats the engine writes."""
        return ["tif", "tiff"]

    def supportedOutputTableExtensions(self) -> list[str]:  # noqa: N802 (Qt name)
        """Return the formats of tables that the engine writes."""
        return ["gpkg", "csv", "xlsx", "ods", "dbf", "geojson"]

    def defaultRasterFileExtension(self) -> str:  # noqa: N802 (Qt name)
        """Return the raster format to propose."""
        return "tif"

    def defaultVectorFileExtension(self, hasGeometry: bool = True) -> str:  # noqa: N802, N803
        """Return the vector format to propose."""
        return "gpkg"

    def supportsNonFileBasedOutput(self) -> bool:  # noqa: N802 (Qt name)
        """Return that results are always files, never memory layers or databases."""
        return False

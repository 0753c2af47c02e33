"""The algorithm ``satdl:classifypixels``."""

from __future__ import annotations

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import SEGMENTATION
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.processing.segment import Segment


class ClassifyPixels(Segment):
    """Label every pixel of a raster by its values alone."""

    MODELS = "CLASSIFIER"

    def name(self) -> str:
        """Return the fixed id."""
        return "classifypixels"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Classify pixels")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "random forest,logistic regression,supervised classification,land cover,spectral,onnx"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Assigns every pixel of an image a class, by its values alone.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Needs a classifier made by “Train pixel classifier” and a raster with the same bands "
            "and the same kind of values. The class raster has the pixels, extent and CRS of the "
            "input; 0 is no class, 255 is nodata. “Clean classes” removes speckle, “Polygonize "
            "classes” turns it into polygons."
        )

    def add_network(self) -> None:
        """Add ``INPUT``, ``CLASSIFIER``, ``EXTENT`` and ``MASK``."""
        self.add_input(
            tr("Input raster"),
            tr(
                "A raster of any size and CRS with the bands of the classifier, which are matched "
                "by name or number. Pixels that are nodata, transparent or masked get no class. "
                "Server layers (XYZ, WMS, WCS) are copied first and need an extent."
            ),
        )
        self.add(
            model_parameter(
                self.MODELS, tr("Classifier"), several=False, task=SEGMENTATION, default=""
            ),
            tr(
                "Path of the model that “Train pixel classifier” wrote, or name of an installed "
                "one."
            ),
        )
        self.add_region()

    def add_weights(self) -> None:
        """Leave out ``WEIGHTS``: there is one classifier."""

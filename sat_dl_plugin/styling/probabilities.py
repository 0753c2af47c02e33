"""The look of probability rasters: black is impossible, white is certain."""

from __future__ import annotations

from qgis.core import QgsContrastEnhancement, QgsRasterLayer, QgsSingleBandGrayRenderer

_CERTAIN = 254.0
"""Value of the probability 1 in 8-bit rasters."""


def style(layer: QgsRasterLayer) -> None:
    """Show the first class of a probability raster from 0 to 1.

    The range is fixed: QGIS would look for it in the pixels, which takes its time, and every
    class would get another meaning of white.
    """
    provider = layer.dataProvider()
    stretch = QgsContrastEnhancement(provider.dataType(1))
    stretch.setMinimumValue(0.0)
    stretch.setMaximumValue(_CERTAIN)
    stretch.setContrastEnhancementAlgorithm(
        QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
    )
    renderer = QgsSingleBandGrayRenderer(provider, 1)
    renderer.setContrastEnhancement(stretch)
    layer.setRenderer(renderer)
    layer.triggerRepaint()

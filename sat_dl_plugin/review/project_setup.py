"""Switching on what makes shared borders of polygons move together."""

from __future__ import annotations

from qgis.core import Qgis, QgsProject, QgsSnappingConfig, QgsTolerance, QgsVectorLayer

_TOLERANCE_PX = 12.0


def prepare_project(project: QgsProject, layer: QgsVectorLayer) -> None:
    """Switch on topological editing, and snapping to a review layer.

    What the user chose for other layers stays; so does snapping to everything, if that is on.

    Args:
        project: Whose settings.
        layer: The review layer, which is in the project.
    """
    project.setTopologicalEditing(True)
    snapping = project.snappingConfig()
    snaps_to_all = snapping.enabled() and snapping.mode() == Qgis.SnappingMode.AllLayers
    if not snaps_to_all:
        snapping.setEnabled(True)
        snapping.setMode(Qgis.SnappingMode.AdvancedConfiguration)
        snapping.setIndividualLayerSettings(
            layer,
            QgsSnappingConfig.IndividualLayerSettings(
                True,  # noqa: FBT003 (Qt name)
                Qgis.SnappingTypes(Qgis.SnappingType.Vertex | Qgis.SnappingType.Segment),
                _TOLERANCE_PX,
                QgsTolerance.UnitType.Pixels,
            ),
        )
        project.setSnappingConfig(snapping)

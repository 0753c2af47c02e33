"""What is said about layers that cannot be opened."""

from __future__ import annotations

from qgis.core import QgsRasterLayer

from sat_dl_plugin.gui.widgets.broken_layer import why_broken


def test_a_missing_file_is_named_with_what_to_do(qgis_app, tmp_path):
    layer = QgsRasterLayer(str(tmp_path / "gone.tif"), "scene")

    assert why_broken(layer) == (
        "The layer “scene” cannot be opened. Its file gone.tif is missing. Put it back, or "
        "right-click the layer in the list of layers and choose “Repair Data Source…”."
    )


def test_a_file_that_is_no_raster_is_not_called_missing(qgis_app, tmp_path):
    path = tmp_path / "notes.tif"
    path.write_text("no raster", encoding="utf-8")

    assert "QGIS cannot read its file notes.tif." in why_broken(QgsRasterLayer(str(path), "scene"))


def test_addresses_are_kept_out_of_the_message(qgis_app):
    address = "/vsicurl/https://maya:secret@nowhere.invalid/scene.tif"
    text = why_broken(QgsRasterLayer(address, "scene"))

    assert "does not answer" in text
    assert "secret" not in text

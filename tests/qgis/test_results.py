"""What arrives in the project when a run is done."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandGrayRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QDesktopServices

from sat_dl_plugin.contract.errors import InputError, SatDlError
from sat_dl_plugin.gui.runs.results import (
    ResultLoader,
    belongs_here,
    has_layers,
    layers_of,
    remove_layers,
)
from sat_dl_plugin.gui.runs.run_actions import RunActions
from sat_dl_plugin.tasks.run_queue import Run, RunRequest, RunState


@pytest.fixture
def project():
    yield QgsProject.instance()
    QgsProject.instance().clear()


def add_results(run, project):
    """Add the results as the panel does, without its detour through the background."""
    loader = ResultLoader(run)
    if not loader.run():
        raise loader.error
    return loader.place(project)


@pytest.fixture
def done(queue, layer, request_for, wait_until):
    """A run of everything there is, done."""
    run = queue.add(request_for(layer))
    wait_until(lambda: run.is_over)
    assert run.state is RunState.DONE, run.error
    return run


def test_group_at_the_top_with_polygons_above_rasters(done, project):
    project.layerTreeRoot().insertGroup(0, "what the user has")

    group = add_results(done, project)

    assert project.layerTreeRoot().children()[0] is group
    assert group.name() == f"Banepa · urban · {done.created:%H:%M}"
    assert [node.layer().name() for node in group.children()] == [
        f"Polygons · {done.created:%H:%M}",
        f"Classes · {done.created:%H:%M}",
        f"Probabilities · {done.created:%H:%M}",
    ]
    assert [node.itemVisibilityChecked() for node in group.children()] == [True, False, False]


def test_layers_are_styled(done, project):
    add_results(done, project)

    polygons, classes, probabilities = layers_of(done, project)
    assert isinstance(polygons, QgsVectorLayer)
    assert isinstance(polygons.renderer(), QgsCategorizedSymbolRenderer)
    assert [each.label() for each in polygons.renderer().categories()] == ["Building", "Road"]
    assert isinstance(classes.renderer(), QgsPalettedRasterRenderer)
    assert isinstance(probabilities.renderer(), QgsSingleBandGrayRenderer)


def test_results_lie_on_a_picture_without_a_place(done, layer, project):
    layer.setCrs(QgsCoordinateReferenceSystem())

    add_results(done, project)

    assert not any(result.crs().isValid() for result in layers_of(done, project))


def test_class_raster_alone_is_shown(queue, layer, project, wait_until):
    run = queue.add(
        RunRequest(
            "satdl:segment",
            {"INPUT": layer.id(), "MODELS": "urban", "PROBABILITIES": None},
            "Banepa · urban",
            layer.id(),
        )
    )
    wait_until(lambda: run.is_over)

    group = add_results(run, project)

    (node,) = group.children()
    assert node.name() == f"Classes · {run.created:%H:%M}"
    assert node.itemVisibilityChecked()


def test_enhanced_image_looks_like_its_source(provider, layer, project, tmp_path, raster_factory):
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 3, 1, 2))
    run = Run(RunRequest("satdl:deepimageprior", {}, "Banepa · super-resolve", layer.id()))
    run.results = {
        "OUTPUT": raster_factory(tmp_path / "enhanced.tif", bands=3, fill=90),
        "RESIDUAL": raster_factory(tmp_path / "residual.tif", fill=1),
    }
    run.end(RunState.DONE)

    group = add_results(run, project)

    enhanced, residual = group.children()
    assert enhanced.name() == "Banepa (enhanced)"
    assert enhanced.layer().renderer().redBand() == 3
    assert enhanced.itemVisibilityChecked()
    assert not residual.itemVisibilityChecked()


def test_file_that_is_gone_adds_nothing(done, project):
    (done.folder / "classes.tif").unlink()
    before = len(project.mapLayers())

    with pytest.raises(InputError, match="classes"):
        add_results(done, project)

    assert len(project.mapLayers()) == before
    assert project.layerTreeRoot().findGroup(f"Banepa · urban · {done.created:%H:%M}") is None


def test_run_without_layers(queue, layer, wait_until, tmp_path):
    run = queue.add(RunRequest("satdl:describemodel", {"MODEL": "urban"}, "urban", layer.id()))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.DONE, run.error
    assert not has_layers(run)


def test_layer_removed_results_still_belong_here(done, layer, project):
    project.removeMapLayer(layer.id())

    assert belongs_here(done, project)


def test_results_belong_into_no_other_project(done, layer, project, raster):
    project.clear()
    assert not belongs_here(done, project)

    again = QgsRasterLayer(raster, "Banepa")
    again.setId(done.request.layer_id)
    project.addMapLayer(again)

    assert belongs_here(done, project)


def test_remove_takes_the_group_but_not_what_the_user_put_there(done, project, raster):
    group = add_results(done, project)
    own = QgsRasterLayer(raster, "own")
    project.addMapLayer(own, addToLegend=False)
    group.addLayer(own)

    remove_layers(done, project)
    assert [node.name() for node in group.children()] == ["own"]

    QgsApplication.processEvents()
    assert own.id() in project.mapLayers()
    assert layers_of(done, project) == []


def test_remove_takes_an_empty_group(done, project):
    name = add_results(done, project).name()

    remove_layers(done, project)

    assert project.layerTreeRoot().findGroup(name) is None


@pytest.mark.parametrize("show", ["open_folder", "open_report"])
def test_without_a_browser_or_file_manager_the_path_is_told(done, monkeypatch, show):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)

    with pytest.raises(SatDlError, match=done.output_folder.name):
        getattr(RunActions(None), show)(done)

"""What can be done with a run that is over."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsApplication, QgsProcessingContext, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QDir, QUrl
from qgis.PyQt.QtGui import QDesktopServices

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.gui.runs.area_report import REPORT_FILE, write_area_report
from sat_dl_plugin.gui.runs.diagnostics import diagnostics
from sat_dl_plugin.gui.runs.results import ResultLoader, layers_of, remove_layers
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.file_removal import FileRemovalTask
from sat_dl_plugin.tasks.portable_parameters import MASK_FILE
from sat_dl_plugin.tasks.run_queue import Run
from sat_dl_plugin.tasks.run_task import new_algorithm

REPORT_PAGE = "REPORT_PAGE"
"""Output of algorithms that write a page about what they did."""


class RunActions:
    """Acts on the project, the map and the files of runs.

    Args:
        iface: The running application's ``QgisInterface``.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._loaders: dict[Run, ResultLoader] = {}

    def add(self, run: Run, tell: Callable[[SatDlError], None]) -> None:
        """Add the results to the project that is open, as soon as they are read.

        Args:
            run: A run that is done.
            tell: Called with the reason when they cannot be read.
        """
        loader = ResultLoader(run)
        self._loaders[run] = loader

        def place() -> None:
            # Gone when `close` came after the end of the task and before its signal.
            if self._loaders.pop(run, None) is not None:
                loader.place(QgsProject.instance())

        def give_up() -> None:
            if self._loaders.pop(run, None) is not None and loader.error is not None:
                tell(loader.error)

        loader.taskCompleted.connect(place)
        loader.taskTerminated.connect(give_up)
        QgsApplication.taskManager().addTask(loader)

    def is_adding(self, run: Run) -> bool:
        """Return whether the results of a run are being read."""
        return run in self._loaders

    def close(self) -> None:
        """Leave results out that are not read yet."""
        loaders, self._loaders = list(self._loaders.values()), {}
        for loader in loaders:
            loader.cancel()

    def zoom(self, run: Run) -> None:
        """Show the whole of the results on the map."""
        canvas = self._iface.mapCanvas()
        settings = canvas.mapSettings()
        extent = QgsRectangle()
        for layer in layers_of(run, QgsProject.instance()):
            extent.combineExtentWith(settings.layerExtentToOutputExtent(layer, layer.extent()))
        if not extent.isEmpty():
            extent.scale(1.05)
            canvas.setExtent(extent)
            canvas.refresh()

    def open_report(self, run: Run) -> None:
        """Open the report of the run, or else write the area report and open that.

        Raises:
            SatDlError: If it cannot be written or shown.
        """
        page = run.results.get(REPORT_PAGE)
        _open(Path(str(page)) if page else write_area_report(run))

    def open_folder(self, run: Run) -> None:
        """Open the folder of the results in the file manager.

        Raises:
            SatDlError: If it is gone or cannot be shown.
        """
        folder = run.output_folder
        if not folder.is_dir():
            raise SatDlError(
                tr("The folder {} is gone").format(folder),
                tr("It was moved or deleted since the run"),
            )
        _open(folder)

    def copy_command(self, run: Run) -> None:
        """Put the command that repeats the run into the clipboard."""
        QgsApplication.clipboard().setText(command_line(run))

    def copy_python(self, run: Run) -> None:
        """Put the Python call that repeats the run into the clipboard."""
        QgsApplication.clipboard().setText(python_call(run))

    def copy_diagnostics(self, run: Run) -> None:
        """Put a report on the run into the clipboard."""
        QgsApplication.clipboard().setText(diagnostics(run))

    def remove(self, run: Run, on_kept: Callable[[str], None]) -> None:
        """Take the layers out of the project and delete the files.

        Args:
            run: The run.
            on_kept: Called with the names of files that could not be deleted, if there are any.
        """
        remove_layers(run, QgsProject.instance())
        if run.folder is None:
            return
        own = [run.folder / REPORT_FILE, run.folder / MASK_FILE]
        results = [Path(value) for value in run.results.values() if _is_path(value, run.folder)]
        task = FileRemovalTask(run.folder, [*results, *own])
        task.taskTerminated.connect(lambda: on_kept("; ".join(task.kept)))
        QgsApplication.taskManager().addTask(task)


def command_line(run: Run) -> str:
    """Return the ``qgis_process`` command that repeats a run, here or elsewhere."""
    command, _fine = new_algorithm(run.request.algorithm).asQgisProcessCommand(
        run.portable_parameters, QgsProcessingContext()
    )
    return str(command)


def python_call(run: Run) -> str:
    """Return the call for the Python console of QGIS that repeats a run."""
    algorithm = new_algorithm(run.request.algorithm)
    return str(algorithm.asPythonCommand(run.portable_parameters, QgsProcessingContext()))


def _is_path(value: Any, folder: Path) -> bool:
    return isinstance(value, str) and Path(value).parent == folder


def _open(path: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise SatDlError(
            tr("No program could be started to show {}").format(QDir.toNativeSeparators(str(path))),
            tr("No program is registered for this kind of file"),
            tr("Open it by hand"),
        )

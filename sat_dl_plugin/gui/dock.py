"""The dock “Sat DL”: the pages of the work, one after the other, and the runs below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from qgis.core import QgsApplication, QgsMapLayer, QgsMapLayerProxyModel
from qgis.gui import QgsDockWidget, QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon, QKeySequence, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAction,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import GUIDE_URL, icon_path

if TYPE_CHECKING:
    from sat_dl_plugin.gui.session import DockSession

IMAGE, ENHANCE, SEGMENT, REVIEW, TRAIN, MODELS = (
    "image",
    "enhance",
    "segment",
    "review",
    "train",
    "models",
)
RUNTIME = "runtime"

_USUAL_WIDTH = 50
"""Of the dock, in digits."""

_NEED_RUNTIME = (ENHANCE, SEGMENT)
"""Pages in whose place the runtime is set up as long as there is none."""

_ICONS = {
    IMAGE: "page_image",
    ENHANCE: "page_enhance",
    SEGMENT: "segment",
    REVIEW: "page_review",
    TRAIN: "page_train",
    MODELS: "page_models",
}


class SatDlDock(QgsDockWidget):
    """The window of Sat DL beside the map.

    Everything in it, the session included, is made when it is first shown, so that QGIS starts
    no slower.

    Args:
        iface: The running application's ``QgisInterface``.
        parent: QGIS's main window.
    """

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__("Sat DL", parent)
        # QGIS remembers the place of docks by their names.
        self.setObjectName("SatDlDock")
        self._iface = iface
        # There from the start, so that the dock opens in a width that suits the pages.
        self.setWidget(_Body())
        self._factories: dict[str, Callable[[], QWidget]] = {
            IMAGE: self._make_image,
            ENHANCE: self._make_enhance,
            SEGMENT: self._make_segment,
            REVIEW: self._make_review,
            TRAIN: self._make_train,
            MODELS: self._make_models,
            RUNTIME: self._make_runtime,
        }
        self._pages: dict[str, QWidget] = {}
        self._key = ""
        self._is_built = False
        self._is_closed = False

    # What the plugin and the pages call

    @property
    def session(self) -> DockSession:
        """What the pages share."""
        self._build()
        return self._session

    def show_page(self, key: str) -> None:
        """Go to a page; while there is no runtime, the page to set it up may stand there."""
        self._build()
        self._key = key
        shown = RUNTIME if key in _NEED_RUNTIME and self._runtime_is_missing() else key
        self._stack.setCurrentWidget(self._holder(shown))
        self._bar.show_chosen(key)

    def show_model(self, name: str) -> None:
        """Go to the page of models, at the one of this name."""
        self.show_page(MODELS)
        self.page(MODELS).list.select(name)

    def page(self, key: str) -> QWidget:
        """Return a page, which is made if nobody has seen it yet."""
        self._build()
        self._holder(key)
        return self._pages[key]

    def current_page(self) -> str:
        """Return the key of the page that is to be seen."""
        shown = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def close_pages(self) -> None:
        """Cancel runs, take everything off the map, let go of QGIS; the dock is dead then."""
        if self._is_closed:
            return
        self._is_closed = True
        if not self._is_built:
            return
        self._session.layer_changed.disconnect(self._show_layer)
        self._session.runtime_changed.disconnect(self._take_runtime)
        for page in (*self._pages.values(), self._runs):
            page.close()
        self._session.runs.close()
        self._session.close()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt name)
        """Make the content, when it is shown for the first time."""
        super().showEvent(event)
        # Later: QGIS shows every dock that is added for a moment, also one that stays hidden.
        QTimer.singleShot(0, self._build_if_seen)

    def open_guide(self) -> None:
        """Show the user guide in the browser."""
        QDesktopServices.openUrl(QUrl(GUIDE_URL))

    def open_options(self) -> None:
        """Show Sat DL's page in the options of QGIS."""
        from sat_dl_plugin.gui.options_page import OBJECT_NAME

        self._iface.showOptionsDialog(self._iface.mainWindow(), OBJECT_NAME)

    # Looks

    def _build_if_seen(self) -> None:
        if not sip.isdeleted(self) and not self._is_closed and self.isVisible() and not self._key:
            self._widen_once()
            self.show_page(SEGMENT)

    def _widen_once(self) -> None:
        """Take a width that suits the pages, the very first time; later it is the user's."""
        window = self._iface.mainWindow()
        if not settings.dock_was_opened() and not self.isFloating():
            window.resizeDocks(
                [self], [self.widget().sizeHint().width()], Qt.Orientation.Horizontal
            )
        settings.set_dock_was_opened()

    def _build(self) -> None:
        if self._is_built:
            return
        self._is_built = True
        from sat_dl_plugin.gui.runs.runs_panel import RunsPanel
        from sat_dl_plugin.gui.session import DockSession
        from sat_dl_plugin.tasks.run_queue import RunQueue

        self._session = DockSession(self._iface, RunQueue(self), self)
        column = QVBoxLayout(self.widget())
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_header())
        column.addWidget(self._make_bar())
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        column.addWidget(line)
        self._stack = QStackedWidget()
        self._runs = RunsPanel(self._session)
        style = self.style()
        side = style.pixelMetric(style.PixelMetric.PM_LayoutLeftMargin)
        self._runs.setContentsMargins(side, 0, side, side)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._stack)
        splitter.addWidget(self._runs)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        column.addWidget(splitter, 1)
        help_key = QAction(tr("User guide"), self)
        help_key.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))
        # Only inside of the dock: elsewhere F1 belongs to QGIS.
        help_key.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        help_key.triggered.connect(self.open_guide)
        self.addAction(help_key)
        self._session.layer_changed.connect(self._show_layer)
        self._session.runtime_changed.connect(self._take_runtime)
        self._show_layer()

    def _make_header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        style = self.style()
        side = style.pixelMetric(style.PixelMetric.PM_LayoutLeftMargin) // 2
        row.setContentsMargins(side, side, side, 0)
        self._layers = QgsMapLayerComboBox()
        self._layers.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self._layers.setToolTip(tr("The raster layer to work on"))
        self._layers.setAccessibleName(tr("Raster layer"))
        self._layers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._layers.layerChanged.connect(self._choose_layer)
        row.addWidget(self._layers, 1)
        more = _tool_button("mActionOptions.svg", tr("Runtime, options and memory"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._make_menu())
        row.addWidget(more)
        guide = _tool_button("mActionHelpContents.svg", tr("Open the user guide (F1)"))
        guide.clicked.connect(self.open_guide)
        row.addWidget(guide)
        return row

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("&Runtime…")).triggered.connect(lambda: self.show_page(RUNTIME))
        menu.addAction(tr("&Check this computer…")).triggered.connect(self.check_computer)
        menu.addAction(tr("&Free memory")).triggered.connect(self._free_memory)
        menu.addSeparator()
        menu.addAction(tr("&Options…")).triggered.connect(self.open_options)
        return menu

    def _make_bar(self) -> QWidget:
        from sat_dl_plugin.gui.page_bar import PageBar

        self._bar = PageBar()
        for key, text, tooltip in (
            (IMAGE, tr("Image"), tr("What the layer contains; compare two layers")),
            (ENHANCE, tr("Enhance"), tr("Sharpen or clean the image")),
            (SEGMENT, tr("Segment"), tr("Find classes and turn them into polygons")),
            (REVIEW, tr("Review"), tr("Accept and correct polygons")),
            (TRAIN, tr("Train"), tr("Train a model on your own polygons")),
            (MODELS, tr("Models"), tr("Installed models, import and export")),
        ):
            self._bar.add(key, text, QIcon(str(icon_path(_ICONS[key]))), tooltip)
        self._bar.chosen.connect(self.show_page)
        return self._bar

    # Pages

    def _holder(self, key: str) -> QWidget:
        """Return the widget of the stack that holds a page, made with it at first use."""
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._factories[key]()
            self._stack.addWidget(page)
            # Pages are made later than the runs below them.
            _put_behind(self._runs, page)
        return page

    def _make_image(self) -> QWidget:
        from sat_dl_plugin.gui.image.image_page import ImagePage

        page = ImagePage(self._session)
        page.segment_wanted.connect(lambda: self.show_page(SEGMENT))
        return page

    def _make_enhance(self) -> QWidget:
        from sat_dl_plugin.gui.enhance.enhance_page import EnhancePage

        page = EnhancePage(self._session)
        page.runtime_wanted.connect(lambda: self.show_page(RUNTIME))
        return page

    def _make_segment(self) -> QWidget:
        from sat_dl_plugin.gui.segment.segment_page import SegmentPage

        page = SegmentPage(self._session)
        page.models_wanted.connect(lambda: self.show_page(MODELS))
        return page

    def _make_review(self) -> QWidget:
        from sat_dl_plugin.gui.review.review_page import ReviewPage

        return ReviewPage(self._session)

    def _make_train(self) -> QWidget:
        from sat_dl_plugin.gui.train.train_page import TrainPage

        page = TrainPage(self._session)
        page.runtime_wanted.connect(lambda: self.show_page(RUNTIME))
        page.model_wanted.connect(self.show_model)
        return page

    def _make_models(self) -> QWidget:
        from sat_dl_plugin.gui.models.models_page import ModelsPage

        return ModelsPage(self._session)

    def _make_runtime(self) -> QWidget:
        from sat_dl_plugin.gui.runtime.setup_page import SetupPage

        page = SetupPage(self._session)
        page.options_wanted.connect(self.open_options)
        return page

    # What happens

    def check_computer(self) -> None:
        """Examine everything a run needs, on the page of the runtime."""
        self.show_page(RUNTIME)
        self.page(RUNTIME).check()

    def _free_memory(self) -> None:
        self.show_page(RUNTIME)
        self.page(RUNTIME).free_memory()

    def _runtime_is_missing(self) -> bool:
        from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm

        return bool(EngineAlgorithm.workers.missing())

    def _take_runtime(self) -> None:
        if self._runtime_is_missing():
            self.show_page(self._key)
        elif self.current_page() == RUNTIME:
            # Set up: on with the work, unless this was asked for from within it.
            self.show_page(self._key if self._key in _NEED_RUNTIME else RUNTIME)

    def _show_layer(self) -> None:
        layer = self._session.layer
        self._layers.layerChanged.disconnect(self._choose_layer)
        self._layers.setAllowEmptyLayer(layer is None, tr("No raster layer"))
        if layer is None:
            self._layers.setCurrentIndex(0)
        else:
            self._layers.setLayer(layer)
        self._layers.layerChanged.connect(self._choose_layer)

    def _choose_layer(self, layer: Optional[QgsMapLayer]) -> None:
        if layer is not None:
            self._iface.setActiveLayer(layer)


class _Body(QWidget):
    """Asks for a width in which forms and cards look well."""

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the size of the content, but no less than the usual width."""
        hint = super().sizeHint()
        usual = _USUAL_WIDTH * self.fontMetrics().horizontalAdvance("0")
        hint.setWidth(max(hint.width(), usual))
        return hint


def _tool_button(icon: str, tooltip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setToolTip(tooltip)
    button.setAccessibleName(tooltip)
    return button


def _put_behind(later: QWidget, earlier: QWidget) -> None:
    """Let the tab key reach the content of a widget after that of another one."""
    chain = [later]
    while chain[-1].nextInFocusChain() is not later:
        chain.append(chain[-1].nextInFocusChain())
    stops = [widget for widget in chain if widget.focusPolicy() != Qt.FocusPolicy.NoFocus]
    before = [widget for widget in stops if earlier.isAncestorOf(widget)]
    moved = [widget for widget in stops if later.isAncestorOf(widget)]
    ends = [*before[-1:], *moved]
    for first, second in zip(ends, ends[1:]):
        QWidget.setTabOrder(first, second)

"""The polygon to decide on, and the buttons that do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Optional

from qgis.core import QgsApplication, QgsFeature, QgsVariantUtils
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAction,
    QGridLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.gui.review.commands import (
    ACCEPT,
    BACK,
    FILL,
    MERGE,
    MOST_CLASSES,
    NEXT,
    REDO,
    REDRAW,
    REJECT,
    SPLIT,
    STRIKE,
    UNDO,
    Command,
    commands,
)
from sat_dl_plugin.gui.review.flow_layout import FlowLayout
from sat_dl_plugin.gui.widgets.headings import heading, show_small_print, small_print
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.gui.widgets.swatches import swatch
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.disagreement_table import OpenDisagreement
from sat_dl_plugin.review.schema import AREA_M2, CLASS_NAME, CONFIDENCE, STATUS
from sat_dl_plugin.review.update_plan import NOT_FOUND, OTHER_CLASS, OTHER_OUTLINE
from sat_dl_plugin.styling.class_raster import readable
from sat_dl_plugin.styling.review import status_names

_DECIDING = (ACCEPT, REJECT, BACK, NEXT)
_CORRECTING = (STRIKE, REDRAW, SPLIT, MERGE, FILL, UNDO, REDO)


class ObjectBox(QWidget):
    """What the current polygon is, and buttons for all that can be done with it.

    Args:
        parent: Owner.
    """

    command_given = pyqtSignal(str)
    """Name of a command."""
    class_chosen = pyqtSignal(int)
    """Number of a class in the legend, from 1."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        """By name of the command."""
        self.class_buttons: list[QToolButton] = []
        self._legend: Sequence[LegendClass] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("This polygon")))
        self.facts = wrapped_label()
        column.addWidget(self.facts)
        self.question = small_print()
        column.addWidget(self.question)
        known = commands()
        grid = QGridLayout()
        for place, name in enumerate(_DECIDING):
            button = self._button(known[name], is_wide=True)
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        self._classes = FlowLayout()
        column.addLayout(self._classes)
        self._tools = FlowLayout()
        for name in _CORRECTING:
            self._tools.addWidget(self._button(known[name]))
        column.addLayout(self._tools)

    def set_legend(self, legend: Sequence[LegendClass]) -> None:
        """Offer the classes of a layer, with the keys of the first nine."""
        self._legend = legend
        for button in self.class_buttons:
            self._classes.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.class_buttons = []
        for number, entry in enumerate(legend, start=1):
            button = QToolButton()
            button.setCheckable(True)
            button.setIcon(swatch(entry.color, self))
            key = f"{number}\u00a0" if number <= MOST_CLASSES else ""
            button.setText(f"{key}{readable(entry.name)}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setToolTip(tr("It is of this class; go on. New polygons get it, too"))
            button.clicked.connect(lambda _checked, at=number: self.class_chosen.emit(at))
            self._classes.addWidget(button)
            self.class_buttons.append(button)

    def add_tools(self, actions: Iterable[QAction]) -> None:
        """Add map tools at the end of the row of tools."""
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            self._tools.addWidget(button)

    def show_object(self, feature: Optional[QgsFeature], class_id: int) -> None:
        """Show a polygon, None for none, and the class that new ones get."""
        for name in (REJECT, SPLIT, MERGE, FILL):
            self.buttons[name].setEnabled(feature is not None)
        for button, entry in zip(self.class_buttons, self._legend):
            button.setChecked(entry.id == class_id)
        if feature is None:
            self.facts.setText(tr("None is chosen. Click one on the map, or go to the next."))
            return
        self.facts.setText(_facts(feature))

    def show_question(self, disagreement: Optional[OpenDisagreement]) -> None:
        """Show what the network says against a person, and rename the buttons that answer."""
        known = commands()
        is_open = disagreement is not None
        show_small_print(self.question, _question(disagreement) if is_open else "")
        for name, text in ((ACCEPT, tr("Keep mine")), (REJECT, tr("Take the prediction"))):
            title = text if is_open else known[name].title
            self.buttons[name].setText(_with_key(title, known[name]))

    def _button(self, command: Command, *, is_wide: bool = False) -> QToolButton:
        button = QToolButton()
        button.setIcon(QgsApplication.getThemeIcon(command.icon))
        tooltip = tr("{} ({}): {}").format(command.title, command.letters, command.hint)
        button.setToolTip(tooltip)
        button.setAccessibleName(command.title)
        if is_wide:
            button.setText(_with_key(command.title, command))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            button.setAutoRaise(True)
        button.clicked.connect(lambda _checked: self.command_given.emit(command.name))
        self.buttons[command.name] = button
        return button


def _with_key(title: str, command: Command) -> str:
    return f"{title}  {command.letters}"


def _facts(feature: QgsFeature) -> str:
    names = feature.fields().names()

    def value(name: str) -> object:
        found = feature[name] if name in names else None
        return None if QgsVariantUtils.isNull(found) else found

    status = str(value(STATUS) or "")
    parts = [f"<b>{escape(readable(str(value(CLASS_NAME) or '?')))}</b>"]
    parts.append(escape(status_names().get(status, status)))
    confidence, area = value(CONFIDENCE), value(AREA_M2)
    if isinstance(confidence, float):
        parts.append(tr("confidence {} %").format(number_text(100 * confidence, 0)))
    if isinstance(area, float):
        parts.append(tr("{} m²").format(number_text(area, 0)))
    return " · ".join(parts)


def _question(found: OpenDisagreement) -> str:
    name = readable(found.class_name)
    sure = "" if found.confidence is None else f" ({number_text(100 * found.confidence, 0)} %)"
    texts = {
        OTHER_CLASS: tr("The newer prediction says: {}.").format(name + sure),
        OTHER_OUTLINE: tr("The newer prediction draws another outline, dashed on the map."),
        NOT_FOUND: tr("The newer prediction finds nothing here."),
    }
    again = tr("You rejected this, and it is predicted again: {}.").format(name + sure)
    return texts.get(found.kind, again)

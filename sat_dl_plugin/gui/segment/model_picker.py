"""The list of installed models: which to use, what they are, why one cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.gui.image.layer_facts import LayerFacts
from sat_dl_plugin.gui.segment.card_text import details_html, summary
from sat_dl_plugin.gui.segment.model_fit import at_scale, warning, why_not
from sat_dl_plugin.gui.widgets.headings import (
    box_indent,
    indented,
    shortened,
    show_small_print,
    small_print,
)
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import (
    SEGMENTATION,
    card_beside,
    installed_models,
    member_cards,
)
from sat_dl_plugin.processing.model_parameter import DEFAULT_MODEL

_LONGEST_NAME = 34
"""Characters of a name that a narrow dock has room for."""


@dataclass(frozen=True)
class _Entry:
    """One model of the list."""

    name: str
    card: Optional[ModelCard]
    """None when it lies inside the network, which only the engine can open."""
    members: tuple[tuple[Optional[float], ModelCard], ...]
    """Scale, None where none is stated, and card of each network it consists of."""
    broken: str
    """Why it cannot be used at all, empty when it can."""
    box: QCheckBox
    unfold: QToolButton
    line: QLabel

    def reason(self, facts: Optional[LayerFacts]) -> str:
        if self.broken or facts is None:
            return self.broken
        return next((text for _, card in self.members if (text := why_not(card, facts))), "")


class ModelPicker(QWidget):
    """Check boxes of the installed models with a line about each, and details to unfold.

    Args:
        parent: Owner.
    """

    changed = pyqtSignal()
    """Other models are chosen."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []
        self._facts: Optional[LayerFacts] = None
        self._wanted: set[str] = {DEFAULT_MODEL}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._rows = QWidget()
        self._layout.addWidget(self._rows)
        self._none = wrapped_label(tr("No model is installed. Import one on the page “Models”."))
        self._layout.addWidget(self._none)
        self.reload()

    def reload(self) -> None:
        """Read anew which models there are."""
        self._layout.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget()
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        self._entries = [self._make_entry(name, rows) for name in installed_models(SEGMENTATION)]
        self._layout.insertWidget(0, self._rows)
        self._none.setVisible(not self._entries)
        self._update()
        self.changed.emit()

    def set_facts(self, facts: Optional[LayerFacts]) -> None:
        """Grey out what cannot work with another layer."""
        self._facts = facts
        self._update()
        self.changed.emit()

    def chosen(self) -> tuple[str, ...]:
        """Return the names of the chosen models that can be used."""
        return tuple(entry.name for entry in self._chosen())

    def cards(self) -> list[ModelCard]:
        """Return the cards of the chosen models, as far as they can be read here."""
        return [entry.card for entry in self._chosen() if entry.card is not None]

    def working_cards(self) -> list[ModelCard]:
        """Return the cards of all networks that will run, at the resolution they run at."""
        return [at_scale(card, scale) for entry in self._chosen() for scale, card in entry.members]

    def why_not(self) -> str:
        """Return why nothing can be run with what is chosen, or an empty text."""
        if self._chosen():
            return ""
        refused = [entry for entry in self._entries if entry.name in self._wanted]
        if refused:
            return refused[0].reason(self._facts)
        return tr("Choose a model.")

    def warning(self) -> str:
        """Return what will make the result of the chosen models worse, or an empty text."""
        if self._facts is None:
            return ""
        cards = [card for entry in self._chosen() for _, card in entry.members]
        return next((text for card in cards if (text := warning(card, self._facts))), "")

    def box(self, name: str) -> QCheckBox:
        """Return the check box of a model."""
        return next(entry.box for entry in self._entries if entry.name == name)

    def focus_chain(self) -> list[QWidget]:
        """Return what can have the focus, from top to bottom."""
        return [widget for entry in self._entries for widget in (entry.box, entry.unfold)]

    def _chosen(self) -> list[_Entry]:
        return [
            entry
            for entry in self._entries
            if entry.name in self._wanted and not entry.reason(self._facts)
        ]

    def _make_entry(self, name: str, rows: QVBoxLayout) -> _Entry:
        card, members, broken = _read_cards(name)
        box = QCheckBox(shortened(name, _LONGEST_NAME))
        box.setAccessibleName(name)
        font = box.font()
        font.setBold(True)
        box.setFont(font)
        unfold = QToolButton()
        unfold.setAutoRaise(True)
        unfold.setArrowType(Qt.ArrowType.RightArrow)
        unfold.setToolTip(tr("Show or hide what is known of “{}”").format(name))
        unfold.setAccessibleName(unfold.toolTip())
        unfold.setVisible(card is not None)
        head = QHBoxLayout()
        head.addWidget(box, 1)
        head.addWidget(unfold)
        line = small_print()
        details = small_print(details_html(card)) if card is not None else small_print()
        details.setTextFormat(Qt.TextFormat.RichText)
        details.hide()
        rows.addLayout(head)
        for label in (line, details):
            rows.addLayout(indented(label, box_indent(box)))
        entry = _Entry(name, card, members, broken, box, unfold, line)
        box.clicked.connect(lambda checked: self._choose(name, wanted=checked))
        unfold.clicked.connect(lambda: _unfold(unfold, details))
        return entry

    def _choose(self, name: str, *, wanted: bool) -> None:
        if wanted:
            self._wanted.add(name)
        else:
            self._wanted.discard(name)
        self._update()
        self.changed.emit()

    def _update(self) -> None:
        for entry in self._entries:
            reason = entry.reason(self._facts)
            entry.box.setEnabled(not reason)
            entry.box.setToolTip(reason or entry.name)
            entry.box.setChecked(entry.name in self._wanted and not reason)
            about = summary(entry.card) if entry.card is not None else ""
            show_small_print(
                entry.line, reason or about or tr("Its classes are known after the first run.")
            )
            entry.line.setToolTip(about if reason else "")


def _unfold(arrow: QToolButton, details: QLabel) -> None:
    """Show the details, or hide them when they are shown."""
    shown = details.isHidden()
    details.setVisible(shown)
    arrow.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)


def _read_cards(
    name: str,
) -> tuple[Optional[ModelCard], tuple[tuple[Optional[float], ModelCard], ...], str]:
    """Return the card of a model, those of its networks, and why it cannot be used."""
    try:
        return card_beside(name), tuple(member_cards(name)), ""
    except SatDlError as error:
        return None, (), str(error)

"""The list of installed models, by where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.model_set import ModelSet
from sat_dl_plugin.gui.segment.model_fit import metres
from sat_dl_plugin.gui.widgets.swatches import strip_size, swatch_strip
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import (
    card_beside,
    installed_models,
    member_cards,
    member_path,
    network_path,
    set_of,
)

_NAME, _CLASSES, _PIXEL = range(3)
_FEWEST_ROWS, _MOST_ROWS = 3, 12


@dataclass(frozen=True)
class ModelEntry:
    """One installed model, as far as it is known without opening its network."""

    name: str
    path: Path
    is_own: bool
    """Whether it is one of the user's, not one that comes with Sat DL."""
    card: Optional[ModelCard]
    """None when it lies inside the network, which only the engine can open."""
    problem: Optional[SatDlError]
    """What is wrong with its card, or with the members of a set, if anything is."""
    model_set: Optional[ModelSet] = None
    """None for a single network."""

    def uses(self, network: ModelEntry) -> bool:
        """Return whether it is a set with this network as a member."""
        members = self.model_set.members if self.model_set is not None else ()
        return any(member_path(member, self.path) == network.path for member in members)


def read_entries() -> list[ModelEntry]:
    """Return all installed models, bundled ones first."""
    entries = []
    own = settings.models_folder()
    for name in installed_models():
        path = network_path(name)
        if path is None:
            continue
        card, problem, model_set = None, None, None
        try:
            card, model_set = card_beside(name), set_of(name)
            member_cards(name)
        except SatDlError as error:
            problem = error
        entries.append(ModelEntry(name, path, path.parent == own, card, problem, model_set))
    return entries


class ModelList(QTreeWidget):
    """Models with their classes as colours and their pixel size.

    Args:
        parent: Owner.
    """

    chosen = pyqtSignal()
    """Another model, or none, is selected."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._entries: list[ModelEntry] = []
        self.setHeaderLabels([tr("Model"), tr("Classes"), tr("Pixel size")])
        self.setAccessibleName(tr("Models"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setIconSize(strip_size(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_CLASSES, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_PIXEL, QHeaderView.ResizeMode.ResizeToContents)
        self.itemSelectionChanged.connect(self.chosen)

    def reload(self) -> None:
        """Read anew which models there are; what is selected stays so."""
        selected = self.selected()
        name = selected.name if selected is not None else ""
        self.blockSignals(True)  # noqa: FBT003 (Qt)
        self.clear()
        self._entries = read_entries()
        for is_own, title in ((False, tr("Bundled")), (True, tr("Your own"))):
            group = [entry for entry in self._entries if entry.is_own == is_own]
            if group:
                self._add_group(title, group)
        self.expandAll()
        self.blockSignals(False)  # noqa: FBT003 (Qt)
        self._fit_height()
        if not self.select(name) and self._entries:
            self.select(self._entries[0].name)

    def entries(self) -> list[ModelEntry]:
        """Return the models that are shown, in their order."""
        return list(self._entries)

    def names(self) -> list[str]:
        """Return the names that are shown, in their order."""
        return [entry.name for entry in self._entries]

    def selected(self) -> Optional[ModelEntry]:
        """Return the selected model, None when there is none."""
        for item in self.selectedItems():
            name = item.data(_NAME, Qt.ItemDataRole.UserRole)
            return next((entry for entry in self._entries if entry.name == name), None)
        return None

    def select(self, name: str) -> bool:
        """Select a model by name; returns whether there is such a one."""
        for item in self._items():
            if item.data(_NAME, Qt.ItemDataRole.UserRole) == name:
                self.setCurrentItem(item)
                return True
        return False

    def _items(self) -> list[QTreeWidgetItem]:
        groups = [self.topLevelItem(place) for place in range(self.topLevelItemCount())]
        return [group.child(place) for group in groups for place in range(group.childCount())]

    def _fit_height(self) -> None:
        rows = len(self._items()) + self.topLevelItemCount()
        row_height = max(self.sizeHintForRow(0), self.iconSize().height())
        head = self.header().sizeHint().height() + 2 * self.frameWidth()
        self.setFixedHeight(head + row_height * min(max(rows, _FEWEST_ROWS), _MOST_ROWS))

    def _add_group(self, title: str, entries: list[ModelEntry]) -> None:
        group = QTreeWidgetItem([title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setBold(True)
        group.setFont(_NAME, font)
        self.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for entry in entries:
            item = QTreeWidgetItem(group, [_shown_name(entry)])
            item.setData(_NAME, Qt.ItemDataRole.UserRole, entry.name)
            item.setToolTip(_NAME, _shown_name(entry))
            if entry.card is not None:
                classes = entry.card.foreground
                colors = [found.color for found in classes]
                item.setIcon(_CLASSES, swatch_strip(colors, self))
                names = ", ".join(found.name for found in classes)
                item.setToolTip(_CLASSES, names)
                item.setData(_CLASSES, Qt.ItemDataRole.AccessibleTextRole, names)
                gsd_m = entry.card.gsd_m
                item.setText(_PIXEL, metres(gsd_m) if gsd_m is not None else tr("any"))


def _shown_name(entry: ModelEntry) -> str:
    if entry.model_set is None:
        return entry.name
    networks = len({member.file for member in entry.model_set.members})
    return tr("{} (set of {})").format(entry.name, networks)

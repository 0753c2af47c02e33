"""Forms of facts: a name on the left, what is known on the right."""

from __future__ import annotations

from pathlib import Path
from typing import Union

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFormLayout, QLabel

_ZERO_WIDTH_SPACE = "\u200b"


def add_fact(form: QFormLayout, name: str, value: QLabel) -> None:
    """Add a row whose name stays beside the first line of its value."""
    label = QLabel(name)
    label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
    form.addRow(label, value)


def breakable(path: Union[Path, str]) -> str:
    """Return a path that a narrow label can break at its separators."""
    text = str(path)
    for separator in "/\\_":
        text = text.replace(separator, separator + _ZERO_WIDTH_SPACE)
    return text

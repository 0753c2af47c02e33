"""Pages whose work is still to come: what will be there, and what to do until then."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QWidget

from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.scrolling import scrolled_column


class PlainPage(QWidget):
    """A heading and sentences.

    Args:
        title: The heading.
        sentences: A paragraph each.
        parent: Owner.
    """

    def __init__(
        self, title: str, sentences: tuple[str, ...], parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        layout = scrolled_column(self)
        layout.addWidget(heading(title))
        for sentence in sentences:
            layout.addWidget(wrapped_label(sentence))
        layout.addStretch(1)

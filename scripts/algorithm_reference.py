"""Write docs/algorithms.md from the algorithms' own help.

Runs in QGIS's Python: ``PYTHONPATH=. QT_QPA_PLATFORM=offscreen /usr/bin/python3
scripts/algorithm_reference.py``.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingParameterDefinition,
)

from sat_dl_plugin.processing.provider import SatDlProvider

PAGE = Path(__file__).resolve().parent.parent / "docs" / "algorithms.md"
INTRODUCTION = """\
# Algorithms

Every algorithm is in the toolbox under *Sat DL*, works in batch and in model graphs, and runs with
`qgis_process run ID -- NAME=VALUE …`. Names in capitals are those of scripts. This page is written
by `scripts/algorithm_reference.py` from the help in the toolbox.
"""


def reference(algorithms: list[QgsProcessingAlgorithm]) -> str:
    """Return the page as Markdown.

    Args:
        algorithms: All algorithms of the provider.
    """
    parts = [INTRODUCTION]
    for algorithm in sorted(algorithms, key=lambda item: (item.group(), item.name())):
        # The heading is the anchor that the help button opens.
        parts.append(f"## {algorithm.name()}\n")
        parts.append(f"*{algorithm.group()}, {algorithm.displayName()}*\n")
        introduction = algorithm.shortHelpString().split("</p>", 1)[0]
        parts.append(f"{plain(introduction)}\n")
        parts.append("| parameter | |\n|---|---|")
        parts += [row(definition) for definition in algorithm.parameterDefinitions()]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def row(definition: QgsProcessingParameterDefinition) -> str:
    """Return the table row of one parameter."""
    optional = definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
    advanced = definition.flags() & QgsProcessingParameterDefinition.Flag.FlagAdvanced
    notes = ", ".join(
        note for note, holds in (("optional", optional), ("advanced", advanced)) if holds
    )
    text = plain(definition.help()).replace("|", "\\|").replace("\n", " ")
    return f"| `{definition.name()}` {definition.description()} | {text}{notes and f' ({notes})'} |"


def plain(html: str) -> str:
    """Return help text without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def main() -> None:
    """Write the page."""
    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    provider = SatDlProvider()
    provider.loadAlgorithms()
    PAGE.write_text(reference(provider.algorithms()), encoding="utf-8")
    print(f"Wrote {PAGE}")


if __name__ == "__main__":
    main()

"""Why a layer of the project cannot be opened, and what can be done about it."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProviderRegistry

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.i18n import tr


def why_broken(layer: QgsMapLayer) -> str:
    """Return what is wrong with a layer that is not valid, why, and what to do, as a text."""
    what = tr("The layer “{}” cannot be opened").format(layer.name())
    todo = tr(
        "Put it back, or right-click the layer in the list of layers and choose "
        "“Repair Data Source…”"
    )
    return str(InputError(what, _reason(layer), todo))


def _reason(layer: QgsMapLayer) -> str:
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = str(parts.get("path") or "")
    # Addresses on servers are not shown: they may hold a password.
    if not path or parts.get("vsiPrefix") or path.startswith("/vsi") or "://" in path:
        return tr("Its source was moved, does not answer or cannot be read")
    # Names alone: a whole path has no place to break its line, and would widen the panel.
    if not Path(path).exists():
        return tr("Its file {} is missing").format(Path(path).name)
    return tr("QGIS cannot read its file {}").format(Path(path).name)

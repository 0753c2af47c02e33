"""New versions of models that nobody has decided on yet: kept or discarded, they leave no trace.

They lie in a folder of their own among the user's models, where no list of models looks. What was
not decided on when QGIS ended is still there at its next start.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import ModelError, OutputError
from sat_dl_plugin.contract.model_versions import next_version
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import card_beside, installed_models
from sat_dl_plugin.processing.model_installation import install_model
from sat_dl_plugin.settings import models_folder

_FOLDER = "proposed"
_NETWORK, _CARD, _REPORT = ".onnx", ".json", ".report"
_PAGE = "report.html"


@dataclass(frozen=True)
class ProposedVersion:
    """A new version of a model that waits for a decision."""

    network: Path

    @property
    def name(self) -> str:
        """What it will be called."""
        return self.network.stem

    @property
    def report(self) -> Path:
        """Folder of the report."""
        return self.network.with_suffix(_REPORT)

    @property
    def page(self) -> Optional[Path]:
        """The page of the report; None when there is none."""
        page = self.report / _PAGE
        return page if page.is_file() else None

    @property
    def parent(self) -> str:
        """Name and version of the old version, empty when the card does not say."""
        card = self._card()
        return card.parent if card is not None else ""

    @property
    def scores(self) -> dict[str, dict[str, float]]:
        """Name of a class -> ``iou`` and ``iou_before`` on ground that was set aside."""
        card = self._card()
        found: Any = card.metrics.get("corrections", {}) if card is not None else {}
        return found if isinstance(found, dict) else {}

    def keep(self) -> Path:
        """Put it among the installed models, its report beside it.

        Returns:
            The installed network.

        Raises:
            OutputError: If the name was taken meanwhile, or the files cannot be copied.
        """
        installed = install_model(self.network)
        target = installed.with_suffix(_REPORT)
        try:
            if self.report.is_dir() and not target.exists():
                shutil.move(str(self.report), str(target))
            self.discard()
        except OSError as error:
            raise OutputError(
                tr("“{}” is kept, but its report could not be moved").format(self.name),
                error.strerror or str(error),
                tr("It is in {}").format(self.report),
            ) from error
        return installed

    def discard(self) -> None:
        """Delete it and its report.

        Raises:
            OutputError: If a file cannot be deleted.
        """
        try:
            for path in (self.network, self.network.with_suffix(_CARD)):
                path.unlink(missing_ok=True)
            shutil.rmtree(self.report, ignore_errors=True)
        except OSError as error:
            raise OutputError(
                tr("“{}” cannot be deleted").format(self.name),
                error.strerror or str(error),
                tr("Close what uses it, and try again"),
            ) from error

    def _card(self) -> Optional[ModelCard]:
        try:
            return ModelCard.from_json(self.network.with_suffix(_CARD).read_text(encoding="utf-8"))
        except (OSError, ModelError):
            return None


def proposed_versions() -> list[ProposedVersion]:
    """Return the versions that wait for a decision, the oldest first."""
    found = (models_folder() / _FOLDER).glob(f"*{_NETWORK}")
    return [ProposedVersion(path) for path in sorted(found, key=lambda path: path.stat().st_mtime)]


def new_proposal(model: str) -> ProposedVersion:
    """Return where the next version of a model is to be written.

    Raises:
        OutputError: If there is no place for it.
    """
    card = card_beside(model)
    taken = {*installed_models(), *(version.name for version in proposed_versions())}
    name = next_version(Path(model).stem if card is None else card.name, taken, _version(card))
    folder = models_folder() / _FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            tr("The folder {} cannot be made").format(folder),
            error.strerror or str(error),
            tr("Check who may write there"),
        ) from error
    return ProposedVersion(folder / f"{name}{_NETWORK}")


def _version(card: Optional[ModelCard]) -> str:
    return "" if card is None else card.version

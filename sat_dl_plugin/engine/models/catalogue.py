"""Models by name: the bundled catalogue, the user's folder, or a path."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional, Union

from sat_dl_plugin.contract.digests import file_sha256
from sat_dl_plugin.contract.errors import ModelError, SatDlError
from sat_dl_plugin.contract.jobs import START_FROM_NOTHING
from sat_dl_plugin.contract.model_set import (
    NETWORK_SUFFIX,
    SET_SUFFIX,
    is_set_file,
    read_model_set,
    set_name,
)
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.network import OnnxNetwork
from sat_dl_plugin.engine.models.statements import read_json_object

CATALOGUE_FILE = "catalogue.json"

_TEXT_FIELDS = ("name", "file", "sha256", "licence", "task", "summary")


@dataclass(frozen=True)
class CatalogueEntry:
    """One bundled network, or set of them."""

    name: str
    file: str
    """File name in the bundled ``models`` folder."""
    sha256: str
    size_bytes: int
    licence: str
    task: str
    summary: str


def read_catalogue(folder: Optional[Path] = None) -> tuple[CatalogueEntry, ...]:
    """Return the bundled networks.

    Args:
        folder: Folder of ``catalogue.json``; the shipped one when None.

    Raises:
        ModelError: If the catalogue is missing or broken.
    """
    folder = folder or shipped("models")
    path = folder / CATALOGUE_FILE
    content = read_json_object(path)
    entries = content.get("models") if content is not None else None
    if not isinstance(entries, list):
        raise ModelError(
            f"The catalogue {path.name} of bundled models cannot be read",
            "The installation is incomplete or damaged",
            "Install the plugin again",
        )
    return tuple(_entry(item) for item in entries)


def _entry(item: Any) -> CatalogueEntry:
    if not isinstance(item, dict):
        raise ModelError("An entry of the model catalogue is not a JSON object")
    texts = {key: item.get(key) for key in _TEXT_FIELDS}
    wrong = [key for key, value in texts.items() if not isinstance(value, str) or not value]
    size = item.get("size_bytes")
    if wrong or not isinstance(size, int):
        lacking = ", ".join(wrong or ["size_bytes"])
        raise ModelError(f"Model {item.get('name')!r} of the catalogue lacks {lacking}")
    if Path(str(texts["file"])).name != texts["file"]:
        raise ModelError(f"File {texts['file']!r} of the catalogue is not a bare file name")
    return CatalogueEntry(size_bytes=size, **{key: str(value) for key, value in texts.items()})


def write_catalogue(folder: Path) -> tuple[CatalogueEntry, ...]:
    """Write ``catalogue.json`` for the models of a folder, from the cards inside them.

    Args:
        folder: Folder of ONNX files with their cards, and of sets; the file is written there.

    Returns:
        The entries, by name.
    """
    entries = []
    networks = [(path, path.stem) for path in sorted(folder.glob(f"*{NETWORK_SUFFIX}"))]
    sets = [(path, set_name(path)) for path in sorted(folder.glob(f"*{SET_SUFFIX}"))]
    for path, name in networks + sets:
        card = read_model_set(path).card if is_set_file(path) else resolve_card(path).card
        if card.name != name:
            raise ModelError(f"{path.name} calls itself {card.name!r}: rename one of them")
        entry = CatalogueEntry(
            name=card.name,
            file=path.name,
            sha256=file_sha256(path),
            size_bytes=path.stat().st_size,
            licence=card.licence,
            task=card.task,
            summary=card.description or ", ".join(item.name for item in card.foreground),
        )
        entries.append(entry)
    content = {"schema": 1, "models": [asdict(entry) for entry in entries]}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / CATALOGUE_FILE).write_text(f"{text}\n", encoding="utf-8")
    return tuple(entries)


def find_network(name_or_path: str, models_folder: Union[str, Path, None] = None) -> Path:
    """Return the ONNX file that a name or a path means, see `find_model`.

    Raises:
        ModelError: If there is no such network, it is a set, or a bundled file was changed.
    """
    path = find_model(name_or_path, models_folder)
    if is_set_file(path):
        raise ModelError(
            f"{name_or_path!r} is a set of networks",
            "One network is needed here",
            "Choose one of its members: "
            + ", ".join(dict.fromkeys(member.name for member in read_model_set(path).members)),
        )
    return path


def find_start(name_or_path: str, models_folder: Union[str, Path, None] = None) -> Optional[Path]:
    """Return the file that a training starts from, None where it starts from nothing.

    Raises:
        ModelError: As `find_network`.
    """
    if name_or_path in ("", START_FROM_NOTHING):
        return None
    return find_network(name_or_path, models_folder)


def find_model(name_or_path: str, models_folder: Union[str, Path, None] = None) -> Path:
    """Return the ONNX file, or the file of a set, that a name or a path means.

    Bundled models come first, then the user's folder, then paths. A bundled file must be
    the very one the catalogue lists.

    Args:
        name_or_path: Name in the catalogue or the user's folder, or path of a file.
        models_folder: Folder of the user's own models.

    Raises:
        ModelError: If there is no such model, or a bundled file was changed.
    """
    bundled = {entry.name: entry for entry in bundled_models()}
    if name_or_path in bundled:
        return _checked(bundled[name_or_path])
    is_bare = Path(name_or_path).name == name_or_path
    own = Path(models_folder) if models_folder else None
    if own is not None and is_bare:
        for candidate in (
            own / f"{name_or_path}{NETWORK_SUFFIX}",
            own / f"{name_or_path}{SET_SUFFIX}",
            own / name_or_path,
        ):
            if candidate.is_file():
                return candidate
    path = Path(name_or_path).expanduser()
    if path.is_file():
        return path
    if not is_bare or path.suffix:
        raise ModelError(
            f"Model file {name_or_path} does not exist",
            _available(bundled, own),
            "Check the path or choose one of these",
        )
    raise ModelError(
        f"There is no model {name_or_path!r}",
        _available(bundled, own),
        "Choose one of these, give the path of an ONNX file, or import one",
    )


def bundled_models() -> tuple[CatalogueEntry, ...]:
    """Return the shipped catalogue; a package installed without its models has none."""
    folder = bundled_folder()
    if folder is None or not (folder / CATALOGUE_FILE).is_file():
        return ()
    return read_catalogue(folder)


def bundled_folder() -> Optional[Path]:
    """Return the folder of the shipped models, None where the package has none."""
    try:
        return shipped("models")
    except SatDlError:
        return None


def _checked(entry: CatalogueEntry) -> Path:
    path = shipped("models") / entry.file
    if not path.is_file():
        raise ModelError(
            f"The bundled model {entry.name!r} is missing",
            f"{entry.file} is not in the installation",
            "Install the plugin again",
        )
    if file_sha256(path) != entry.sha256:
        raise ModelError(
            f"The bundled model {entry.name!r} was changed",
            f"{entry.file} is not the file the catalogue lists",
            "Install the plugin again",
        )
    return path


def _available(bundled: dict[str, CatalogueEntry], own: Optional[Path]) -> str:
    names = list(bundled)
    if own is not None and own.is_dir():
        names += sorted(path.stem for path in own.glob(f"*{NETWORK_SUFFIX}"))
        names += sorted(set_name(path) for path in own.glob(f"*{SET_SUFFIX}"))
    return f"Available models: {', '.join(names)}" if names else "No models are installed"


def load_network(
    name_or_path: str,
    models_folder: Union[str, Path, None] = None,
    device: str = "auto",
    threads: int = 0,
    changes: Optional[dict[str, Any]] = None,
) -> OnnxNetwork:
    """Open a network by name or path, ready to predict.

    Args:
        name_or_path: Name in the catalogue or the user's folder, or path of an ONNX file.
        models_folder: Folder of the user's own models.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``directml`` or ``coreml``.
        threads: Threads of one run; 0 for all cores this process may use.
        changes: Card fields the user states.

    Returns:
        The network; its ``warnings`` say what was assumed or could not be had.

    Raises:
        ModelError: If there is no such network or it cannot be used.
        UsageError: If the device is unknown.
    """
    return open_network(find_network(name_or_path, models_folder), device, threads, changes)


def open_network(
    path: Path, device: str = "auto", threads: int = 0, changes: Optional[dict[str, Any]] = None
) -> OnnxNetwork:
    """Open the network in a file; see `load_network`."""
    network = OnnxNetwork(path, resolve_card(path, changes), device, threads)
    if network.card.guessed:
        fields = ", ".join(network.card.guessed)
        network.warnings.append(
            f"Nobody stated these fields of {network.card.name}, so they are guessed: {fields}. "
            "Describe the model to see them, import it to correct them"
        )
    return network

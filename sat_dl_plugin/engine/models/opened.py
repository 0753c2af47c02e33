"""The open networks of a job, which a worker keeps open for the next one.

Reading a graph and opening a session takes as long as predicting a small picture. A process
that does one job and ends keeps nothing; a worker asks for it with `keep_networks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from sat_dl_plugin.contract.digests import file_sha256
from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.contract.limits import thread_limit

if TYPE_CHECKING:
    from sat_dl_plugin.engine.models.network import OnnxNetwork
    from sat_dl_plugin.engine.models.open_model import OpenModel
    from sat_dl_plugin.engine.models.sets import FoundModel

_CARD_SUFFIXES = frozenset((".json", ".emd"))

_FileIdentity = tuple[str, int, int]
"""Path, size in bytes, time of the last change in nanoseconds."""

_Key = tuple[tuple[_FileIdentity, ...], str, int]
"""Files that make a network what it is, device, threads."""


class _KeptNetworks:
    """The networks of the last job, and no others, so that memory stays bounded."""

    def __init__(self) -> None:
        self.is_enabled = False
        self.networks: dict[_Key, OnnxNetwork] = {}


_kept = _KeptNetworks()


def keep_networks() -> None:
    """Keep the networks of every job for the next one, from now on."""
    _kept.is_enabled = True


def forget_networks() -> None:
    """Let go of kept networks, so that their memory is free when the running job ends.

    Safe from every thread; a job that uses them goes on.
    """
    _kept.networks.clear()


@contextmanager
def opened_networks(
    names: Sequence[str], models_folder: Optional[str], device: str
) -> Iterator[tuple[OnnxNetwork, ...]]:
    """Open the networks of a job that takes no sets, for a ``with`` block.

    After a failure none is kept: a device that failed once may have become unusable.

    Args:
        names: As `catalogue.load_network` takes them.
        models_folder: Folder of the user's own models.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``directml`` or ``coreml``.

    Raises:
        ModelError: If there is no such network or it cannot be used.
        UsageError: If the device is unknown.
    """
    # Imported here, so that a worker says hello before it loads what only networks need.
    from sat_dl_plugin.engine.models.catalogue import find_network

    paths = [find_network(name, models_folder) for name in names]
    with _forgetting_after_failure():
        yield tuple(_opened(paths, device))


@contextmanager
def opened_models(
    names: Sequence[str],
    models_folder: Optional[str],
    device: str,
    weights: Sequence[float] = (),
) -> Iterator[tuple[OpenModel, ...]]:
    """Open the models of a job, single networks and sets, for a ``with`` block.

    A network that several of them have is opened once.

    Args:
        names: As `catalogue.find_model` takes them.
        models_folder: Folder of the user's own models.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``directml`` or ``coreml``.
        weights: Of each model in the mean; all count the same when empty.

    Raises:
        ModelError: If there is no such model, it cannot be used, or a member of a set is missing
            or was changed.
        UsageError: If the device is unknown.
    """
    from sat_dl_plugin.engine.models.sets import found_model

    found = [found_model(name, models_folder) for name in names]
    with _forgetting_after_failure():
        networks = iter(_opened([file for model in found for file in model.files], device))
        yield tuple(
            _model(model, [next(networks) for _ in model.files], weight)
            for model, weight in zip(found, weights or [1.0] * len(found))
        )


def _model(found: FoundModel, networks: list[OnnxNetwork], weight: float) -> OpenModel:
    from sat_dl_plugin.engine.models.open_model import OpenModel
    from sat_dl_plugin.engine.models.sets import check_legend

    if found.model_set is None:
        return OpenModel.of_network(networks[0], weight)
    check_legend(found.model_set, [network.card for network in networks])
    return OpenModel.of_set(found.model_set, file_sha256(found.path), networks, weight)


@contextmanager
def _forgetting_after_failure() -> Iterator[None]:
    try:
        yield
    except JobCancelled:
        raise
    except BaseException:
        forget_networks()
        raise


def _opened(paths: Sequence[Path], device: str) -> list[OnnxNetwork]:
    from sat_dl_plugin.engine.models.catalogue import open_network

    threads = thread_limit()
    keys = [(network_identity(path), device, threads) for path in paths]
    # Before any other is opened: two sets of networks may not fit into the memory.
    _kept.networks = {key: kept for key, kept in _kept.networks.items() if key in keys}
    opened: dict[_Key, OnnxNetwork] = {}
    for path, key in zip(paths, keys):
        if key in opened:
            continue
        network = _kept.networks.get(key)
        if network is None:
            network = open_network(path, device, threads)
            if _kept.is_enabled:
                _kept.networks[key] = network
        else:
            network.restart()
        opened[key] = network
    return [opened[key] for key in keys]


def model_identity(name: str, models_folder: Optional[str]) -> tuple[_FileIdentity, ...]:
    """Return what changes when a model does: its network, or its set and all members.

    Args:
        name: As `catalogue.find_model` takes it.
        models_folder: Folder of the user's own models.

    Raises:
        ModelError: If there is no such model, or a member of a set is missing or was changed.
    """
    from sat_dl_plugin.engine.models.sets import found_model

    found = found_model(name, models_folder)
    networks = tuple(entry for file in found.files for entry in network_identity(file))
    if found.model_set is None:
        return networks
    stat = found.path.stat()
    return ((str(found.path), stat.st_size, stat.st_mtime_ns), *networks)


def network_identity(path: Path) -> tuple[_FileIdentity, ...]:
    """Return what changes when a network, its weights or a card beside it does.

    Args:
        path: The ONNX file, as from `catalogue.find_network`.
    """
    beside = (
        entry
        for entry in path.parent.iterdir()
        if entry.suffix.lower() in _CARD_SUFFIXES or entry.name.startswith(path.stem)
    )
    files = sorted({path, *(entry for entry in beside if entry.is_file())})
    facts = [(file, file.stat()) for file in files]
    return tuple((str(file), fact.st_size, fact.st_mtime_ns) for file, fact in facts)

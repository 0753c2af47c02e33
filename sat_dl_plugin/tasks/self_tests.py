"""Which models have passed their self-test on this machine, as QGIS remembers it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Optional

from qgis.core import QgsSettings

from sat_dl_plugin.contract.errors import SatDlError, error_from_dict
from sat_dl_plugin.processing.installed_models import network_path
from sat_dl_plugin.tasks.rates import learn_rate, rate_key

_SETTING = "sat_dl/self_tests"


@dataclass(frozen=True)
class SelfTestRecord:
    """How the last self-test of a model ended."""

    pixels_per_s: float = 0.0
    """Network pixels per second; 0 when it failed."""
    provider: str = ""
    """The execution provider that computed it, as onnxruntime calls it."""
    error: Optional[dict[str, str]] = None
    """The failure as `SatDlError.to_dict` writes it, None when it passed."""

    @property
    def passed(self) -> bool:
        """Whether the model did what its card says."""
        return self.error is None

    def failure(self) -> Optional[SatDlError]:
        """Return the error it failed with, None when it passed."""
        return None if self.error is None else error_from_dict(self.error)


def needs_self_test(model: str) -> bool:
    """Return whether a model was never tested, or is another file than the one tested.

    Args:
        model: Name or path of a network; False when there is none.
    """
    return network_path(model) is not None and last_self_test(model) is None


def last_self_test(model: str) -> Optional[SelfTestRecord]:
    """Return how the self-test of a model ended, None when this very file was never tested.

    Args:
        model: Name or path of a network.
    """
    key = _key(model)
    text = QgsSettings().value(key, "", str) if key else ""
    try:
        return SelfTestRecord(**json.loads(text)) if text else None
    except (ValueError, TypeError):
        # Of another version of Sat DL.
        return None


def remember_success(model: str, device: str, result: dict[str, Any]) -> None:
    """Remember that a model passed, and how fast it is on this machine.

    Args:
        model: Name or path of the network.
        device: As in ``DEVICE``.
        result: What the job returned.
    """
    record = SelfTestRecord(
        pixels_per_s=float(result.get("pixels_per_s", 0.0)),
        provider=str(result.get("provider", "")),
    )
    _write(model, record)
    learn_rate(
        rate_key([model], device),
        float(result.get("network_pixels", 0)),
        float(result.get("seconds", 0.0)),
    )


def remember_failure(model: str, error: SatDlError) -> None:
    """Remember why a model failed."""
    _write(model, SelfTestRecord(error=error.to_dict()))


def _write(model: str, record: SelfTestRecord) -> None:
    key = _key(model)
    if key:
        QgsSettings().setValue(key, json.dumps(asdict(record)))


def _key(model: str) -> str:
    """Return the setting of a network's file, wherever it lies; empty when there is none."""
    path = network_path(model)
    if path is None:
        return ""
    stat = path.stat()
    identity = f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}"
    return f"{_SETTING}/{hashlib.sha256(identity.encode('utf-8')).hexdigest()[:16]}"

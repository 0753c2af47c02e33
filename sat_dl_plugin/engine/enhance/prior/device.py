"""Where a prior is fitted: the device by its name, and what it runs out of."""

from __future__ import annotations

import torch

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.limits import thread_limit
from sat_dl_plugin.contract.reporting import Reporter

_NAMES = ("auto", "cpu", "cuda", "mps")

# What the toolbox calls the GPUs of other systems, and what torch has there.
_ALIASES = {"coreml": "mps", "directml": "cpu"}

# Peak memory of a fit on the processor, per fitted pixel: the network's part and a band's.
_NETWORK_BYTES, _BAND_BYTES = 2400, 80


def bytes_per_pixel(bands: int) -> int:
    """Return the memory that fitting takes per pixel of the output, measured on 512 x 512."""
    return _NETWORK_BYTES + _BAND_BYTES * bands


def choose_device(name: str, reporter: Reporter) -> torch.device:
    """Return the device of a name; the processor, said aloud, where it is not there.

    Raises:
        UsageError: If the name is unknown.
    """
    limit = thread_limit()
    if limit:
        torch.set_num_threads(limit)
    wanted, _, number = name.strip().lower().partition(":")
    kind = _ALIASES.get(wanted, wanted)
    if kind not in _NAMES:
        raise UsageError(f"Unknown device {name!r}", "", f"Use {', '.join(_NAMES)} or cuda:1")
    if kind == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available() and int(number or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    if not there[kind]:
        reporter.log(f"There is no device {name!r} for fitting; the processor does it.", "warning")
        return torch.device("cpu")
    if wanted == "directml":
        reporter.log("Fitting cannot use DirectML; the processor does it.", "warning")
    return torch.device(f"{kind}:{number}" if number else kind)


def device_title(device: torch.device) -> str:
    """Return what provenance calls a device."""
    if device.type == "cuda":
        return f"torch {torch.__version__} on {torch.cuda.get_device_name(device)}"
    return f"torch {torch.__version__} on {device.type}"


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error means that memory ran out, on any device."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    # The processor's allocator and Apple's raise plain runtime errors.
    return isinstance(error, RuntimeError) and (
        "out of memory" in text or "can't allocate memory" in text or "not enough memory" in text
    )


def free_device_memory(device: torch.device) -> None:
    """Give back what the allocator of a GPU keeps for later."""
    if device.type == "cuda":
        torch.cuda.empty_cache()

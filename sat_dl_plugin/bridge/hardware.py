"""What the machine has that networks can run on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass

from sat_dl_plugin.bridge.environment import worker_environment

OLDEST_DRIVER = 580
"""Major version of the first driver for CUDA 13, which the locked onnxruntime-gpu uses."""

_QUERY_TIMEOUT_S = 15.0
"""A driver that wakes up needs seconds; one that hangs must not hang us."""


@dataclass(frozen=True)
class NvidiaGpu:
    """What the driver tells of one GPU."""

    name: str
    memory: str
    """With its unit."""
    driver: str
    """Version of the driver."""

    @property
    def is_driver_new_enough(self) -> bool:
        """Whether the CUDA of the runtime works with this driver."""
        major = self.driver.split(".")[0]
        return major.isdigit() and int(major) >= OLDEST_DRIVER


def nvidia_gpus() -> list[NvidiaGpu]:
    """Return the NVIDIA GPUs, none where there is no driver."""
    tool = shutil.which("nvidia-smi")
    if tool is None or sys.platform == "darwin":
        return []
    command = [tool, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        answer = subprocess.run(  # nosec B603 - the driver's own tool, fixed arguments
            command,
            capture_output=True,
            text=True,
            timeout=_QUERY_TIMEOUT_S,
            check=False,
            env=worker_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    if answer.returncode != 0:
        return []
    rows = [[cell.strip() for cell in line.split(",")] for line in answer.stdout.splitlines()]
    return [NvidiaGpu(*row) for row in rows if len(row) == 3]


def recommended_variant() -> str:
    """Return the runtime variant that uses what this machine has."""
    if any(gpu.is_driver_new_enough for gpu in nvidia_gpus()):
        return "gpu"
    return "directml" if sys.platform == "win32" else "cpu"

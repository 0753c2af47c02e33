"""What the machine has that networks can run on."""

from __future__ import annotations

import shutil
import subprocess
import sys

from sat_dl_plugin.bridge.environment import worker_environment

_QUERY_TIMEOUT_S = 15.0
"""A driver that wakes up needs seconds; one that hangs must not hang us."""


def nvidia_gpus() -> list[str]:
    """Return name, memory and driver version of every NVIDIA GPU, one text each."""
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
    return [line.strip() for line in answer.stdout.splitlines() if line.strip()]


def recommended_variant() -> str:
    """Return the runtime variant that uses what this machine has."""
    if nvidia_gpus():
        return "gpu"
    return "directml" if sys.platform == "win32" else "cpu"

"""How a module of this package is started in another Python, cut off from QGIS's modules."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Optional

PACKAGE_FOLDER = Path(__file__).resolve().parent.parent

# The package is loaded from its very folder, whatever that is called and whatever else lies
# beside it: the plugins next to ours must not become importable before the runtime's packages.
# Its parent goes to the end of the path for child processes that start afresh (data loaders).
_BOOTSTRAP = """
import importlib, importlib.util, os, sys
folder, module = sys.argv[1:3]
del sys.argv[1:3]
spec = importlib.util.spec_from_file_location(
    "sat_dl_plugin", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder])
package = importlib.util.module_from_spec(spec)
sys.modules["sat_dl_plugin"] = package
spec.loader.exec_module(package)
sys.path.append(os.path.dirname(folder))
raise SystemExit(importlib.import_module(module).main())
"""


def module_command(python: Path, module: str, *arguments: str) -> list[str]:
    """Return the command that runs ``main()`` of a module of this package in another Python.

    ``-I`` keeps the current folder, the user's site-packages and ``PYTHON*`` variables out.

    Args:
        python: The interpreter.
        module: Dotted name of the module.
        arguments: What follows in the child's ``sys.argv``.
    """
    return [
        *(str(python), "-I", "-X", "utf8", "-c", _BOOTSTRAP),
        *(str(PACKAGE_FOLDER), module, *arguments),
    ]


def group_options() -> dict[str, Any]:
    """Return the `subprocess.Popen` options that make a child the head of its own group."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a child that `group_options` started, with everything it started itself."""
    if sys.platform == "win32":
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        command = [str(system / "taskkill.exe"), "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(  # nosec B603 - Windows' own tool, with a number
            command, check=False, capture_output=True, creationflags=subprocess.CREATE_NO_WINDOW
        )
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # All of the group are gone (macOS: PermissionError when only zombies are left).
            return


def wait_for_exit(process: subprocess.Popen[bytes], timeout_s: float) -> Optional[int]:
    """Return a child's exit code, or None when it still runs after ``timeout_s``."""
    try:
        return process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        return None

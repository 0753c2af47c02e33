"""Which Python a runtime is made with: the named one, QGIS's own, one that uv brings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Optional

import pytest

from sat_dl_plugin.bridge import creation, installer, interpreters, uv
from sat_dl_plugin.bridge.interpreters import (
    Interpreter,
    examine_interpreter,
    named_interpreter,
    own_interpreters,
)
from sat_dl_plugin.bridge.means import Means
from sat_dl_plugin.contract.errors import RuntimeSetupError
from sat_dl_plugin.contract.reporting import SilentReporter

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fake Pythons are scripts")


def fake_python(path: Path, **facts: Any) -> Path:
    """Write a program that answers the probe like a Python with these facts."""
    answer = {
        "version": [3, 12, 1],
        "implementation": "cpython",
        "bits": 64,
        "real": str(path),
        "venv": True,
        "ensurepip": True,
        "pip": "24.0",
        **facts,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho noise\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
    path.chmod(0o755)
    return path


def qgis_with(monkeypatch: pytest.MonkeyPatch, prefix: Path, executable: Path) -> None:
    """Pretend to run inside a QGIS whose Python lies under a prefix."""
    for name in ("prefix", "base_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, str(prefix))
    monkeypatch.setattr(sys, "executable", str(executable))


def find(named: Optional[str], *helpers: Interpreter) -> Interpreter:
    return creation._find_interpreter(named, Means({}, helpers), SilentReporter())


def test_this_python_is_understood() -> None:
    found = examine_interpreter(sys.executable)

    assert found.version[:2] == sys.version_info[:2]
    assert found.is_cpython_64
    assert found.has_venv


def test_the_named_python_comes_first(tmp_path: Path) -> None:
    own = examine_interpreter(fake_python(tmp_path / "own"))
    named = fake_python(tmp_path / "named")

    assert find(str(named), own).path == named


def test_then_the_one_of_qgis(tmp_path: Path) -> None:
    old = examine_interpreter(fake_python(tmp_path / "old", version=[3, 9, 18]))
    own = examine_interpreter(fake_python(tmp_path / "own"))

    assert find(None, old, own) == own


def test_then_the_one_that_uv_brings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = examine_interpreter(fake_python(tmp_path / "old", version=[3, 9, 18]))
    brought = fake_python(tmp_path / "cache" / "pythons" / "python3")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tool = tmp_path / "bin" / "uv"
    tool.parent.mkdir()
    tool.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n[ "$2" = find ] && echo {brought}\nexit 0\n'
    )
    tool.chmod(0o755)
    monkeypatch.setattr(uv.shutil, "which", lambda name: str(tool))

    assert find(None, old).path == brought
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls[0].startswith("python install 3.12")


def test_without_any_python_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(uv.shutil, "which", lambda name: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    bare = examine_interpreter(fake_python(tmp_path / "bare", ensurepip=False, pip=""))

    with pytest.raises(RuntimeSetupError, match="python3-venv"):
        find(None, bare)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"version": [3, 9, 18]}, "it is Python 3.9.18; 3.10 to 3.14 are supported"),
        ({"version": [3, 15, 0]}, "it is Python 3.15.0"),
        ({"bits": 32}, "not a 64-bit CPython"),
        ({"implementation": "pypy"}, "not a 64-bit CPython"),
        ({"venv": False}, "lacks the module venv"),
    ],
)
def test_a_named_python_that_does_not_fit_is_refused(
    facts: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeSetupError, match=words):
        named_interpreter(str(fake_python(tmp_path / "python3", **facts)))


@pytest.mark.parametrize("content", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho hello\n", ""])
def test_a_program_that_is_no_python_is_refused(content: str, tmp_path: Path) -> None:
    program = tmp_path / "python3"
    program.write_text(content)
    program.chmod(0o755)

    with pytest.raises(RuntimeSetupError, match="cannot be used as a Python"):
        named_interpreter(str(program))


def test_inside_a_qgis_program_the_python_beside_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On macOS `sys.executable` is QGIS itself, with its Python in `bin` beside it."""
    bundle = tmp_path / "QGIS.app" / "Contents" / "MacOS"
    python = fake_python(bundle / "bin" / "python3")
    (bundle / "QGIS").write_text("#!/bin/sh\nexit 1\n")
    qgis_with(monkeypatch, tmp_path / "nowhere", bundle / "QGIS")

    assert [found.path for found in own_interpreters()] == [python]


def test_on_windows_the_python_under_the_prefix_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "apps" / "Python312" / "python.exe"
    python.parent.mkdir(parents=True)
    python.touch()
    qgis_with(monkeypatch, python.parent, tmp_path / "bin" / "qgis-ltr-bin.exe")
    monkeypatch.setattr(interpreters.sys, "platform", "win32")

    assert interpreters.own_interpreter_paths() == [python]


def test_links_to_one_python_count_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = fake_python(tmp_path / "bin" / "python3")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (tmp_path / "bin" / version).symlink_to(python)
    fake_python(python, real=str(python))
    qgis_with(monkeypatch, tmp_path, python)

    assert len(own_interpreters()) == 1


@pytest.mark.parametrize(
    ("facts", "has_uv", "possible"),
    [
        ({"ensurepip": True, "pip": ""}, False, True),
        ({"ensurepip": False, "pip": "23.0.1"}, False, True),
        ({"ensurepip": False, "pip": "22.2"}, False, False),
        ({"ensurepip": False, "pip": ""}, True, True),
        ({"ensurepip": False, "pip": ""}, False, False),
    ],
)
def test_what_can_install_into_a_new_environment(
    facts: dict[str, Any],
    has_uv: bool,
    possible: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installer.shutil, "which", lambda name: "/bin/uv" if has_uv else None)
    python = examine_interpreter(fake_python(tmp_path / "python3", **facts))

    assert installer.can_install(python, ()) is possible

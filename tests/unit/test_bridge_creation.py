"""A runtime is there whole or not at all: made with real pip from a wheelhouse of one wheel."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest

from sat_dl_plugin.bridge import __main__ as command_line
from sat_dl_plugin.bridge import creation, runtime, spec
from sat_dl_plugin.bridge.interpreters import Interpreter, named_interpreter
from sat_dl_plugin.bridge.inventory import take_inventory
from sat_dl_plugin.bridge.runtime import (
    RuntimeSpec,
    create_runtime,
    ensure_runtime,
    find_runtime,
    list_runtimes,
    remove_outdated,
    remove_runtime,
    runtime_folder,
)
from sat_dl_plugin.bridge.spec import runtimes_folder, venv_python
from sat_dl_plugin.contract.errors import JobCancelled, RuntimeSetupError, UsageError
from sat_dl_plugin.contract.reporting import SilentReporter

PACKAGE = "satdltestpackage"
DEAD_PID = 2**22 + 1
"""Above the largest process id of Linux."""


class StepReporter:
    """Keeps the phases, and calls something at one of them."""

    def __init__(self, at: str = "", action: Callable[[], None] = lambda: None) -> None:
        self.phases: list[str] = []
        self._at = at
        self._action = action

    def progress(self, fraction: float, phase: str) -> None:
        self.phases.append(phase)
        if self._at and phase.startswith(self._at):
            self._action()

    def log(self, text: str, level: str = "info") -> None:
        self.phases.append(text)

    def check_cancelled(self) -> None:
        """Never cancel by asking; `action` may raise."""


def cancel() -> None:
    raise JobCancelled


def write_wheel(folder: Path, name: str = PACKAGE) -> str:
    """Write a wheel of one module with a program, and return its sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", "def main():\n    print('it works')\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{name} = {name}:main\n")
        archive.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A wheelhouse and a lock of one package, an empty cache, and a check that always passes.

    The Python is said to lack `ensurepip`, because unpacking pip takes most of the time.
    """
    digest = write_wheel(tmp_path / "wheels")
    lock = tmp_path / "infer-cpu.txt"
    lock.write_text(f"{PACKAGE}==1.0 \\\n    --hash=sha256:{digest}\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SATDL_PYTHON", raising=False)
    monkeypatch.setattr(spec, "lock_files", lambda _spec: (lock,))
    monkeypatch.setattr(creation, "lock_files", lambda _spec: (lock,))
    monkeypatch.setattr(creation, "check_runtime", lambda *_: {"versions": {PACKAGE: "1.0"}})
    monkeypatch.setattr(
        creation, "named_interpreter", lambda path: this_python(path, has_ensurepip=False)
    )
    return tmp_path / "wheels"


def this_python(path: str, has_ensurepip: bool) -> Interpreter:
    return replace(named_interpreter(path), has_ensurepip=has_ensurepip)


def make(wheelhouse: Path, reporter: Any = None, **options: Any) -> Path:
    options.setdefault("python", sys.executable)
    return create_runtime(
        RuntimeSpec(), reporter or SilentReporter(), wheelhouse=wheelhouse, **options
    )


def run_package(python: Path) -> str:
    command = [str(python), "-I", "-c", f"import {PACKAGE}; {PACKAGE}.main()"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def entries() -> list[str]:
    folder = runtimes_folder()
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_created_runtime_works_under_its_final_name(wheelhouse: Path) -> None:
    reporter = StepReporter()

    python = make(wheelhouse, reporter)

    assert python == venv_python(runtime_folder(RuntimeSpec()))
    assert run_package(python) == "it works"
    assert entries() == [runtime_folder(RuntimeSpec()).name]
    assert any(PACKAGE in phase for phase in reporter.phases)
    assert find_runtime() == python


def test_with_ensurepip_the_runtime_has_a_pip_of_its_own(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        creation, "named_interpreter", lambda path: this_python(path, has_ensurepip=True)
    )

    python = make(wheelhouse)

    assert run_package(python) == "it works"
    pip = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=True)
    assert str(runtime_folder(RuntimeSpec())) in pip.stdout.decode()


def test_without_ensurepip_another_pip_installs_from_outside(wheelhouse: Path) -> None:
    python = make(wheelhouse)

    assert run_package(python) == "it works"
    pip = [str(python), "-m", "pip", "--version"]
    assert subprocess.run(pip, capture_output=True, check=False).returncode != 0


def test_programs_that_name_the_building_folder_are_gone(wheelhouse: Path) -> None:
    python = make(wheelhouse)

    names = {path.name for path in python.parent.iterdir()}
    assert names
    assert all(name.startswith("python") for name in names)


def test_a_file_that_was_changed_is_refused(wheelhouse: Path) -> None:
    wheel = next(wheelhouse.iterdir())
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("evil.py", "")

    with pytest.raises(RuntimeSetupError, match="not the one that was locked"):
        make(wheelhouse)

    assert entries() == []
    assert find_runtime() is None


def test_a_wheelhouse_without_the_wheel_says_which_is_missing(wheelhouse: Path) -> None:
    next(wheelhouse.iterdir()).unlink()

    with pytest.raises(RuntimeSetupError, match=f"holds no wheel of {PACKAGE}==1.0"):
        make(wheelhouse)

    assert entries() == []


def test_a_runtime_that_fails_its_check_never_gets_its_name(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> dict[str, Any]:
        raise RuntimeSetupError("It does not compute")

    monkeypatch.setattr(creation, "check_runtime", fail)

    with pytest.raises(RuntimeSetupError, match="does not compute"):
        make(wheelhouse)

    assert entries() == []
    assert find_runtime() is None


@pytest.mark.parametrize("phase", ["Making", "Getting", "Unpacking", "Trying"])
def test_a_cancel_leaves_nothing(phase: str, wheelhouse: Path) -> None:
    with pytest.raises(JobCancelled):
        make(wheelhouse, StepReporter(phase, cancel))

    assert entries() == []


def test_a_creation_that_was_killed_is_cleared_away_by_the_next(wheelhouse: Path) -> None:
    name = runtime_folder(RuntimeSpec()).name
    dead = _building(f"{name}.building-{DEAD_PID}-aa", creation.platform.node(), DEAD_PID)
    alive = _building(f"{name}.building-1-bb", creation.platform.node(), os.getppid())
    elsewhere = _building(f"{name}.building-1-cc", "another-machine", DEAD_PID)

    assert find_runtime() is None
    make(wheelhouse)

    assert not dead.exists()
    assert entries() == sorted([name, alive.name, elsewhere.name])


def test_what_another_machine_left_long_ago_is_cleared_away(wheelhouse: Path) -> None:
    old = _building("infer-cpu-x.building-1-aa", "another-machine", DEAD_PID)
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(old, (long_ago, long_ago))

    assert creation.remove_abandoned() == [old]


def test_two_creations_at_once_end_with_one_runtime(wheelhouse: Path) -> None:
    together = threading.Barrier(2, timeout=60)
    made: list[Path] = []

    def create() -> None:
        made.append(make(wheelhouse, StepReporter("Trying", together.wait)))

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [venv_python(runtime_folder(RuntimeSpec()))] * 2
    assert entries() == [runtime_folder(RuntimeSpec()).name]
    assert run_package(made[0]) == "it works"


def test_an_existing_runtime_is_used_as_it_is(wheelhouse: Path) -> None:
    python = make(wheelhouse)
    before = python.parent.parent.stat().st_mtime_ns
    next(wheelhouse.iterdir()).unlink()

    assert make(wheelhouse) == python
    assert ensure_runtime(RuntimeSpec(), SilentReporter()) == python
    assert python.parent.parent.stat().st_mtime_ns == before


def test_a_runtime_whose_python_is_gone_is_made_again(wheelhouse: Path) -> None:
    python = make(wheelhouse)
    manifest = runtime_folder(RuntimeSpec()) / "runtime.json"
    facts = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**facts, "interpreter": "/usr/bin/python2.3"}))
    assert find_runtime() is None

    assert make(wheelhouse) == python
    assert run_package(python) == "it works"


def test_a_repair_replaces_what_is_there(wheelhouse: Path) -> None:
    python = make(wheelhouse)
    damaged = runtime_folder(RuntimeSpec()) / "leftover"
    damaged.write_text("from before")

    assert make(wheelhouse, anew=True) == python
    assert not damaged.exists()
    assert run_package(python) == "it works"


def test_a_repair_that_fails_leaves_what_is_there(wheelhouse: Path) -> None:
    python = make(wheelhouse)
    next(wheelhouse.iterdir()).unlink()

    with pytest.raises(RuntimeSetupError):
        make(wheelhouse, anew=True)

    assert entries() == [runtime_folder(RuntimeSpec()).name]
    assert run_package(python) == "it works"


def test_the_inventory_knows_what_is_there_and_how_large(wheelhouse: Path) -> None:
    assert take_inventory().python is None

    python = make(wheelhouse)
    inventory = take_inventory()

    assert inventory.python == python
    assert inventory.in_use is not None
    assert inventory.in_use.kind == "infer"
    assert inventory.training_python is None
    assert inventory.size_bytes > python.stat(follow_symlinks=False).st_size
    assert inventory.free_bytes > 0
    assert inventory.unneeded == ()


def test_a_runtime_for_training_makes_the_one_for_segmenting_unneeded(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(wheelhouse)
    create_runtime(
        RuntimeSpec("full"), SilentReporter(), python=sys.executable, wheelhouse=wheelhouse
    )

    inventory = take_inventory()

    assert [entry.kind for entry in inventory.unneeded] == ["infer"]
    assert 0 < inventory.unneeded_bytes < inventory.size_bytes


def test_too_little_disk_space_is_said_before_anything_is_done(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = creation.shutil.disk_usage(wheelhouse)._replace(free=10**6)
    monkeypatch.setattr(creation.shutil, "disk_usage", lambda _: usage)

    with pytest.raises(RuntimeSetupError, match=r"1\.1 GB are needed"):
        make(wheelhouse)

    assert entries() == []


def test_the_proxy_stays_off_the_command_line(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sat_dl_plugin.bridge import installer

    commands: list[list[str]] = []
    environments: list[dict[str, str]] = []
    real = installer.run_command

    def spy(command: Any, environment: Any, *rest: Any) -> Any:
        commands.append(list(command))
        environments.append(dict(environment))
        return real(command, environment, *rest)

    monkeypatch.setattr(installer, "run_command", spy)

    make(wheelhouse, proxy="http://ada:hunter2@gate:8080")

    assert len(commands) == 2
    assert "hunter2" not in str(commands)
    assert all(kept["HTTPS_PROXY"].endswith("@gate:8080") for kept in environments)
    assert "--require-hashes" in commands[1]
    assert "--no-index" in commands[1]


def test_old_runtimes_are_listed_and_removed(
    wheelhouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make(wheelhouse).parent.parent
    lock = tmp_path / "newer.txt"
    lock.write_text((tmp_path / "infer-cpu.txt").read_text() + "# newer\n")
    monkeypatch.setattr(spec, "lock_files", lambda _spec: (lock,))
    assert find_runtime() is None
    new = make(wheelhouse).parent.parent

    assert {(entry.folder, entry.is_current) for entry in list_runtimes()} == {
        (old, False),
        (new, True),
    }
    assert remove_outdated() == [old]
    assert entries() == [new.name]
    assert remove_runtime(RuntimeSpec()) is True
    assert remove_runtime(RuntimeSpec()) is False
    assert entries() == []


def test_a_runtime_that_can_do_more_is_found_too(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usable = {runtime_folder(RuntimeSpec("full", "gpu"))}
    monkeypatch.setattr(runtime, "is_usable", lambda folder: folder in usable)
    full_gpu = venv_python(runtime_folder(RuntimeSpec("full", "gpu")))

    assert find_runtime(RuntimeSpec("infer", "cpu")) == full_gpu
    assert find_runtime(RuntimeSpec("full", "cpu")) == full_gpu
    usable.clear()
    usable.add(runtime_folder(RuntimeSpec("infer", "cpu")))
    assert find_runtime(RuntimeSpec("infer", "gpu")) is None
    assert find_runtime(RuntimeSpec("full", "cpu")) is None


def test_the_environment_may_name_the_runtime(
    wheelhouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SATDL_PYTHON", "/opt/python/bin/python3")

    assert find_runtime() == Path("/opt/python/bin/python3")


def test_an_unknown_runtime_is_a_wrong_usage() -> None:
    with pytest.raises(UsageError, match="'huge' is none of infer, full"):
        RuntimeSpec("huge")


def test_the_last_line_of_setup_is_the_python(
    wheelhouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["setup", "--variant", "cpu", "--wheelhouse", str(wheelhouse)]

    assert command_line.main([*arguments, "--python", sys.executable]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == str(venv_python(runtime_folder(RuntimeSpec())))
    assert any("Getting" in line for line in lines)
    assert command_line.main(["remove", "--variant", "cpu"]) == 0
    assert find_runtime() is None


def test_setup_explains_a_failure_in_one_line(
    wheelhouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["setup", "--variant", "cpu", "--python", "/nowhere/python3"]) == 1

    assert "/nowhere/python3 cannot be used as a Python" in capsys.readouterr().err


def test_an_installed_plugin_finds_its_lock_files(wheelhouse: Path, tmp_path: Path) -> None:
    """There `resources` lies inside the package, and nothing else is on the path."""
    root = Path(spec.__file__).resolve().parents[2]
    installed = tmp_path / "plugins" / "sat_dl_plugin"
    for name in ("__init__.py", "bridge", "contract"):
        source = root / "sat_dl_plugin" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        installed.mkdir(parents=True, exist_ok=True)
        copy(source, installed / name)
    shutil.copytree(root / "resources" / "runtime", installed / "resources" / "runtime")

    answer = subprocess.run(
        [sys.executable, "-m", "sat_dl_plugin.bridge", "remove", "--variant", "cpu"],
        cwd=installed.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stdout == "There is no runtime infer-cpu\n", answer.stderr


@pytest.mark.parametrize("name", ["infer-cpu", "infer-gpu", "infer-directml", "full-cpu"])
def test_shipped_locks_have_hashes_and_name_no_host(name: str) -> None:
    root = Path(spec.__file__).resolve().parents[2]
    text = (root / "resources" / "runtime" / f"{name}.txt").read_text()
    requirements = [line for line in text.splitlines() if line[:1].isalnum()]

    assert len(requirements) > 15
    assert all("==" in line and line.endswith("\\") for line in requirements)
    assert "://" not in text
    assert "--index" not in text
    assert not any(line.startswith("torch==") for line in requirements)


def _building(name: str, host: str, pid: int) -> Path:
    folder = runtimes_folder() / name
    folder.mkdir(parents=True)
    (folder / "owner.json").write_text(json.dumps({"host": host, "pid": pid}))
    return folder

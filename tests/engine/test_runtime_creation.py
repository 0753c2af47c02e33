"""The real thing: a runtime made from the shipped lock files, with a network run in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sat_dl_plugin.bridge.client import WorkerClient
from sat_dl_plugin.bridge.creation import check_runtime
from sat_dl_plugin.bridge.runtime import RuntimeSpec, create_runtime, find_runtime, runtime_folder
from sat_dl_plugin.contract.errors import RuntimeSetupError
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine import selfcheck


def test_a_runtime_from_the_index_predicts_after_it_got_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was downloaded before need not be downloaded again.
    cache = subprocess.run(
        [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=False
    ).stdout.strip()
    if cache:
        monkeypatch.setenv("PIP_CACHE_DIR", cache)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("SATDL_PYTHON", raising=False)
    try:
        python = create_runtime(RuntimeSpec(), SilentReporter())
    except RuntimeSetupError as error:
        if "index cannot be reached" in str(error):
            pytest.skip(f"no package index: {error}")
        raise

    assert python == find_runtime()
    facts = check_runtime(python, RuntimeSpec(), SilentReporter())
    assert facts["providers_used"][-1] == "CPUExecutionProvider"
    manifest = json.loads((runtime_folder(RuntimeSpec()) / "runtime.json").read_text())
    assert manifest["versions"] == facts["versions"]
    with WorkerClient(python) as client:
        assert client.start()["versions"]["onnxruntime"] == facts["versions"]["onnxruntime"]


def test_this_python_passes_the_check() -> None:
    facts = check_runtime(Path(sys.executable), RuntimeSpec(), SilentReporter())

    assert "CPUExecutionProvider" in facts["providers_used"]


def test_a_network_that_computes_wrongly_fails_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, image, expected = selfcheck.pointwise_network()
    monkeypatch.setattr(selfcheck, "pointwise_network", lambda: (model, image, expected + 0.5))

    with pytest.raises(RuntimeError, match="computes a 1x1 convolution wrongly"):
        selfcheck.check_inference()


def test_onnxruntime_tells_nobody_what_it_runs(tmp_path: Path) -> None:
    """Its telemetry keeps a device id and a database in the cache folder before it sends."""
    quiet = "from sat_dl_plugin.engine import selfcheck; selfcheck.check_inference()"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    for name in ("CI", "ORT_DISABLE_TELEMETRY"):
        environment.pop(name, None)
    root = Path(selfcheck.__file__).resolve().parents[2]

    subprocess.run([sys.executable, "-c", quiet], cwd=root, env=environment, check=True)

    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(os.name == "nt", reason="the broken Python is a script")
def test_a_python_without_the_packages_fails_the_check(
    tmp_path: Path,
) -> None:
    bare = tmp_path / "python3"
    # Isolated mode keeps this Python's packages in; -S takes them out.
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    bare.chmod(0o755)

    with pytest.raises(RuntimeSetupError, match="No module named 'numpy'"):
        check_runtime(bare, RuntimeSpec(), SilentReporter())

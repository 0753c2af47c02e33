"""The runtime variant follows from what the machine has."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sat_dl_plugin.bridge import doctor, hardware
from sat_dl_plugin.bridge.hardware import NvidiaGpu, nvidia_gpus, recommended_variant

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake driver is a script")


def install_driver(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    tool = folder / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.parametrize(
    ("script", "gpus", "variant"),
    [
        (
            "echo 'NVIDIA H200, 143771 MiB, 580.95.05'",
            [NvidiaGpu("NVIDIA H200", "143771 MiB", "580.95.05")],
            "gpu",
        ),
        (
            "echo 'GeForce GTX 970, 4096 MiB, 470.1'",
            [NvidiaGpu("GeForce GTX 970", "4096 MiB", "470.1")],
            "cpu",
        ),
        ("echo 'No devices were found'; exit 6", [], "cpu"),
        ("echo 'NVIDIA-SMI has failed'", [], "cpu"),
    ],
)
def test_the_driver_decides(
    script: str,
    gpus: list[NvidiaGpu],
    variant: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install_driver(tmp_path, monkeypatch, script)

    assert nvidia_gpus() == gpus
    assert recommended_variant() == variant


def test_windows_without_a_driver_uses_directml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware.shutil, "which", lambda name: None)
    monkeypatch.setattr(hardware.sys, "platform", "win32")

    assert recommended_variant() == "directml"


def test_doctor_advises_to_update_an_old_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_driver(tmp_path, monkeypatch, "echo 'GeForce GTX 970, 4096 MiB, 470.1'")

    findings = doctor.examine(try_runtime=False)

    (gpu,) = (finding for finding in findings if finding.subject == "GPU")
    assert "GTX 970" in gpu.text
    assert "580" in gpu.advice

"""Neither secrets nor the user's name leave in a report, a log or an error."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sat_dl_plugin.bridge import doctor
from sat_dl_plugin.bridge.install_errors import explain_install_failure
from sat_dl_plugin.bridge.interpreters import examine_interpreter
from sat_dl_plugin.bridge.manifest import write_manifest
from sat_dl_plugin.bridge.redaction import redact, redact_secrets
from sat_dl_plugin.bridge.spec import RuntimeSpec, runtime_folder, venv_python


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("index https://ada:hunter2@mirror.example/simple", "hunter2"),
        ("index https://hunter2@mirror.example/simple", "hunter2"),
        ("proxy http://ada:p%40ss@gate:8080 refused", "p%40ss"),
        ("GET /vsicurl/https://x.example/a.tif?sig=hunter2&b=1", "hunter2"),
        ("https://x.example/a.tif?X-Amz-Signature=hunter2", "hunter2"),
        ("AWS_SECRET_ACCESS_KEY=hunter2", "hunter2"),
        ("password: hunter2", "hunter2"),
    ],
)
def test_secrets_are_taken_out(text: str, secret: str) -> None:
    assert secret not in redact_secrets(text)
    assert "***" in redact_secrets(text)


@pytest.mark.parametrize(
    "text",
    ["https://mirror.example/simple", "Choose a smaller TILE", "a@b.example", "key figures: 3"],
)
def test_harmless_text_stays(text: str) -> None:
    assert redact_secrets(text) == text


def test_home_and_user_name_are_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/adalovelace")
    monkeypatch.setenv("USERPROFILE", "/home/adalovelace")

    assert redact("/home/adalovelace/.cache/x") == "~/.cache/x"
    assert redact("/home/adalovelace") == "~"
    assert redact("/mnt/adalovelace/scenes") == "/mnt/<user>/scenes"
    assert redact("/home/adalovelace2/x") == "/home/adalovelace2/x"


def test_doctor_tells_neither_secrets_nor_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "adalovelace"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hunter2@gate:8080")
    monkeypatch.setenv("PIP_INDEX_URL", "https://ada:hunter2@mirror.example/simple")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.delenv("SATDL_PYTHON", raising=False)
    _fake_runtime(RuntimeSpec())

    doctor.main()

    printed = capsys.readouterr().out
    assert "~/cache/sat_dl" in printed
    assert "infer, cpu" in printed
    assert "adalovelace" not in printed
    assert "hunter2" not in printed


def test_doctor_gives_one_line_of_advice_when_there_is_no_runtime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("SATDL_PYTHON", raising=False)

    assert doctor.main() == 1

    lines = capsys.readouterr().out.splitlines()
    problem = next(index for index, line in enumerate(lines) if line.startswith("FAIL"))
    assert "Runtime in use: none" in lines[problem]
    assert "setup" in lines[problem + 1]


def test_doctor_names_a_chosen_python_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SATDL_PYTHON", str(tmp_path / "gone"))

    assert doctor.main() == 1
    assert "Unset SATDL_PYTHON" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "locked"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "network"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "certificate"),
        ("ProxyError('Cannot connect to proxy.', OSError('407 Proxy'))", "proxy"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "no wheel of numpy==2.4.6"),
    ],
)
def test_each_failure_of_pip_is_explained(output: str, words: str) -> None:
    error = explain_install_failure(f"Looking in https://ada:hunter2@m.example\n{output}", None)

    assert words in str(error)
    assert error.todo
    assert "hunter2" not in str(error)


def test_a_full_disk_is_not_mistaken_for_a_broken_network() -> None:
    output = "Connection broken: OSError(28, 'No space left on device')"

    assert "disk is full" in str(explain_install_failure(output, None))


def _fake_runtime(spec: RuntimeSpec) -> None:
    """Make a runtime folder that stands on this very Python and has no packages."""
    folder = runtime_folder(spec)
    python = venv_python(folder)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    facts = {"versions": {"numpy": "2.0"}, "providers": []}
    write_manifest(folder, spec, examine_interpreter(sys.executable), facts)
    assert json.loads((folder / "runtime.json").read_text())["kind"] == spec.kind

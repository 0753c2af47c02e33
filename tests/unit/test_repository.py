"""What the whole source tree has to keep: linters, types, security scans and wording."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION = 60
DEVELOPER_TEXTS = ("tests/", "benchmarks/", "CONTRIBUTING.md", "models/README.md", "scripts/train_")


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool that is installed beside this Python."""
    return subprocess.run(
        [sys.executable, "-m", name, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def output_of(process: subprocess.CompletedProcess[str]) -> str:
    return f"{process.stdout}\n{process.stderr}".strip()


def tracked_files() -> list[str]:
    """Return every file of the tree that git does not ignore, committed or not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return sorted({name for name in listed if name and (ROOT / name).is_file()})


def text_of(name: str) -> str:
    """Return the text of a file, or nothing when it is binary."""
    content = (ROOT / name).read_bytes()
    return "" if b"\0" in content[:4096] else content.decode("utf-8", errors="replace")


def test_ruff_finds_nothing() -> None:
    process = tool("ruff", "check", ".")
    assert process.returncode == 0, output_of(process)


def test_everything_is_formatted() -> None:
    process = tool("ruff", "format", "--check", ".")
    assert process.returncode == 0, output_of(process)


def test_types_hold() -> None:
    process = tool("mypy")
    assert process.returncode == 0, output_of(process)


def test_bandit_finds_nothing_of_any_severity() -> None:
    process = tool("bandit", "-q", "-r", "-c", "pyproject.toml", "-f", "json", "sat_dl_plugin")
    report = json.loads(process.stdout)
    found = [
        f"{entry['filename']}:{entry['line_number']} {entry['test_id']} {entry['issue_text']}"
        for entry in report["results"]
    ]
    assert found == []
    assert report["errors"] == []


def test_no_secrets_beyond_the_baseline(tmp_path: Path) -> None:
    # The scan that the plugin site runs. It would bring the baseline's line numbers up to date.
    baseline = tmp_path / ".secrets.baseline"
    shutil.copy(ROOT / ".secrets.baseline", baseline)
    shipped = [
        name
        for name in tracked_files()
        if name != ".secrets.baseline" and not name.startswith("tests/")
    ]
    process = tool("detect_secrets.pre_commit_hook", "--baseline", str(baseline), *shipped)
    # 3 means that the baseline's line numbers have moved.
    assert process.returncode in (0, 3), output_of(process)


@pytest.mark.parametrize(
    "pattern", [r"\.(py[cod]|so|dll|dylib|exe|bat|cmd|ps1|qrc)$", "__pycache__"]
)
def test_nothing_compiled_is_tracked(pattern: str) -> None:
    assert [name for name in tracked_files() if re.search(pattern, name)] == []


def test_modules_are_named_for_what_they_hold() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "manager.py"}
    assert [name for name in tracked_files() if Path(name).name in vague] == []


def test_modules_are_not_executable() -> None:
    # The plugin site flags executable bits on modules.
    files = [name for name in tracked_files() if name.startswith("sat_dl_plugin/")]
    assert [name for name in files if os.access(ROOT / name, os.X_OK)] == []


def test_no_function_is_too_long() -> None:
    too_long = []
    for name in tracked_files():
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(text_of(name))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    too_long.append(f"{name}:{node.lineno} {node.name} has {lines} lines")
    assert too_long == []


@pytest.mark.parametrize(
    "forbidden",
    [
        # Written in two halves, so that this file does not find itself.
        "/ro" + "ot/",
        "/wo" + "rk/",
        "pypi" + ".org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "deb.deb" + "ian.org",
    ],
)
def test_no_text_names_a_place_of_one_machine_or_a_registry(forbidden: str) -> None:
    assert [name for name in tracked_files() if forbidden in text_of(name)] == []


def test_only_texts_for_developers_name_the_shared_data() -> None:
    shared = ".." + "/shared"
    assert [
        name
        for name in tracked_files()
        if shared in text_of(name) and not name.startswith(DEVELOPER_TEXTS)
    ] == []


def test_no_work_is_left_as_a_note() -> None:
    note = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
    assert [
        name
        for name in tracked_files()
        if name.endswith((".py", ".md", ".sh", ".txt")) and note.search(text_of(name))
    ] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [name for name in tracked_files() if name.endswith(".md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text_of(page))
        if "://" not in target
    ]
    assert links
    assert [link for link in links if not ((ROOT / link[0]).parent / link[1]).exists()] == []

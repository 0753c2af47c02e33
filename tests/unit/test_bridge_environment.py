"""The environment of child processes holds what is allowed and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sat_dl_plugin.bridge.environment import install_environment, worker_environment

QGIS_SESSION = {
    "PATH": "/usr/bin",
    "HOME": "/home/ada",
    "LANG": "de_DE.UTF-8",
    "LC_NUMERIC": "de_DE.UTF-8",
    "TMPDIR": "/scratch",
    "XDG_CACHE_HOME": "/var/cache/ada",
    "SYSTEMROOT": r"C:\Windows",
    "CUDA_VISIBLE_DEVICES": "1",
    "OMP_NUM_THREADS": "2",
    "AWS_ACCESS_KEY_ID": "key",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".tif",
    "https_proxy": "http://proxy:3128",
    "PYTHONHOME": "/opt/qgis",
    "PYTHONPATH": "/opt/qgis/python",
    "PYTHONSTARTUP": "/opt/qgis/startup.py",
    "PROJ_LIB": "/opt/qgis/proj",
    "PROJ_DATA": "/opt/qgis/proj",
    "GDAL_DATA": "/opt/qgis/gdal",
    "GDAL_DRIVER_PATH": "/opt/qgis/gdalplugins",
    "LD_LIBRARY_PATH": "/opt/qgis/lib",
    "LD_PRELOAD": "/opt/qgis/lib/x.so",
    "DYLD_LIBRARY_PATH": "/opt/qgis/lib",
    "QGIS_PREFIX_PATH": "/opt/qgis",
    "QT_PLUGIN_PATH": "/opt/qgis/qt",
    "VIRTUAL_ENV": "/home/ada/venv",
    "CONDA_PREFIX": "/home/ada/conda",
    "OSGEO4W_ROOT": r"C:\OSGeo4W",
    "SECRET_OF_ANOTHER_PROGRAM": "x",
}

ALLOWED = {
    "PATH",
    "HOME",
    "LANG",
    "LC_NUMERIC",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "SYSTEMROOT",
    "CUDA_VISIBLE_DEVICES",
    "OMP_NUM_THREADS",
    "AWS_ACCESS_KEY_ID",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS",
    "https_proxy",
}


# What every child gets, whatever its parent has.
GIVEN = {"ORT_DISABLE_TELEMETRY": "1", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


def test_only_what_is_allowed_reaches_the_worker() -> None:
    kept = worker_environment(QGIS_SESSION)

    assert kept == {**{name: QGIS_SESSION[name] for name in ALLOWED}, **GIVEN}


def test_nobody_can_switch_the_telemetry_of_onnxruntime_on() -> None:
    assert worker_environment({"ORT_DISABLE_TELEMETRY": "0"}) == GIVEN


def test_the_proxy_of_qgis_wins_over_the_one_in_the_environment() -> None:
    kept = worker_environment(QGIS_SESSION, proxy="http://ada:pw@gate:8080")

    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        assert kept[name] == "http://ada:pw@gate:8080"


def test_a_certificate_bundle_that_is_gone_is_not_passed_on(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("x")

    kept = worker_environment(
        {"SSL_CERT_FILE": str(bundle), "CURL_CA_BUNDLE": str(tmp_path / "gone.pem")}
    )

    assert kept == {"SSL_CERT_FILE": str(bundle), **GIVEN}


def test_pip_keeps_the_users_sources_but_no_other_target() -> None:
    settings = {
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_CERT": "/etc/ca.pem",
        "PIP_CONFIG_FILE": "/etc/pip.conf",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_PYTHON_INSTALL_MIRROR": "https://mirror.example/python",
    }
    redirects = {
        "PIP_USER": "1",
        "PIP_TARGET": "/somewhere",
        "PIP_PREFIX": "/somewhere",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "UV_PROJECT_ENVIRONMENT": "/somewhere",
    }

    assert install_environment({**settings, **redirects}) == {**settings, **GIVEN}


@pytest.mark.parametrize("name", sorted(set(QGIS_SESSION) - ALLOWED))
def test_pip_sees_nothing_of_qgis_either(name: str) -> None:
    assert name not in install_environment(QGIS_SESSION)


def test_a_proxy_that_is_given_also_wins_over_pips_own_setting() -> None:
    kept = install_environment({"PIP_PROXY": "http://old:1"}, proxy="http://new:2")

    assert "PIP_PROXY" not in kept
    assert kept["HTTPS_PROXY"] == "http://new:2"

"""What pyproject.toml cannot say: models and lock files lie beside the package and go into it."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["sat_dl_plugin", "sat_dl_plugin.*"]),
        "sat_dl_plugin.models",
        "sat_dl_plugin.resources.runtime",
    ],
    package_dir={
        "sat_dl_plugin.models": "models",
        "sat_dl_plugin.resources.runtime": "resources/runtime",
    },
    package_data={
        "sat_dl_plugin.models": ["*.onnx", "*.json"],
        "sat_dl_plugin.resources.runtime": ["*"],
    },
)

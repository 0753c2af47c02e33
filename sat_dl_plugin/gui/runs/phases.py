"""The phases that the engine and the installer report, in the user's language."""

from __future__ import annotations

from sat_dl_plugin.i18n import tr

_FITTING, _GETTING = "Fitting ", "Getting "
"""Beginnings of the phases that name a tile or a package."""


def phase_text(phase: str) -> str:
    """Return the name of a phase in the user's language, or as it is when it is unknown."""
    if phase.startswith(_FITTING):
        return tr("Fitting {}").format(phase[len(_FITTING) :])
    if phase.startswith(_GETTING):
        return tr("Getting {}").format(phase[len(_GETTING) :])
    known = {**_of_runs(), **_of_trainings(), **_of_models(), **_of_setups()}
    return known.get(phase, phase)


def _of_runs() -> dict[str, str]:
    return {
        "": tr("Starting"),
        "Aligning": tr("Aligning"),
        "Predicting": tr("Predicting"),
        "Enhancing": tr("Enhancing"),
        "Cleaning": tr("Cleaning"),
        "Comparing": tr("Comparing"),
        "Counting": tr("Counting"),
        "Cutting chips": tr("Cutting chips"),
        "Ranking tiles": tr("Ranking tiles"),
        "Writing": tr("Writing"),
        "Tracing outlines": tr("Tracing outlines"),
        "Shaping polygons": tr("Shaping polygons"),
    }


def _of_trainings() -> dict[str, str]:
    return {
        "Reading": tr("Reading"),
        "Reading the rasters": tr("Reading the rasters"),
        "Looking at the rasters": tr("Looking at the rasters"),
        "Looking at the labels": tr("Looking at the labels"),
        "Looking at the surroundings": tr("Looking at the surroundings"),
        "Preparing the images": tr("Preparing the images"),
        "Training": tr("Training"),
        "Learning": tr("Learning"),
        "Choosing thresholds": tr("Choosing thresholds"),
        "Scoring": tr("Scoring"),
        "Comparing with interpolation": tr("Comparing with interpolation"),
        "Writing the model": tr("Writing the model"),
        "Done": tr("Done"),
    }


def _of_models() -> dict[str, str]:
    return {
        "Reading the network": tr("Reading the network"),
        "Opening the network": tr("Opening the network"),
        "Trying the network": tr("Trying the network"),
        "Copying the network": tr("Copying the network"),
        "Reading the networks": tr("Reading the networks"),
        "Trying the networks": tr("Trying the networks"),
        "Copying the networks": tr("Copying the networks"),
        "Measuring how fast it is": tr("Measuring how fast it is"),
        "Comparing tiles": tr("Comparing tiles"),
        "Described": tr("Described"),
        "Imported": tr("Imported"),
        "Combined": tr("Combined"),
        "Tested": tr("Tested"),
    }


def _of_setups() -> dict[str, str]:
    return {
        "Looking for a Python": tr("Looking for a Python"),
        "Making an empty environment": tr("Making an empty environment"),
        "Unpacking packages": tr("Unpacking packages"),
        "Trying a network in it": tr("Trying a network in it"),
        "The runtime is ready": tr("The runtime is ready"),
    }

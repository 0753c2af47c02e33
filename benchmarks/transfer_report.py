"""Tables and curves of what `benchmarks/transfer.py` measured.

    /usr/bin/python3 benchmarks/transfer_report.py RESULTS.jsonl … [--picture PNG]

The tables are printed as Markdown. Every number is the mean over seeds; the spread behind it is the
standard deviation over seeds.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np

STARTS = ("none", "imagenet", "scenes", "unlabelled", "segmentation", "imagenet, then scenes")
TARGETS = {
    "coarse": "1 m (land cover of Dubai, mean IoU of four classes), pretrained at 0.13 m",
    "fine": "0.13 m (buildings of Nepal and Uganda, IoU), pretrained at 1 m",
}
RESOLUTIONS = ("0.3 m", "1 m", "4 m")
_COLOURS = ("#555555", "#0b7a75", "#d1495b", "#edae49", "#3066be", "#7b2d8b")

NOTHING = "-"

Line = dict[str, Any]
Runs = dict[tuple[str, str, float], dict[int, Line]]
"""Target, start and share of the labels -> seed -> result."""


def read_lines(paths: Sequence[Path]) -> list[Line]:
    """Return all results."""
    return [
        json.loads(text)
        for path in paths
        for text in path.read_text(encoding="utf-8").splitlines()
        if text.strip()
    ]


def segmentations(lines: Sequence[Line]) -> Runs:
    """Return the fits by what was varied."""
    runs: Runs = defaultdict(dict)
    for line in lines:
        task = line["task"]
        if task["kind"] == "segmentation":
            key = (task["target"], task["start"], round(task["share"], 4))
            runs[key][task["seed"]] = line
    return dict(runs)


def reached(line: Line) -> float:
    """Return the best mean IoU of a fit."""
    return float(max(line["mean_iou"]))


def steps_to(line: Line, level: float) -> Optional[int]:
    """Return the step at which a fit first reaches a mean IoU; None when it does not."""
    for step, score in zip(line["steps"], line["mean_iou"]):
        if score >= level:
            return int(step)
    return None


def mean_and_spread(values: Sequence[float]) -> str:
    """Return a mean with the standard deviation behind it."""
    if not values:
        return NOTHING
    mean = f"{np.mean(values):.3f}"
    return f"{mean} ± {np.std(values, ddof=1):.3f}" if len(values) > 1 else mean


def share_name(share: float) -> str:
    """Return a share as a fraction."""
    return "all" if share == 1.0 else f"1/{round(1 / share)}"


def _table(runs: Runs, target: str, cell: Callable[[str, float], str]) -> str:
    shares = sorted({key[2] for key in runs if key[0] == target}, reverse=True)
    rows = ["| start | " + " | ".join(share_name(share) for share in shares) + " |"]
    rows.append("|---" * (len(shares) + 1) + "|")
    rows += [
        f"| {start} | " + " | ".join(cell(start, share) for share in shares) + " |"
        for start in STARTS
    ]
    return "\n".join(rows)


def score_table(runs: Runs, target: str) -> str:
    """Return the best mean IoU by start and share of the labels."""

    def cell(start: str, share: float) -> str:
        found = runs.get((target, start, share), {})
        return mean_and_spread([reached(line) for line in found.values()])

    return _table(runs, target, cell)


def speed_table(runs: Runs, target: str) -> str:
    """Return how many times sooner a start is where random weights come to at their end."""

    def cell(start: str, share: float) -> str:
        random = runs.get((target, "none", share), {})
        factors = []
        for seed, line in runs.get((target, start, share), {}).items():
            if seed not in random:
                continue
            level = reached(random[seed])
            own, others = steps_to(line, level), steps_to(random[seed], level)
            # Never there: counted as no gain, and marked.
            factors.append(others / own if own and others else math.nan)
        if not factors:
            return NOTHING
        there = [factor for factor in factors if not math.isnan(factor)]
        missed = f" (not in {len(factors) - len(there)} of {len(factors)})"
        text = f"{np.exp(np.mean(np.log(there))):.1f} ×" if there else "never"
        return text + (missed if 0 < len(there) < len(factors) else "")

    return _table(runs, target, cell)


def label_rows(runs: Runs, target: str) -> str:
    """Return the smallest share of labels with which a start beats random weights with all."""
    shares = sorted({key[2] for key in runs if key[0] == target})
    random = [reached(line) for line in runs.get((target, "none", 1.0), {}).values()]
    if not random:
        return "random weights with all labels were not measured"
    level = float(np.mean(random))
    rows = [
        f"Random weights with all labels: {level:.3f}",
        "",
        "| start | reached with |",
        "|---|---|",
    ]
    for start in STARTS[1:]:
        enough = [
            share
            for share in shares
            if (found := runs.get((target, start, share)))
            and np.mean([reached(line) for line in found.values()]) >= level
        ]
        rows.append(f"| {start} | {share_name(min(enough)) if enough else 'never'} |")
    return "\n".join(rows)


def autoencoder_table(lines: Sequence[Line]) -> str:
    """Return the PSNR of pictures drawn again, by the resolution trained on and shown."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines:
        if line["task"]["kind"] == "autoencoder":
            for shown, psnr_db in line["psnr_db"].items():
                found[line["task"]["trained_on"], shown].append(psnr_db)
    rows = ["| trained on | " + " | ".join(f"shown {name}" for name in RESOLUTIONS) + " |"]
    rows.append("|---" * (len(RESOLUTIONS) + 1) + "|")
    for trained in RESOLUTIONS:
        cells = [mean_and_spread(found[trained, shown]) for shown in RESOLUTIONS]
        rows.append(f"| {trained} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def draw(runs: Runs, path: Path) -> None:
    """Draw the mean IoU against the steps, for each target with all and with few labels."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shares = sorted({key[2] for key in runs}, reverse=True)
    shown = [shares[0], shares[-2]] if len(shares) > 2 else shares
    figure, axes = pyplot.subplots(
        len(TARGETS), len(shown), figsize=(5.2 * len(shown), 7.4), squeeze=False, sharex=True
    )
    for row, target in zip(axes, TARGETS):
        for axis, share in zip(row, shown):
            for start, colour in zip(STARTS, _COLOURS):
                found = list(runs.get((target, start, share), {}).values())
                if found:
                    scores = np.mean([line["mean_iou"] for line in found], axis=0)
                    axis.plot(found[0]["steps"], scores, color=colour, label=start, linewidth=1.8)
            where = "1 m" if target == "coarse" else "0.13 m"
            axis.set_title(f"{where}, labels: {share_name(share)}", fontsize=10)
            axis.grid(color="#dddddd", linewidth=0.6)
            axis.set_ylim(bottom=0)
        row[0].set_ylabel("mean IoU on val")
    for axis in axes[-1]:
        axis.set_xlabel("steps")
    axes[0][0].legend(fontsize=8, title="start", title_fontsize=8)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def main(arguments: Sequence[str]) -> int:
    """Print the tables and draw the curves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args(arguments)
    lines = read_lines(options.results)
    runs = segmentations(lines)
    for target, title in TARGETS.items():
        print(f"\n### Labels and score at {title}\n")
        print(score_table(runs, target), "\n")
        print("How many times fewer steps to what random weights reach with the same labels:\n")
        print(speed_table(runs, target), "\n")
        print(label_rows(runs, target))
    print("\n### Autoencoders: PSNR in dB\n")
    print(autoencoder_table(lines))
    print(f"\n{len(lines)} results")
    if options.picture:
        draw(runs, options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

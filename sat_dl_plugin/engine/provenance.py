"""What is needed to make a result again, carried by every output."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.contract.places import plugin_version

PROVENANCE_TAG = "SATDL_PROVENANCE"
"""Name of the GeoTIFF tag and of the GeoPackage metadata item that holds the JSON."""


@dataclass(frozen=True)
class Provenance:
    """The history of one output."""

    verb: str
    parameters: dict[str, Any]
    """The job's parameters, as in `Job.to_params`."""
    inputs: tuple[dict[str, Any], ...] = ()
    """One entry an input: ``path``, ``bytes``; for rasters ``width``, ``height``, ``bands``."""
    models: tuple[dict[str, Any], ...] = ()
    """One entry a model: ``name``, ``version``, ``sha256``, ``licence``."""
    provider: str = ""
    """Execution provider that was truly used."""
    legend: tuple[ClassCard, ...] = ()
    """Classes of the output with their cleaning rules, id 0 left out."""
    assumed_gsd_m: Optional[float] = None
    """Pixel size that was believed in because the input has no georeference."""
    details: dict[str, Any] = field(default_factory=dict)
    """Facts of the run (tile, halo, degraded rungs of the memory ladder …)."""
    parent: Optional[dict[str, Any]] = None
    """Provenance of the input, when it was made by Sat DL too."""
    plugin_version: str = field(default_factory=plugin_version)
    created: str = field(
        default_factory=lambda: datetime.datetime.now(datetime.timezone.utc).isoformat(
            timespec="seconds"
        )
    )

    @property
    def run_id(self) -> str:
        """Short identifier of the run for the polygon layer: time, then verb."""
        stamp = self.created[:19].replace("-", "").replace(":", "")
        return f"{stamp}-{self.verb}"

    def to_json(self) -> str:
        """Return the record as compact JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    def tags(self) -> dict[str, str]:
        """Return the GDAL metadata items to write."""
        return {PROVENANCE_TAG: self.to_json()}


def provenance_of(job: Job, inputs: tuple[dict[str, Any], ...], **facts: Any) -> Provenance:
    """Return the provenance of a job's output."""
    return Provenance(verb=job.verb, parameters=job.to_params(), inputs=inputs, **facts)


def provenance_from_tags(tags: dict[str, str]) -> Optional[dict[str, Any]]:
    """Return the record in GDAL metadata items, or None when there is none (or a broken one)."""
    try:
        record = json.loads(tags.get(PROVENANCE_TAG, "null"))
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def legend_of(record: Optional[dict[str, Any]]) -> tuple[ClassCard, ...]:
    """Return the legend stored in a provenance record, empty when there is none."""
    entries = (record or {}).get("legend") or ()
    known = ClassCard.__dataclass_fields__
    return tuple(ClassCard(**{k: v for k, v in e.items() if k in known}) for e in entries)


def file_facts(path: str) -> dict[str, Any]:
    """Return path and, for a plain file, its size in bytes."""
    file = Path(path)
    return {"path": path, "bytes": file.stat().st_size if file.is_file() else None}

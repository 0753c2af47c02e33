"""Finding a network's card: what it says itself, what lies beside it, what its graph shows.

Sources in order: our card in the file, our card beside it (``NAME.json``), a STAC MLM item,
an Esri ``.emd``, the Deepness keys, the graph, defaults. For every field the first source
that states it counts, and each field remembers its source.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Union

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, fallback_color
from sat_dl_plugin.engine.models.deepness import read_deepness
from sat_dl_plugin.engine.models.esri import read_emd
from sat_dl_plugin.engine.models.graph import GraphFacts, read_graph
from sat_dl_plugin.engine.models.stac_mlm import read_mlm
from sat_dl_plugin.engine.models.statements import (
    NamedClass,
    Statement,
    match_legend,
    read_json_object,
)
from sat_dl_plugin.engine.models.trial import head_by_trial

USER = "stated by the user"
IN_FILE = "card in the file"
GRAPH = "graph"
TRIED = "a trial run"
GUESSED = "guessed"
DEFAULT = "default"

# A JSON object beside a network with a name and one of these is a card of ours.
_CARD_MARKS = {"classes", "bands", "scaling", "activation"}
_RGB = ("red", "green", "blue")
# Worth the user's eye when nobody states them; the others have harmless defaults.
_CHECKED = ("bands", "classes", "scaling", "activation", "gsd_m")


@dataclass(frozen=True)
class ResolvedCard:
    """A card, where each of its fields comes from, and what was odd on the way."""

    card: ModelCard
    facts: GraphFacts
    sources: dict[str, str] = field(default_factory=dict)
    """Card field -> source in words."""
    warnings: tuple[str, ...] = ()


@dataclass
class _Draft:
    """Card fields as they come together."""

    facts: GraphFacts
    head: str
    """Activation inside the graph, as its operations or a trial tell."""
    fields: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def add(self, name: str, value: Any, source: str) -> None:
        """State one field, unless an earlier source did."""
        if name not in self.fields:
            self.fields[name] = value
            self.sources[name] = source


def resolve_card(
    path: Union[str, Path],
    changes: Optional[dict[str, Any]] = None,
    facts: Optional[GraphFacts] = None,
) -> ResolvedCard:
    """Return the card of a network, from whatever is known of it.

    Args:
        path: The ONNX file.
        changes: Card fields (as in the card's JSON) that the user states; they come first.
        facts: The graph's facts when they were read before.

    Returns:
        The card; its `guessed` names the fields that nobody stated.

    Raises:
        ModelError: If the network is unusable, a source contradicts the graph, or a field
            must be stated by the user because not even the graph tells.
    """
    file = Path(path)
    facts = facts or read_graph(file)
    draft = _Draft(facts, facts.head)
    for name, value in (changes or {}).items():
        if name not in ModelCard.__dataclass_fields__:
            known = ", ".join(sorted(ModelCard.__dataclass_fields__))
            raise ModelError(f"Model cards have no field {name!r}", f"They have {known}")
        draft.add(name, _stated(name, value, facts.output_channels), USER)
    for statement in _statements(file, facts):
        _take(draft, statement)
    _fill_from_graph(draft, file)
    _fit_to_graph(draft)
    _settle_thresholds(draft)
    _drop_unfit_scaling(draft)
    draft.add("guessed", [name for name in _CHECKED if _is_guess(draft, name)], GRAPH)
    draft.sources.pop("guessed")
    card = ModelCard.from_dict(draft.fields)
    for name in ModelCard.__dataclass_fields__:
        draft.sources.setdefault(name, DEFAULT)
    draft.sources.pop("guessed", None)
    _check_bands(card, facts)
    return ResolvedCard(card, facts, draft.sources, tuple(dict.fromkeys(draft.warnings)))


def _stated(name: str, value: Any, channels: Optional[int]) -> Any:
    """Return a field as the user may state it shortly: names alone, no background."""
    if name == "bands" and isinstance(value, str):
        return [band.strip() for band in re.split("[,;]", value) if band.strip()]
    if name != "classes" or not isinstance(value, (list, tuple)):
        return value
    if all(isinstance(entry, str) for entry in value):
        first = 0 if value and NamedClass(0, value[0]).is_background else 1
        legend = [NamedClass(first + place, entry) for place, entry in enumerate(value)]
        matched, _ = match_legend(legend, channels or len(legend), None)
        return matched or [{"id": entry.value, "name": entry.name} for entry in legend]
    ids = [entry.get("id") for entry in value if isinstance(entry, dict)]
    if channels is not None and len(ids) == channels - 1 and BACKGROUND_ID not in ids:
        return [{"id": BACKGROUND_ID, "name": "background"}, *value]
    return value


def _is_guess(draft: _Draft, name: str) -> bool:
    return draft.sources.get(name, DEFAULT).startswith((GUESSED, DEFAULT))


def _statements(file: Path, facts: GraphFacts) -> list[Statement]:
    """Return what each source beside the graph says, in their order."""
    found: list[Optional[Statement]] = []
    if CARD_KEY in facts.metadata:
        fields = _own_fields(facts.metadata[CARD_KEY])
        found.append(Statement(IN_FILE, fields))
    beside = read_json_object(file.with_suffix(".json"))
    if beside is not None and "name" in beside and _CARD_MARKS & set(beside):
        found.append(Statement(f"card {file.with_suffix('.json').name}", beside))
    found += [read_mlm(file), read_emd(file), read_deepness(facts.metadata)]
    return [statement for statement in found if statement is not None]


def _own_fields(text: str) -> dict[str, Any]:
    card = ModelCard.from_json(text)
    stated = set(card.to_dict())
    # `from_json` proved the text well; only what it says itself counts as stated.
    return {key: value for key, value in _parsed(text).items() if key in stated}


def _parsed(text: str) -> dict[str, Any]:
    parsed = json.loads(text)
    return parsed if isinstance(parsed, dict) else {}


def _take(draft: _Draft, statement: Statement) -> None:
    draft.warnings += statement.warnings
    own_guesses = statement.fields.get("guessed", ())
    for name, value in statement.fields.items():
        if name not in ModelCard.__dataclass_fields__ or name == "guessed":
            continue
        guessed = name in statement.guessed or name in own_guesses
        draft.add(name, value, f"{GUESSED} ({statement.source})" if guessed else statement.source)
    if statement.legend and "classes" not in draft.fields:
        channels = draft.facts.output_channels or _channels_of(statement)
        classes, notes = match_legend(statement.legend, channels, statement.threshold)
        draft.warnings += [f"{note} ({statement.source})" for note in notes]
        if classes:
            draft.add("classes", classes, statement.source)


def _channels_of(statement: Statement) -> int:
    """Return how many classes a legend implies where the graph leaves it open."""
    values = [entry.value for entry in statement.legend]
    return max(values) + 1 if 0 <= max(values) < 255 else len(values)


def _fill_from_graph(draft: _Draft, file: Path) -> None:
    facts = draft.facts
    draft.add("name", file.stem, GUESSED + " (file name)")
    if isinstance(draft.fields["name"], str):
        draft.fields["name"] = usable_name(draft.fields["name"])
    _fill_bands(draft)
    if draft.fields.get("task", "segmentation") == "segmentation":
        _fill_classes(draft)
    draft.add("activation", *_activation(draft))
    if facts.scales_itself or facts.input_dtype == "uint8":
        draft.add("scaling", {"factor": 1.0, "stored_range": [0.0, 255.0]}, GRAPH)
    draft.add("scaling", {"factor": 1.0 / 255.0, "stored_range": [0.0, 255.0]}, GUESSED)
    draft.add("gsd_m", None, GUESSED + " (the raster's own pixels)")


def usable_name(text: str) -> str:
    """Return a text with everything replaced that a card's name may not hold."""
    clean = re.sub(r"[^A-Za-z0-9._ -]+", "_", text).strip()
    return re.sub(r"^[^A-Za-z0-9]+", "", clean)[:80] or "model"


def _fill_bands(draft: _Draft) -> None:
    count = draft.facts.bands
    stated = draft.fields.get("bands")
    if stated is None and count is None:
        raise ModelError(
            f"{Path(draft.facts.path).name} does not say which bands it wants",
            "Its graph leaves the number of input channels open and no card lies beside it",
            "State the field 'bands' when importing it, as in red, green, blue",
        )
    if stated is None and count is not None:
        names = list(_RGB) if count == 3 else [f"band{place + 1}" for place in range(count)]
        draft.add("bands", names, GUESSED)
    if not isinstance(draft.fields["bands"], (list, tuple)):
        raise ModelError(
            f"The bands of {Path(draft.facts.path).name} are of the wrong type",
            f"{draft.fields['bands']!r} is not a list of names ({draft.sources['bands']})",
            "State the field 'bands' as a list, as in red, green, blue",
        )


def _fill_classes(draft: _Draft) -> None:
    count = draft.facts.output_channels
    if draft.fields.get("classes"):
        return
    draft.fields.pop("classes", None)
    if count is None:
        raise ModelError(
            f"{Path(draft.facts.path).name} does not say how many classes it knows",
            "Its graph leaves their number open and no legend lies beside it",
            "State the field 'classes' when importing it: one name per class",
        )
    if count >= NODATA_ID:
        raise ModelError(
            f"{Path(draft.facts.path).name} knows {count} classes",
            f"Class rasters are 8-bit, with room for {NODATA_ID - 1} classes",
            "Use a network of fewer classes",
        )
    classes = [
        {"id": place + 1, "name": f"class{place + 1}", "color": fallback_color(place)}
        for place in range(count)
    ]
    draft.add("classes", classes, GUESSED)


def _settle_thresholds(draft: _Draft) -> None:
    """Let the highest probability decide where classes exclude each other.

    A threshold nobody stated would turn pixels of a bare softmax network into background.
    """
    classes = draft.fields.get("classes")
    exclusive = draft.fields["activation"] == "softmax" or draft.head in ("softmax", "argmax")
    if not exclusive or not isinstance(classes, (list, tuple)) or len(classes) < 2:
        return
    draft.fields["classes"] = [
        {"threshold": 0.0, **entry} if isinstance(entry, dict) else entry for entry in classes
    ]


def _activation(draft: _Draft) -> tuple[str, str]:
    facts = draft.facts
    if facts.head != "none" or facts.output_is_labels:
        return "none", GRAPH
    if draft.fields.get("task", "segmentation") != "segmentation":
        return "none", DEFAULT
    channels = facts.output_channels or len(draft.fields.get("classes", ()))
    if "activation" not in draft.fields:
        draft.head = head_by_trial(facts, len(draft.fields["bands"]))
        if draft.head != "none":
            return "none", TRIED
    return ("softmax" if channels > 1 else "sigmoid"), GUESSED


def _fit_to_graph(draft: _Draft) -> None:
    """Let the graph decide what it alone knows, and say so when a card disagrees."""
    facts = draft.facts
    if facts.head in ("softmax", "sigmoid") and draft.fields["activation"] != "none":
        draft.warnings.append(
            f"The card wants {draft.fields['activation']}, but the graph ends in {facts.head}: "
            "none is applied"
        )
        draft.fields["activation"], draft.sources["activation"] = "none", GRAPH
    _fit(draft, "scale_factor", facts.output_scale)
    _fit(draft, "input_size_px", facts.input_size_px)
    draft.fields["stride_px"] = _stride(draft.fields.get("stride_px"), facts)
    draft.sources["stride_px"] = GRAPH
    if facts.halo_px is not None:
        stated = draft.fields.get("halo_px")
        if isinstance(stated, int) and stated < facts.halo_px:
            draft.warnings.append(
                f"The card says a halo of {stated} px, the graph looks {facts.halo_px} px far"
            )
        draft.fields["halo_px"], draft.sources["halo_px"] = facts.halo_px, GRAPH
    elif draft.fields.get("halo_px") is not None:
        draft.warnings.append(
            f"The halo of {draft.fields['halo_px']} px is the card's word: the graph does not "
            f"bear it out ({facts.whole_picture_because})"
        )


def _stride(stated: Any, facts: GraphFacts) -> int:
    """Return the graph's stride; a card may know of a coarser one inside what is unknown."""
    if facts.halo_px is None and isinstance(stated, int) and stated > facts.stride_px:
        return math.lcm(stated, facts.stride_px)
    return facts.stride_px


def _fit(draft: _Draft, name: str, value: Any) -> None:
    stated = draft.fields.get(name, value)
    if stated != value:
        draft.warnings.append(f"The card says {name} {stated}, the graph {value}: the graph counts")
    draft.fields[name] = value
    draft.sources[name] = GRAPH


def _drop_unfit_scaling(draft: _Draft) -> None:
    """Drop statistics of a foreign source that do not fit the bands."""
    scaling = draft.fields.get("scaling")
    source = draft.sources.get("scaling", "")
    if not isinstance(scaling, dict) or source in (USER, IN_FILE) or source.startswith("card "):
        return
    bands = len(draft.fields["bands"])
    for key in ("mean", "std"):
        values = scaling.get(key) or []
        if len(values) == 1 and bands > 1:
            scaling[key] = list(values) * bands
        elif len(values) not in (0, bands):
            draft.warnings.append(
                f"{len(values)} {key} values for {bands} bands are ignored ({source})"
            )
            draft.fields["scaling"] = {**scaling, "mean": [], "std": []}
            draft.sources["scaling"] = GUESSED
            return


def _check_bands(card: ModelCard, facts: GraphFacts) -> None:
    if facts.bands is not None and len(card.bands) != facts.bands:
        raise ModelError(
            f"The card of {card.name!r} lists {len(card.bands)} bands "
            f"({', '.join(card.bands)}), but its network takes {facts.bands}",
            "Card and network do not belong together",
            "Correct the card's field 'bands'",
        )
    channels = facts.output_channels
    if card.task == "segmentation" and channels is not None and len(card.classes) != channels:
        raise ModelError(
            f"The card of {card.name!r} lists {len(card.classes)} classes, but its network "
            f"gives {channels} channels",
            "Card and network do not belong together",
            "Correct the card's field 'classes': one entry per channel, id 0 for a background",
        )

"""Cards from every source a stranger's network may come with."""

from __future__ import annotations

import json

import pytest

from sat_dl_plugin.contract.card import CARD_KEY, ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.card_sources import resolve_card

CLASSES = tuple(ClassCard(i, f"own {i}", "#102030", 0.3) for i in range(4))
OWN = ModelCard("own", CLASSES, ("nir", "red", "green"), gsd_m=0.7, activation="none")


def deepness(**keys) -> dict[str, str]:
    return {key: json.dumps(value) for key, value in keys.items()}


def names(card: ModelCard) -> list[tuple[int, str]]:
    return [(entry.id, entry.name) for entry in card.classes]


def mlm_item(**changes) -> dict:
    properties = {
        "mlm:name": "mlm net",
        "license": "CC-BY-4.0",
        "gsd": 10,
        "mlm:tasks": ["semantic-segmentation"],
        "mlm:input": [
            {
                "bands": ["B08", "B04", "B03"],
                "input": {"shape": [-1, 3, 64, 64], "dim_order": ["batch", "channel", "y", "x"]},
                "value_scaling": [
                    {"type": "z-score", "mean": 1000.0 + i, "stddev": 100.0 + i} for i in range(3)
                ],
            }
        ],
        "mlm:output": [
            {
                "classification:classes": [
                    {"value": i, "name": n, "color_hint": c}
                    for i, n, c in (
                        (0, "background", "000000"),
                        (1, "water", "0000FF"),
                        (2, "field", None),
                        (3, "forest", [0, 128, 0]),
                    )
                ]
            }
        ],
        "eo:bands": [
            {"name": "B08", "common_name": "nir"},
            {"name": "B04", "common_name": "red"},
            {"name": "B03", "common_name": "green"},
        ],
        **changes,
    }
    return {"type": "Feature", "properties": properties, "assets": {}}


def emd(**changes) -> dict:
    return {
        "ModelType": "ImageClassification",
        "ModelFile": ".\\simple.onnx",
        "ImageHeight": 256,
        "ExtractBands": [0, 1, 2],
        "CellSize": 0.3,
        "Classes": [
            {"Value": 10, "Name": "roof", "Color": [255, 0, 0]},
            {"Value": 20, "Name": "road", "Color": [0, 0, 255]},
            {"Value": 30, "Name": "lawn", "Color": [0, 255, 0]},
        ],
        **changes,
    }


def write_json(path, content) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


# --- order of the sources -------------------------------------------------------------------


def test_every_source_gives_way_to_the_one_before(simple_network) -> None:
    keys = deepness(class_names={str(i): f"deep {i}" for i in range(1, 5)}, resolution=50)
    path = simple_network(metadata=keys)
    expected = [("graph and keys", "deep 1", 0.5)]
    found = [("graph and keys", resolve_card(path))]
    write_json(path.with_suffix(".emd"), emd())
    expected.append(("emd", "background", 0.3))
    found.append(("emd", resolve_card(path)))
    write_json(path.with_suffix(".json"), mlm_item())
    expected.append(("mlm", "background", 10.0))
    found.append(("mlm", resolve_card(path)))
    write_json(path.with_suffix(".json"), {**OWN.to_dict(), "name": "beside"})
    expected.append(("beside", "own 0", 0.7))
    found.append(("beside", resolve_card(path)))
    path = simple_network(metadata={**keys, CARD_KEY: OWN.with_changes(gsd_m=0.9).to_json()})
    expected.append(("inside", "own 0", 0.9))
    found.append(("inside", resolve_card(path)))
    expected.append(("user", "own 0", 2.0))
    found.append(("user", resolve_card(path, {"gsd_m": 2.0})))

    seen = [(label, each.card.classes[0].name, each.card.gsd_m) for label, each in found]
    assert seen == expected
    sources = [each.sources["gsd_m"] for _, each in found]
    assert sources == [
        "Deepness keys",
        "Esri definition simple.emd",
        "STAC item simple.json",
        "card simple.json",
        "card in the file",
        "stated by the user",
    ]


def test_our_own_card_is_taken_whole(simple_network) -> None:
    card = OWN.with_changes(
        scaling=Scaling(1.0, (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), None),
        licence="MIT",
        scales=(0.5, 1.0),
        metrics={"iou": 0.5},
    )
    resolved = resolve_card(simple_network(metadata={CARD_KEY: card.to_json()}))

    # The receptive field is the graph's to say.
    assert resolved.card == card.with_changes(halo_px=1)
    assert resolved.card.guessed == ()
    assert set(resolved.sources) == set(ModelCard.__dataclass_fields__) - {"guessed"}


def test_a_card_that_says_little_is_completed_and_marked(simple_network) -> None:
    resolved = resolve_card(simple_network(metadata={CARD_KEY: '{"name": "terse"}'}))

    assert resolved.card.name == "terse"
    assert resolved.card.guessed == ("bands", "classes", "scaling", "gsd_m")


# --- the bare graph -------------------------------------------------------------------------


def test_bare_graph(simple_network) -> None:
    resolved = resolve_card(simple_network(name="räte 1", head=""))
    card = resolved.card

    assert card.name == "r_te 1"
    assert card.bands == ("red", "green", "blue")
    assert names(card) == [(i, f"class{i}") for i in range(1, 5)]
    assert (card.activation, card.halo_px, card.stride_px) == ("softmax", 1, 1)
    assert card.guessed == ("bands", "classes", "scaling", "activation", "gsd_m")
    # Every pixel gets its most probable class when nobody stated a threshold.
    assert {entry.threshold for entry in card.classes} == {0.0}


@pytest.mark.parametrize(
    ("head", "classes", "activation", "threshold"),
    [
        ("", 1, "sigmoid", 0.5),
        ("", 3, "softmax", 0.0),
        ("Sigmoid", 1, "none", 0.5),
        ("Sigmoid", 3, "none", 0.5),
        ("Softmax", 3, "none", 0.0),
        ("ArgMax", 3, "none", 0.0),
    ],
)
def test_activation_follows_the_head(simple_network, head, classes, activation, threshold) -> None:
    card = resolve_card(simple_network(head=head, classes=classes)).card

    assert card.activation == activation
    assert len(card.classes) == classes
    assert card.classes[0].threshold == threshold


def test_a_softmax_in_elementary_operations_is_recognised_by_a_trial(net, tmp_path) -> None:
    builder = net()
    powers = builder.node("Exp", [builder.conv("x", 3)])
    axes = builder.constant([1], "int64")
    total = builder.node("ReduceSum", [powers, axes], keepdims=1)
    resolved = resolve_card(builder.save(tmp_path / "n.onnx", builder.node("Div", [powers, total])))

    assert resolved.card.activation == "none"
    assert resolved.sources["activation"] == "a trial run"
    assert {entry.threshold for entry in resolved.card.classes} == {0.0}


def test_heads_that_are_joined_are_recognised_by_a_trial(net, tmp_path) -> None:
    builder = net()
    heads = [builder.node("Sigmoid", [builder.conv("x", 1)]) for _ in range(3)]
    resolved = resolve_card(builder.save(tmp_path / "n.onnx", builder.concat(*heads)))

    assert resolved.card.activation == "none"
    assert resolved.sources["activation"] == "a trial run"
    assert {entry.threshold for entry in resolved.card.classes} == {0.5}


@pytest.mark.parametrize(("bands", "expected"), [(1, ("band1",)), (4, "band1 band2 band3 band4")])
def test_bands_that_nobody_names_are_numbered(simple_network, bands, expected) -> None:
    wanted = tuple(expected.split()) if isinstance(expected, str) else expected
    assert resolve_card(simple_network(bands=bands)).card.bands == wanted


# --- Deepness keys --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "value", "expected"),
    [
        (3, {"0": "not_found", "1": "a", "2": "b"}, [(0, "not_found"), (1, "a"), (2, "b")]),
        (3, ["background", "a", "b"], [(0, "background"), (1, "a"), (2, "b")]),
        (3, [{"0": "_background", "1": "a", "2": "b"}], [(0, "_background"), (1, "a"), (2, "b")]),
        # A first class that is no background must not be lost as id 0.
        (3, {"0": "tree", "1": "a", "2": "b"}, [(1, "tree"), (2, "a"), (3, "b")]),
        (3, {"1": "a", "2": "b"}, [(0, "background"), (1, "a"), (2, "b")]),
        (1, {"0": "roof"}, [(1, "roof")]),
        (1, {"0": "not_found", "1": "roof"}, [(1, "roof")]),
    ],
)
def test_deepness_legends(simple_network, classes, value, expected) -> None:
    head = "Sigmoid" if classes == 1 else "Softmax"
    path = simple_network(classes=classes, head=head, metadata=deepness(class_names=value))
    assert names(resolve_card(path).card) == expected


def test_deepness_keys(simple_network) -> None:
    keys = deepness(
        model_type="Segmentor",
        names={str(i): f"n{i}" for i in range(1, 5)},
        resolution=30,
        standardization_mean=[0.1, 0.2, 0.3],
        standardization_std=[0.4, 0.5, 0.6],
        seg_thresh=0.25,
        tiles_size=512,
        tiles_overlap=20,
    )
    card = resolve_card(simple_network(metadata=keys)).card

    assert card.gsd_m == pytest.approx(0.3)
    assert card.scaling == Scaling(1 / 255, (0.1, 0.2, 0.3), (0.4, 0.5, 0.6), (0.0, 255.0))
    assert {entry.threshold for entry in card.classes} == {0.25}
    assert card.guessed == ("bands",)


def test_deepness_legend_as_a_python_literal_never_runs(simple_network, tmp_path) -> None:
    trap = tmp_path / "trap"
    text = f"__import__('pathlib').Path({str(trap)!r}).touch()"
    card = resolve_card(simple_network(metadata={"class_names": text})).card
    literal = resolve_card(
        simple_network(classes=2, metadata={"class_names": "{0: 'background', 1: 'field'}"})
    ).card

    assert not trap.exists()
    assert "classes" in card.guessed
    assert names(literal) == [(0, "background"), (1, "field")]


# --- STAC MLM -------------------------------------------------------------------------------


def test_stac_item(simple_network) -> None:
    path = simple_network()
    write_json(path.with_suffix(".json"), mlm_item())
    card = resolve_card(path).card

    assert (card.name, card.licence, card.gsd_m) == ("mlm net", "CC-BY-4.0", 10.0)
    assert card.bands == ("nir", "red", "green")
    assert names(card) == [(0, "background"), (1, "water"), (2, "field"), (3, "forest")]
    assert [entry.color for entry in card.classes][1::2] == ["#0000ff", "#008000"]
    assert card.scaling == Scaling(1.0, (1000, 1001, 1002), (100, 101, 102), None)
    assert card.guessed == ()


@pytest.mark.parametrize(
    ("entry", "scaling"),
    [
        (
            {"type": "min-max", "minimum": 0, "maximum": 255},
            Scaling(1.0, (0,) * 3, (255,) * 3, (0, 255)),
        ),
        ({"type": "scale", "value": 10000}, Scaling(1.0, (0,) * 3, (10000,) * 3, None)),
        (
            {"type": "z-score", "mean": 0.5, "stddev": 0.25},
            Scaling(1 / 255, (0.5,) * 3, (0.25,) * 3, (0, 255)),
        ),
    ],
)
def test_stac_scaling_of_one_entry_counts_for_all_bands(simple_network, entry, scaling) -> None:
    path = simple_network()
    item = mlm_item()
    item["properties"]["mlm:input"][0]["value_scaling"] = [entry]
    write_json(path.with_suffix(".json"), item)

    assert resolve_card(path).card.scaling == scaling


def test_older_stac_statistics(simple_network) -> None:
    path = simple_network()
    item = mlm_item()
    taken = item["properties"]["mlm:input"][0]
    del taken["value_scaling"]
    taken["norm_type"] = "z-score"
    taken["statistics"] = [{"mean": 120 + i, "stddev": 60} for i in range(3)]
    write_json(path.with_suffix(".json"), item)

    card = resolve_card(path).card
    assert card.scaling == Scaling(1.0, (120, 121, 122), (60,) * 3, (0, 255))


def test_stac_item_of_another_name_is_found_by_its_asset(simple_network) -> None:
    path = simple_network()
    item = mlm_item()
    item["assets"] = {"model": {"href": "https://example.org/some/simple.onnx"}}
    write_json(path.parent / "item.json", item)
    write_json(path.parent / "another.json", mlm_item(**{"mlm:name": "stranger"}))

    assert resolve_card(path).card.name == "mlm net"


# --- Esri -----------------------------------------------------------------------------------


def test_esri_definition(simple_network) -> None:
    path = simple_network()
    stats = {
        "band_min_values": [0, 0, 0],
        "band_max_values": [200, 200, 100],
        "scaled_mean_values": [0.5, 0.5, 0.5],
        "scaled_std_values": [0.25, 0.25, 0.25],
    }
    write_json(path.parent / "definition.emd", emd(NormalizationStats=stats))
    resolved = resolve_card(path)
    card = resolved.card

    # Three classes for four channels: the first channel is Esri's unnamed background.
    assert names(card) == [(0, "background"), (10, "roof"), (20, "road"), (30, "lawn")]
    assert card.classes[1].color == "#ff0000"
    assert card.gsd_m == 0.3
    assert card.scaling == Scaling(1.0, (100, 100, 50), (50, 50, 25), (0, 255))
    assert "bands" in card.guessed
    assert any("background" in note for note in resolved.warnings)


def test_esri_class_values_that_do_not_fit_a_byte_are_renumbered(simple_network) -> None:
    path = simple_network()
    classes = [{"Value": 1000 * i, "Name": f"c{i}"} for i in range(1, 5)]
    write_json(path.with_suffix(".emd"), emd(Classes=classes))
    resolved = resolve_card(path)

    assert names(resolved.card) == [(1, "c1"), (2, "c2"), (3, "c3"), (4, "c4")]
    assert any("1000" in note for note in resolved.warnings)


def test_esri_cell_size_in_degrees_is_not_taken(simple_network) -> None:
    path = simple_network()
    write_json(path.with_suffix(".emd"), emd(CellSize=2.7e-6))
    assert resolve_card(path).card.gsd_m is None


# --- sources against the graph --------------------------------------------------------------


def test_a_legend_that_does_not_fit_is_not_forced(simple_network) -> None:
    keys = deepness(class_names={str(i): f"c{i}" for i in range(7)})
    resolved = resolve_card(simple_network(metadata=keys))

    assert "classes" in resolved.card.guessed
    assert any("7 classes" in note and "4" in note for note in resolved.warnings)


def test_statistics_that_do_not_fit_are_not_forced(simple_network) -> None:
    keys = deepness(standardization_mean=[0.1, 0.2], standardization_std=[0.1, 0.2])
    resolved = resolve_card(simple_network(metadata=keys))

    assert resolved.card.scaling.mean == ()
    assert "scaling" in resolved.card.guessed
    assert resolved.warnings


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bands": ["red"]}, r"1 bands \(red\).*takes 3"),
        ({"classes": [{"id": 1, "name": "a"}]}, "1 classes.*4 channels"),
        ({"colour": 1}, "no field 'colour'"),
        ({"gsd_m": -1}, "gsd_m"),
        ({"bands": 3}, "wrong type"),
    ],
)
def test_a_card_that_contradicts_the_graph_is_refused(simple_network, change, words) -> None:
    with pytest.raises(ModelError, match=words):
        resolve_card(simple_network(), change)


def test_the_user_may_name_classes_alone(simple_network) -> None:
    card = resolve_card(simple_network(), {"classes": ["background", "a", "b", "c"]}).card
    fewer = resolve_card(simple_network(), {"classes": ["a", "b", "c"]}).card

    assert names(card) == [(0, "background"), (1, "a"), (2, "b"), (3, "c")]
    assert names(fewer) == names(card)


def test_a_card_with_too_small_a_halo_is_corrected(simple_network) -> None:
    card = OWN.with_changes(halo_px=0)
    resolved = resolve_card(simple_network(metadata={CARD_KEY: card.to_json()}))

    assert resolved.card.halo_px == 1
    assert any("halo of 0 px" in note for note in resolved.warnings)


def test_more_classes_than_a_class_raster_holds_are_refused(simple_network) -> None:
    with pytest.raises(ModelError, match="knows 300 classes"):
        resolve_card(simple_network(classes=300))


def test_what_not_even_the_graph_tells_must_be_stated(net, tmp_path) -> None:
    builder = net()
    path = builder.save(tmp_path / "open.onnx", builder.relu("x"), shape=("n", "c", "h", "w"))
    with pytest.raises(ModelError, match=r"which bands.*'bands'"):
        resolve_card(path)

    changes = {"bands": ["red", "nir"], "classes": ["a", "b"]}
    card = resolve_card(path, changes).card
    assert (card.bands, names(card)) == (("red", "nir"), [(1, "a"), (2, "b")])


@pytest.mark.parametrize("text", ["[]", "{", "{}", '{"name": 3}', '{"name": "x", "classes": 3}'])
def test_a_broken_card_in_the_file_is_an_error(simple_network, text) -> None:
    with pytest.raises(ModelError):
        resolve_card(simple_network(metadata={CARD_KEY: text}))


@pytest.mark.parametrize("text", ["[]", "{", "{}", "\x00", "[" * 100_000])
def test_stray_files_beside_a_network_are_no_cards(simple_network, text) -> None:
    path = simple_network()
    path.with_suffix(".json").write_text(text, encoding="utf-8")
    path.with_suffix(".emd").write_text(text, encoding="utf-8")
    assert resolve_card(path).card.name == "simple"

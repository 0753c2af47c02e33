"""The catalogue, the user's folder, importing and describing."""

from __future__ import annotations

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import numpy_helper

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import JobCancelled, ModelError, OutputError
from sat_dl_plugin.contract.jobs import DescribeJob, ImportJob
from sat_dl_plugin.contract.model_set import SET_SUFFIX
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models import catalogue
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.catalogue import (
    find_network,
    load_network,
    read_catalogue,
    write_catalogue,
)
from sat_dl_plugin.engine.models.sets import found_model
from sat_dl_plugin.engine.run import run_job


class Listener(SilentReporter):
    """Keeps what is said."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append((level, text))


class Canceller(SilentReporter):
    def check_cancelled(self) -> None:
        raise JobCancelled


@pytest.fixture
def bundle(tmp_path, simple_network, monkeypatch) -> Path:
    """A shipped models folder with one network of its own."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    simple_network("village", metadata={"licence": "x"}).rename(folder / "village.onnx")
    write_catalogue(folder)
    monkeypatch.setattr(catalogue, "shipped", lambda _: folder)
    return folder


# --- the shipped catalogue ------------------------------------------------------------------


def test_the_shipped_catalogue_matches_its_files() -> None:
    folder = shipped("models")
    listed = {entry.file: entry for entry in read_catalogue()}

    shipped_files = [*folder.glob("*.onnx"), *folder.glob(f"*{SET_SUFFIX}")]
    assert set(listed) == {path.name for path in shipped_files}
    for name, entry in listed.items():
        content = (folder / name).read_bytes()
        assert entry.size_bytes == len(content)
        assert entry.sha256 == hashlib.sha256(content).hexdigest()
        if name.endswith(SET_SUFFIX):
            # Reading it finds every member, and each is the network it was made of.
            assert found_model(entry.name).files
            continue
        card = ModelCard.from_json((folder / name).with_suffix(".json").read_text("utf-8"))
        resolved = resolve_card(folder / name)
        assert (entry.name, entry.licence, entry.task) == (card.name, card.licence, card.task)
        # A card that ships leaves nothing to guess, and file and neighbour say the same.
        assert resolved.card.guessed == ()
        assert card.classes == resolved.card.classes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"models": 3}', "cannot be read"),
        ('{"models": [3]}', "not a JSON object"),
        ('{"models": [{"name": "a"}]}', "lacks file, sha256, licence, task, summary"),
    ],
)
def test_broken_catalogues_are_refused(tmp_path, content, words) -> None:
    (tmp_path / "catalogue.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=words):
        read_catalogue(tmp_path)


def test_catalogue_entries_stay_in_their_folder(bundle) -> None:
    path = bundle / "catalogue.json"
    content = json.loads(path.read_text("utf-8"))
    content["models"][0]["file"] = "../village.onnx"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match="bare file name"):
        read_catalogue(bundle)


# --- finding --------------------------------------------------------------------------------


def test_names_then_own_models_then_paths(bundle, tmp_path, simple_network) -> None:
    own = tmp_path / "own"
    own.mkdir()
    path = simple_network("mine")
    (own / "mine.onnx").write_bytes(path.read_bytes())
    (own / "village.onnx").write_bytes(path.read_bytes())

    assert find_network("village", own) == bundle / "village.onnx"
    assert find_network("mine", own) == own / "mine.onnx"
    assert find_network(str(path), own) == path
    network = load_network("mine", own, device="cpu")
    assert network.card.name == "mine"
    assert any("bands, classes, scaling, gsd_m" in note for note in network.warnings)


@pytest.mark.parametrize("wanted", ["nothing", "nothing.onnx", "/no/where.onnx"])
def test_what_is_not_there_lists_what_is(bundle, tmp_path, simple_network, wanted) -> None:
    own = tmp_path / "own"
    own.mkdir()
    simple_network("mine").rename(own / "mine.onnx")
    with pytest.raises(ModelError, match="Available models: village, mine"):
        find_network(wanted, own)


def test_a_changed_bundled_file_is_refused(bundle) -> None:
    with (bundle / "village.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match="was changed"):
        find_network("village")


def test_a_missing_bundled_file_is_refused(bundle) -> None:
    (bundle / "village.onnx").unlink()
    with pytest.raises(ModelError, match="is missing"):
        find_network("village")


# --- importing ------------------------------------------------------------------------------


def imported(model: Path, folder: Path, overwrite: bool = False, **changes) -> dict:
    job = ImportJob(str(model), str(folder), changes, overwrite)
    return run_job(job, SilentReporter())


def test_an_import_keeps_network_and_stated_card_together(simple_network, tmp_path) -> None:
    folder = tmp_path / "own"
    source = simple_network(head="")
    before = source.read_bytes()

    result = imported(
        source,
        folder,
        name="river",
        classes=["background", "river", "lake", "sea"],
        gsd_m=0.5,
        licence="MIT",
    )

    target = Path(result["output"])
    assert target == folder / "river.onnx"
    inside = onnx.load(target)
    properties = {entry.key: entry.value for entry in inside.metadata_props}
    card = ModelCard.from_json(properties[CARD_KEY])
    assert card == ModelCard.from_json(target.with_suffix(".json").read_text("utf-8"))
    assert (card.name, card.gsd_m, card.licence) == ("river", 0.5, "MIT")
    assert [entry.id for entry in card.classes] == [0, 1, 2, 3]
    assert card.guessed == ("bands", "scaling", "activation") == tuple(result["guessed"])
    # Deepness opens it too.
    assert json.loads(properties["resolution"]) == 50.0
    assert json.loads(properties["class_names"])["1"] == "river"
    # Nothing else is left there, and the source is as it was.
    assert sorted(path.name for path in folder.iterdir()) == ["river.json", "river.onnx"]
    assert source.read_bytes() == before
    assert json.dumps(result)


def test_an_imported_network_reads_back_with_the_same_card(simple_network, tmp_path) -> None:
    result = imported(simple_network(), tmp_path / "own", name="one", gsd_m=1.5)
    again = load_network("one", tmp_path / "own", device="cpu").card
    assert json.loads(again.to_json()) == json.loads(json.dumps(result["card"]))


def test_guesses_are_said_aloud(simple_network, tmp_path) -> None:
    listener = Listener()
    run_job(ImportJob(str(simple_network()), str(tmp_path / "own")), listener)
    assert any(
        level == "warning" and "bands, classes, scaling, gsd_m" in text
        for level, text in listener.lines
    )


def test_an_existing_model_is_only_replaced_when_asked(simple_network, tmp_path) -> None:
    folder = tmp_path / "own"
    target = Path(imported(simple_network(), folder, name="one")["output"])
    before = target.read_bytes()

    with pytest.raises(OutputError, match="already have a model 'one'"):
        imported(simple_network(), folder, name="one", gsd_m=3.0)
    assert target.read_bytes() == before

    imported(simple_network(), folder, overwrite=True, name="one", gsd_m=3.0)
    assert resolve_card(target).card.gsd_m == 3.0
    with pytest.raises(OutputError, match="one of your models already"):
        imported(target, folder)
    imported(target, folder, overwrite=True, gsd_m=4.0)
    assert resolve_card(target).card.gsd_m == 4.0


def test_names_of_bundled_models_are_taken(bundle, simple_network, tmp_path) -> None:
    with pytest.raises(OutputError, match="name of a bundled model"):
        imported(simple_network(), tmp_path / "own", name="village")


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", "", "x" * 81])
def test_names_cannot_leave_the_folder(simple_network, tmp_path, name) -> None:
    folder = tmp_path / "own"
    try:
        target = Path(imported(simple_network(), folder, name=name)["output"])
    except ModelError:
        assert not folder.exists()
    else:
        assert target.parent == folder
        assert target.is_file()


def test_external_weights_are_taken_inside(net, tmp_path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    builder = net()
    path = builder.save(source / "split.onnx", builder.conv("x", 2))
    values = np.random.default_rng(0).random((1, 3, 16, 16)).astype(np.float32)
    expected = ort.InferenceSession(str(path)).run(None, {"x": values})[0]
    onnx.save_model(
        onnx.load(path),
        path,
        save_as_external_data=True,
        location="split.bin",
        size_threshold=0,
    )
    assert (source / "split.bin").is_file()

    result = imported(path, tmp_path / "own", activation="none")
    (source / "split.bin").unlink()

    answer = load_network(result["output"], device="cpu").predict(values)
    np.testing.assert_allclose(answer, expected, atol=1e-6)


def test_networks_that_give_no_numbers_are_refused(net, tmp_path) -> None:
    builder = net()
    path = builder.save(tmp_path / "nan.onnx", builder.node("Log", [builder.conv("x", 2)]))
    with pytest.raises(ModelError, match="not numbers"):
        imported(path, tmp_path / "own", activation="none")
    assert not (tmp_path / "own").exists()


def test_weights_of_the_wrong_shape_are_refused_by_the_trial(simple_network, tmp_path) -> None:
    path = simple_network()
    model = onnx.load(path)
    weight = numpy_helper.from_array(np.ones((4, 5, 3, 3), np.float32), "w0")
    model.graph.initializer[0].CopyFrom(weight)
    onnx.save(model, path)
    with pytest.raises(ModelError):
        imported(path, tmp_path / "own")
    assert not (tmp_path / "own").exists()


def test_a_cancelled_import_leaves_nothing(simple_network, tmp_path) -> None:
    with pytest.raises(JobCancelled):
        run_job(ImportJob(str(simple_network()), str(tmp_path / "own")), Canceller())
    assert not (tmp_path / "own").exists()


def test_a_folder_that_cannot_be_written_is_named(simple_network, tmp_path) -> None:
    blocker = tmp_path / "own"
    blocker.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written to"):
        imported(simple_network(), blocker)
    assert blocker.read_text(encoding="utf-8") == "a file"


# --- describing -----------------------------------------------------------------------------


class Page(HTMLParser):
    """The text of a page, its tags, and whether they are balanced."""

    VOID = frozenset(("meta", "br", "link", "img"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.styles: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes) -> None:
        self.tags.add(tag)
        self.styles += [value or "" for name, value in attributes if name == "style"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.words += data


def test_the_page_tells_everything_and_runs_nothing(simple_network, tmp_path) -> None:
    nasty = "<script>alert(1)</script>"
    card = {
        "name": "page",
        "description": nasty,
        "licence": f'"{nasty}',
        "trained_on": [f"Set A & B {nasty}"],
        "bands": ["red", nasty, "blue"],
        "classes": [
            {"id": i, "name": f"kind {i} {nasty}", "color": f"#0000{i:02x}", "min_object_m2": 12.5}
            for i in range(4)
        ],
        "metrics": {"iou": {"kind 1": 0.618}, nasty: nasty},
        "gsd_m": 0.5,
    }
    path = simple_network(metadata={CARD_KEY: json.dumps(card)})
    output = tmp_path / "page.html"

    result = run_job(DescribeJob(str(path), str(output)), SilentReporter())

    page = Page(output.read_text(encoding="utf-8"))
    assert page.open == []
    assert "script" not in page.tags
    assert page.words.count(nasty) >= 6
    for word in ("page", "kind 3", "0.5 m", "12.5 m²", "0.618", "Set A & B", "card in the file"):
        assert word in page.words
    assert [style for style in page.styles if "#000003" in style]
    assert result["output"] == str(output)
    assert result["sources"]["classes"] == "card in the file"
    assert result["facts"]["halo_px"] == 1
    assert json.dumps(result)


def test_describing_without_a_page(simple_network) -> None:
    result = run_job(DescribeJob(str(simple_network())), SilentReporter())
    assert result["output"] is None
    assert result["guessed"] == ["bands", "classes", "scaling", "gsd_m"]


def test_a_page_that_cannot_be_written_leaves_nothing(simple_network, tmp_path) -> None:
    target = tmp_path / "no" / "page.html"
    with pytest.raises(OutputError, match=r"page\.html"):
        run_job(DescribeJob(str(simple_network()), str(target)), SilentReporter())
    assert not target.parent.exists()

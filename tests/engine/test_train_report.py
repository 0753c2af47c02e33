"""The page of a training: its pictures, curves and tables."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from rasterio.io import MemoryFile

pytest.importorskip("torch")

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.engine.analyse.line_chart import Line, line_chart
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.train.evaluation import Predictor
from sat_dl_plugin.engine.train.pictures import (
    data_uri,
    examine,
    overlay,
    picture_of,
)
from sat_dl_plugin.engine.train.report import (
    DataFacts,
    ReportData,
    duration,
    training_page,
    write_report,
)
from sat_dl_plugin.engine.train.scenes import (
    IGNORED,
    Meaning,
    Scene,
    Vocabulary,
    exclusive_vocabulary,
)

TWO = exclusive_vocabulary(2)
BACKGROUND, BUILDING = 1, 2

CARD = ModelCard(
    "houses",
    (ClassCard(0, "background", threshold=0.0), ClassCard(1, "<b>house", "#d1495b", 0.4, 8.0)),
    bands=("nir", "blue", "green", "red"),
    gsd_m=0.5,
    licence="CC-BY-4.0",
    trained_on=("Town of Example (CC-BY-4.0)",),
    scaling=Scaling(1 / 255, (0.1, 0.2, 0.3, 0.4), (0.5, 0.5, 0.5, 0.5)),
)


class Reader(HTMLParser):
    """Collects tags and checks that they are closed."""

    void = ("meta", "img", "line", "rect", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


def town(name: str, noise: float) -> Scene:
    """Return a scene of 4 x 4 patches with a house each; its last band says what will be found."""
    labels = np.full((1024, 1024), BACKGROUND, np.uint8)
    for row in range(0, 1024, 256):
        for column in range(0, 1024, 256):
            labels[row + 50 : row + 150, column + 50 : column + 150] = BUILDING
    found = labels.copy()
    # From the left to the right more and more of the houses is missed.
    for place, column in enumerate(range(0, 1024, 256)):
        found[:, column + 50 : column + 50 + round(100 * noise * place / 4)] = BACKGROUND
    picture = np.random.default_rng(0).integers(0, 255, (3, 1024, 1024))
    return Scene(name, np.concatenate([found[None], picture]).astype(np.uint8), labels)


def found_predictor() -> Predictor:
    def predict(image):
        return np.stack([image[0] == BACKGROUND, image[0] == BUILDING]).astype(np.float32)

    return Predictor(predict)


@pytest.fixture(scope="module")
def report_data() -> ReportData:
    history = [
        {
            "epoch": epoch,
            "train_loss": 1.0 / epoch,
            "val_loss": None if epoch == 2 else 1.1 / epoch,
            "iou": {"1": 0.1 * epoch},
            "mean_iou": 0.1 * epoch,
        }
        for epoch in range(1, 6)
    ]
    return ReportData(
        card=CARD,
        exclusive=True,
        architecture="unet-lite0",
        weights=1_700_000,
        history=history,
        best_epoch=4,
        examination=examine(
            found_predictor(),
            {"town": [town("town", 0.9)], "other <town>": [town("other", 0.2)]},
            TWO,
            CARD,
            exclusive=True,
        ),
        data=[DataFacts("Town of Example (CC-BY-4.0)", 3, {"<b>house": 100}, {"<b>house": 20})],
        settings={"Seed": "7"},
        notes=("Only <3 houses",),
        seconds=754.0,
        provenance=Provenance("trainsegmentation", {"output": "houses.onnx", "seed": 7}),
    )


def test_scenes_are_counted_by_data_set_and_in_all(report_data: ReportData) -> None:
    examination = report_data.examination
    first, second = examination.tallies["town"], examination.tallies["other <town>"]

    assert (examination.total.counts == first.counts + second.counts).all()
    assert first.mean_iou() < examination.total.mean_iou() < second.mean_iou()


def test_the_worst_and_the_best_patches_are_kept_and_are_not_the_same(
    report_data: ReportData,
) -> None:
    worst, best = report_data.examination.worst, report_data.examination.best

    assert [patch.iou for patch in worst] == sorted(patch.iou for patch in worst)
    assert [patch.iou for patch in best] == sorted((p.iou for p in best), reverse=True)
    assert len(worst) == len(best) == 6
    # In the last column most of each house is missed; the first has no mistake.
    assert {patch.place.split(", row")[0] for patch in worst[:4]} == {"town, column 768"}
    assert worst[0].iou == pytest.approx(1 - 68 / 100)
    assert best[0].iou == 1.0
    assert not {patch.place for patch in worst} & {patch.place for patch in best}


def test_few_patches_are_shared_between_best_and_worst() -> None:
    scene = town("town", 0.9)
    small = Scene("small", scene.image[:, :256, :768], scene.labels[:256, :768])

    examination = examine(found_predictor(), {"a": [small]}, TWO, CARD, exclusive=True)

    assert len(examination.worst) == 1
    assert len(examination.best) == 2
    assert examination.worst[0].iou < examination.best[-1].iou


def test_patches_with_nothing_to_learn_from_are_not_shown() -> None:
    labels = np.full((256, 1024), BACKGROUND, np.uint8)
    labels[:, 256:512] = BUILDING  # all of one class
    labels[:, 512:768] = IGNORED
    labels[:60, 512:540] = BUILDING  # hardly labelled
    labels[100:200, 800:900] = BUILDING
    image = np.stack([labels] * 4)

    examination = examine(
        found_predictor(), {"a": [Scene("a", image, labels)]}, TWO, CARD, exclusive=True
    )

    shown = [*examination.worst, *examination.best]
    assert [patch.place for patch in shown] == ["a, column 768, row 0"]


def test_what_is_not_known_is_marked_in_the_reference() -> None:
    vocabulary = Vocabulary(
        2,
        (
            Meaning(),
            Meaning(frozenset([0]), frozenset([1])),
            Meaning(frozenset([0, 1])),
            Meaning(absent=frozenset([0, 1])),
            Meaning(absent=frozenset([1])),
        ),
    )
    row = np.repeat(np.array([1, 2, IGNORED, 3, 4], np.uint8), 52)[:256]
    labels = np.tile(row, (256, 1))
    card = ModelCard("x", (ClassCard(3, "road"), ClassCard(9, "vehicle")), bands=("a", "b", "c"))

    def predict(image):
        return np.zeros((2, *image.shape[1:]), np.float32)

    examination = examine(
        Predictor(predict),
        {"x": [Scene("x", np.stack([labels] * 3), labels)]},
        vocabulary,
        card,
        exclusive=False,
    )

    (patch,) = examination.best
    assert patch.reference[0, ::52].tolist() == [1, 1, 255, 0, 255]


def test_pictures_show_red_green_and_blue_and_stretch_what_is_no_picture() -> None:
    image = np.stack([np.full((300, 300), value, np.uint16) for value in (9, 30, 20, 10)])
    image[:, 0, 0] = 60_000
    image[3] += np.arange(300, dtype=np.uint16)[:, None] * 100
    part = (slice(0, 256), slice(0, 256))
    reflectance = CARD.with_changes(scaling=Scaling(1.0, stored_range=None))

    plain = picture_of(
        Scene("a", np.minimum(image, 255), np.zeros((300, 300), np.uint8)), part, CARD
    )
    stretched = picture_of(Scene("a", image, np.zeros((300, 300), np.uint8)), part, reflectance)

    assert plain[0, 5].tolist() == [10, 20, 30]
    assert stretched[:, 5, 0].tolist() == sorted(stretched[:, 5, 0])
    assert stretched[3, 5, 0] == 0
    assert 200 < stretched[-1, 5, 0] < 255


def test_an_overlay_has_the_colours_of_the_classes() -> None:
    picture = np.full((20, 20, 3), 100, np.uint8)
    classes = np.zeros((20, 20), np.uint8)
    classes[5:15, 5:15] = 1
    classes[18:] = 255

    shown = overlay(picture, classes, [ClassCard(4, "x", "#ff0000")])

    assert shown[0, 0, 0] == shown[0, 0, 1]
    assert shown[10, 10, 0] > 2 * shown[10, 10, 1]
    assert shown[19].mean() < 0.6 * shown[0].mean()
    assert len(np.unique(shown[19, :, 0])) == 2


def test_a_picture_in_a_link_can_be_read_back() -> None:
    picture = np.full((24, 40, 3), (200, 100, 50), np.uint8)

    head, content = data_uri(picture).split(",")

    assert head == "data:image/jpeg;base64"
    with MemoryFile(base64.b64decode(content)) as memory, memory.open() as source:
        back = source.read()
    assert back.shape == (3, 24, 40)
    assert np.abs(back.mean(axis=(1, 2)) - (200, 100, 50)).max() < 4


def test_the_page_needs_no_other_file_and_says_what_matters(report_data: ReportData) -> None:
    text = training_page(report_data)
    reader = read(text)

    links = [attrs[name] for _, attrs in reader.tags for name in ("src", "href") if attrs.get(name)]
    assert len(links) == 3 * 12
    assert all(link.startswith("data:image/jpeg;base64,") for link in links)
    assert "url(" not in text
    said = " ".join(reader.texts)
    for expected in (
        "Training of houses",
        "12 min 34 s",
        "Only <3 houses",
        "<b>house",
        "other <town>",
        "Town of Example (CC-BY-4.0)",
        "CC-BY-4.0",
        "1\N{NARROW NO-BREAK SPACE}700\N{NARROW NO-BREAK SPACE}000 weights",
        "epoch 3: 0.3",
        "kept",
    ):
        assert expected in said
    # Names are never markup.
    assert "<b>house" not in re.sub(r"<!--.*?-->", "", text)


def test_a_training_without_an_epoch_or_a_patch_still_has_a_page(report_data: ReportData) -> None:
    labels = np.full((10, 10), BACKGROUND, np.uint8)
    scene = Scene("a", np.stack([labels] * 4), labels)
    bare = ReportData(
        **{
            **report_data.__dict__,
            "history": (),
            "best_epoch": None,
            "examination": examine(found_predictor(), {"a": [scene]}, TWO, CARD, exclusive=True),
            "notes": (),
        }
    )

    said = " ".join(read(training_page(bare)).texts)

    assert "Scores of each class" in said
    assert "Loss" not in said
    assert "Worst and best patches" not in said


def test_the_page_is_written_whole_into_a_folder_of_its_own(
    report_data: ReportData, tmp_path: Path
) -> None:
    path = write_report(tmp_path / "new" / "folder", report_data)

    assert path == tmp_path / "new" / "folder" / "report.html"
    assert [entry.name for entry in path.parent.iterdir()] == ["report.html"]
    assert path.read_text(encoding="utf-8").endswith("</html>\n")


def test_a_folder_that_is_a_file_is_an_error(report_data: ReportData, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(OutputError, match="for the report cannot be made"):
        write_report(tmp_path / "file", report_data)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (7384, "2 h 3 min")]
)
def test_times_are_told_in_two_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_line_has_a_point_for_every_value_and_a_gap_where_there_is_none() -> None:
    chart = line_chart(
        [1, 2, 3, 4], [Line("a & b", "#112233", [0.0, 1.0, None, 0.5])], "Test", step_name="epoch"
    )
    reader = read(chart)

    circles = [attrs for tag, attrs in reader.tags if tag == "circle"]
    (_, path) = [attrs["d"] for tag, attrs in reader.tags if tag == "path"]
    assert len(circles) == 3
    assert path.count("M") == 2
    assert path.count("L") == 1
    # Higher values are higher up, later ones farther right.
    assert float(circles[1]["cy"]) < float(circles[2]["cy"]) < float(circles[0]["cy"])
    assert float(circles[0]["cx"]) < float(circles[1]["cx"]) < float(circles[2]["cx"])
    assert "a & b, epoch 2: 1" in reader.texts


@pytest.mark.parametrize("count", [1, 2, 7, 1000])
def test_epochs_on_the_axis_are_whole_numbers_and_few(count: int) -> None:
    steps = [float(step) for step in range(1, count + 1)]
    chart = line_chart(steps, [Line("a", "", steps)], "Test", step_name="epoch")

    texts = [text for text in read(chart).texts if re.fullmatch(r"[\d.]+", text)]
    ticks = re.findall(r'text-anchor="middle">([\d.]+)<', chart)
    assert 1 <= len(ticks) <= 8
    assert all(float(tick).is_integer() for tick in ticks)
    assert len(texts) <= 16


def test_a_line_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 steps"):
        line_chart([1, 2], [Line("a", "", [1.0])], "Test", step_name="epoch")


def test_patches_lie_where_the_labels_are() -> None:
    labels = np.zeros((600, 600), np.uint8)
    # A block with a margin around it that only gives the network something to look at.
    labels[100:228, 200:328] = BACKGROUND
    labels[120:150, 220:300] = BUILDING
    scene = Scene("block", np.stack([labels] * 4), labels)

    examination = examine(found_predictor(), {"a": [scene]}, TWO, CARD, exclusive=True)

    (patch,) = examination.best
    assert patch.place == "block, column 200, row 100"
    assert patch.picture.shape == (128, 128, 3)
    assert patch.iou == 1.0

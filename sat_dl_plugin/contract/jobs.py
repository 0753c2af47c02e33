"""The jobs the engine runs: one frozen dataclass per verb, JSON in and out.

The toolbox, the dock, the command line and the cluster all build these and nothing else, so
all of them give the same pixels. Paths are strings that GDAL understands (``/vsi`` included).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar, Optional, TypeVar

from sat_dl_plugin.contract.errors import UsageError

QUALITIES = ("fast", "balanced", "best")
"""Index = value of the QUALITY parameter."""

SHAPES = ("pixel", "smooth", "right-angled")
"""Index = value of the SHAPE parameter."""

PRIOR_TASKS = ("super-resolve", "denoise", "fill")
"""Index = value of the TASK parameter."""

PRIOR_SCALES = (2, 3, 4)
"""Index = value of the SCALE parameter."""

CHAIN_SCALES = (1, *PRIOR_SCALES)
"""The same of a chain, where a prior may also keep the pixels and only clean them."""


CHIP_FORMATS = ("geotiff", "coco", "yolo")
"""Index = value of the FORMAT parameter."""

RESAMPLINGS = ("nearest", "bilinear", "cubic")
"""Index = value of the RESAMPLING parameter."""

ARCHITECTURES = ("unet-lite0", "unet-lite0-deep", "unet64")
"""Index = value of the ARCHITECTURE parameter."""

BACKBONES = ("unet-lite0", "unet-lite0-deep")
"""Index = value of the ARCHITECTURE parameter of pretraining: networks that have an encoder."""

LARGEST_BOTTLENECK = 1024
"""Most numbers that a cell of an autoencoder is described by."""

PIXEL_METHODS = ("forest", "linear", "mean")
"""Index = value of the METHOD parameter: random forest, logistic regression, their mean."""

SPECTRAL_INDICES = ("ndvi", "ndwi", "mndwi", "ndbi", "nbr", "evi")
"""Index = value of the INDICES parameter."""

CORRECTIONS = (
    *("grow", "cut", "brush", "erase", "snap", "split"),
    *("offset", "square", "smooth", "prompt"),
)
"""What `CorrectionJob` can do."""

ENHANCE_STEPS = ("prior", "denoise", "fill", "decrappify")
"""What a chain can be made of: the tasks of the deep image prior, and a trained network."""

ENHANCER_SCALES = (1, 2, 4)
"""Index = value of the SCALE parameter of a training of enhancing networks."""

ENHANCER_AIMS = ("faithful", "pleasant")
"""Index = value of the AIM parameter: the smallest error, or what looks right."""

START_FROM_NOTHING = "none"
"""In place of the model that a training starts from."""


@dataclass(frozen=True)
class Job:
    """Base of all jobs."""

    verb: ClassVar[str]

    def to_params(self) -> dict[str, Any]:
        """Return the parameters as a JSON-ready dictionary."""
        return asdict(self)


@dataclass(frozen=True)
class CleaningRule:
    """Cleaning of one class; see `card.ClassCard` for the meaning and units."""

    opening_px: int = 0
    closing_px: int = 0
    min_object_m2: float = 0.0
    max_hole_m2: float = 0.0
    separation: float = 0.0


@dataclass(frozen=True)
class SegmentJob(Job):
    """Label every pixel of a raster with a class of one or more models."""

    verb: ClassVar[str] = "segment"

    input: str
    models: tuple[str, ...]
    """Names from the catalogue or the user's models, or paths of ONNX files."""
    output: str
    """Class raster to write (GeoTIFF); empty for none when `probabilities` is wanted alone."""
    probabilities: Optional[str] = None
    """Probability raster to write (GeoTIFF), one band per class."""
    quality: str = "fast"
    thresholds: dict[str, Optional[float]] = field(default_factory=dict)
    """Class name or id -> probability 0 to 1, or None to leave the class out; the cards'
    thresholds otherwise."""
    extent: Optional[tuple[float, float, float, float]] = None
    """(xmin, ymin, xmax, ymax) in `extent_crs`."""
    extent_crs: Optional[str] = None
    """WKT or authority code; the raster's own CRS when None."""
    mask: Optional[str] = None
    """Polygon file (any OGR format, ``path|layername=x`` allowed): only inside."""
    bands: dict[str, int] = field(default_factory=dict)
    """Band name of the card -> 1-based band of the raster; matched automatically otherwise."""
    clean: bool = False
    """Apply the cards' cleaning rules (or `rules`) before writing the class raster."""
    rules: dict[str, CleaningRule] = field(default_factory=dict)
    """Class name or id -> rule; the cards' rules otherwise."""
    tile: int = 0
    """Tile side in pixels, halo included; 0 lets the engine choose."""
    device: str = "auto"
    float_probabilities: bool = False
    """Write float32 0 to 1 instead of uint8 0 to 254."""
    models_folder: Optional[str] = None
    """Folder of the user's own models, searched after the bundled ones."""
    weights: tuple[float, ...] = ()
    """What each of `models` counts in the mean, above 0; all the same when empty."""


@dataclass(frozen=True)
class CleanJob(Job):
    """Clean a class raster: opening, closing, small objects and small holes per class."""

    verb: ClassVar[str] = "clean"

    input: str
    output: str
    rules: dict[str, CleaningRule] = field(default_factory=dict)
    """Class name or id -> rule; those recorded in the raster's provenance otherwise."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None


@dataclass(frozen=True)
class PolygonizeJob(Job):
    """Turn a class raster into polygons with shared borders."""

    verb: ClassVar[str] = "polygonize"

    input: str
    output: str
    """Vector file to write; its extension names the OGR format."""
    probabilities: Optional[str] = None
    """Probability raster on the same grid, for the field ``confidence``."""
    min_area_m2: float = 0.0
    simplify_m: float = 0.0
    shape: str = "pixel"
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None


@dataclass(frozen=True)
class SegmentToPolygonsJob(Job):
    """Segment, clean and polygonize in one go."""

    verb: ClassVar[str] = "segmenttopolygons"

    segment: SegmentJob
    """`output` and `probabilities` may be empty: they are then temporary."""
    output: str
    min_area_m2: float = 0.0
    simplify_m: float = 0.0
    shape: str = "pixel"


@dataclass(frozen=True)
class PriorJob(Job):
    """Fit a deep image prior to a raster: super-resolve it, denoise it or fill its gaps."""

    verb: ClassVar[str] = "deepimageprior"

    input: str
    output: str
    """Raster to write (GeoTIFF): the input's bands, data type and extent."""
    residual: Optional[str] = None
    """Raster to write (GeoTIFF, float32): ``|degraded(output) - input|`` on the input's grid."""
    task: str = "super-resolve"
    scale: int = 2
    """Output pixels per input pixel along each side; only for super-resolution."""
    iterations: int = 0
    """Steps of fitting for each tile; 0 stops by itself."""
    seed: int = 0
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None
    tile: int = 0
    """Tile side in pixels of the input; 0 lets the engine choose."""
    device: str = "auto"
    checkpoints: Optional[str] = None
    """Folder for what is needed to continue after a stop; one in the user's cache when None."""


@dataclass(frozen=True)
class DecrappifyJob(Job):
    """Sharpen and clean a raster with a trained enhancing network."""

    verb: ClassVar[str] = "decrappify"

    input: str
    model: str
    """Name of an enhancing network, or path of an ONNX file."""
    output: str
    """Raster to write (GeoTIFF): the input's bands, data type and extent."""
    residual: Optional[str] = None
    """Raster to write (GeoTIFF, float32): ``|averaged(output) - input|`` on the input's grid."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None
    bands: dict[str, int] = field(default_factory=dict)
    """Band name of the card -> 1-based band of the raster; matched automatically otherwise."""
    tile: int = 0
    """Tile side in pixels of the input, halo included; 0 lets the engine choose."""
    device: str = "auto"
    models_folder: Optional[str] = None


@dataclass(frozen=True)
class EnhanceJob(Job):
    """Enhance a raster in several steps, each on the result of the one before."""

    verb: ClassVar[str] = "enhance"

    input: str
    output: str
    """Raster to write (GeoTIFF): the input's bands, data type and extent."""
    steps: tuple[str, ...] = ("prior", "decrappify")
    """Some of `ENHANCE_STEPS`, in the order in which they are done."""
    model: str = ""
    """Of the steps ``decrappify``; name of an enhancing network, or path of an ONNX file."""
    scale: int = 1
    """Of the steps ``prior``, one of `CHAIN_SCALES`; at 1 they take noise away, as ``denoise``
    does. The scales of all steps multiply."""
    iterations: int = 0
    """Steps of fitting for each tile of the prior; 0 stops by itself."""
    seed: int = 0
    residual: Optional[str] = None
    """Raster to write (GeoTIFF, float32): ``|averaged(output) - input|`` on the input's grid."""
    intermediates: Optional[str] = None
    """Folder to keep the result of every step in; they are temporary when None."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None
    bands: dict[str, int] = field(default_factory=dict)
    """Band name of the model's card -> 1-based band of the raster."""
    tile: int = 0
    """Tile side in pixels of each step's input; 0 lets the engine choose."""
    device: str = "auto"
    models_folder: Optional[str] = None
    checkpoints: Optional[str] = None
    """Folder for what is needed to continue after a stop; one in the user's cache when None."""


@dataclass(frozen=True)
class StackJob(Job):
    """Bring rasters of any pixel size, extent and CRS together on the grid of one of them."""

    verb: ClassVar[str] = "stackbands"

    inputs: tuple[str, ...]
    output: str
    """Raster to write (GeoTIFF): the bands of all inputs in their order."""
    reference: str = ""
    """Raster whose grid is taken, and which the inputs are aligned with; it need not be one of
    them. The first input when empty."""
    align: bool = True
    """Measure the shift of each input against the reference, and remove it."""
    resampling: str = "cubic"
    """One of `RESAMPLINGS`; unless it is ``nearest``, pixels that are much smaller than those of
    the reference are averaged."""
    names: tuple[str, ...] = ()
    """What the inputs are called in the names of the bands; their file names when empty."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None


@dataclass(frozen=True)
class PreviewJob(Job):
    """Segment a part of a raster and keep the probabilities in the worker's memory.

    The same job with other thresholds or cleaning rules then only decides and cleans again. The
    class raster is the one that `segment` writes for the same extent.
    """

    verb: ClassVar[str] = "preview"

    segment: SegmentJob
    """What to segment; its `output` is the preview."""
    most_network_pixels: int = 0
    """When more pixels would go through networks, only the middle of the extent is previewed;
    0 for no limit."""


@dataclass(frozen=True)
class CorrectionJob(Job):
    """Answer one use of a tool that corrects polygons; nothing is written.

    The probability raster stays open in the worker for the next answer.
    """

    verb: ClassVar[str] = "correct"

    tool: str
    """One of `CORRECTIONS`."""
    probabilities: str = ""
    """Probability raster of the run, one band per class; ``offset``, ``square`` and ``smooth`` do
    without."""
    crs: str = ""
    """CRS of all coordinates, WKT or authority code; empty when the layer has none."""
    class_id: int = 0
    """Class of the object; 0 for the most probable one at the click."""
    points: tuple[tuple[float, float], ...] = ()
    """The click, or the stroke of ``snap``, ``brush`` and ``erase``."""
    polygon: str = ""
    """The object as it is, hexadecimal WKB."""
    neighbours: tuple[str, ...] = ()
    """Polygons that must not be overlapped, hexadecimal WKB."""
    level: Optional[float] = None
    """What the mouse wheel changes: ``grow`` threshold 0 to 1; ``cut`` how far the part reaches,
    1 is neutral; ``brush`` and ``erase`` radius of the brush, pixels; ``snap`` how far from the
    stroke, pixels; ``split`` number of parts; ``offset`` steps of half a pixel outwards;
    ``square`` smallest corner, pixels; ``smooth`` size of what is smoothed away, pixels. Chosen
    by the tool when None."""
    shape: str = ""
    """One of `SHAPES`; by the class when empty."""
    labels: tuple[int, ...] = ()
    """Of ``prompt``: 1 for each point that is part of the object, 0 for those that are not."""
    embedding: str = ""
    """Of ``prompt``: what `ViewEmbeddingJob` wrote."""
    decoder: str = ""
    """Of ``prompt``: ONNX file of the promptable network's decoder."""


@dataclass(frozen=True)
class ViewEmbeddingJob(Job):
    """Run the encoder of a promptable network on a part of a raster."""

    verb: ClassVar[str] = "viewembedding"

    input: str
    encoder: str
    """ONNX file."""
    output: str
    """File to write (.npz)."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    bands: tuple[int, ...] = ()
    """1-based bands for red, green and blue; the first three when empty."""


@dataclass(frozen=True)
class ImportPromptableJob(Job):
    """Put a promptable network, an encoder and its decoder, among the user's models."""

    verb: ClassVar[str] = "importpromptable"

    encoder: str
    decoder: str
    models_folder: str
    name: str = ""
    """That of the encoder's file when empty."""
    overwrite: bool = False


@dataclass(frozen=True)
class LabelNextJob(Job):
    """Cut an area into tiles and say which should be labelled first."""

    verb: ClassVar[str] = "labelnext"

    segment: SegmentJob
    """Raster, models, extent and mask; its `output` and `quality` do not count."""
    output: str
    """Polygon file to write, one feature per tile; its extension names the OGR format."""
    size: int = 256
    """Side of a tile, pixels of the raster."""
    done: Optional[str] = None
    """Polygon file: tiles of an earlier run, whose states are taken over, or what was labelled
    completely."""
    flips: bool = True
    """Also predict the flipped and rotated image, and count where the answers disagree."""
    diversity: float = 0.5
    """0 to 1: how much it counts that a tile looks unlike those chosen before it."""


@dataclass(frozen=True)
class DescribeJob(Job):
    """Explain a model: card, graph, and where each fact comes from."""

    verb: ClassVar[str] = "describe"

    model: str
    output: Optional[str] = None
    """HTML file to write, or None."""
    models_folder: Optional[str] = None
    changes: dict[str, Any] = field(default_factory=dict)
    """Card fields the user states, as in `ImportJob`."""


@dataclass(frozen=True)
class SelfTestJob(Job):
    """Run a model on a small generated image, check its answer, and measure how fast it is."""

    verb: ClassVar[str] = "selftest"

    model: str
    models_folder: Optional[str] = None
    device: str = "auto"


@dataclass(frozen=True)
class ImportJob(Job):
    """Check a network, complete its card and put both among the user's models."""

    verb: ClassVar[str] = "import"

    model: str
    models_folder: str
    changes: dict[str, Any] = field(default_factory=dict)
    """Card fields the user states, over those that were read or guessed."""
    overwrite: bool = False


@dataclass(frozen=True)
class CombineJob(Job):
    """Save several models as one set, an entry of its own among the user's models."""

    verb: ClassVar[str] = "combine"

    models: tuple[str, ...]
    """Names or paths of networks; files from elsewhere are imported first."""
    models_folder: str
    name: str
    """What the set is chosen by."""
    combine: str = "average"
    """One of `model_set.COMBINATIONS`: the mean of all that have a class, or each class from the
    first model that has it."""
    weights: tuple[float, ...] = ()
    """Weight of each model in the mean, above 0; all the same when empty. Not for
    ``per-class``."""
    scales: tuple[tuple[float, ...], ...] = ()
    """Scales that each model runs at, one entry for all of them or one for each; empty for its own
    resolution."""
    thresholds: dict[str, Optional[float]] = field(default_factory=dict)
    """Class name or id -> probability 0 to 1, or None to leave the class out; the mean of the
    members' otherwise."""
    rules: dict[str, CleaningRule] = field(default_factory=dict)
    """Class name or id -> cleaning rule; that of the first member otherwise."""
    overwrite: bool = False
    """Whether a set of the same name is replaced."""


@dataclass(frozen=True)
class AccuracyJob(Job):
    """Compare classes with a reference: scores per class and the confusion matrix."""

    verb: ClassVar[str] = "accuracy"

    input: str
    """Class raster, or a polygon file with ``class_id`` or ``class_name``."""
    reference: str
    """Class raster on any grid, or a polygon file; one of the two has to be a raster."""
    output: str
    """Table to write, one row per class; its extension names the OGR format."""
    report: Optional[str] = None
    """HTML file to write, or None."""
    class_field: str = ""
    """Field of a polygon reference with ids or names; found automatically when empty."""
    objects: bool = False
    """Also match whole objects, at an intersection over union of 0.5."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None
    """Polygon file: what the reference covers completely; nothing else is counted."""


@dataclass(frozen=True)
class AreaReportJob(Job):
    """Count the objects and measure the area of each class, in zones if there are any."""

    verb: ClassVar[str] = "areareport"

    input: str
    """Class raster, or a polygon file with ``class_id`` or ``class_name``."""
    output: str
    """Table to write, one row per zone and class; its extension names the OGR format."""
    report: Optional[str] = None
    """HTML file to write, or None."""
    zones: Optional[str] = None
    """Polygon file; each zone is counted by itself, also where zones overlap."""
    zone_field: str = ""
    """Field with the zones' names; they are numbered when empty."""
    extent: Optional[tuple[float, float, float, float]] = None
    extent_crs: Optional[str] = None
    mask: Optional[str] = None


@dataclass(frozen=True)
class ChipsJob(Job):
    """Cut labelled rasters into chips to train networks on, split by location."""

    verb: ClassVar[str] = "exportchips"

    inputs: tuple[str, ...]
    """Rasters with the same bands."""
    labels: str
    """Class raster on any grid, or a polygon file."""
    output: str
    """Folder to write."""
    class_field: str = ""
    """Field of polygons with ids or names; found automatically when empty."""
    area: Optional[str] = None
    """Polygon file: what was labelled completely. All pixels outside are ignored."""
    size: int = 256
    """Side of a chip in pixels."""
    stride: int = 0
    """Pixels from one chip to the next; 0 for `size`."""
    format: str = "geotiff"
    """One of `CHIP_FORMATS`; chips and labels are GeoTIFF in all of them."""
    validation: float = 20.0
    """Percent of the labelled pixels that are set aside, in whole blocks of ground."""
    seed: int = 0
    """Of the choice of blocks."""
    overwrite: bool = False
    """Whether the folder may hold files that are none of an export; they stay."""


@dataclass(frozen=True)
class TrainPixelClassifierJob(Job):
    """Learn to classify pixels by their values alone; ends with a model for `segment`."""

    verb: ClassVar[str] = "trainpixelclassifier"

    inputs: tuple[str, ...]
    """Rasters with the same bands."""
    labels: str
    """Class raster on any grid, or a polygon file."""
    output: str
    """Model to write (``.onnx``), its card inside and beside it."""
    class_field: str = ""
    """Field of polygons with ids or names; found automatically when empty."""
    area: Optional[str] = None
    """Polygon file: what was labelled completely, so that there no label means background.
    Without it only labelled pixels are used."""
    method: str = PIXEL_METHODS[0]
    """One of `PIXEL_METHODS`."""
    indices: tuple[str, ...] = ()
    """Some of `SPECTRAL_INDICES`, used in addition to the bands."""
    bands: dict[str, int] = field(default_factory=dict)
    """Band name -> 1-based band of the rasters, in the order of the model's input; 0 finds it by
    its name. All bands of the first raster when empty."""
    trees: int = 32
    leaves: int = 256
    """Most leaves of a tree; size and time of the model grow with ``trees``, and its size with
    ``leaves``."""
    samples: int = 20_000
    """Most pixels of each class to learn from, drawn at random."""
    balance: bool = True
    """Whether all classes weigh the same; otherwise as much as there is of each."""
    validation: float = 20.0
    """Percent of the samples that are set aside, in whole blocks of ground, for the scores."""
    seed: int = 0
    """Of the samples, the blocks and the trees."""
    licence: str = "unknown"
    """Licence of the model, for its card."""


@dataclass(frozen=True)
class TrainingData:
    """One data set of a training: rasters of one kind and what was labelled on them."""

    rasters: tuple[str, ...]
    """One folder that `exportchips` wrote may stand here in place of rasters and labels."""
    labels: str = ""
    """Polygon file (any OGR format, ``path|layername=x`` allowed) or class raster."""
    class_field: str = ""
    """Field of polygons with ids or names; found automatically when empty."""
    area: str = ""
    """Polygon file: what was labelled completely. Outside nothing is known, inside everything
    without a label is background. The rasters were labelled completely when empty."""
    name: str = ""
    """With the attribution, for the model card; the file name of the labels when empty."""
    classes: dict[str, str] = field(default_factory=dict)
    """Label value or name -> class of the model by name or id, ``background``, or ``ignored``.
    The data set then says nothing about the other classes of the model, and labels that are not
    listed are none of its own. When empty labels mean themselves, and the data set speaks about
    the classes that occur in it."""
    bands: dict[str, int] = field(default_factory=dict)
    """Band name -> 1-based band of these rasters, where it is not that of the job."""
    weight: float = 1.0
    """Share of the training patches relative to the other data sets."""


@dataclass(frozen=True)
class TrainingClass:
    """One class that a network is to learn."""

    id: int
    """Value in class rasters, 1 to 254."""
    name: str
    color: str = ""
    """``#rrggbb``; chosen when empty."""


@dataclass(frozen=True)
class TrainSegmentationJob(Job):
    """Train a segmentation network on labelled rasters; ends with a model that can be used."""

    verb: ClassVar[str] = "trainsegmentation"

    datasets: tuple[TrainingData, ...]
    output: str
    """Model to write (``.onnx``), its card inside and beside it."""
    report: Optional[str] = None
    """Folder for the page with curves, scores and pictures, or None."""
    architecture: str = ARCHITECTURES[0]
    """One of `ARCHITECTURES`."""
    start_from: str = ""
    """Name of a model, or path of an ONNX file or of encoder weights (``.safetensors``,
    ``.npz``), whose weights are copied as far as they fit; none when empty or
    `START_FROM_NOTHING`."""
    classes: tuple[TrainingClass, ...] = ()
    """Legend of the model without background; taken from the labels when empty."""
    overlapping: bool = False
    """Whether a pixel may have several classes at once (a sigmoid for each class); otherwise
    they and the background exclude each other (softmax)."""
    bands: dict[str, int] = field(default_factory=dict)
    """Common name -> 1-based band of the rasters, in the order of the network's channels; 0 finds
    it by its name. All bands of the first raster when empty."""
    gsd_m: float = 0.0
    """Metres per pixel to train at; 0 for the pixels of the first raster."""
    scales: tuple[float, ...] = (1.0, 1.5)
    """Sizes of a pixel relative to `gsd_m` that the network sees, 1 among them."""
    validation: float = 20.0
    """Percent of the labelled pixels that are set aside, in whole blocks of ground."""
    epochs: int = 50
    """Most epochs; 0 for no limit but `time_limit_s`."""
    time_limit_s: float = 0.0
    """Longest time of fitting over all resumed runs, seconds; 0 for none."""
    patience: int = 12
    """Epochs without a better validation after which training stops; 0 never stops early."""
    batches_per_epoch: int = 100
    batch_size: int = 16
    patch_px: int = 256
    """Side of the patches, a multiple of 32."""
    learning_rate: float = 0.0
    """Peak learning rate; 0 finds one."""
    dice: float = 0.5
    """Weight of the soft Dice overlap beside the cross-entropy."""
    focal: float = 0.0
    """Exponent of the focal weight of classes that overlap; 0 for none."""
    freeze_encoder: bool = False
    """Leave the pretrained part as it is."""
    seed: int = 0
    device: str = "auto"
    licence: str = "unknown"
    """Licence of the model, for its card."""
    dry_run: bool = False
    """Only check everything, and say what would be learnt from; nothing is written."""
    work: str = ""
    """Folder for prepared data and checkpoints, from which the same job continues after a stop;
    it is removed when the model is written. Beside `output` when empty."""
    models_folder: Optional[str] = None

    @property
    def work_folder(self) -> str:
        """Folder that the job works in and goes on from; holds `HISTORY_FILE` while it runs."""
        return self.work or f"{self.output}.training"


@dataclass(frozen=True)
class LearnFromCorrectionsJob(Job):
    """Have a segmentation network learn on from what people corrected in its polygons."""

    verb: ClassVar[str] = "learnfromcorrections"

    inputs: tuple[str, ...]
    """Rasters that were segmented, with the same bands."""
    model: str
    """Name or path of a network that Sat DL exported; it stays as it is."""
    review: str
    """Review layer (any OGR format, ``path|layername=x`` allowed) with ``class_id`` and
    ``status``."""
    output: str
    """Model to write (``.onnx``), its card inside and beside it; never one that exists."""
    area: str = ""
    """Tiles with a state, of which those done count, or polygons: inside, everything was
    labelled. Elsewhere only polygons that a person touched say something."""
    report: Optional[str] = None
    """Folder for the page that compares both versions, or None."""
    bands: dict[str, int] = field(default_factory=dict)
    """Band name of the card -> 1-based band of the raster; matched automatically otherwise."""
    time_limit_s: float = 300.0
    """Longest time of the whole job, roughly, seconds."""
    validation: float = 25.0
    """Percent of the reviewed pixels that are set aside to compare with, in whole blocks."""
    rehearsal: float = 0.5
    """Share of the patches (0 to below 1) that show ground nobody reviewed, with what the old
    version is sure of there, so that it is not forgotten."""
    learning_rate: float = 2e-4
    """Peak learning rate."""
    batch_size: int = 8
    patch_px: int = 128
    """Side of the patches, a multiple of 32."""
    freeze_encoder: bool = True
    """Leave the pretrained part as it is."""
    seed: int = 0
    device: str = "auto"
    models_folder: Optional[str] = None

    @property
    def models(self) -> tuple[str, ...]:
        """The model, as jobs with several have them."""
        return (self.model,)


@dataclass(frozen=True)
class TrainDecrappifyJob(Job):
    """Train an enhancing network on sharp rasters; ends with a model for `decrappify`."""

    verb: ClassVar[str] = "traindecrappify"

    inputs: tuple[str, ...]
    """Sharp rasters of any data type, with red, green and blue bands or a single one."""
    output: str
    """Model to write (``.onnx``), its card inside and beside it."""
    scale: int = 2
    """One of `ENHANCER_SCALES`: pixels of the result per pixel of the input, along each side."""
    aim: str = ENHANCER_AIMS[0]
    """One of `ENHANCER_AIMS`; ``pleasant`` needs `perceptual_weights`."""
    start_from: str = ""
    """Name or path of an enhancing network whose weights are copied as far as they fit; the
    bundled one of this scale and aim when empty, none at all when `START_FROM_NOTHING`."""
    perceptual_weights: str = ""
    """VGG16 weights (``.npz``) that looks are compared by, with the keys of
    `engine.train.perceptual`."""
    bands: dict[str, int] = field(default_factory=dict)
    """``red``, ``green``, ``blue`` -> 1-based band of the rasters; found by name otherwise."""
    time_limit_s: float = 1800.0
    """Longest time of training over all resumed runs, seconds; 0 for none."""
    steps: int = 0
    """Most batches; 0 for no limit but `time_limit_s`. Only steps alone give the same network
    twice."""
    batch_size: int = 8
    """Patches learnt from at once."""
    seed: int = 0
    device: str = "auto"
    licence: str = "unknown"
    """Licence of the model, for its card."""
    work: str = ""
    """Folder for the checkpoint from which the same job continues after a stop; it is removed when
    the model is written. Beside `output` when empty."""
    models_folder: Optional[str] = None

    @property
    def work_folder(self) -> str:
        """Folder that the job works in and goes on from."""
        return self.work or f"{self.output}.training"


@dataclass(frozen=True)
class ChipTrainingJob(Job):
    """What trainings on whole chips, without a label for every pixel, have in common."""

    inputs: tuple[str, ...]
    """Rasters, and folders of rasters; a sub-folder's name is the scene of the rasters in it."""
    output: str
    """Model to write."""
    start_from: str = ""
    """Name of a model, or path of an ONNX file or of encoder weights (``.safetensors``,
    ``.npz``), whose weights are copied as far as they fit; none when empty or
    `START_FROM_NOTHING`."""
    bands: dict[str, int] = field(default_factory=dict)
    """Common name -> 1-based band of the rasters, in the order of the network's channels; 0 finds
    it by its name. All bands of the first raster when empty."""
    gsd_m: float = 0.0
    """Metres per pixel to train at; 0 for the pixels of the first raster."""
    chip_px: int = 256
    """Side of the chips; less where no raster is that large."""
    chips: int = 2000
    """Most chips; more are thinned at random."""
    validation: float = 20.0
    """Percent of the chips that are set aside, in whole blocks of ground, features or files."""
    epochs: int = 30
    """Most rounds over all chips; 0 for no limit but `time_limit_s`."""
    time_limit_s: float = 0.0
    """Longest time of training over all resumed runs, seconds; 0 for none."""
    batch_size: int = 32
    learning_rate: float = 2e-3
    """Peak learning rate."""
    seed: int = 0
    device: str = "auto"
    licence: str = "unknown"
    """Licence of the model, for its card."""
    work: str = ""
    """Folder for chips and checkpoints, from which the same job continues after a stop; it is
    removed when the model is written. Beside `output` when empty."""
    models_folder: Optional[str] = None

    @property
    def work_folder(self) -> str:
        """Folder that the job works in and goes on from."""
        return self.work or f"{self.output}.training"


@dataclass(frozen=True)
class PretrainBackboneJob(ChipTrainingJob):
    """Teach an encoder to see; ends with weights that a segmentation network starts from.

    With scenes, from `labels` or from the names of sub-folders, it learns to tell them apart;
    without any it learns from the images alone.
    """

    verb: ClassVar[str] = "pretrainbackbone"

    labels: str = ""
    """Points or polygons with a scene each (any OGR format, ``path|layername=x`` allowed)."""
    class_field: str = ""
    """Field with names or numbers of scenes; ``class_id`` or ``class_name`` when empty."""
    architecture: str = BACKBONES[0]
    """One of `BACKBONES`: the network whose encoder is trained."""


@dataclass(frozen=True)
class TrainAutoencoderJob(ChipTrainingJob):
    """Train an encoder that squeezes pictures into few numbers, from which they are drawn again.

    Ends with a model that describes places by numbers, and beside it the weights of the whole.
    """

    verb: ClassVar[str] = "trainautoencoder"

    bottleneck: int = 64
    """Numbers that describe a cell of 16 x 16 pixels, 1 to `LARGEST_BOTTLENECK`."""


HISTORY_FILE = "history.jsonl"
"""File in a training's work folder with one JSON line for each epoch."""


JOBS: dict[str, type[Job]] = {
    job.verb: job
    for job in (
        SegmentJob,
        CleanJob,
        PolygonizeJob,
        SegmentToPolygonsJob,
        PreviewJob,
        CorrectionJob,
        ViewEmbeddingJob,
        ImportPromptableJob,
        LabelNextJob,
        LearnFromCorrectionsJob,
        PriorJob,
        DecrappifyJob,
        EnhanceJob,
        StackJob,
        DescribeJob,
        ImportJob,
        SelfTestJob,
        CombineJob,
        AccuracyJob,
        AreaReportJob,
        ChipsJob,
        TrainPixelClassifierJob,
        TrainSegmentationJob,
        TrainDecrappifyJob,
        PretrainBackboneJob,
        TrainAutoencoderJob,
    )
}


def job_from_params(verb: str, params: dict[str, Any]) -> Job:
    """Rebuild a job from what `Job.to_params` wrote.

    Raises:
        UsageError: If the verb or a parameter is unknown, or one is missing.
    """
    if verb not in JOBS:
        raise UsageError(f"Unknown job {verb!r}", f"Known jobs: {', '.join(sorted(JOBS))}")
    return _build(JOBS[verb], params)


# Fields that JSON turns into lists.
_TUPLES = (
    *("models", "weights", "extent", "steps", "inputs", "names", "scales", "indices"),
    *("points", "neighbours", "labels", "bands"),
)


def _build(job_type: type[Job], params: dict[str, Any]) -> Job:
    known = {entry.name for entry in fields(job_type)}
    unknown = sorted(set(params) - known)
    if unknown:
        raise UsageError(f"Job {job_type.verb!r} has no parameter {', '.join(unknown)}")
    values = dict(params)
    if "segment" in values:
        values["segment"] = _build(SegmentJob, values["segment"])
    if "rules" in values:
        values["rules"] = {name: CleaningRule(**rule) for name, rule in values["rules"].items()}
    if job_type is TrainSegmentationJob:
        values["datasets"] = training_data(values.get("datasets", ()))
        values["classes"] = _entries(TrainingClass, values.get("classes", ()))
    for name in _TUPLES:
        if isinstance(values.get(name), list):
            values[name] = tuple(values[name])
    try:
        return job_type(**values)
    except TypeError as error:
        raise UsageError(f"Job {job_type.verb!r} cannot be built", str(error)) from error


def training_data(entries: Any) -> tuple[TrainingData, ...]:
    """Return the data sets of a training from what JSON says of them.

    Args:
        entries: A list with a dictionary for each, keyed as `TrainingData`.

    Raises:
        UsageError: If a key is unknown or missing.
    """
    found = _entries(TrainingData, entries)
    return tuple(replace(data, rasters=_listed_paths(data.rasters)) for data in found)


def _listed_paths(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


_Entry = TypeVar("_Entry", TrainingData, TrainingClass)


def _entries(kind: type[_Entry], entries: Any) -> tuple[_Entry, ...]:
    try:
        return tuple(entry if isinstance(entry, kind) else kind(**entry) for entry in entries)
    except TypeError as error:
        raise UsageError(
            f"The description of {kind.__name__} cannot be read",
            str(error),
            f"Its keys are {', '.join(entry.name for entry in fields(kind))}",
        ) from error

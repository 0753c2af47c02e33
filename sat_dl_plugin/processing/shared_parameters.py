"""The parameters that several algorithms have, with their help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from sat_dl_plugin.i18n import tr

DEVICES = ("auto", "cpu", "cuda", "cuda:1", "directml", "coreml")
LAST_SEED = 2**31 - 1

_LAST_TILE_PX = 16384


class SharedParameters(QgsProcessingAlgorithm):
    """An algorithm that can add the parameters it shares with others, and read them."""

    INPUT = "INPUT"
    EXTENT = "EXTENT"
    MASK = "MASK"
    BANDS = "BANDS"
    SCALE = "SCALE"
    SEED = "SEED"
    OUTPUT = "OUTPUT"
    TILE = "TILE"
    DEVICE = "DEVICE"

    # Adding

    def add(
        self,
        definition: QgsProcessingParameterDefinition,
        help_text: str,
        *,
        advanced: bool = False,
    ) -> None:
        """Add a parameter with its help."""
        definition.setHelp(help_text)
        if advanced:
            definition.setFlags(
                definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced
            )
        self.addParameter(definition)

    def add_number(
        self,
        name: str,
        description: str,
        help_text: str,
        numbers: tuple[int, int, int],
        *,
        advanced: bool = False,
    ) -> None:
        """Add a whole number, given its default, least and largest value."""
        kind = QgsProcessingParameterNumber.Type.Integer
        self.add(_number(name, description, kind, numbers), help_text, advanced=advanced)

    def add_decimal(
        self,
        name: str,
        description: str,
        help_text: str,
        numbers: tuple[float, float, float],
        *,
        decimals: int = 2,
        advanced: bool = False,
    ) -> None:
        """Add a number, given its default, least and largest value."""
        kind = QgsProcessingParameterNumber.Type.Double
        definition = _number(name, description, kind, numbers)
        definition.setMetadata({"widget_wrapper": {"decimals": decimals}})
        self.add(definition, help_text, advanced=advanced)

    def add_input(self, description: str, help_text: str) -> None:
        """Add ``INPUT``."""
        self.add(QgsProcessingParameterRasterLayer(self.INPUT, description), help_text)

    def add_region(self) -> None:
        """Add ``EXTENT`` and ``MASK``."""
        self.add_extent()
        self.add_mask(tr("Polygons in any CRS; pixels outside them become nodata (255)."))

    def add_extent(self, help_text: str = "") -> None:
        """Add ``EXTENT``; without a help of its own it says what it means for a raster."""
        self.add(
            QgsProcessingParameterExtent(self.EXTENT, tr("Extent"), optional=True),
            help_text
            or tr(
                "Only this rectangle is processed, in any CRS; the whole raster if empty. Layers "
                "without a fixed extent (XYZ, WMS) need one."
            ),
        )

    def add_mask(self, help_text: str) -> None:
        """Add ``MASK``."""
        self.add(
            QgsProcessingParameterFeatureSource(
                self.MASK,
                tr("Mask"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            help_text,
        )

    def add_bands(self, help_text: str = "") -> None:
        """Add the advanced ``BANDS``; without a help of its own it is about a model's bands."""
        self.add(
            QgsProcessingParameterString(self.BANDS, tr("Bands"), optional=True),
            help_text
            or tr(
                "Which band of the raster (1 is the first) is which band of the model: “red=3; "
                "green=2; blue=1”. If empty, bands are matched by name and colour interpretation."
            ),
            advanced=True,
        )

    def add_scale(self, scales: Sequence[int], default: int, help_text: str) -> None:
        """Add ``SCALE``, one of some whole numbers."""
        self.add(
            QgsProcessingParameterEnum(
                self.SCALE,
                tr("Scale"),
                options=[str(scale) for scale in scales],
                defaultValue=str(default),
                usesStaticStrings=True,
            ),
            help_text,
        )

    def add_seed(self, help_text: str, *, advanced: bool = False) -> None:
        """Add ``SEED``."""
        self.add_number(self.SEED, tr("Seed"), help_text, (0, 0, LAST_SEED), advanced=advanced)

    def add_machine(self) -> None:
        """Add the advanced ``TILE`` and ``DEVICE`` of a job that runs networks."""
        self.add_tile(
            tr(
                "Side of the square tiles the network sees, in pixels of the model's resolution; 0 "
                "lets Sat DL choose. Smaller tiles need less memory, larger ones are faster."
            ),
            _LAST_TILE_PX,
        )
        self.add_device(
            tr(
                "Where to compute: auto takes the best device there is; cpu, cuda (NVIDIA; cuda:1 "
                "is the second one), directml (Windows) or coreml (macOS) insist on one. The log "
                "says which one was used."
            )
        )

    def add_tile(self, help_text: str, most_px: int) -> None:
        """Add the advanced ``TILE``, pixels."""
        self.add_number(
            self.TILE, tr("Tile side (pixels)"), help_text, (0, 0, most_px), advanced=True
        )

    def add_device(self, help_text: str = "") -> None:
        """Add the advanced ``DEVICE``; without a help of its own it is about PyTorch."""
        self.add(
            QgsProcessingParameterEnum(
                self.DEVICE,
                tr("Device"),
                options=list(DEVICES),
                defaultValue=DEVICES[0],
                usesStaticStrings=True,
            ),
            help_text
            or tr(
                "Where to compute: auto takes the best device there is; cpu or cuda (NVIDIA; "
                "cuda:1 is the second one) insist on one. The log says which one was used."
            ),
            advanced=True,
        )

    # Reading

    def text(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """Return a text without the blanks around it."""
        text: str = self.parameterAsString(parameters, name, context)
        return text.strip()

    def scale(self, parameters: dict[str, Any], context: QgsProcessingContext) -> int:
        """Return ``SCALE``."""
        chosen = self.parameterAsEnumString(parameters, self.SCALE, context)
        return int(chosen or self.parameterDefinition(self.SCALE).defaultValue())

    def device(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return ``DEVICE``."""
        return self.parameterAsEnumString(parameters, self.DEVICE, context) or DEVICES[0]

    def with_scale_as_text(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters, of which ``SCALE`` may have been given as a number."""
        given = parameters.get(self.SCALE)
        if not isinstance(given, (int, float)):
            return parameters
        return {**parameters, self.SCALE: f"{given:g}"}


def is_empty(layer: Any) -> bool:
    """Return whether nothing is given for a parameter with a vector layer."""
    if isinstance(layer, QgsProcessingFeatureSourceDefinition):
        layer = layer.source.staticValue()
    return layer in (None, "")


def known(outputs: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs that have a value."""
    return {name: value for name, value in outputs.items() if value is not None}


def _number(
    name: str,
    description: str,
    kind: QgsProcessingParameterNumber.Type,
    numbers: tuple[float, float, float],
) -> QgsProcessingParameterNumber:
    default, least, most = numbers
    return QgsProcessingParameterNumber(
        name, description, type=kind, defaultValue=default, minValue=least, maxValue=most
    )

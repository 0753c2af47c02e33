"""The algorithm ``satdl:pretrainbackbone``."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import BACKBONES, PretrainBackboneJob
from sat_dl_plugin.processing.analysing import CLASS_FIELDS
from sat_dl_plugin.processing.chip_training import ChipTrainingAlgorithm
from sat_dl_plugin.processing.shared_parameters import is_empty, known


class PretrainBackbone(ChipTrainingAlgorithm):
    """Teach a network to see before there are labels for every pixel."""

    ARCHITECTURE = "ARCHITECTURE"
    ACCURACY = "ACCURACY"

    suffix: ClassVar[str] = ".safetensors"

    def name(self) -> str:
        """Return the fixed id."""
        return "pretrainbackbone"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Pretrain backbone")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "transfer,encoder,weights,scenes,classification,self-supervised,contrastive,simclr,"
            "learn,network,pytorch"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr(
            "Trains the encoder of a network in advance, so that training needs fewer labels."
        )

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The result is a file of encoder weights for “Start from” of “Train segmentation”. "
            "With scenes, such as town, forest or harbour, the encoder learns to tell whole chips "
            "apart, which are labelled much faster than pixels. Without scenes it learns from the "
            "images alone, by recognising which two views show the same place. Imagery of very "
            "high resolution teaches most. A run that was cancelled or interrupted continues where "
            "it stopped when it is started again with the same parameters. Needs the runtime for "
            "training (PyTorch); on a processor it takes minutes to hours."
        )

    # Parameters

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_pictures(
            self.tr(
                "Rasters in this folder are used as well. If it has subfolders, the name of each "
                "is the scene of all rasters in it."
            )
        )
        self._add_scenes()
        self.add(
            QgsProcessingParameterEnum(
                self.ARCHITECTURE,
                self.tr("Network"),
                options=[
                    self.tr("unet-lite0: light, for any computer"),
                    self.tr("unet-lite0-deep: sees farther, about half as fast"),
                ],
                defaultValue=0,
            ),
            self.tr("The network that will start from the weights; the two share most of them."),
        )
        self.add_start(
            self.tr(
                "A model, or weights (.onnx, .safetensors, .npz), that are copied as far as they "
                "fit and trained further. If empty, training starts from scratch."
            )
        )
        self.add_ends()
        self.add_chips()
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Pretrained weights"), self.tr("Weights (*.safetensors)")
            ),
            self.tr(
                "File of weights for “Start from”, with its metadata inside and, as JSON, next to "
                "it. During training, a folder with the same name and “.training” appended holds "
                "what is needed to continue."
            ),
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                self.ACCURACY, self.tr("Share of the validation chips whose scene was recognised")
            )
        )

    def _add_scenes(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource(
                self.LABELS,
                self.tr("Scenes"),
                [
                    QgsProcessing.SourceType.TypeVectorPoint,
                    QgsProcessing.SourceType.TypeVectorPolygon,
                ],
                optional=True,
            ),
            self.tr(
                "Points or polygons with a scene each, in any CRS. A point gives one chip around "
                "it, a polygon the chips side by side inside it. Without them the subfolders of "
                "the folder name the scenes; without those, too, the network learns without scenes."
            ),
        )
        self.add(
            QgsProcessingParameterField(
                self.CLASS_FIELD,
                self.tr("Field with the scenes"),
                parentLayerParameterName=self.LABELS,
                optional=True,
            ),
            self.tr(
                "Names or numbers of scenes. If empty, class_id or else class_name is used. "
                "Features without a scene are left out."
            ),
        )

    # From parameters to a job

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> PretrainBackboneJob:
        """Translate Processing parameters into a job, running nothing."""
        return PretrainBackboneJob(
            **self.chip_fields(parameters, context),
            labels=self._scenes_path(parameters, context),
            class_field=self.text(parameters, self.CLASS_FIELD, context),
            architecture=BACKBONES[self.parameterAsEnum(parameters, self.ARCHITECTURE, context)],
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        if not is_empty(parameters.get(self.LABELS)):
            layer = self.parameterAsVectorLayer(parameters, self.LABELS, context)
            if layer is not None:
                field = self.text(parameters, self.CLASS_FIELD, context)
                self.check_fields(layer, field, self.tr("The layer of scenes"))
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the weights and how well scenes are told apart."""
        outputs = {
            self.OUTPUT: result["output"],
            self.CHIPS_USED: result["chips"],
            self.ACCURACY: result["accuracy"],
        }
        return known(outputs)

    def _scenes_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return a path of the scenes, which are written to it when the run begins."""
        if is_empty(parameters.get(self.LABELS)):
            return ""
        source = self.parameterAsSource(parameters, self.LABELS, context)
        if source is None:
            raise InputError(
                self.tr("The scenes {!r} cannot be opened").format(str(parameters[self.LABELS])),
                todo=self.tr("Choose a layer of points or polygons"),
            )
        field = self.text(parameters, self.CLASS_FIELD, context)
        fields = (field,) if field else CLASS_FIELDS
        return self.polygons_path(source, context, self.tr("The layer of scenes"), fields)

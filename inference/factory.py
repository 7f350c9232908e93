"""What a worker needs to make its analyser: settings in, analyser out.

Cheap to import, so that a worker sets its limits before NumPy and the models are loaded.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inference.devices import Device, DeviceChoice, choose_device
from inference.errors import DeviceError

if TYPE_CHECKING:
    from inference.emotion_model import EmotionModel
    from inference.faces import FaceDetector
    from inference.selfie import SelfieAnalyzer

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnalyzerSpec:
    """Describes an analyser; calling it makes one. Can be pickled, which an analyser cannot.

    Attributes:
        device: What runs the emotion network.
        yunet_path: YuNet's ONNX file; None for the built-in detector.
    """

    device: DeviceChoice = "auto"
    yunet_path: Path | None = None

    def __call__(self) -> "SelfieAnalyzer":
        """Load the detector and the newest emotion model.

        Raises:
            ArtefactError: The model is missing or damaged.
            FaceDetectorError: YuNet's file is missing or holds another network.
            DeviceError: The device is "gpu", and there is none that can be used.
        """
        from inference.selfie import SelfieAnalyzer  # noqa: PLC0415 - loads NumPy and OpenCV

        return SelfieAnalyzer(self._detector(), self._classifier())

    def _detector(self) -> "FaceDetector":
        from inference.faces import LibFaceDetector, YuNetDetector  # noqa: PLC0415

        return LibFaceDetector() if self.yunet_path is None else YuNetDetector(self.yunet_path)

    def _classifier(self) -> "EmotionModel":
        from inference.emotion_model import EmotionModel  # noqa: PLC0415

        if choose_device(self.device) is Device.CPU:
            return EmotionModel.load()
        try:
            return EmotionModel.load_keras()
        except DeviceError as error:
            if self.device == "gpu":
                raise
            logger.warning("the GPU is not used: %s", error)
            return EmotionModel.load()

"""Photo bytes to what is known of the people in it: joins detection, crop and classification."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.crops import crop_face
from inference.emotion_model import EmotionClassifier
from inference.emotions import Emotion
from inference.faces import Face, FaceDetector, FaceFinder
from inference.images import Photo, decode_photo
from inference.moods import Mood, likeliest_mood, mood_weights


@dataclass(frozen=True)
class FaceAnalysis:
    """One face and what it shows.

    Attributes:
        box: x, y, width, height in pixels of the upright photo as it was sent.
        score: The detector's, 0-1.
        probabilities: (7,) float32 calibrated, in the order of `Emotion`, summing to 1.
        mood_weights: (3,) float32 in the order of `Mood`, summing to 1.
    """

    box: tuple[int, int, int, int]
    score: float
    probabilities: NDArray[np.float32]
    mood_weights: NDArray[np.float32]

    @property
    def emotion(self) -> Emotion:
        """The likeliest emotion."""
        return list(Emotion)[int(self.probabilities.argmax())]

    @property
    def mood(self) -> Mood:
        """The likeliest mood."""
        return likeliest_mood(self.mood_weights)


class SelfieAnalyzer:
    """Tells the emotions and moods of the people in a photo.

    Not safe to call from two threads at once; give each worker its own.
    """

    def __init__(self, detector: FaceDetector, classifier: EmotionClassifier) -> None:
        """Join a detector and a classifier."""
        self._finder = FaceFinder(detector)
        self._classifier = classifier

    def analyze(self, data: bytes) -> tuple[FaceAnalysis, ...]:
        """Analyse a photo.

        Args:
            data: A JPEG, PNG, WebP or HEIC file's bytes.

        Returns:
            The faces, largest first; empty when nobody is seen.

        Raises:
            ImageDecodeError: The bytes are no image that can be read.
            ImageTooLargeError: More bytes or pixels than the limits allow.
        """
        photo = decode_photo(data)
        faces = self._finder.find(photo.pixels)
        if not faces:
            return ()
        crops = np.stack([crop_face(photo.pixels, face) for face in faces])
        probabilities = self._classifier.classify(crops)
        return tuple(
            _analysis(photo, face, row) for face, row in zip(faces, probabilities, strict=True)
        )


def _analysis(photo: Photo, face: Face, probabilities: NDArray[np.float32]) -> FaceAnalysis:
    box = photo.box_as_sent(face.x, face.y, face.width, face.height)
    return FaceAnalysis(box, face.score, probabilities, mood_weights(probabilities))

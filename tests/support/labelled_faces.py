"""Faces of noise with labels and votes."""

import numpy as np

from inference.emotions import Emotion
from training.emotion.dataset import EmotionDataset


def labelled_faces(count: int, seed: int = 1) -> EmotionDataset:
    """Give that many faces, every emotion in turn, with random votes."""
    rng = np.random.default_rng(seed)
    return EmotionDataset(
        rng.integers(0, 256, (count, 48, 48), dtype=np.uint8),
        (np.arange(count) % len(Emotion)).astype(np.uint8),
        rng.multinomial(10, [0.1] * 10, count).astype(np.uint8),
    )

import os
import subprocess
import sys

import pytest

# Keras chooses its backend when it is imported, hence a process of its own.
# PyTorch keeps the unbiased variance for later, Keras the biased one: hence the tolerances.
PROGRAM = """
import keras, numpy as np
from training.emotion.normalization import FusedBatchNormalization
rng = np.random.default_rng(1)
x = rng.normal(3, 2, (8, 6, 6, 4)).astype("float32")
fused, plain = FusedBatchNormalization(), keras.layers.BatchNormalization()
for training in (True, True, False):
    ours, theirs = (np.asarray(keras.ops.stop_gradient(layer(x, training=training)).cpu())
                    for layer in (fused, plain))
    assert np.allclose(ours, theirs, atol=5e-3), abs(ours - theirs).max()
for ours, theirs in zip(fused.get_weights(), plain.get_weights(), strict=True):
    assert np.allclose(ours, theirs, atol=1e-2), (ours, theirs)
"""


def test_the_fused_kernel_computes_what_keras_does() -> None:
    pytest.importorskip("torch", reason="PyTorch is an option for training")
    subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, env={**os.environ, "KERAS_BACKEND": "torch"}
    )

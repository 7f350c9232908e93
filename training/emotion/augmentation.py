"""Random changes of the training faces, like those that cameras and face boxes make."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import tensorflow as tf

# Nobody's expression changes when a photo is mirrored.
FLIP_PROBABILITY = 0.5

FACE_SIZE_PX = 48


@dataclass(frozen=True)
class AugmentationConfig:
    """How far a face may be changed.

    Attributes:
        rotation_deg: Largest rotation either way, in degrees.
        zoom: Largest relative change of size either way.
        shift: Largest shift either way along each axis, as a share of the side.
        gamma: Largest change of the exponent of the gray curve, as a power of two.
        contrast: Largest relative change of contrast either way.
        brightness: Largest change of brightness either way, in gray values of 0-255.
        noise: Largest standard deviation of added noise, in gray values of 0-255.
        blur_probability: Share of faces seen through a lower resolution.
        erase_probability: Share of faces of which a rectangle is covered.
        erase_area: Smallest and largest covered share of the area.
        smear_probability: Share of the batches that are out of focus.
        dark_probability: Share of faces photographed with too little light.
        jpeg_probability: Share of faces that were compressed hard.
    """

    rotation_deg: float = 12.0
    zoom: float = 0.12
    shift: float = 0.08
    gamma: float = 0.5
    contrast: float = 0.3
    brightness: float = 25.0
    noise: float = 6.0
    blur_probability: float = 0.1
    erase_probability: float = 0.3
    erase_area: tuple[float, float] = (0.02, 0.2)
    smear_probability: float = 0.0
    dark_probability: float = 0.0
    jpeg_probability: float = 0.0


# "light" made the model 1.0.0; "mild" adds some bad photos; "long", which made 1.2.0, adds more of
# them and changes faces further, for runs of many epochs; "selfie" is nearer to what phones and
# the detector make of faces: its boxes differ from FER2013's frames by a seventh in size and a
# twentieth of the side in place (inference.crops), people hold phones askew, rooms are dark, and
# messengers compress.
AUGMENTATIONS: Mapping[str, AugmentationConfig] = MappingProxyType(
    {
        "light": AugmentationConfig(),
        "mild": AugmentationConfig(
            smear_probability=0.05, dark_probability=0.05, jpeg_probability=0.06
        ),
        "long": AugmentationConfig(
            rotation_deg=15.0,
            zoom=0.15,
            blur_probability=0.12,
            smear_probability=0.06,
            dark_probability=0.06,
            jpeg_probability=0.08,
        ),
        "selfie": AugmentationConfig(
            rotation_deg=16.0,
            zoom=0.18,
            shift=0.1,
            blur_probability=0.15,
            smear_probability=0.1,
            dark_probability=0.1,
            jpeg_probability=0.12,
        ),
    }
)

# Standard deviation in pixels, share of the light, noise in gray values, and JPEG quality.
SMEAR_PX = (0.6, 1.6)
DARK_GAIN = (0.06, 0.3)
DARK_NOISE = (0.5, 2.5)
JPEG_QUALITY = (12, 50)


def augment(
    images: tf.Tensor, config: AugmentationConfig, size_px: int = FACE_SIZE_PX
) -> tf.Tensor:
    """Change a batch of faces at random, each face by itself.

    Rotation, zoom, shift and flip are one resampling: each further one would blur 48 pixels.

    Args:
        images: (n, 48, 48, 1) gray values in 0-255, any dtype.
        config: How far.
        size_px: Side of what is returned. A smaller face is partly a coarser one, partly one
            whose border is cut.

    Returns:
        (n, size_px, size_px, 1) float32 in 0-255.
    """
    images = tf.cast(images, tf.float32)
    images = _warped(images, config, size_px)
    images = _blurred(images, config.blur_probability)
    images = _smeared(images, config.smear_probability)
    images = _exposed(images, config)
    images = _darkened(images, config.dark_probability)
    images = _compressed(images, config.jpeg_probability)
    return _erased(images, config)


def _warped(images: tf.Tensor, config: AugmentationConfig, size_px: int) -> tf.Tensor:
    count, side = tf.shape(images)[0], int(images.shape[1])
    angle = _uniform(count, np.deg2rad(config.rotation_deg))
    scale = tf.exp(_uniform(count, np.log1p(config.zoom)))
    flip = tf.where(tf.random.uniform([count]) < FLIP_PROBABILITY, -1.0, 1.0)
    shift_x, shift_y = (_uniform(count, config.shift * side) for _ in range(2))
    cos, sin = tf.cos(angle) * scale, tf.sin(angle) * scale
    # Half of the change of size is a coarser resolution, half a narrower frame.
    cos, sin = (value * (side / size_px) ** 0.5 for value in (cos, sin))
    centre, output_centre = (side - 1) / 2, (size_px - 1) / 2
    # Output pixel -> input pixel, rotating and scaling about the centre.
    rows = [cos * flip, -sin, None, sin * flip, cos, None]
    rows[2] = centre + shift_x - output_centre * (rows[0] + rows[1])
    rows[5] = centre + shift_y - output_centre * (rows[3] + rows[4])
    zeros = tf.zeros([count])
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.stack([*rows, zeros, zeros], axis=1),
        output_shape=[size_px, size_px],
        interpolation="BILINEAR",
        fill_mode="NEAREST",
        fill_value=0.0,
    )


def _blurred(images: tf.Tensor, probability: float) -> tf.Tensor:
    """Show some faces as if they had been half or two thirds as large."""
    side = int(images.shape[1])
    small = tf.random.uniform([], side // 3, int(side / 1.5), dtype=tf.int32)
    coarse = tf.image.resize(
        tf.image.resize(images, [small, small], method="area"), [side, side], method="bicubic"
    )
    chosen = tf.random.uniform([tf.shape(images)[0], 1, 1, 1]) < probability
    return tf.where(chosen, tf.clip_by_value(coarse, 0, 255), images)


def _smeared(images: tf.Tensor, probability: float) -> tf.Tensor:
    """Put some batches out of focus, each by one Gaussian."""
    if not probability:
        return images
    offset = tf.range(-4, 5, dtype=tf.float32)
    line = tf.exp(-0.5 * (offset / tf.random.uniform([], *SMEAR_PX)) ** 2)
    line /= tf.reduce_sum(line)
    kernel = (line[:, None] * line[None, :])[:, :, None, None]
    padded = tf.pad(images, [[0, 0], [4, 4], [4, 4], [0, 0]], mode="SYMMETRIC")
    smeared = tf.nn.conv2d(padded, kernel, strides=1, padding="VALID")
    return tf.where(tf.random.uniform([]) < probability, smeared, images)


def _darkened(images: tf.Tensor, probability: float) -> tf.Tensor:
    """Show some faces in so little light that noise and 8-bit steps are seen."""
    if not probability:
        return images
    per_face = [tf.shape(images)[0], 1, 1, 1]
    dark = images * tf.random.uniform(per_face, *DARK_GAIN)
    dark += tf.random.normal(tf.shape(images)) * tf.random.uniform(per_face, *DARK_NOISE)
    chosen = tf.random.uniform(per_face) < probability
    return tf.where(chosen, tf.clip_by_value(tf.round(dark), 0, 255), images)


def _compressed(images: tf.Tensor, probability: float) -> tf.Tensor:
    """Show some faces as a JPEG of low quality."""
    if not probability:
        return images
    count = tf.shape(images)[0]
    quality = tf.random.uniform([count], *JPEG_QUALITY, dtype=tf.int32)

    def compressed(row: tuple[tf.Tensor, tf.Tensor, tf.Tensor]) -> tf.Tensor:
        image, quality, chosen = row

        def jpeg() -> tf.Tensor:
            whole = tf.cast(tf.round(image), tf.uint8)
            return tf.cast(tf.image.adjust_jpeg_quality(whole, quality), tf.float32)

        return tf.cond(chosen, jpeg, lambda: image)

    rows = (images, quality, tf.random.uniform([count]) < probability)
    return tf.map_fn(compressed, rows, fn_output_signature=tf.TensorSpec(images.shape[1:]))


def _exposed(images: tf.Tensor, config: AugmentationConfig) -> tf.Tensor:
    count = tf.shape(images)[0]
    gamma = tf.pow(2.0, _uniform(count, config.gamma))[:, None, None, None]
    contrast = tf.exp(_uniform(count, np.log1p(config.contrast)))[:, None, None, None]
    brightness = _uniform(count, config.brightness)[:, None, None, None]
    images = 255 * tf.pow(tf.clip_by_value(images, 0, 255) / 255, gamma)
    images = (images - 128) * contrast + 128 + brightness
    deviation = tf.random.uniform([count, 1, 1, 1]) * config.noise
    return tf.clip_by_value(images + tf.random.normal(tf.shape(images)) * deviation, 0, 255)


def _erased(images: tf.Tensor, config: AugmentationConfig) -> tf.Tensor:
    """Cover a rectangle of some faces with noise (Zhong et al., 2020, arXiv 1708.04896)."""
    count, side = tf.shape(images)[0], int(images.shape[1])
    area = tf.random.uniform([count], *config.erase_area) * side * side
    aspect = tf.exp(_uniform(count, np.log(3.0)))
    height, width = tf.sqrt(area * aspect), tf.sqrt(area / aspect)
    top = tf.random.uniform([count]) * (side - height)
    left = tf.random.uniform([count]) * (side - width)
    pixel = tf.range(side, dtype=tf.float32)[None, :]
    rows = (pixel >= top[:, None]) & (pixel < (top + height)[:, None])
    columns = (pixel >= left[:, None]) & (pixel < (left + width)[:, None])
    chosen = tf.random.uniform([count, 1, 1]) < config.erase_probability
    covered = (rows[:, :, None] & columns[:, None, :] & chosen)[..., None]
    return tf.where(covered, tf.random.uniform(tf.shape(images), 0, 255), images)


def _uniform(count: tf.Tensor, limit: float) -> tf.Tensor:
    return tf.random.uniform([count], -limit, limit)

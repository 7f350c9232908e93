"""What decides how a run of the emotion network goes."""

from dataclasses import dataclass, field

from training.emotion.architectures import ARCHITECTURES, INPUT_SIZE_PX, MODULE_CHANNELS
from training.emotion.augmentation import AugmentationConfig
from training.emotion.targets import TargetConfig
from training.errors import ConfigurationError

KERAS_ENGINE = "keras"
PYTORCH_ENGINE = "pytorch"
ENGINES = (KERAS_ENGINE, PYTORCH_ENGINE)
OPTIMIZERS = ("sgd", "adam")
PRECISIONS = ("mixed_bfloat16", "float32")

MOMENTUM = 0.9


@dataclass(frozen=True)
class EmotionTrainingConfig:
    """Everything that decides how a run goes; a run folder belongs to one of these.

    Attributes:
        engine: What computes the steps: "keras" (on TensorFlow), or "pytorch", which is faster on
            a CPU where PyTorch is installed. The network is the same.
        architecture: A name in `ARCHITECTURES`.
        channels: Of each module.
        epochs: Passes over the training faces; the learning rate falls to 0 over them.
        steps_per_epoch: Batches per pass, or None for all faces.
        batch_size: Faces per step.
        optimizer: "sgd" (momentum 0.9, Nesterov) or "adam", as in the founding report.
        learning_rate: Highest learning rate.
        weight_decay: Share of the convolutions' weights taken away per step, times the rate.
        early_share: Share of the epochs, 0-1, that are early ones, with `early_size_px` and
            `early_mixup`.
        early_size_px: Side of the faces in early epochs, validation's too: fewer pixels take
            less time.
        early_mixup: Share of the faces in early epochs, 0-1, that are mixed with another one.
        late_mixup: The same in the other epochs, against learning faces by heart.
        keep_shared_faces: Learn from faces that stand in validation too, as published figures
            do; what validation says is then worth less.
        targets: What the heads are taught.
        initial_weights: Model folders to go on from, of whose weights the mean is taken; without
            any, weights at random.
        average_momentum: Of the moving average of the weights, 0-1, which is what is measured
            and kept; 0 for the weights themselves.
        precision: Keras' policy, "mixed_bfloat16" or "float32".
        patience: Epochs without a better validation score before stopping early.
        seed: Of the weights, the order of the faces and the augmentation.
        augmentation: How far faces are changed.
    """

    engine: str = KERAS_ENGINE
    architecture: str = "xception-entry-exit"
    channels: tuple[int, ...] = MODULE_CHANNELS
    epochs: int = 36
    steps_per_epoch: int | None = None
    batch_size: int = 128
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    weight_decay: float = 5e-3
    early_share: float = 0.0
    early_size_px: int = INPUT_SIZE_PX
    early_mixup: float = 0.0
    late_mixup: float = 0.0
    keep_shared_faces: bool = False
    targets: TargetConfig = field(default_factory=TargetConfig)
    initial_weights: tuple[str, ...] = ()
    average_momentum: float = 0.0
    precision: str = "mixed_bfloat16"
    patience: int = 12
    seed: int = 1
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)

    @property
    def early_epochs(self) -> int:
        """How many epochs are early ones."""
        return round(self.early_share * self.epochs)

    def steps(self, faces: int) -> int:
        """Return how many steps an epoch of that many training faces has."""
        return self.steps_per_epoch or faces // self.batch_size


def check_config(config: EmotionTrainingConfig) -> None:
    """Check what a configuration names.

    Raises:
        ConfigurationError: There is no such engine, architecture, optimiser or precision, or the
            engine cannot do what is asked.
    """
    for option, received, known in (
        ("engine", config.engine, ENGINES),
        ("architecture", config.architecture, ARCHITECTURES),
        ("optimizer", config.optimizer, OPTIMIZERS),
        ("precision", config.precision, PRECISIONS),
    ):
        if received not in known:
            raise ConfigurationError(f"no {option} {received!r}: expected {' or '.join(known)}")
    if config.engine == KERAS_ENGINE and config.early_epochs:
        raise ConfigurationError(
            "early epochs need the engine 'pytorch': Keras' loop feeds all epochs alike"
        )
    if config.engine == KERAS_ENGINE and config.late_mixup:
        raise ConfigurationError("mixup needs the engine 'pytorch': Keras' loop does not mix")

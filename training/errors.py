"""What can go wrong while training; every error is the engineer's or operator's to mend.

TrainingError
├── ConfigurationError  an option names what does not exist
├── DatasetError        a data set is missing or has another shape
├── InstallationError   a retrained model cannot be written
├── RequestError        the bot and the retraining process do not understand each other
└── ResumeError         a run folder belongs to another configuration
"""


class TrainingError(Exception):
    """Base of the errors that training raises."""


class ConfigurationError(TrainingError):
    """Raised when an option of a training run names something that does not exist."""


class DatasetError(TrainingError):
    """Raised when a data set is missing or does not have the expected content."""


class InstallationError(TrainingError):
    """Raised when a retrained model cannot be put in place; what served goes on serving."""


class RequestError(TrainingError):
    """Raised when what asks for a retraining is not what was expected."""


class ResumeError(TrainingError):
    """Raised when a run cannot go on because its folder was made by another configuration."""

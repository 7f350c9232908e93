"""What can go wrong while training; every error is the engineer's to mend.

TrainingError
├── ConfigurationError  an option names what does not exist
├── DatasetError        a data set is missing or has another shape
└── ResumeError         a run folder belongs to another configuration
"""


class TrainingError(Exception):
    """Base of the errors that training raises."""


class ConfigurationError(TrainingError):
    """Raised when an option of a training run names something that does not exist."""


class DatasetError(TrainingError):
    """Raised when a data set is missing or does not have the expected content."""


class ResumeError(TrainingError):
    """Raised when a run cannot go on because its folder was made by another configuration."""

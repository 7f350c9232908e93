"""What can go wrong around the conversation, grouped by who can act.

BotError
├── MediaError                    a provider: see bot/songs/providers/errors.py
├── CoverFileError                a provider: bytes that are no cover (bot/pictures)
├── PictureError                  load, or a bug: answered without the picture
├── PlatformError                 the platform: could not deliver or fetch
│   ├── PersonUnreachableError    the person: they do not want to be written to
│   └── PhotoGoneError            the person: send the photo again
├── RetrainingError
│   ├── RetrainingBusyError       time: one runs already
│   ├── RetrainingUnavailableError  whoever hosts it: install the training packages
│   └── RetrainingFailedError     whoever hosts it: the log has the reason
├── TextError                     a bug: an unknown message (bot/texts)
├── SettingsError                 whoever hosts it: mend a variable
└── StorageError
    ├── StorageBusyError          load: the same again a little later
    ├── StorageFullError          whoever hosts it: make room on the disk
    ├── StorageKeyError           whoever hosts it: bring the key back
    ├── StorageUnavailableError   whoever hosts it: the file cannot be opened or is damaged
    └── PersonForgottenError      the person, who has just asked to be forgotten: drop the work
"""


class BotError(Exception):
    """Base of the errors that the bot raises."""


class PictureError(BotError):
    """Raised when a picture could not be drawn in time, or at all."""


class PlatformError(BotError):
    """Raised when a platform could not deliver a reply or fetch a photo, after all retries."""


class PersonUnreachableError(PlatformError):
    """Raised when a person has blocked the bot, or a group has removed it: stay quiet."""


class PhotoGoneError(PlatformError):
    """Raised when a platform no longer has a photo, such as after it was deleted."""


class RetrainingError(BotError):
    """Base of the errors of a retraining."""


class RetrainingBusyError(RetrainingError):
    """Raised when a retraining is asked for while one runs."""


class RetrainingUnavailableError(RetrainingError):
    """Raised when the training packages are not installed."""


class RetrainingFailedError(RetrainingError):
    """Raised when the training process failed."""


class SettingsError(BotError):
    """Raised when a setting is missing or has an impossible value; never quotes a secret."""


class StorageError(BotError):
    """Base of the errors of storage; whatever was being written was not written at all."""


class StorageBusyError(StorageError):
    """Raised when another program holds the database for longer than the busy timeout."""


class StorageFullError(StorageError):
    """Raised when the disk, or the room the database may take, is full."""


class StorageKeyError(StorageError):
    """Raised when an encryption key is missing, unsafe, or not the one that data needs."""


class StorageUnavailableError(StorageError):
    """Raised when the database cannot be opened, read or written for any other reason."""


class PersonForgottenError(StorageError):
    """Raised when something is to be stored about a person who is not, or no longer, known."""

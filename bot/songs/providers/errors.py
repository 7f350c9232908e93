"""What can go wrong while asking for covers and sound.

MediaError
├── ProviderUnavailableError   no connection, too slow, or a server's error: worth another try
├── ProviderRefusedError       the provider limits us, or our own limit spares it
├── ProviderAnswerError        an answer that is not as documented
└── DownloadError              a file that is too large, of another type, or no picture
"""

from bot.errors import BotError


class MediaError(BotError):
    """Base of the errors of providers; an answer does without what they would have told."""


class ProviderUnavailableError(MediaError):
    """Raised when a provider cannot be reached or fails."""


class ProviderRefusedError(MediaError):
    """Raised when a provider must not be asked now: its limit, ours, or an open circuit."""


class ProviderAnswerError(MediaError):
    """Raised when an answer is not as the provider documents it."""


class DownloadError(MediaError):
    """Raised when a file is too large, of another type, or cannot be had."""

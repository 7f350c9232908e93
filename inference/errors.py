"""What can go wrong while serving, grouped by who can act.

InferenceError
├── PhotoError                the person: another photo
│   ├── ImageDecodeError      the bytes are no image that can be read
│   └── ImageTooLargeError    more bytes or pixels than the limits allow
├── LoadError                 time: the same photo again, a little later
│   ├── QueueFullError        as much work waits as may
│   ├── WorkerTimeoutError    work in a process went on past its deadline
│   ├── AnalysisTimeoutError  likewise, a photo's analysis
│   ├── WorkerCrashedError    a worker process died over its work
│   └── PoolClosedError       the program is stopping
└── OperatorError             whoever hosts it: another file or setting
    ├── ArtefactError         a model does not fit this program, or is damaged
    ├── DeviceError           the GPU that is asked for cannot be used
    ├── FaceDetectorError     the face detector's file is missing or another
    └── CatalogueError        a song catalogue cannot be read
"""


class InferenceError(Exception):
    """Base of the errors that inference raises."""


class PhotoError(InferenceError):
    """Base of the errors that another photo mends."""


class ImageDecodeError(PhotoError):
    """Raised when bytes are not an image that can be read."""


class ImageTooLargeError(PhotoError):
    """Raised when an image has more bytes or pixels than the limits allow."""


class LoadError(InferenceError):
    """Base of the errors that trying again later may mend."""


class QueueFullError(LoadError):
    """Raised when as much work waits for a worker as may, or some has waited too long."""


class WorkerTimeoutError(LoadError):
    """Raised when work in a process went on past its deadline and was killed."""


class AnalysisTimeoutError(LoadError):
    """Raised when a photo's analysis went on past its deadline and was killed."""


class WorkerCrashedError(LoadError):
    """Raised when a worker process died over its work."""


class PoolClosedError(LoadError):
    """Raised when work comes to workers that are stopping, or is given up by them."""


class OperatorError(InferenceError):
    """Base of the errors that whoever hosts the program can mend."""


class ArtefactError(OperatorError):
    """Raised when a model folder does not fit this program, or is damaged."""


class DeviceError(OperatorError):
    """Raised when a GPU is asked for and there is none that can be used."""


class FaceDetectorError(OperatorError):
    """Raised when a face detector's file is missing or holds another network."""


class CatalogueError(OperatorError):
    """Raised when a song catalogue cannot be read."""

import pytest

from inference.errors import ArtefactError
from inference.litert import LiteRtModel


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x1c\x00\x00\x00TFL3" + b"\x00" * 64])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ArtefactError, match="not a LiteRT model"):
        LiteRtModel(content)

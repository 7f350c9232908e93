import pytest

from tests.support.web_chats import Chats


@pytest.fixture
def chats() -> Chats:
    return Chats()

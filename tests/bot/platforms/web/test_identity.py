import pytest
from pydantic import SecretStr

from bot.platforms.web.identity import Identity

OLD, NEW = SecretStr("b2xk" * 11), SecretStr("bmV3" * 11)


def value_of(header: str) -> str:
    return header.split(";", maxsplit=1)[0]


def test_an_id_comes_back_from_its_cookie() -> None:
    identity = Identity([NEW], None)
    header = identity.visitor_cookie("ada", is_secure=False)
    assert identity.visitor_id(f"other=1; {value_of(header)}") == "ada"
    assert "HttpOnly; SameSite=Lax" in header
    assert "Secure" not in header
    assert "; Secure" in identity.visitor_cookie("ada", is_secure=True)


@pytest.mark.parametrize("cookie", ["", "moodring_visitor=ada", "moodring_visitor=ada.x.y"])
def test_an_unsigned_id_is_nobodys(cookie: str) -> None:
    assert Identity([NEW], None).visitor_id(cookie) is None


def test_a_cookie_survives_the_rotation_of_the_key_and_ends_with_it() -> None:
    cookie = value_of(Identity([OLD], None).visitor_cookie("ada", is_secure=False))
    assert Identity([NEW, OLD], None).visitor_id(cookie) == "ada"
    assert Identity([NEW], None).visitor_id(cookie) is None
    newer = value_of(Identity([NEW, OLD], None).visitor_cookie("ada", is_secure=False))
    assert Identity([NEW], None).visitor_id(newer) == "ada"


def test_a_login_holds_until_the_password_changes() -> None:
    before = Identity([NEW], SecretStr("one"))
    cookie = value_of(before.login_cookie(is_secure=False))
    assert before.is_logged_in(cookie)
    assert not before.is_logged_in("")
    assert not Identity([NEW], SecretStr("two")).is_logged_in(cookie)
    assert Identity([NEW], None).is_logged_in("")


def test_an_id_is_no_login() -> None:
    identity = Identity([NEW], SecretStr("one"))
    visitor = value_of(identity.visitor_cookie("in", is_secure=False))
    assert not identity.is_logged_in(visitor.replace("moodring_visitor", "moodring_login"))


def test_only_the_password_is_the_password() -> None:
    identity = Identity([NEW], SecretStr("pässword"))
    assert identity.is_password("pässword")
    assert not identity.is_password("password")
    assert not identity.is_password("")

"""Whether a provider's song is the one that was looked for."""

import re
import unicodedata
from difflib import SequenceMatcher

# Similarity from which two spellings count as one, judged on the pairs that the tests hold; the
# artist must agree too, so a title may differ by a letter or two.
_SAME_TITLE = 0.85
_SAME_ARTIST = 0.8

# "(feat. X)", "- 2011 Remaster", "[Live at Y]", "- From the film": the recording's, not the song's.
_BRACKETS = re.compile("[(\\[\uff08\u3010].*?[)\\]\uff09\u3011]")
_AFTER_DASH = re.compile("\\s[-\u2013\u2014]\\s.*$")
_FEATURING = re.compile(r"\b(feat|ft|featuring)\b\.?.*$")
_ARTIST_SEPARATORS = re.compile(r"\s*(?:[,;&/]|\bfeat\b\.?|\bft\b\.?|\band\b)\s*")
_LETTERS = re.compile(r"[^\w]+|_")
# What makes another recording of a song: who looks for the plain one must not get these.
_VERSIONS = re.compile(
    r"\b(live|remix|acoustic|instrumental|karaoke|cover|tribute|sped up|slowed|nightcore)\b"
)


def is_same_song(title: str, artist: str, found_title: str, found_artist: str) -> bool:
    """Tell whether a found song is the one looked for.

    Args:
        title: As the catalogue has it.
        artist: All artists of the catalogue, the main one first.
        found_title: As the provider has it.
        found_artist: As the provider has it, often only the main artist.
    """
    if _versions(found_title) - _versions(title):
        return False
    return _is_same_title(title, found_title) and _shares_artist(artist, found_artist)


def search_terms(title: str, artist: str) -> str:
    """Return what to search for: the bare title and the main artist."""
    return f"{_bare(title)} {_artists(artist)[0]}".strip()


def _is_same_title(title: str, found: str) -> bool:
    return any(
        _similarity(one, other) >= _SAME_TITLE
        for one, other in ((_folded(title), _folded(found)), (_bare(title), _bare(found)))
    )


def _shares_artist(artists: str, found: str) -> bool:
    return any(
        _similarity(one, other) >= _SAME_ARTIST
        for one in (*_artists(artists), _folded(artists))
        for other in (*_artists(found), _folded(found))
    )


def _similarity(one: str, other: str) -> float:
    """Return 0-1; a number that differs makes another song ("Part 1", "Part 2")."""
    if not one or not other or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _versions(title: str) -> frozenset[str]:
    """Return words such as "live" or "remix", outside the song's own name."""
    lower = title.lower()
    added = [*_BRACKETS.findall(lower), *_AFTER_DASH.findall(lower)]
    return frozenset(_VERSIONS.findall(" ".join(added)))


def _bare(title: str) -> str:
    """Return a title without what is added in brackets or after a dash."""
    plain = _AFTER_DASH.sub("", _BRACKETS.sub(" ", title))
    return _folded(_FEATURING.sub("", plain.lower())) or _folded(title)


def _artists(artists: str) -> list[str]:
    names = [_folded(name) for name in _ARTIST_SEPARATORS.split(artists.lower())]
    return [name for name in names if name] or [_folded(artists)]


def _folded(text: str) -> str:
    """Fold case, accents, width and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_LETTERS.sub(" ", letters).split())

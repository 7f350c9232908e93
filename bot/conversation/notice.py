"""What people are told before they agree, and whether they agreed to it."""

import hashlib

from markupsafe import Markup

from bot.conversation.actions import encode_action
from bot.conversation.replies import Button, Reply
from bot.conversation.services import Services
from bot.storage.records import Consent, Person, Purpose
from bot.texts.texts import Language

# Of `notice` in the texts: MAJOR.MINOR. Whoever changes what people agree to raises the major
# number, and everybody is asked again; better words for the same raise the minor one, and what
# was agreed to stays agreed to.
NOTICE_VERSION = "1.0"

AGREE = "agree"

_DIGEST_CHARACTERS = 12


async def agreement(services: Services, person: Person) -> Consent | None:
    """Return a person's agreement, if their last word on this notice is yes.

    Raises:
        StorageError: Of the kind that fits what failed.
    """
    consent = await services.storage.people.consent(person.id, Purpose.ANALYSIS)
    if consent is None or not consent.given:
        return None
    return consent if means_the_same(consent.text_version, NOTICE_VERSION) else None


async def has_agreed(services: Services, person: Person) -> bool:
    """Return whether photos of a person may be looked at.

    Raises:
        StorageError: Of the kind that fits what failed.
    """
    return await agreement(services, person) is not None


def ask_for_consent(language: Language, *, selfie_waits: bool) -> Reply:
    """Return the notice with the one button, after a few words on what brought it up.

    Args:
        language: The person's.
        selfie_waits: Whether a selfie was sent that is answered after the tap.
    """
    opening = language.say("ask-consent-first" if selfie_waits else "welcome")
    # The button knows which notice stands above it: it may be pressed years later.
    action = encode_action(AGREE, NOTICE_VERSION, language.code)
    button = Button(str(language.say("agree-button")), action)
    return Reply(opening + "\n\n" + language.say("notice"), buttons=((button,),))


def text_version(version: str, language: Language, words: Markup) -> str:
    """Return what is stored about a text that somebody agreed to, such as "1.0 en 9f86d081884c".

    The digest is of the very words: it shows later whether a text is the one that was shown.
    """
    digest = hashlib.sha256(words.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    return f"{version} {language.code} {digest}"


def means_the_same(version: str, other: str) -> bool:
    """Return whether what was agreed to in one version holds for the other."""
    return version.partition(".")[0] == other.partition(".")[0]

from bot.storage.records import Correction, Opinion, Purpose, Taste
from bot.storage.storage import Storage
from inference.emotions import Emotion
from inference.moods import Mood
from tests.support.clock import Clock
from tests.support.people import CALM_FACE


async def test_the_newest_opinion_of_a_song_counts(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    for song, liked in (("a", True), ("b", True), ("a", False), ("c", True), ("c", None)):
        await storage.feedback.add_opinion(person.id, Opinion(song, liked))
    clock.move(days=1)
    await storage.feedback.add_opinion(person.id, Opinion("d", liked=True))
    taste = await storage.feedback.taste(person.id)
    assert taste == Taste(frozenset({"b", "d"}), frozenset({"a"}))


async def test_taste_is_the_persons_own(storage: Storage) -> None:
    one, other = [await storage.people.meet("telegram", name) for name in ("1", "2")]
    await storage.feedback.add_opinion(one.id, Opinion("a", liked=True))
    assert (await storage.feedback.taste(other.id)).liked == frozenset()


async def test_only_those_who_agreed_are_learned_from(storage: Storage) -> None:
    for name, words in {"yes": [True], "no": [], "withdrawn": [True, False]}.items():
        person = await storage.people.meet("telegram", name)
        await storage.people.record_consent(
            person.id, Purpose.ANALYSIS, given=True, text_version="v1"
        )
        for given in words:
            await storage.people.record_consent(
                person.id, Purpose.TRAINING, given=given, text_version="v1"
            )
        await storage.feedback.add_opinion(person.id, Opinion(name, liked=True, mood=Mood.SAD))
        await storage.feedback.add_correction(
            person.id, Correction(Mood.CALM, Mood.SAD, CALM_FACE.emotions)
        )
    feedback = await storage.feedback.for_training()
    assert feedback.opinions == (Opinion("yes", liked=True, mood=Mood.SAD),)
    assert feedback.corrections == (Correction(Mood.CALM, Mood.SAD, CALM_FACE.emotions),)


async def test_opinions_of_two_people_on_one_song_are_both_learned_from(storage: Storage) -> None:
    for name, liked in (("1", True), ("2", False)):
        person = await storage.people.meet("telegram", name)
        await storage.people.record_consent(
            person.id, Purpose.TRAINING, given=True, text_version="v1"
        )
        await storage.feedback.add_opinion(person.id, Opinion("a", liked))
    feedback = await storage.feedback.for_training()
    assert {opinion.liked for opinion in feedback.opinions} == {True, False}


async def test_a_correction_without_a_face_is_kept(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.people.record_consent(person.id, Purpose.TRAINING, given=True, text_version="v1")
    await storage.feedback.add_correction(person.id, Correction(Mood.HAPPY, Mood.SAD))
    (correction,) = (await storage.feedback.for_training()).corrections
    assert correction == Correction(Mood.HAPPY, Mood.SAD, None)


async def test_probabilities_keep_their_emotions(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.people.record_consent(person.id, Purpose.TRAINING, given=True, text_version="v1")
    emotions = {emotion: 0.1 * place for place, emotion in enumerate(Emotion)}
    await storage.feedback.add_correction(person.id, Correction(Mood.CALM, Mood.SAD, emotions))
    (correction,) = (await storage.feedback.for_training()).corrections
    assert correction.emotions == emotions

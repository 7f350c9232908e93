"""▶: a song's preview, or where else it can be heard."""

from bot.conversation.people import Speaker
from tests.support.conversations import SOUND, Sent, Stage, a_face


async def answered(stage: Stage, speaker: Speaker) -> Sent:
    (answer,) = await stage.send_photo(speaker, a_face())
    return answer


async def test_a_preview_plays_with_title_performer_cover_and_a_link(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (playing,) = await stage.press(ada, answer, "▶ 2")
    card, audio = answer.reply.songs[1], playing.reply.audio
    assert audio is not None
    assert (audio.song_id, audio.title, audio.performer) == (card.song_id, card.title, card.artist)
    assert audio.cover == f"cover happy: {card.title}".encode()
    assert stage.platform.sounds == [SOUND + f"https://previews.example/{card.song_id}".encode()]
    assert f'<a href="{card.page_url}">' in playing.reply.text
    assert "Deezer</a>" in playing.reply.text
    assert [button.label for button in playing.reply.buttons[0]] == ["👍", "👎"]


async def test_a_platform_that_keeps_the_sound_needs_no_download(stage: Stage) -> None:
    stage.platform.loads_audio = False
    stage.media.unreachable = True
    ada = await stage.agreed()
    (playing,) = await stage.press(ada, await answered(stage, ada), "▶ 1")
    assert playing.reply.audio is not None


async def test_a_song_without_a_preview_is_linked_and_can_be_liked(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    card = answer.reply.songs[2]
    stage.media.without_preview.add(card.song_id)
    (link,) = await stage.press(ada, answer, "▶ 3")
    assert link.reply.audio is None
    assert link.reply.text == stage.say("no-preview", title=card.title, url=card.page_url)
    assert link.button("👍")


async def test_a_preview_that_cannot_be_had_is_linked(stage: Stage) -> None:
    stage.media.unreachable = True
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (link,) = await stage.press(ada, answer, "▶ 1")
    card = answer.reply.songs[0]
    assert link.reply.text == stage.say("no-preview", title=card.title, url=card.page_url)


async def test_a_preview_plays_without_a_cover_that_cannot_be_drawn(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    stage.studio.is_broken = True
    (playing,) = await stage.press(ada, answer, "▶ 1")
    assert playing.reply.audio is not None
    assert playing.reply.audio.cover is None


async def test_a_song_that_left_the_catalogue_is_told(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    stage.keep_songs([answer.reply.songs[0].song_id])
    (told,) = await stage.press(ada, answer, "▶ 2")
    assert told.reply.text == stage.say("song-gone")
    (playing,) = await stage.press(ada, answer, "▶ 1")
    assert playing.reply.audio is not None


async def test_a_number_that_the_answer_does_not_have_is_told(stage: Stage) -> None:
    ada = await stage.agreed()
    answer_id = (await answered(stage, ada)).button("🔀").action.split(":")[1]
    for rest in ("", ":5", ":-1", ":one", ":0:0"):
        (old,) = await stage.press_action(ada, f"play:{answer_id}{rest}")
        assert old.reply.text == stage.say("hint-outdated")

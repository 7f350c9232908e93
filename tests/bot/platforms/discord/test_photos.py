import pytest
from simcord.env import Env

from bot.conversation.people import SentPhoto
from bot.errors import PhotoGoneError, PlatformError
from bot.platforms.discord.photos import MAX_PHOTO_BYTES
from bot.platforms.discord.platform import DiscordPlatform
from bot.storage.records import MessageRef
from inference.errors import ImageTooLargeError
from tests.support.discord_chats import Chat, make_client
from tests.support.listeners import RecordingListener

PHOTO = b"a photo"


async def sent_photo(chat: Chat, listener: RecordingListener, *, by_command: bool) -> SentPhoto:
    if by_command:
        await chat.selfie(PHOTO)
    else:
        await chat.send_photo(PHOTO)
    heard = listener.heard[-1]
    assert isinstance(heard, SentPhoto)
    return heard


async def fetched(env: Env, platform: DiscordPlatform, photo: SentPhoto) -> bytes:
    with env.time_context():
        return await platform.fetch_photo(photo)


async def restarted(env: Env, listener: RecordingListener) -> DiscordPlatform:
    client = make_client(listener)
    await env.restart_bot(client)
    return client.platform


@pytest.mark.parametrize("by_command", [False, True])
async def test_a_photo_is_found_again_after_a_restart(
    ada: Chat,
    env: Env,
    listener: RecordingListener,
    by_command: bool,  # noqa: FBT001
) -> None:
    photo = await sent_photo(ada, listener, by_command=by_command)
    assert await fetched(env, await restarted(env, listener), photo) == PHOTO


async def test_a_deleted_message_has_no_photo(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    photo = await sent_photo(ada, listener, by_command=False)
    env.backend.delete_message(ada.channel.id, int(photo.message.message_id))
    platform = await restarted(env, listener)
    with pytest.raises(PhotoGoneError):
        await fetched(env, platform, photo)


async def test_a_message_may_have_lost_its_photo(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    photo = await sent_photo(ada, listener, by_command=False)
    other = SentPhoto(f"{photo.file_id}0", photo.message)
    platform = await restarted(env, listener)
    with pytest.raises(PhotoGoneError):
        await fetched(env, platform, other)


async def test_an_expired_link_has_no_photo(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    photo = await sent_photo(ada, listener, by_command=True)
    env.backend.cdn._blobs.clear()
    platform = await restarted(env, listener)
    with pytest.raises(PhotoGoneError):
        await fetched(env, platform, photo)


async def test_an_outage_is_no_lost_photo(ada: Chat, env: Env, listener: RecordingListener) -> None:
    photo = await sent_photo(ada, listener, by_command=False)
    platform = await restarted(env, listener)
    env.inject_error("GET", "/channels/*/messages/*", status=400)
    with pytest.raises(PlatformError) as caught:
        await fetched(env, platform, photo)
    assert not isinstance(caught.value, PhotoGoneError)


async def test_a_short_outage_is_waited_for(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    photo = await sent_photo(ada, listener, by_command=False)
    platform = await restarted(env, listener)
    env.inject_error("GET", "/channels/*/messages/*", status=503)
    assert await fetched(env, platform, photo) == PHOTO


async def test_a_photo_that_is_too_large_is_not_downloaded(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    await ada.send_photo(PHOTO, size_bytes=MAX_PHOTO_BYTES + 1)
    [heard] = listener.heard
    assert isinstance(heard, SentPhoto)
    platform = await restarted(env, listener)
    env.backend.cdn._blobs.clear()
    with pytest.raises(ImageTooLargeError):
        await fetched(env, platform, heard)


async def test_a_photo_of_a_command_that_is_too_large_is_not_downloaded(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    photo = await sent_photo(ada, listener, by_command=True)
    kind, _, url = photo.file_id.split(":", 2)
    too_large = SentPhoto(f"{kind}:{MAX_PHOTO_BYTES + 1}:{url}", MessageRef("1", "2"))
    platform = await restarted(env, listener)
    with pytest.raises(ImageTooLargeError):
        await fetched(env, platform, too_large)

"""/history: the last moods with their songs, in pages, and a chart of the moods over time."""

from markupsafe import Markup

from bot.conversation.access import in_private
from bot.conversation.actions import encode_action
from bot.conversation.captions import song_link
from bot.conversation.hints import hint_at_old_button
from bot.conversation.replies import Button, Delivery, Picture, Reply, Rows
from bot.conversation.turns import Handlers, Turn
from bot.conversation.wishes import seen_mood
from bot.pictures.mood_chart import ChartLabels, MoodEntry
from bot.songs.catalogue import Catalogue
from bot.storage.records import HistoryPage, MoodMoment, StoredAnswer
from bot.texts.texts import Language
from inference.moods import Mood

PAGE_SIZE = 5

_PAGE, _CHART, _CHANGE_CHART = "history", "chart", "chart-theme"
_LIGHT, _DARK = "light", "dark"

# Five answers of ten songs each stay within Telegram's 4096 characters of a message.
_NAME_CHARACTERS = 34


@in_private
async def _show_newest(turn: Turn, _words: tuple[str, ...]) -> None:
    await turn.send(await _page(turn, 0))


@in_private
async def _turn_page(turn: Turn, arguments: tuple[str, ...]) -> None:
    match arguments:
        case (number,) if number.isdecimal():
            await turn.send((await _page(turn, int(number))).by(Delivery.EDIT))
        case _:
            await hint_at_old_button(turn)


@in_private
async def _show_chart(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await turn.send(await _chart(turn, dark=turn.speaker.prefers_dark))


@in_private
async def _change_chart(turn: Turn, arguments: tuple[str, ...]) -> None:
    await turn.send((await _chart(turn, dark=arguments == (_DARK,))).by(Delivery.EDIT))


async def _page(turn: Turn, number: int) -> Reply:
    answers = turn.services.storage.answers
    page = await answers.history(turn.person.id, page=number, page_size=PAGE_SIZE)
    if not page.answers:
        return Reply(turn.language.say("history-empty"), is_private=True)
    catalogue = turn.services.catalogue.current
    entries = [_entry(answer, catalogue, turn.language) for answer in page.answers]
    text = Markup("\n\n").join([_title(page, turn.language), *entries])
    return Reply(text, buttons=_buttons(page, turn.language), is_private=True)


def _title(page: HistoryPage, language: Language) -> Markup:
    title = language.say("history-title")
    if page.page_count == 1:
        return title
    return title + f" · {page.page + 1}/{page.page_count}"


def _entry(answer: StoredAnswer, catalogue: Catalogue, language: Language) -> Markup:
    content = answer.content
    heading = language.say(
        "history-entry",
        picked=content.face is None,
        date=language.format_date(answer.at),
        mood=content.felt or seen_mood(content) or content.mood,
    )
    found = [catalogue.find(song_id) for song_id in content.song_ids]
    # A song may be missing, as whoever runs the bot may have changed the catalogue since.
    songs = [
        Markup("{}. {}").format(number, song_link(song, song.audio_url, _NAME_CHARACTERS))
        for number, song in enumerate(found, start=1)
        if song is not None
    ]
    return Markup("\n").join([heading, *songs])


def _buttons(page: HistoryPage, language: Language) -> Rows:
    turning = []
    if page.page > 0:
        newer = encode_action(_PAGE, page.page - 1)
        turning.append(Button(str(language.say("history-newer-button")), newer))
    if page.page + 1 < page.page_count:
        older = encode_action(_PAGE, page.page + 1)
        turning.append(Button(str(language.say("history-older-button")), older))
    chart = Button(str(language.say("history-chart-button")), encode_action(_CHART))
    return ((tuple(turning),) if turning else ()) + ((chart,),)


async def _chart(turn: Turn, *, dark: bool) -> Reply:
    """Return a picture of the moods of all selfies that are kept, or a kind sentence."""
    storage, language = turn.services.storage, turn.language
    since = turn.services.now() - storage.retention
    moments = await storage.answers.moods_since(turn.person.id, since)
    if not moments:
        return Reply(language.say("history-chart-empty"), is_private=True)
    entries = [_chart_entry(moment) for moment in moments]
    labels = ChartLabels(
        title=language.say("history-chart").unescape(),
        moods={mood: language.say(f"mood-{mood.value}").unescape() for mood in Mood},
        locale=language.code,
    )
    data = await turn.services.studio.draw_mood_chart(entries, labels, dark=dark)
    other = _LIGHT if dark else _DARK
    label = str(language.say(f"history-chart-{other}-button"))
    return Reply(
        language.say("history-chart-caption"),
        buttons=((Button(label, encode_action(_CHANGE_CHART, other)),),),
        picture=Picture(data, alt=labels.title),
        is_private=True,
    )


def _chart_entry(moment: MoodMoment) -> MoodEntry:
    happy, calm, sad = (moment.moods[mood] for mood in Mood)
    return MoodEntry(moment.at, (happy, calm, sad))


COMMANDS: Handlers = {"history": _show_newest}
ACTIONS: Handlers = {_PAGE: _turn_page, _CHART: _show_chart, _CHANGE_CHART: _change_chart}

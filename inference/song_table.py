"""The columns of a song catalogue: what the bot reads and what `moodring catalogue` writes."""

# Audio features of a song, in the order of the mood model's input. Spotify's definitions:
# loudness in dB, tempo in beats a minute, the others 0-1.
AUDIO_FEATURES = (
    "danceability",
    "acousticness",
    "energy",
    "instrumentalness",
    "valence",
    "loudness",
    "speechiness",
    "tempo",
)

# Columns of mood probabilities, in the order of `Mood`.
MOOD_COLUMNS = ("p_happy", "p_calm", "p_sad")

DESCRIPTION_COLUMNS = (
    "id",
    "title",
    "artist",
    "album",
    "genre",
    "popularity",
    "explicit",
    "duration_ms",
)
LINK_COLUMNS = ("audio_url", "cover_url", "preview_url")

CATALOGUE_COLUMNS = (*DESCRIPTION_COLUMNS, *AUDIO_FEATURES, *MOOD_COLUMNS, *LINK_COLUMNS)

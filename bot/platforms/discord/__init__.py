"""Discord, through discord.py: events become conversation calls, replies messages."""

from discord import VoiceClient

# The bot never speaks in a voice channel: nothing to be told at each start.
VoiceClient.warn_nacl = False
VoiceClient.warn_dave = False

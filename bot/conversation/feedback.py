"""What people say about songs, and the songs to play."""

from bot.conversation.turns import Handlers

COMMANDS: Handlers = {}
ACTIONS: Handlers = {}

"""Songs for a mood picked by hand."""

from bot.conversation.turns import Handlers

COMMANDS: Handlers = {}
ACTIONS: Handlers = {}

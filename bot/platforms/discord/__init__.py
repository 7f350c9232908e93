"""Discord, through discord.py: events become conversation calls, replies messages."""

"""Alembic's folder: how the database came to be what `bot.storage.tables` says."""

"""Telegram, through python-telegram-bot: events become conversation calls, replies messages."""

import os

# Times come from the library as timedelta; it warns at every use until one has chosen.
os.environ["PTB_TIMEDELTA"] = "true"

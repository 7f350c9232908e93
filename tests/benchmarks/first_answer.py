"""Answers one photo in a fresh process; reads it from stdin, prints resident bytes."""

import sys

from bot.settings import load_settings
from bot.single_answer import answer_photo

if __name__ == "__main__":
    answer = answer_photo(
        sys.stdin.buffer.read(), load_settings(env_file=None), count=5, lift=False, seed=1
    )
    if not answer.songs:
        sys.exit("no songs were chosen")
    import psutil  # not part of what is timed

    sys.stdout.write(str(psutil.Process().memory_info().rss))

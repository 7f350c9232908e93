"""Pictures that the bot draws: covers, answers, numbered faces, moods over time."""

"""What the bot says, in each of its languages: Fluent files, and the code that reads them."""

"""Where people meet the bot: each package translates one chat platform."""

"""What the bot says and does; knows no chat platform."""

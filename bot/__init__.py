"""The conversation with people, and the command line."""

"""What is remembered: in SQLite, encrypted where it is about a person."""

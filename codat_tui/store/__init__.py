"""What this machine remembers between runs, in one SQLite file; importing the room imports no database."""

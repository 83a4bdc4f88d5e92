"""What this machine remembers between runs, in one SQLite file; importing the room itself imports no database."""

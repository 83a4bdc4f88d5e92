"""What this machine remembers between runs, in one SQLite file; importing the package does not import
sqlite3.
"""

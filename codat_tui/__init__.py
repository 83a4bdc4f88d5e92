"""codat-tui: the terminal dashboard for Codat's Sync for Commerce."""

__version__ = "0.1.0"
SCHEMA = 1
"""The version of everything that is printed as JSON, in `present.data`."""

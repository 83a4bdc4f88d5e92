"""codat-tui: the terminal dashboard for Codat's Sync for Commerce."""

__version__ = "0.1.0"

"""Unfinished work: unsaved edits, and the guided paths of new companies."""

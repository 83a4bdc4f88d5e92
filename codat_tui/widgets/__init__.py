"""Reusable widgets; they know models, rules and present, and speak only through their own messages."""

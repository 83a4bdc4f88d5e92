"""Reusable widgets.

Invariant: they report to screens only by their own messages.
"""

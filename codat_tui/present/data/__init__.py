"""What leaves the program for other programs: JSON, CSV and exports; pure.

Invariant: names and values are stable. Times are UTC, days are dates, what is absent is None and never left out.
A change that breaks a reader raises `codat_tui.SCHEMA`.
"""

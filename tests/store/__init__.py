"""Tests of what this machine remembers."""

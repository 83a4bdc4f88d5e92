"""Tests of the jobs that outlive a screen."""

"""A company's configuration and its faults."""

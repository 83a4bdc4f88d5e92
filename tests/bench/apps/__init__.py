"""Programs to measure against, each started as a process of its own."""

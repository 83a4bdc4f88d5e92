"""The language of every filter, what it finds, and how it is completed."""

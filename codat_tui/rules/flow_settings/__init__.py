"""The Sync Flow's texts and visible accounts."""

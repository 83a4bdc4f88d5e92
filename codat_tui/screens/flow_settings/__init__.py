"""The screens of the Sync Flow's settings: texts and visible accounts."""

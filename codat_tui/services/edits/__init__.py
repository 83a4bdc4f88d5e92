"""Work of a person that is not finished: unsaved edits and the paths of new companies."""

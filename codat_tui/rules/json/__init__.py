"""JSON as Codat sends it and as a person types it."""

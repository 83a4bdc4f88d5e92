"""The companies: connections, names, queries."""

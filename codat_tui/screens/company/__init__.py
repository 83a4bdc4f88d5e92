"""The screens of one company: overview, connections, syncs and their forms."""

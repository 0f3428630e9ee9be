"""All that changes about round tables."""

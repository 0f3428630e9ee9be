"""Pages of round tables."""

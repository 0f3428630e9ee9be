"""Settings, environment and what stands at the edge."""

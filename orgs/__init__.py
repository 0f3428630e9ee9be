"""County, places, organisations, people, posts and working days. Knows nothing of cases."""

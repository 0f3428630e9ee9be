"""The round table: topics, meetings, decisions."""

"""The journal: every act as one appended, hash-chained row. Knows no other app; keeps plain ids."""

"""Pages, parts, forms and words that every app shares. Knows no other app."""

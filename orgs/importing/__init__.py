"""Sheets for the register: places, organisations, people with posts, firms. Read, tried, shown, entered."""

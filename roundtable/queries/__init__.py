"""Reads of round tables. No writes, no rules about people."""

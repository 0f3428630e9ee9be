"""Looks into files that people send, in a process of its own with little memory and little time.

Knows no Django and no database: `services/inspecting.py` starts a server (`python -m tickets.inspector`) that forks for
each file, and whatever a hostile file does to its fork, the page server only reads “no answer”.
"""

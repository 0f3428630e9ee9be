"""Looks into files that people send, in a process of its own with little memory and little time.

Knows no Django and no database: `services/inspecting.py` starts it (`python -m tickets.inspector`), and whatever a
hostile file does to it, the page server only reads “no answer”.
"""

"""Readings into a memory: tellings, stories, entities and the graph among them.

Everything here decides; nothing here reads or writes a file, a database or the clock.
"""

"""Digests and answers of the memory in other formats: text, HTML, JSON, tables, graphs, feeds."""

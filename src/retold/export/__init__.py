"""Digests as text: JSON, JSON Lines, Markdown, HTML, and the terminal."""

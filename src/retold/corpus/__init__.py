"""What many articles are together: copies, stories, entities and the graph between them.

Everything here is a pure decision. Nothing here reads or writes a file or a database, or asks for the time.
"""

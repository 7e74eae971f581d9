"""Paper: DOCX templates filled by our own walk, what a document says in words, PDF. Pure: no Flask, no database.

Nothing that a person typed is ever run: a placeholder is a name that is looked up in plain data, and what is found is
put into a text node.
"""

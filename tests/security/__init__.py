"""Security told as stories: hostile diagrams, forms and tables, strangers, and posts made by hand."""

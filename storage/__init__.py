"""SQLite: the schema, the originals, what is written and what is asked. Rows are dicts; nothing of ours is imported."""

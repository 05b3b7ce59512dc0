"""The Datasette site: the database served read-only, in Chinese and English."""

"""The Datasette site: the database served read-only, in Chinese and English."""

from storage.browse.server import serve
from storage.browse.site import application, site

__all__ = ["application", "serve", "site"]

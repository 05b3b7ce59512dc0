"""Spiders, one file a platform, and the cards of the portals they read."""

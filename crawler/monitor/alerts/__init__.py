"""Telling people what changed: events, alerts on them, and their deliveries, each of which arrives once by its key."""

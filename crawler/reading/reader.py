"""Bytes -> Report: the stages in their order."""

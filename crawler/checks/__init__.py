"""Checks: a report, and what is known around it, in; findings with their evidence out. Pure."""

from __future__ import annotations

from crawler.checks import arithmetic, text_numbers, text_sums

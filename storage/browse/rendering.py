"""Our templates, rendered as plain functions.

Datasette's own way lets a template wait for something at every step, which takes more than half of the time and which
ours do not need: all they show is in hand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment

from storage.browse.words import for_templates


def render(datasette: Any, template: str, facts: dict[str, Any], request: Any) -> str:
    """The template filled with the facts, the words of the language and Datasette's addresses."""
    common = {"request": request, "urls": datasette.urls, **for_templates(datasette, request)}
    return _environment(datasette.jinja_env).get_template(template).render(common | facts)


@lru_cache(maxsize=16)
def _environment(datasettes: Environment) -> Environment:
    return datasettes.overlay(enable_async=False)

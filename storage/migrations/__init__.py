"""The schema of our three files, one module a step; steps that have shipped are never edited.

A new step is a new module here, with the next number and a function ``apply``: ``m`` for the database, ``o`` for the
file of originals, ``p`` for the private file. Steps run in the order of their names, each once and in one transaction.

Identifiers come from content or official codes, so that two databases merge without renumbering. Times are ISO 8601
text with an offset; days are ISO dates. ``raw`` columns keep what is printed where a value alone would lose it.
``active`` is 0 for a row of the registry that no card names any more and that is kept for what was seen under it.
"""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

from sqlite_utils import Migrations

migrations = Migrations("nianbao")
originals_migrations = Migrations("nianbao.originals")
private_migrations = Migrations("nianbao.private")

_SETS = {"m": migrations, "o": originals_migrations, "p": private_migrations}

for _step in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    if re.match(r"[mop]\d{3}_", _step):
        _SETS[_step[0]](name=_step)(import_module(f"{__name__}.{_step}").apply)

"""Where alerts go. An address of a target is a secret: it comes from the environment or a file of its own, is never
stored, and never shown. All else knows a target by its name.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import yaml

from crawler.monitor.alerts.subscriptions import AlertsFileError

#: ``NIANBAO_TARGET_OFFICE_MAIL`` holds the address of the target ``office-mail``.
PREFIX = "NIANBAO_TARGET_"
_HIDDEN = "***"
#: Words of an address that give nothing away; all others are hidden wherever they turn up.
_HARMLESS = frozenset({"http", "https", "json", "jsons", "mailto", "mailtos", "html", "text", "format", "from", "name"})


def load_targets(path: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Names and addresses from the file at ``path`` (YAML, ``name: address``), if any, and the environment.

    The environment counts before the file. Raises ``AlertsFileError`` for a file that others may read, or no such file.
    """
    addresses = _from_file(path) if path.exists() else {}
    for variable, address in environment.items():
        if variable.startswith(PREFIX) and address:
            addresses[variable.removeprefix(PREFIX).lower().replace("_", "-")] = address
    return addresses


def _from_file(path: Path) -> dict[str, str]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise AlertsFileError(f"{path} holds secrets and may be read by others; run: chmod 600 {path}")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        # What YAML says of a mistake may quote the line, and with it the secret.
        raise AlertsFileError(f"{path} is no YAML file of lines such as office-mail: mailto://...") from error
    if not isinstance(content, dict) or not all(isinstance(each, str) for pair in content.items() for each in pair):
        raise AlertsFileError(f"{path} must hold lines such as office-mail: mailto://..., and nothing else")
    return content


def redacted(text: str, address: str) -> str:
    """The text without any part of the address that is not common to all: whole, and word by word."""
    text = text.replace(address, _HIDDEN)
    words = {word for form in (address, unquote(address)) for word in re.split(r"[^\w.-]+", form)}
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 3 and word.lower() not in _HARMLESS:
            text = text.replace(word, _HIDDEN)
    return text

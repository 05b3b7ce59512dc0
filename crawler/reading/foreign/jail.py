"""The child without a network: a document that loads pictures from elsewhere learns who reads it."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000
#: What a reader of files has no need of, by the names of Python's audit events.
_REFUSED = frozenset(
    {
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
        *("socket.getaddrinfo", "socket.gethostbyname"),
        *("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"),
        "pickle.find_class",
    }
)
_STARTS = "subprocess.Popen"
#: The programs that may be started.
_programs: set[str] = set()
#: Settings of LibreOffice, which no hook of ours can refuse anything: it loads nothing a document links to.
_SETTINGS = ("BlockUntrustedRefererLinks", "DisableActiveContent")


def enter() -> None:
    """Take from this process what a file could make it reach for: networks, other programs, objects of Python's own.

    Whatever it starts finds no network either, where the system allows one of our own.
    """
    _leave_network()
    sys.addaudithook(_refuse)


def allow(program: str) -> None:
    """Let this program be started."""
    _programs.add(program)


def _leave_network() -> None:
    """Into a network of our own, as the same user. Containers may forbid it."""
    user, group = os.getuid(), os.getgid()
    if sys.platform != "linux" or ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED or (event == _STARTS and arguments[0] not in _programs):
        raise PermissionError(f"a file made its reader ask for {event}")


def write_profile(folder: Path) -> None:
    """A profile for LibreOffice that loads nothing from elsewhere and runs nothing of a document's."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="{name}" oor:op="fuse">'
        "<value>true</value></prop></item>"
        for name in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )

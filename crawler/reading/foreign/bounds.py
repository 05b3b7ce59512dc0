"""The child's own limits, which the system holds it to."""

from __future__ import annotations

import resource

from crawler.reading.foreign.limits import HEAVY, LARGEST_RESULT, PLAIN, Limits


def bound() -> None:
    """Set the limits under which any file is opened."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (PLAIN.memory, HEAVY.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (PLAIN.seconds, HEAVY.seconds))


def widen(limits: Limits = HEAVY) -> None:
    """Allow more, for a library that needs it and takes nothing unbounded from the file; no effect in the parent."""
    _raise(resource.RLIMIT_AS, limits.memory)
    _raise(resource.RLIMIT_CPU, limits.seconds)


def _raise(kind: int, wanted: int) -> None:
    soft, hard = resource.getrlimit(kind)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(kind, (min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted, hard))

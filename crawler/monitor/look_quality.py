"""When a look at a channel may be believed, and what stood in the way when it may not."""

from __future__ import annotations

#: Outcomes that say anything about the agency; ``not_modified`` repeats the last clean look.
CLEAN_OUTCOMES = frozenset({"ok", "not_modified"})
#: Of a look that read the list itself: silence is proved by these alone, for some servers answer "not modified" after
#: an edit.
PROVING_OUTCOMES = frozenset({"ok"})

_REASONS = {
    "down": "dns refused timeout tls http_4xx http_5xx redirect_loop",
    "blocked": "robots blocked off_limits",
    "not_looked": "over_budget",
    "layout_changed": "ok not_modified soft_404 wrong_type empty too_large layout_changed",
}
_REASON_OF = {outcome: reason for reason, outcomes in _REASONS.items() for outcome in outcomes.split()}


def reason_of(outcome: str) -> str:
    """Why a look with this outcome proves nothing: ``down``, ``blocked``, ``not_looked`` or ``layout_changed``.

    A clean outcome that did not qualify means a list that is not as its card says. Raises ``ValueError`` for an unknown
    outcome.
    """
    if outcome not in _REASON_OF:
        raise ValueError(f"unknown outcome of a look: {outcome!r}")
    return _REASON_OF[outcome]


def qualify(
    outcome: str, exhausted: bool, rows: int, at_least: int, canary_seen: bool | None = None
) -> tuple[bool, str | None]:
    """Whether silence on this look is evidence: ``(True, None)``, or ``(False, reason)``.

    The list came, its paging was walked to the end, it shows at least ``at_least`` rows, and its canary where the card
    states one (``None``: it states none). For ``not_modified`` give the numbers of the clean look it repeats.
    """
    healthy = exhausted and rows >= at_least and canary_seen is not False
    return (True, None) if healthy and outcome in CLEAN_OUTCOMES else (False, reason_of(outcome))

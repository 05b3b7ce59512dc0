"""Deadlines, and what they make of what was seen: the state of every filing."""

from crawler.monitor.changes import differences
from crawler.monitor.deadlines import Deadline, DeadlineError, due
from crawler.monitor.explanation import explain
from crawler.monitor.facts import Candidate, ChannelLooks, FilingFacts, Link, Look, Mark, Publication, Stay
from crawler.monitor.filings import collect, compute
from crawler.monitor.judging import judge
from crawler.monitor.ledger import Ledger, Stored
from crawler.monitor.look_quality import qualify
from crawler.monitor.remarks import compared
from crawler.monitor.states import FilingState, judge_filing
from crawler.monitor.stored import stored_in

__all__ = [
    "Candidate",
    "ChannelLooks",
    "Deadline",
    "DeadlineError",
    "FilingFacts",
    "FilingState",
    "Ledger",
    "Link",
    "Look",
    "Mark",
    "Publication",
    "Stay",
    "Stored",
    "collect",
    "compared",
    "compute",
    "differences",
    "due",
    "explain",
    "judge",
    "judge_filing",
    "qualify",
    "stored_in",
]

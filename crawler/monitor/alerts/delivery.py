"""Deliveries out of the outbox: at least once each, under one key; a target that fails holds up no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlite_utils import Database

from crawler.monitor.alerts.channels import Target, Trouble
from storage import outbox
from storage.database import file_of
from storage.hints import command_beside
from storage.overtaken import drop_overtaken, drop_uncovered, drop_unwanted, take_back, untrue

#: How long after each failed attempt the next one comes; after the last of them the delivery is given up as dead.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
#: A target is called failing once a delivery to it has failed so often.
_FAILING_AFTER = 3


def deliver(
    private: Database,
    addresses: Mapping[str, str],
    now: datetime,
    wanted: Collection[tuple[str, str]] | None = None,
) -> Counter[str]:
    """Try every delivery whose time has come; returns how many were ``sent``, ``failed``, are now ``dead`` or were
    ``dropped``: what was overtaken is not sent, nor what is for others than ``wanted`` (subscription and target). What
    changed without its change being told yet is held, because it may change back.

    An attempt is noted before it is made, with the time of the next: whoever dies in between has sent it, or it is sent
    again under the same key. A target that failed is not asked again in this pass, unless it refused that one message.
    """
    done: Counter[str] = Counter()
    take_back(private)
    dropped = drop_overtaken(private) + drop_uncovered(private)
    dropped += 0 if wanted is None else drop_unwanted(private, wanted)
    targets: dict[str, Target] = {}
    failed: dict[str, Trouble] = {}
    muted = {row["subject"] for row in outbox.mutes(private, now)}
    held = untrue(private)
    for delivery in outbox.due_deliveries(private, now):
        name = delivery["target"]
        if name in muted or delivery["id"] in held:
            continue
        if not outbox.claim_delivery(private, delivery, now + _wait(delivery)):
            continue
        if name not in targets:
            targets[name] = Target(name, addresses.get(name))
        note = partial(outbox.note_part, private, delivery["id"])
        trouble = failed.get(name) or targets[name].send(
            delivery["title"], delivery["body"], delivery["id"], delivery["parts_sent"], note
        )
        done[_settle(private, delivery, trouble, now)] += 1
        # Behind a message that is refused the others must not be held up until they are given up with it.
        if trouble is not None and not trouble.of_message:
            failed[name] = trouble
    if dropped := dropped + drop_overtaken(private):
        done["dropped"] = dropped
    return done


def _wait(delivery: Mapping[str, Any]) -> timedelta:
    """How long after this attempt the next one comes."""
    attempts: int = delivery["attempts"]
    return BACKOFF[min(attempts, len(BACKOFF) - 1)]


def _settle(private: Database, delivery: Mapping[str, Any], trouble: Trouble | None, now: datetime) -> str:
    """Record what came of an attempt, and what it says of the target; returns how the attempt is counted."""
    name, attempts, wait = delivery["target"], delivery["attempts"] + 1, _wait(delivery)
    if trouble is None:
        outbox.settle_delivery(private, delivery["id"], "sent", at=now, next_at=now + wait)
        _note(private, name, "ok", now, "")
        return "sent"
    dead, later = attempts >= len(BACKOFF), now + max(wait, trouble.wait)
    state = "dead" if dead else "waiting"
    outbox.settle_delivery(private, delivery["id"], state, at=now, next_at=later, trouble=trouble.words)
    if attempts >= _FAILING_AFTER:
        _note(private, name, "failing", now, trouble.words)
    return "dead" if dead else "failed"


def _note(private: Database, name: str, state: str, now: datetime, trouble: str) -> None:
    title = f"{'通知未能送达' if state == 'failing' else '通知恢复送达'}：{name}"
    look = command_beside("alerts list --state waiting", file_of(private))
    text = f"{trouble}\n查看：{look}".lstrip()
    outbox.save_health(private, f"target:{name}", state, as_of=now, title=title, text=text)

"""What services answer. Apprise keeps it to itself, and takes a 200 for success whatever the body says."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from apprise import NotifyBase

#: No service is believed that it wants to be left alone for longer.
_LONGEST = timedelta(days=1)
_OK = 200
#: The codes by which 企业微信 and 钉钉 say that too many messages came; 钉钉 then takes none for ten minutes.
_TOO_OFTEN = frozenset({45009, 130101, 410100})
_PAUSE = timedelta(minutes=10)
#: Answers that are about the message and not about the service.
_ABOUT_THE_MESSAGE = frozenset({400, 413, 422})
_REDIRECTS = range(300, 400)


class Answers:
    """The answers to one message, and the faults of the connection."""

    def __init__(self) -> None:
        self.answers: list[requests.Response] = []
        self.faults: list[str] = []

    def __getattr__(self, name: str) -> Any:
        """Stand in for the module ``requests``: whatever asks notes what it is answered."""
        found = getattr(requests, name)
        return self._noting(found) if name in ("get", "post", "put", "patch", "request") else found

    def _noting(self, ask: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
        def asked(*arguments: Any, **more: Any) -> requests.Response:
            try:
                answer = ask(*arguments, **more)
            except requests.RequestException as error:
                # Its text holds the address; what kind of fault it is does not.
                self.faults.append(f"{type(error).__name__}{_reason(error)}")
                raise
            self.answers.append(answer)
            return answer

        return asked

    def refusal(self) -> str | None:
        """What a service refused with although it answered 200, as 企业微信 and 钉钉 do."""
        return next(
            (f"it answered 200 and refused the message: errcode {code} {why}" for code, why in self._codes()), None
        )

    def _codes(self) -> Iterator[tuple[int, str]]:
        return (code for answer in self.answers if answer.status_code == _OK and (code := _error_code(answer)))

    def _is_too_often(self) -> bool:
        return any(code in _TOO_OFTEN for code, _ in self._codes())

    def is_about_message(self) -> bool:
        """Whether another message may well be accepted."""
        refused = any(each.status_code in _ABOUT_THE_MESSAGE for each in self.answers) or any(self._codes())
        return refused and not self._is_too_often()

    def hints(self) -> Iterator[str]:
        """What helps a person beyond what Apprise said."""
        yield from self.faults
        if any(answer.status_code in _REDIRECTS for answer in self.answers):
            yield "it redirects to another address, and a message would be lost on the way: give that address"

    def wait(self) -> timedelta:
        """For how long the service wants to be left alone."""
        asked = [each for answer in self.answers if (each := answer.headers.get("retry-after"))]
        return max((_wait(each) for each in asked), default=_PAUSE if self._is_too_often() else timedelta(0))


@contextmanager
def listening(service: NotifyBase) -> Iterator[Answers]:
    """Note what the service answers meanwhile: in its plugin's module, ``requests`` is put aside for that time."""
    names, answers = vars(sys.modules[type(service).__module__]), Answers()
    if names.get("requests") is not requests:
        yield answers
        return
    names["requests"] = answers
    try:
        yield answers
    finally:
        names["requests"] = requests


def _error_code(answer: requests.Response) -> tuple[int, str] | None:
    try:
        said = json.loads(answer.content)
    except ValueError:
        return None
    if isinstance(said, dict) and isinstance(said.get("errcode"), int) and said["errcode"]:
        return said["errcode"], str(said.get("errmsg", ""))[:200]
    return None


def _reason(error: requests.RequestException) -> str:
    """The fault below, such as NameResolutionError."""
    below = getattr(error.args[0], "reason", None) if error.args else None
    return f" ({type(below).__name__})" if below else ""


def _wait(text: str) -> timedelta:
    """The value of Retry-After: seconds, or a date."""
    try:
        wait = timedelta(seconds=int(text)) if text.isdecimal() else parsedate_to_datetime(text) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return timedelta(0)
    return min(max(wait, timedelta(0)), _LONGEST)

"""Sending one message to one target through Apprise, under a key that tells repeats.

A webhook gets the key as the header ``Idempotency-Key``, an e-mail as its Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.plugins.email import base as email

from crawler.monitor.alerts.answers import listening
from crawler.monitor.alerts.parts import parts
from crawler.monitor.alerts.targets import PREFIX, redacted

#: In memory: Apprise would keep a folder of its own beside the user's files. A redirect makes a GET of a POST, and the
#: message is lost behind a 200: none is followed.
_ASSET = AppriseAsset(
    app_id="nianbao", async_mode=False, storage_mode="memory", secure_logging=True, http_redirects=False
)
_LOG = logging.getLogger("apprise")


class Trouble(NamedTuple):
    """Why a message was not accepted, without any part of the address.

    ``wait``: how long the service wants to be left alone; ``of_message``: it may well accept another message.
    """

    words: str
    wait: timedelta = timedelta(0)
    of_message: bool = False


class Target:
    """A recipient by name. ``trouble`` says why it cannot be used at all, if so."""

    def __init__(self, name: str, address: str | None) -> None:
        self.name = name
        self._address = address or ""
        with _heard() as said:
            self._service = _service(self._address) if address else None
        self.trouble = self._unusable(address, said)

    def send(
        self, title: str, body: str, key: str, sent: str | None = None, note: Callable[[str], None] = lambda _: None
    ) -> Trouble | None:
        """Send; returns ``None``, or what went wrong.

        A long message goes in parts, each under a key of its own. ``note`` is told after each part which that was
        (``"2/5"``), and what it was told last is ``sent`` when the rest is sent later.
        """
        if self.trouble or self._service is None:
            return Trouble(self.trouble or "")
        message = parts(str(self._service.secure_protocol), title, body, self._service.body_maxlen)
        places = [f"{number}/{len(message)}" for number in range(1, len(message) + 1)]
        start = places.index(sent) + 1 if sent in places else 0
        for number, (heading, part) in list(enumerate(message))[start:]:
            part_key = f"{key}-{number}" if len(message) > 1 else key
            if trouble := self._send(self._service, heading, part, part_key):
                return trouble
            if len(message) > 1:
                note(places[number])
        return None

    def _send(self, service: NotifyBase, title: str, body: str, key: str) -> Trouble | None:
        if not isinstance(service, email.NotifyEmail) and hasattr(service, "headers"):
            service.headers["Idempotency-Key"] = key
        with _heard() as said, _message_id(key), listening(service) as answers:
            try:
                sent = service.notify(title=title, body=body, body_format=NotifyFormat.TEXT)
            except Exception as error:  # noqa: BLE001 -- a plugin's own fault must not stop the other targets
                said.append(f"{type(error).__name__}: {error}")
                sent = False
        refusal = answers.refusal()
        if sent and refusal is None:
            return None
        words = "; ".join(filter(None, [*said, *answers.hints(), refusal])) or "it did not accept the message"
        return Trouble(redacted(words, self._address), answers.wait(), answers.is_about_message())

    def _unusable(self, address: str | None, said: list[str]) -> str | None:
        if not address:
            variable = PREFIX + self.name.upper().replace("-", "_")
            return f"it has no address; set {variable} or name it in the file of targets"
        if self._service is None:
            return redacted("; ".join(said) or "Apprise knows no such address", address)
        if len(self._service) != 1:
            return "its address has several recipients; give each a name of its own, so that each gets an alert once"
        return None


def _service(address: str) -> NotifyBase | None:
    service = Apprise.instantiate(address, asset=_ASSET)
    if isinstance(service, email.NotifyEmail):  # as HTML, unless told otherwise
        return Apprise.instantiate(f"{address}{'&' if '?' in address else '?'}format=text", asset=_ASSET)
    return service


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Apprise says meanwhile; kept from the log, where it would show addresses."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    propagate, _LOG.propagate = _LOG.propagate, False
    _LOG.addHandler(handler)
    try:
        yield said
    finally:
        _LOG.removeHandler(handler)
        _LOG.propagate = propagate


@contextmanager
def _message_id(key: str) -> Iterator[None]:
    """Apprise offers no way to say an e-mail's Message-ID: its maker is put aside for the time of one message."""
    names = vars(email)
    maker = names["make_msgid"]
    names["make_msgid"] = lambda domain: f"<{key}@{domain}>"
    try:
        yield
    finally:
        names["make_msgid"] = maker

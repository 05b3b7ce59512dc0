"""The sample portals together: start, stop, and change what they show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from crawler.sample_county import cards
from crawler.sample_county.content import sites
from crawler.sample_county.model import Portal, portals
from crawler.sample_county.page import CLOCK, HTML, NOW, Page
from crawler.sample_county.server import LoggedRequest, PortalServer

__all__ = ["CLOCK", "SampleCounty"]

#: How often to look for a port that is free on every address.
ATTEMPTS = 20


class SampleCounty:
    """Every sample portal on its loopback address, all on one port.

    ``port=0`` picks one that is free on all of them. ``requests`` lists what the portals were asked, in order.
    Pages and portals can be changed while it runs; a new object has them as they were.
    """

    def __init__(self, port: int = 8430) -> None:
        self.port = port
        self.portals: tuple[Portal, ...] = portals()
        self.requests: list[LoggedRequest] = []
        self._sites = {portal: dict(pages) for portal, pages in sites().items()}
        self._servers: dict[str, PortalServer] = {}
        self._changes = 0

    def __enter__(self) -> SampleCounty:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """Bring up every portal but those that are down on purpose; raises ``OSError`` when the port is taken."""
        for left in reversed(range(1 if self.port else ATTEMPTS)):
            try:
                return self._bring_up_all()
            except OSError:
                if not left:
                    raise
        return None

    def stop(self) -> None:
        """Take down every portal."""
        for portal in list(self._servers):
            self.take_down(portal)

    def bring_up(self, portal: str) -> None:
        """Let a portal listen; raises ``OSError`` when its address is taken."""
        address = (self._portal(portal).host, self.port)
        try:
            server = PortalServer(address, self._sites[portal], self.requests.append)
        except OSError as error:
            raise OSError(_explain(self._portal(portal).name, address, error)) from error
        self._servers[portal] = server
        self.port = server.server_address[1]

    def take_down(self, portal: str) -> None:
        """Let nothing listen at a portal's address."""
        self._servers.pop(portal).close()

    def origin(self, portal: str) -> str:
        """A portal's address, without a slash at the end."""
        return f"http://{self._portal(portal).host}:{self.port}"

    def body(self, portal: str, path: str) -> bytes:
        """The bytes of a page as it stands."""
        route = self._sites[portal][path]
        if not isinstance(route, Page):
            raise TypeError(f"{path} of portal {portal} is made on demand")
        return route.body

    def put(
        self,
        portal: str,
        path: str,
        body: bytes,
        *,
        media_type: str = HTML,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Publish a page, or replace one; it counts as modified just after ``CLOCK``, each change a second later."""
        self._changes += 1
        modified = NOW + timedelta(seconds=self._changes)
        self._sites[portal][path] = Page(body, media_type, status, modified, headers=headers or {})

    def remove(self, portal: str, path: str) -> None:
        """Delete a page; its address answers 404."""
        del self._sites[portal][path]

    def write_cards(self, folder: Path) -> Path:
        """Write the county and portal cards under ``folder``, with the port filled in; returns ``folder``."""
        if not self.port:
            raise RuntimeError("start the sample county before writing its cards: its port is not known yet")
        return cards.write_cards(folder, self.portals, self.port)

    def _bring_up_all(self) -> None:
        wanted = self.port
        try:
            for portal in self.portals:
                if portal.listening:
                    self.bring_up(portal.id)
        except OSError:
            self.stop()
            self.port = wanted
            raise

    def _portal(self, portal: str) -> Portal:
        return next(known for known in self.portals if known.id == portal)


def _explain(name: str, address: tuple[str, int], error: OSError) -> str:
    host, port = address
    return (
        f"the sample portal {name} cannot listen on {host}:{port}: {error.strerror}. If the port is taken, choose "
        "another one (0 picks a free one); if there is no such address, add it to the loopback interface."
    )

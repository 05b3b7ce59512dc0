"""A county whose two portals change with the day, as their real ones do over a season. They run in this process, so
they have the time that the test has set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import escape
from typing import Any, Self

from crawler.clock import now
from crawler.registry import AgencyCard, ChannelCard, CountyCard, PortalCard, Registry
from crawler.sample_county.page import Page
from crawler.sample_county.server import PortalServer

GOV, FINANCE, SHIQIAO, ZAOYUAN, SHUANGXI, CHENGGUAN = (
    *("339901-gov", "339901-czj", "339901101", "339901102", "339901201", "339901001"),
)
_NAMES = {
    GOV: "青溪县人民政府",
    FINANCE: "青溪县财政局",
    SHIQIAO: "青溪县石桥镇人民政府",
    ZAOYUAN: "青溪县枣园镇人民政府",
    SHUANGXI: "青溪县双溪乡人民政府",
    CHENGGUAN: "青溪县城关街道办事处",
}
_KINDS = {GOV: "government", FINANCE: "department", SHUANGXI: "township", CHENGGUAN: "subdistrict"}

#: When a report on 2022 comes up on the county's portal, and the day it says it did.
APPEARS: Mapping[str, tuple[date, date]] = {
    SHUANGXI: (date(2023, 1, 10), date(2023, 1, 10)),
    FINANCE: (date(2023, 1, 18), date(2023, 1, 18)),
    SHIQIAO: (date(2023, 2, 8), date(2023, 1, 30)),
    GOV: (date(2023, 3, 20), date(2023, 3, 20)),
}
#: The subdistrict publishes on a portal of its own, late.
APPEARS_ELSEWHERE = {CHENGGUAN: (date(2023, 2, 6), date(2023, 2, 6))}
EDITED = date(2023, 2, 10)
CHALLENGED = date(2023, 2, 14)
REMOVED = date(2023, 2, 24)
MIGRATED = date(2023, 3, 12)
#: The subdistrict's own portal is down over the deadline.
DOWN = (date(2023, 1, 29), date(2023, 2, 4))


def registry(county: str, own: str) -> Registry:
    """Two portals at these origins, each with one list."""
    agencies = tuple(AgencyCard(id=key, name=name, kind=_KINDS.get(key, "township")) for key, name in _NAMES.items())
    card = CountyCard(county="339901", name="青溪县", city="青江市", province="浙江省", agencies=agencies)
    return Registry.of(
        [card],
        [
            _portal("339901", "青溪县人民政府", county, at_least=6),
            _portal("chengguan", "城关街道", own, agency=CHENGGUAN),
        ],
    )


def _portal(name: str, title: str, origin: str, **channel: Any) -> PortalCard:
    years = {"first": 2021}
    return PortalCard(
        portal=name, name=title, county="339901", platform="trs", url=origin, status="verified",
        channels=(ChannelCard.model_validate({"id": "nianbao", "url": "/nb/", "years": years, **channel}),),
    )  # fmt: skip


class Season:
    """Both portals, listening on these ports (0: any). ``turn`` brings them to the present day."""

    def __init__(self, ports: tuple[int, int] = (0, 0)) -> None:
        self._server = PortalServer(("127.0.7.1", ports[0]), Pages(self._county), lambda _: None)
        self._own_address = ("127.0.7.2", ports[1])
        self._own: PortalServer | None = None
        self.turn(open_own=True)
        county = f"http://127.0.7.1:{self._server.server_address[1]}"
        self.registry = registry(county, f"http://127.0.7.2:{self._own_address[1]}")
        self.ports = self._server.server_address[1], self._own_address[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
        if self._own:
            self._own.close()

    def turn(self, *, open_own: bool = False) -> None:
        """Take the subdistrict's portal down, or bring it up again."""
        up = open_own or not DOWN[0] <= today() <= DOWN[1]
        if up and not self._own:
            self._own = PortalServer(self._own_address, Pages(self._chengguan), lambda _: None)
            self._own_address = ("127.0.7.2", self._own.server_address[1])
        elif self._own and not up:
            self._own.close()
            self._own = None

    def _county(self) -> dict[str, Page]:
        if today() == CHALLENGED:
            return dict.fromkeys(("/nb/index.html", "/robots.txt"), CHALLENGE)
        folder = "/xxgk/nb" if today() >= MIGRATED else "/nb"
        listed = dict(published(APPEARS))
        listed |= {(key, 2021): date(2022, 1, 20) for key in _NAMES if key != CHENGGUAN}
        listed |= {("", 2020): date(2021, 1, 25)}
        return site(folder, listed)

    def _chengguan(self) -> dict[str, Page]:
        return site("/nb", {**dict(published(APPEARS_ELSEWHERE)), (CHENGGUAN, 2021): date(2022, 1, 21)})


class Pages(dict[str, Page]):
    """The pages of today."""

    def __init__(self, make: Any) -> None:
        super().__init__()
        self._make = make

    def get(self, path: str, default: Any = None) -> Any:
        """The page at an address."""
        return self._make().get(path, default)


def today() -> date:
    return now().date()


def published(appears: Mapping[str, tuple[date, date]]) -> Iterator[tuple[tuple[str, int], date]]:
    """The reports on 2022 that stand there today, with the day they print."""
    for agency, (since, printed) in appears.items():
        if since <= today() and not (agency == SHUANGXI and today() >= REMOVED):
            yield (agency, 2022), printed


def site(folder: str, listed: Mapping[tuple[str, int], date]) -> dict[str, Page]:
    """A list of reports and their pages, newest first."""
    rows, pages = [], {}
    for (agency, year), printed in sorted(listed.items(), key=lambda item: item[1], reverse=True):
        path = f"{folder}/{printed:%Y%m}/t{printed:%Y%m%d}_{agency[6:].strip('-') or 'all'}{year}.html"
        title = f"{_NAMES.get(agency, '青溪县统计局')}{year}年政府信息公开工作年度报告"
        rows.append(f'<li><a href="{path}" title="{title}">{title}</a><span>{printed}</span></li>')
        pages[path] = _page(title, _report(agency, year, title, printed))
    pager = '<script>createPageHTML(1, 0, "index", "html");</script>'
    pages["/nb/index.html"] = _page("政府信息公开年报", f"<ul>{''.join(rows)}</ul>{pager}")
    return pages


def _report(agency: str, year: int, title: str, printed: date) -> str:
    answered = 8 if agency == FINANCE and year == 2022 and today() >= EDITED else 7
    parts = (
        ("一", "总体情况", f"本年度主动公开政府信息{321 + len(agency)}条，受理申请{answered}件，均按时答复。"),
        ("五", "存在的主要问题及改进情况", "公开的内容还不够细，下一年将逐项补齐。"),
        ("六", "其他需要报告的事项", "本年度没有收取信息处理费。"),
    )
    text = "".join(f"<p>{number}、{heading}</p><p>{said}</p>" for number, heading, said in parts)
    return f"<h1>{escape(title)}</h1><div>发布时间：{printed} 10:10</div><div id='zoom'>{text}</div>"


def _page(title: str, body: str) -> Page:
    frame = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return Page(f"<!DOCTYPE html>{frame}".encode())


#: What a shield in front of a portal answers a program.
CHALLENGE = Page(
    "<html><head><title>安全验证</title></head><body><p>请完成安全验证后继续访问</p>"
    "<script>document.cookie='acw_sc__v2=1';location.reload()</script></body></html>".encode(),
    status=412,
    validators=False,
)

START, DAYS = datetime.fromisoformat("2022-12-28T08:30:00+08:00"), 90

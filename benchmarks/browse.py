"""The browse site at the size of the country: every page asked by eight clients while another process writes.

``NIANBAO_BENCH_SCALE`` (default 1) takes a part of the country, ``NIANBAO_BENCH_SECONDS`` how long to ask. Told are
the times that clients saw, and the CPU time of the server for each answer, which a busy machine does not change.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.national import build
from storage.database import open_database
from storage.writes import save_observation

CLIENTS = 8
_SERVE = (
    "import sys; from pathlib import Path; from storage.browse.server import serve; serve(Path(sys.argv[1]), port=0)"
)
_WORDS = ("公", "公开", "预算", "石桥镇", "教育局", "政策解读", "业务培训", "群众关心的事项")


def main() -> None:
    """Build, serve, ask, tell."""
    scale, seconds = (float(os.environ.get(f"NIANBAO_BENCH_{name}", "1")) for name in ("SCALE", "SECONDS"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("NIANBAO_BENCH_DB") or Path(folder) / "nianbao.db")
        if not path.exists():
            began, cpu = time.perf_counter(), time.process_time()
            made = build(path, scale)
            took = f"{time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s CPU"
            size = f"{path.stat().st_size / 1e6:,.0f} MB"
            print(f"{made['agencies']:,} agencies, {made['reports']:,} reports, {size}: {took}")
        open_database(path).close()  # brings one of an earlier schema up to date
        pages = _pages(path)
        with _server(path) as (pid, origin), _writer(path):
            _ask(pid, origin, pages, max(seconds, 3))


def _pages(path: Path) -> dict[str, list[str]]:
    """Kind of page -> addresses of it."""
    rng = random.Random(7)
    with closing(open_database(path, read_only=True)) as db:
        versions = [row["id"] for row in db.query("SELECT id FROM versions ORDER BY id LIMIT 400")]
        originals = [row["sha256"] for row in db.query("SELECT sha256 FROM versions ORDER BY id LIMIT 100")]
        agencies = [row["id"] for row in db.query("SELECT id FROM agencies ORDER BY id LIMIT 4000")]
        counties = [row["code"] for row in db.query("SELECT code FROM divisions ORDER BY code")]
        [first] = db.query("SELECT province FROM divisions ORDER BY code DESC LIMIT 1")
    province = quote(first["province"])
    return {
        "overview, country": ["/", "/en/"],
        "overview, province": [f"/?province={province}&year={year}" for year in range(2020, 2026)],
        "overview, county": [f"/?county={code}" for code in rng.sample(counties, min(50, len(counties)))],
        "board, country": ["/board?year=2025", "/board?year=2025&sort=days&order=desc", "/board?state=overdue"],
        "board, county": [f"/board?county={code}" for code in rng.sample(counties, min(50, len(counties)))],
        "agency": [f"/agency/{key}" for key in rng.sample(agencies, min(100, len(agencies)))],
        "report": [f"/report/{key}" for key in rng.sample(versions, min(100, len(versions)))],
        "portals": ["/portals", f"/portals?province={province}"],
        "search": [f"/search?q={quote(word)}" for word in _WORDS]
        + [f"/search?q={quote(word)}&province={province}&year=2022" for word in _WORDS],
        "changes": ["/changes", "/changes.atom"],
        "original": [f"/original/{sha256}" for sha256 in originals],
        "portal": [f"/portal/{code}" for code in rng.sample(counties, min(50, len(counties)))],
        "data": ["/nianbao", "/nianbao/filings", "/nianbao/reports", "/nianbao/fetches", "/nianbao/applications"],
        "queries": [
            f"/nianbao/{query}?county={code}" for query in ("board", "overdue", "findings") for code in counties[:40]
        ],
    }


@contextmanager
def _server(path: Path) -> Iterator[tuple[int, str]]:
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-c", _SERVE, path], stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert server.stdout is not None  # noqa: S101
        found = re.search(r"http://\S+?(?=/ )", server.stdout.readline())
        origin = found[0] if found else ""
        httpx.get(origin + "/robots.txt", trust_env=False, timeout=30)
        print(f"start to first answer: {time.perf_counter() - began:.2f} s, {_cpu(server.pid):.2f} s CPU")
        yield server.pid, origin
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _writer(path: Path) -> Iterator[None]:
    """Looks at lists, one transaction each, as a crawl writes them."""
    stop, written = threading.Event(), [0]

    def write() -> None:
        with closing(open_database(path)) as db:
            look = {"outcome": "ok", "pages": 1, "rows": 0, "exhausted": True, "canary_seen": True, "qualified": True}
            look |= {"reason": None, "detail": "", "clean_observation_id": None, "channel_id": "110101/nianbao"}
            while not stop.wait(0.02):
                save_observation(db, look | {"observed_at": datetime.now(UTC)}, [], [])
                written[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        print(f"the writer made {written[0]} transactions meanwhile")


def _ask(pid: int, origin: str, pages: dict[str, list[str]], seconds: float) -> None:
    print(f"{'page':22} {'answers':>8} {'p50 ms':>8} {'p95 ms':>8} {'CPU ms':>8}")
    for kind, addresses in pages.items():
        for address in addresses[:3]:
            httpx.get(origin + address, trust_env=False, timeout=60)
        before, until = _cpu(pid), time.perf_counter() + seconds
        with ThreadPoolExecutor(CLIENTS) as clients:
            asked = [clients.submit(_client, origin, addresses, until, seed) for seed in range(CLIENTS)]
        times = sorted(each for one in asked for each in one.result())
        cpu = (_cpu(pid) - before) / len(times)
        p95 = times[int(0.95 * (len(times) - 1))]
        print(f"{kind:22} {len(times):8} {statistics.median(times) * 1e3:8.0f} {p95 * 1e3:8.0f} {cpu * 1e3:8.1f}")


def _client(origin: str, addresses: list[str], until: float, seed: int) -> list[float]:
    rng, times = random.Random(seed), []
    with httpx.Client(base_url=origin, trust_env=False, timeout=60) as client:
        while not times or time.perf_counter() < until:
            began = time.perf_counter()
            response = client.get(rng.choice(addresses))
            times.append(time.perf_counter() - began)
            response.raise_for_status()
    return times


def _cpu(pid: int) -> float:
    """CPU seconds that a process has used, of its own and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

"""Reading against bare parsing: the CPU time of one 68 KB report page, side by side in one process.

``read + check`` goes from the bytes to the Report and its findings. ``lxml`` only builds the tree of the same bytes;
``pandas.read_html`` only makes anonymous frames of its tables (measured where pandas is installed).
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median

from lxml import html

from crawler.checks import check
from crawler.reading import read
from crawler.sample_county import SampleCounty, manifest

SIZE = 68 * 1024
ROUNDS = 15
REPEATS = 20

#: What a word processor makes of one cell of a real page.
_CELL = (
    '<td style="border:solid windowtext 1.0pt;padding:0cm 5.4pt"><p class="MsoNormal" align="center">'
    '<span lang="EN-US" style="font-size:10.5pt;font-family:宋体"><font face="宋体">{text}</font><o:p></o:p></span>'
    "</p></td>"
)


def page() -> bytes:
    """A report page of the sample county with its cells as on real pages, filled up to 68 KB with a menu of links."""
    filing = next(each for each in manifest() if each.agency == "330799101" and each.year == 2022)
    text = SampleCounty().body(filing.portal, filing.url or "").decode()
    text = re.sub(r"<td>([^<]*)</td>", lambda cell: _CELL.format(text=cell[1]), text)
    link = '<li class="item"><a href="/col/col{number}/index.html" target="_blank">栏目{number}</a></li>'
    links = (SIZE - len(text.encode())) // len(link.format(number=10000).encode())
    menu = "".join(link.format(number=10000 + number) for number in range(links))
    return text.replace("<body>", f"<body><ul>{menu}</ul>", 1).encode()


def main() -> None:
    """Print milliseconds of CPU a page (median of rounds) and the ratio to lxml."""
    body = page()
    report = read(body)
    cells = sum(
        len(row) for table in (report.disclosures, report.applications, report.proceedings) for row in table.values()
    )
    print(f"page {len(body):,} bytes, {cells} cells, {len(report.sections)} sections, {len(check(report))} findings")
    tasks: dict[str, Callable[[], object]] = {
        "lxml.html parse": lambda: html.document_fromstring(body),
        "read": lambda: read(body),
        "check": lambda: check(report),
        "read + check": lambda: check(read(body)),
    }
    if find_spec("pandas"):
        import pandas

        tasks["pandas.read_html"] = lambda: pandas.read_html(io.BytesIO(body), encoding="utf-8")
    rounds = [{name: cpu(task) for name, task in tasks.items()} for _ in range(ROUNDS)]
    base = median(each["lxml.html parse"] for each in rounds)
    for name in tasks:
        times = [each[name] for each in rounds]
        ratio = median(times) / base
        print(
            f"{name:18} {median(times) * 1000:7.2f} ms  (min {min(times) * 1000:.2f}, "
            f"max {max(times) * 1000:.2f})  {ratio:5.2f} x lxml"
        )


def cpu(task: Callable[[], object]) -> float:
    """Seconds of CPU for one run of a task."""
    start = time.process_time()
    for _ in range(REPEATS):
        task()
    return (time.process_time() - start) / REPEATS


if __name__ == "__main__":
    main()

"""What was recognised in a picture is doubted where it does not add up, and never corrected."""

from __future__ import annotations

from crawler.reading.document import Box, Document, Grid
from crawler.reading.report import RemarkKind, Report
from crawler.reading.understanding import understand

HEAD = ("申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
ROWS = {
    "一、本年新收政府信息公开申请数量": (31, 7, 0, 0, 2, 0, 40),
    "二、上年结转政府信息公开申请数量": (4, 0, 0, 0, 0, 0, 4),
    "（一）予以公开": (19, 5, 0, 0, 0, 0, 24),
    "（二）部分公开": (12, 0, 0, 0, 2, 0, 14),
    "（七）总计": (31, 5, 0, 0, 2, 0, 38),
    "四、结转下年度继续办理": (4, 2, 0, 0, 0, 0, 6),
}
CUT = "（一）予以公开"


def report(*, recognised: bool = True, unsure: int | None = None, **changes: str) -> Report:
    """The table with the natural persons of 予以公开 printed otherwise, or its n-th figure in doubt."""
    rows = []
    for label, values in ROWS.items():
        texts = [str(value) for value in values]
        if label == CUT:
            texts[0] = changes.get("granted", texts[0])
        boxes = [Box(text, place, certain=place != unsure or label != CUT) for place, text in enumerate(texts, 1)]
        rows.append((Box(label, 0), *boxes))
    header = tuple(Box(text, place) for place, text in enumerate(HEAD))
    return understand(Document((Grid((header, *rows), spans=True),), recognised=recognised))


def uncertain(found: Report) -> set[str]:
    cells = {f"{row}.{name}": cell for row, columns in found.applications.items() for name, cell in columns.items()}
    return {place for place, cell in cells.items() if not cell.certain}


def test_figures_that_add_up_are_certain() -> None:
    assert uncertain(report()) == set()
    assert not report().remarks


def test_a_figure_that_breaks_its_sums_is_uncertain_with_all_of_them_and_keeps_its_text() -> None:
    found = report(granted="10")
    assert {"granted.natural_person", "granted.total", "handled_total.natural_person"} <= uncertain(found)
    assert "carried_out.enterprise" not in uncertain(found)
    cell = found.applications["granted"]["natural_person"]
    assert (cell.value, cell.raw) == (None, "10")
    told = {remark.where for remark in found.remarks if remark.kind is RemarkKind.UNCERTAIN_CELLS}
    assert told == {f"applications.{place}" for place in uncertain(found)}


def test_what_is_printed_as_text_is_not_doubted() -> None:
    assert uncertain(report(recognised=False, granted="10")) == set()


def test_a_figure_of_low_confidence_alone_is_uncertain() -> None:
    found = report(unsure=2)
    assert uncertain(found) == {"granted.enterprise"}
    assert found.applications["granted"]["enterprise"].value is None


def test_a_blank_cell_breaks_no_sum() -> None:
    assert uncertain(report(granted="")) == set()

"""The text above the first part: kept, apart from the parts, without title, labels and page furniture."""

from __future__ import annotations

import pytest

from crawler.checks import check
from crawler.reading import read

NOTICE = "根据《中华人民共和国政府信息公开条例》和国办公开办函〔2019〕60号要求，编制本报告。"
PERIOD = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
PARTS = (
    "<p>一、总体情况</p><p>全年更新专栏。</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
)
TITLE = "青溪县石桥镇2023年政府信息公开工作年度报告"


def page(above: str) -> bytes:
    return f'<body><div class="nav">首页，政务公开。</div><div id="zoom">{above}{PARTS}</div></body>'.encode()


@pytest.mark.parametrize(
    "above",
    [
        f"<h1>{TITLE}</h1><p>{NOTICE}</p><p>{PERIOD}</p>",
        f"<p>{TITLE}</p><p>来源：石桥镇政府，2024-01-16</p><p>打印 关闭</p><p>{NOTICE}<br>{PERIOD}</p>",
        (
            "<p>发布日期：2024-01-16</p><p>石桥镇</p><p>2023年政府信息公开工作年度报告</p>"
            f"<p>{NOTICE}</p><p>【字号：大 中 小】</p><p>{PERIOD}</p>"
        ),
        f"<p>《{TITLE}》</p><p>2024年1月16日</p><p>{NOTICE}</p><p>{PERIOD}</p>",
    ],
)
def test_what_stands_above_the_first_part_is_kept(above: str) -> None:
    report = read(page(above))
    assert report.preamble == f"{NOTICE}\n{PERIOD}"
    assert [section.number for section in report.sections] == [1, 2, 3]
    assert "preamble" not in report.to_dict()


def test_its_wrapped_lines_are_read_as_one_text() -> None:
    lines = [TITLE, NOTICE[:22], NOTICE[22:], PERIOD[:11], PERIOD[11:], "一、总体情况", "全年更新专栏。"]
    text = "\n".join([*lines, "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"])
    rules = [finding.rule for finding in check(read(text.encode()))]
    assert {"I2-period", "F1-citation"} <= set(rules)


def test_a_report_that_starts_with_its_first_part_has_none() -> None:
    assert read(page(f"<h1>{TITLE}</h1><p>索引号：330799/2024-00012</p><p>石桥镇人民政府</p>")).preamble == ""


def test_a_title_of_another_year_than_the_period_is_a_finding() -> None:
    messages = {finding.rule: finding.message for finding in check(read(page(f"<h1>{TITLE}</h1><p>{PERIOD}</p>")))}
    assert messages["I2-period"] == "标题为 2023 年度，统计期限为 2022 年"

"""Names of agencies out of what a county publishes about itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.registry import nation
from crawler.registry.generate import county_card
from crawler.registry.roster import roster

SUMMARY = """青溪县2023年政府信息公开工作年度报告公布情况

一、应当编制年度报告的单位共5个，名单如下：青溪县人民政府办公室（包括县政府年度报告1份）、青溪县发展和改革局、
青溪县人民政府信访局；城关街道办事处，石桥镇人民政府、青溪经济开发区管委会。
二、以上单位均在2024年1月31日前公布，未公布单位0个，并在县政府门户网站统一展示。
"""
TABLE = """序号\t单位名称\t公布日期
1\t县民政局\t2024-01-20
2. 县卫生健康委员会 2024-01-21
（三）石桥镇（含原溪口乡）
四、县直各部门、各乡镇人民政府、县委、全县
"""


def test_a_summary_in_sentences() -> None:
    assert roster(SUMMARY) == (
        "青溪县人民政府办公室",
        "青溪县发展和改革局",
        "青溪县人民政府信访局",
        "城关街道办事处",
        "石桥镇人民政府",
        "青溪经济开发区管委会",
    )


def test_a_table() -> None:
    assert roster(TABLE) == ("县民政局", "县卫生健康委员会", "石桥镇")


@pytest.mark.parametrize("text", ["", "（", "按时公布率100%", "各镇人民政府", "由县政府办公室负责汇总", "政府门户网站"])
def test_no_names(text: str) -> None:
    assert roster(text) == ()


@given(
    st.sampled_from(sorted(nation.counties())),
    st.sampled_from(["、", "，", "\n", "；", "\t", " "]),
    st.sampled_from(["", "1.", "（二）", "三、"]),
)
def test_every_official_name_is_read_back(county: str, between: str, number: str) -> None:
    names = tuple(agency.name for agency in county_card(county).agencies if "区公所" not in agency.name)
    assert roster("名单为：" + between.join(number + name for name in names)) == names

"""The six parts, cut by meaning whatever their numbering and wording."""

from __future__ import annotations

import pytest

from crawler.reading.document import Block, Paragraph
from crawler.reading.headings import heading_of, is_heading
from crawler.reading.layout import tidy
from crawler.reading.report import RemarkKind
from crawler.reading.sections import cut_sections
from crawler.reading.text import read_text

HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]


def report(headings: list[str], texts: list[str] | None = None) -> tuple[Block, ...]:
    texts = texts or [f"第{number}部分的正文。" for number, _ in enumerate(headings, start=1)]
    return tidy(read_text("\n".join(f"{head}\n{text}" for head, text in zip(headings, texts, strict=True))))


def cut(headings: list[str], texts: list[str] | None = None) -> list[str]:
    return [section.heading for section in cut_sections(report(headings, texts)).sections]


def test_the_form() -> None:
    sections = cut_sections(report(HEADINGS)).sections
    assert [section.heading for section in sections] == HEADINGS
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert [section.text for section in sections] == [f"第{number}部分的正文。" for number in range(1, 7)]


@pytest.mark.parametrize(
    ("part", "wording"),
    [
        (1, "工作基本情况"),
        (1, "基本情况"),
        (1, "工作总体推进情况"),
        (1, "本年度政府信息公开工作总体情况"),
        (1, "概述"),
        (2, "主动公开政府政府信息情况"),
        (2, "主动公开信息情况"),
        (3, "行政机关收到和处理政府信息公开申请情况"),
        (4, "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        (4, "政府信息公开行政复议和行政诉讼情况"),
        (5, "政府信息公开工作存在的主要问题及改进情况"),
        (5, "存在的问题及改进措施"),
        (5, "存在问题和下一步打算"),
        (6, "其它需要报告的事项"),
        (6, "其他需要说明的情况"),
    ],
)
def test_other_wordings(part: int, wording: str) -> None:
    headings = [*HEADINGS]
    headings[part - 1] = f"{'一二三四五六'[part - 1]}、{wording}"
    result = cut_sections(report(headings))
    assert [section.heading for section in result.sections] == headings


@pytest.mark.parametrize(
    "printing",
    [
        "{}",
        "### {}",
        "**{}**",
        "　　{}",
        "{}：",
    ],
)
def test_marks_around_headings(printing: str) -> None:
    assert [text.rstrip("：") for text in cut([printing.format(heading) for heading in HEADINGS])] == HEADINGS


def test_spaces_and_other_marks_in_the_numbering() -> None:
    headings = [heading.replace("、", " 、 ", 1) for heading in HEADINGS]
    assert cut(headings) == headings
    headings = [heading.replace("、", "．", 1) for heading in HEADINGS]
    assert cut(headings) == headings


def test_no_numbering_at_all() -> None:
    headings = [heading[2:] for heading in HEADINGS]
    result = cut_sections(report(headings))
    assert [section.heading for section in result.sections] == headings
    assert {section.number for section in result.sections} == {None}
    assert {remark.kind for remark in result.remarks} == {RemarkKind.LABEL_VARIANT}


@pytest.mark.parametrize("style", ["（{}）", "{}."])
def test_numbering_of_a_lower_level_throughout(style: str) -> None:
    numerals = "一二三四五六" if "（" in style else "123456"
    headings = [style.format(numeral) + heading[2:] for numeral, heading in zip(numerals, HEADINGS, strict=True)]
    assert cut(headings) == headings


@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("style", ["（一）", "1."])
def test_one_part_numbered_at_another_level(part: int, style: str) -> None:
    headings = [style + heading[2:] if number == part else heading for number, heading in enumerate(HEADINGS)]
    assert cut(headings) == headings


@pytest.mark.parametrize(
    "numerals",
    ["壹、|贰、|叁、|肆、|伍、|陆、", "Ⅰ．|Ⅱ．|Ⅲ．|Ⅳ．|Ⅴ．|Ⅵ．", "I. |II. |III. |IV. |V. |VI. ", "①|②|③|④|⑤|⑥"],
)
def test_other_numerals(numerals: str) -> None:
    headings = [numeral + heading[2:] for numeral, heading in zip(numerals.split("|"), HEADINGS, strict=True)]
    sections = cut_sections(report(headings)).sections
    assert [(section.number, section.heading) for section in sections] == list(enumerate(headings, 1))


@pytest.mark.parametrize("numerals", ["壹、|贰、|叁、|肆、|伍、", "Ⅰ．|Ⅱ．|Ⅲ．|Ⅳ．|Ⅴ．", "I. |II. |III. |IV. |V. "])
@pytest.mark.parametrize(
    "headings",
    [
        ["一、总体情况", "二、发布工作", HEADINGS[2], "四、复议工作", "五、短板和打算", HEADINGS[5]],
        ["一、概况", "二、公开内容", "三、依申请公开", "四、收费情况", "五、打算"],
    ],
)
def test_a_list_in_other_numerals_belongs_to_the_text(headings: list[str], numerals: str) -> None:
    points = "\n".join(numeral + "窗口服务" for numeral in numerals.split("|"))
    assert cut(headings, [f"正文。\n{points}"] * len(headings)) == headings


def test_wrong_numbers_are_kept_as_printed() -> None:
    headings = [HEADINGS[0], HEADINGS[1], HEADINGS[2], "三、" + HEADINGS[3][2:], "四、" + HEADINGS[4][2:], HEADINGS[5]]
    result = cut_sections(report(headings))
    assert [section.heading for section in result.sections] == headings
    assert [section.number for section in result.sections] == [1, 2, 3, 3, 4, 6]


def test_headings_of_a_lower_level_belong_to_the_text() -> None:
    texts = [f"正文{number}。" for number in range(6)]
    texts[0] = (
        "一、机构建设方面\n建立机制。\n二、信息公开方面\n（一）主动公开政府信息情况。\n全年公开9条。\n三、服务中心\n完善。"
    )
    texts[4] = "一、存在问题\n不足。\n二、2020年工作打算\n改进。"
    sections = cut_sections(report(HEADINGS, texts)).sections
    assert [section.heading for section in sections] == HEADINGS
    assert [section.text for section in sections] == texts


def test_a_list_of_contents_is_no_heading() -> None:
    blocks = (*(Paragraph(heading) for heading in HEADINGS), Paragraph("前言。"), *report(HEADINGS))
    sections = cut_sections(blocks).sections
    assert [section.heading for section in sections] == HEADINGS
    assert [section.text for section in sections] == [f"第{number}部分的正文。" for number in range(1, 7)]


def test_a_sentence_that_names_the_parts_is_no_heading() -> None:
    sentence = "全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六个部分。"
    assert cut_sections((Paragraph(sentence), *report(HEADINGS))).sections[0].text == "第1部分的正文。"


def test_a_heading_on_two_lines_and_one_with_its_text_behind_it() -> None:
    lines = "\n".join(
        [
            "一、总体情况\n甲。\n二、\n主动公开政府信息情况\n乙。\n三、收到和处理政府信息\n公开申请情况\n丙。",
            "四、政府信息公开行政复议、行政诉讼情况\n丁。",
            "五、存在的主要问题及改进情况。2021年，本镇公开工作取得了成绩，但在时效和完整两个方面仍有不足，要加强检查，不断完善。",
            "六、其他需要报告的事项\n无",
        ]
    )
    sections = cut_sections(tidy(read_text(lines))).sections
    assert [section.heading for section in sections] == HEADINGS
    assert [section.text for section in sections][:4] == ["甲。", "乙。", "丙。", "丁。"]
    assert sections[4].text.startswith("2021年，本镇")


def test_parts_beyond_the_sixth_are_kept() -> None:
    assert cut([*HEADINGS, "七、附件", "八、联系方式"]) == [*HEADINGS, "七、附件", "八、联系方式"]


def test_missing_parts_stay_missing() -> None:
    assert cut([HEADINGS[0], HEADINGS[2], HEADINGS[4]]) == [HEADINGS[0], HEADINGS[2], HEADINGS[4]]


def test_page_furniture_and_signature_are_no_text() -> None:
    texts = ["正文。"] * 5 + [
        "无\n石桥镇人民政府\n2022年1月13日\n扫一扫在手机打开当前页\n【打印】【关闭】\n上一条：枣园镇2021年年报"
    ]
    assert cut_sections(report(HEADINGS, texts)).sections[-1].text == "无"


def test_a_free_report_follows_its_own_numbering() -> None:
    headings = ["一、概况", "二、公开内容", "三、依申请公开", "四、收费情况", "五、打算"]
    result = cut_sections(report(headings))
    assert [section.heading for section in result.sections] == headings
    assert result.remarks == ()


@pytest.mark.parametrize(
    "line",
    [
        "2021年，我乡主动公开政府信息情况良好。",
        "（二）主动公开政府信息情况",
        "一、本年新收政府信息公开申请数量",
        "总计",
        "",
        "三、本年度办理结果",
    ],
)
def test_what_is_no_heading_beyond_doubt(line: str) -> None:
    assert not is_heading(line)


@pytest.mark.parametrize("line", ["一" * 10_000, "一、" * 5_000, "（一）" * 3_000, "#" * 10_000])
def test_long_lines_are_no_headings(line: str) -> None:
    assert heading_of(line) is None

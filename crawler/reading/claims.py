"""The metadata a page shows its readers: labels and values of the block above the article, in whatever layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from crawler.reading.dates import find_dates, first_date
from crawler.reading.index_number import looks_like_index_number
from crawler.reading.title import parse_title

#: Field of the report: the labels it is printed under. ``published_on?`` yields to the others; ``-`` are labels of
#: what is not kept, that only end the value before them.
_TABLE = """
index_number  索引号 信息索引号 信息索取号 索取号 索引
publisher     发布机构 发布单位 发布者 发文机关 发文机构 发文单位 所属机构 公开责任部门 责任部门
source        信息来源 文章来源 来源
created_on    生成日期 成文日期 发文日期 产生日期 产生时间 成文时间 生成时间 发文时间
published_on  发布日期 发布时间 公开日期 公开时间 发表日期 发表时间 上载日期 日期 时间
published_on? 更新时间 更新日期
title         信息名称 标题 名称
-             文号 发文字号 文件编号 公开目录 公开方式 公开形式 公开范围 公开时限 内容概述 关键字 关键词 主题词
-             分类 主题分类 组配分类 信息分类 信息类别 体裁分类 服务对象分类 生命周期分类 信息格式 信息格式/语种 语种
-             有效性 是否有效 时效性 公文时效 时效 有效期 有效期限 有限期限 失效日期 废止日期 实施日期 归档时间 状态
-             浏览量 浏览次数 访问量 访问次数 点击量 点击数 点击率 阅读量 阅读次数 字体 字号 作者 责任编辑 编辑 审核
-             文件下载 附件 打印 收藏 关闭 分享 分享到 视力保护色 原文链接 政策解读链接
-             当前位置 您当前的位置 您现在的位置 您现在所在的位置
"""
_LABELS = [(field, labels) for field, *labels in map(str.split, _TABLE.strip().splitlines())]
_FIELD = {label: field for field, labels in _LABELS for label in labels}
_GAP = r"[ \u3000\xa0\u2002\u2003]*"
#: A label counts with a colon behind it, or where it fills a cell or line; on a line of several also with a space.
_LABEL = re.compile(
    "("
    + "|".join(_GAP.join(map(re.escape, label)) for label in sorted(_FIELD, key=len, reverse=True))
    + rf")(?:{_GAP}(?P<colon>[:：])|(?=[\t\n])|(?P<space>(?=[ \u3000\xa0])))"
)
#: Labels that run into the value before them: 2026-01-28来源:…, 发布机构：石桥镇生成日期：…. The short ones end other
#: words as well (起止时间), so they run on only behind a figure or bracket.
_LONG = "|".join(sorted((label for label in _FIELD if len(label) > 2), key=len, reverse=True))
#: Looked at first, it spares a line of metadata most of the comparisons with seventy labels: less than half the time.
_BEGIN = "".join({label[0] for label in _FIELD})
_GLUED = re.compile(rf"(?=[{_BEGIN}])(?:(?:{_LONG}|作者|字号|字体)\s?:|(?<=[\d)）】\]])(?:来源|时间|日期|{_LONG}))")
_INFO_LINE = re.compile(r"(?:来源|作者|浏览|点击|阅读|字号|字体)[^:：]{0,3}[:：]")
_LABELLED_DATE = re.compile(r"[一-龥]{2,6}\s*[:：]\s*20\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}")
_HAN = re.compile("[一-龥]")
_UNKNOWN_LABEL = re.compile(r"\s[一-龥]{2,6}[:：]|[|｜【〖\[•]|\s{3,}|\s-(?:\s|$)")
_MARKS = " \u3000\xa0•·:：|"
_AGENCY = re.compile(r"(?:政府|办公室|委员会|办事处|局|厅|委|办|镇|乡|街道|苏木|中心|管委会|县|市|区|旗|网|报社?)$")
_LONGEST, _LONGEST_LINE = 60, 800
_NO_SOURCE = frozenset({"无", "-", "—", "", "null"})


class Claim(NamedTuple):
    """A field the page shows, its value as printed, and the label it stands under."""

    field: str
    value: str
    label: str


def claims_in(lines: Iterable[str]) -> Iterator[Claim]:
    """The labelled values on the lines (cells parted by tabs), each cut at the next known label."""
    kept = [_unglued(line) if ":" in line or "：" in line else line for line in lines if len(line) <= _LONGEST_LINE]
    text = "\n".join(kept) + "\n"
    matches = [match for match in _LABEL.finditer(text) if _stands_alone(match, text)]
    for number, match in enumerate(matches):
        label = "".join(match[1].split())
        if (name := _FIELD[label]) != "-":
            end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
            if value := _value(name.rstrip("?"), text[match.end() : end]):
                yield Claim(name, value, label)


def dates_beside(lines: Iterable[str]) -> Iterator[str]:
    """Dates without a label on the line under the title, where a source or a counter stands beside them."""
    for line in lines:
        if (":" in line or "：" in line) and len(line) <= _LONGEST_LINE and _INFO_LINE.search(line):
            unlabelled = _LABELLED_DATE.sub("", line)
            days = {day.isoformat() for day, _, _ in find_dates(unlabelled)}
            if len(days) == 1:
                yield days.pop()


def _unglued(line: str) -> str:
    """A line with a colon, broken before labels that run into the value of the first one."""
    label, _, rest = line.replace("：", ":").partition(":")
    return f"{label}:" + _GLUED.sub(r"\n\g<0>", rest)


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """Whether a label is no part of a longer word; without a colon it must stand on a line with other labels."""
    if _HAN.match(text, match.start() - 1) if match.start() else False:
        return False
    if match["space"] is None:
        return True
    start = text.rfind("\n", 0, match.start()) + 1
    line = text[start : text.find("\n", match.start())]
    return text[match.start() - 1 : match.start()] in ("", " ", "\t", "\n", "\u3000") and len(_LABEL.findall(line)) > 1


def _value(name: str, text: str) -> str | None:
    """The value after a label, if it is of the field's kind: in the same cell, the next cell, or the next line."""
    own, _, below = text.partition("\n")
    cells = [cell.strip(_MARKS) for cell in own.split("\t")[:2]]
    printed = next((cell for cell in cells if cell), "")
    if printed or "\t" in own:
        return _KINDS[name](printed)
    value = _KINDS[name](next((line.strip(_MARKS) for line in below.split("\n") if line.strip(_MARKS)), ""))
    # Below an empty label stands whatever comes next on the page; only what is clearly an agency is its value.
    return value if value and (name not in ("publisher", "source") or _AGENCY.search(value)) else None


def _day(text: str) -> str | None:
    day = first_date(text[:40])
    return day.isoformat() if day else None


def _index_number(text: str) -> str | None:
    printed = text.split(" ")[0]
    return printed if looks_like_index_number(printed) else None


def _title(text: str) -> str | None:
    return text if parse_title(text).is_report else None


def _name(text: str) -> str | None:
    """An agency or source: a short name, no date, no sentence, no title."""
    cut = _UNKNOWN_LABEL.split(text, maxsplit=1)[0]
    cut = re.split(r"\s*(?=20\d{2}[-年/.]\d)", cut, maxsplit=1)[0].strip()
    if cut in _NO_SOURCE or len(cut) > _LONGEST or re.search(r"[。；！？>＞]|\d{4}", cut) or parse_title(cut).is_report:
        return None
    return cut


_KINDS: dict[str, Callable[[str], str | None]] = {
    "index_number": _index_number,
    "publisher": _name,
    "source": _name,
    "created_on": _day,
    "published_on": _day,
    "title": _title,
}

"""Agency names out of a list that a county publishes: its own summary of filings (公布情况), a table of units."""

from __future__ import annotations

import re

from crawler.registry.places import HAN

#: Remarks behind a name, such as how many reports a unit owes.
_REMARK = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_BETWEEN = re.compile(r"[\s、，,；;。：:|/·•“”\"]+")
_NUMBER = re.compile(r"^(?:\d+[.．)）]?|[一二三四五六七八九十]+[.．)）])")
_ENDINGS = "政府|办公室|政府办|局|委员会|委|办事处|街道|镇|乡|苏木|管委会|中心|支队|大队"
_NAME = re.compile(rf"[{HAN}]{{1,38}}(?:{_ENDINGS})")
#: What ends like a name but is a whole class of them, or a piece of a sentence.
_NO_NAME = re.compile(
    r"^(?:中共|其他|其余|各[县市区旗镇乡街单部级有相]|[全本我该][县市区旗镇乡街局]|[由请经向][县市区旗])"
    r"|^[县市区旗]?(?:乡镇|镇街|城镇)"
    r"|报告|公布|编制|发布(?!依)|完成|应当|负责|要求|通知|如下|单位|门户|部门"
)
#: Levels and places alone: 县政府 is nobody's name outside its county, 乡 nobody's at all.
_BARE = re.compile(r"[县市区旗]?(?:镇|乡|街道|苏木|局|委|办公室|中心)")


def roster(text: str) -> tuple[str, ...]:
    """The agency names in a text, in its order, each once; sentences around them are passed over."""
    while _REMARK.search(text):
        text = _REMARK.sub(" ", text)
    pieces = (_NUMBER.sub("", piece) for piece in _BETWEEN.split(text))
    return tuple(dict.fromkeys(piece for piece in pieces if _is_name(piece)))


def _is_name(piece: str) -> bool:
    return bool(_NAME.fullmatch(piece)) and not _NO_NAME.search(piece) and not _BARE.fullmatch(piece)

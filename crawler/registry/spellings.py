"""How titles print the name of an agency: its endings by kind, and the short words they use for its business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from crawler.registry.places import short_township

#: The endings one name is printed with, longest first. A government and its office are nothing but their endings.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "government": ("人民政府", "政府", ""),
    "office": ("人民政府办公室", "政府办公室", "人民政府办", "政府办", "府办"),
    "department": ("",),
    "township": ("人民政府", "政府", ""),
    "subdistrict": ("街道办事处", "街道办", "街道"),
    "zone": ("管理委员会", "管委会", ""),
}

#: Usual short words for the business of a department, longest first. 和 is dropped before: titles do so at will.
_BUSINESS = {
    "高新技术产业开发区": "高新区",
    "人力资源社会保障": "人社",
    "经济技术开发区": "经开区",
    "国有资产监督管理": "国资",
    "市场监督管理": "市监",
    "退役军人事务": "退役军人",
    "行政审批服务": "审批",
    "综合行政执法": "综合执法",
    "住房城乡建设": "住建",
    "民族宗教事务": "民宗",
    "经济开发区": "经开区",
    "卫生计划生育": "卫计",
    "工业信息化": "工信",
    "经济信息化": "经信",
    "卫生健康": "卫健",
    "发展改革": "发改",
    "市场监管": "市监",
    "城市管理": "城管",
    "医疗保障": "医保",
    "应急管理": "应急",
    "交通运输": "交通",
    "林业草原": "林草",
    "人民防空": "人防",
    "民族宗教": "民宗",
    "行政审批": "审批",
    "科学技术": "科",
    "广播电视": "广",
    "科技": "科",
    "教育": "教",
    "文化": "文",
    "旅游": "旅",
    "体育": "体",
    "广电": "广",
}
_SHORTER = re.compile("|".join(_BUSINESS))
_JOINED = re.compile(r"[和与及、]")
_ZONE = re.compile(r"(?<=[区园城])(?:管理委员会|管委会)$")
_LAST = re.compile(r"委员会$|办公室$")


class Spellings(NamedTuple):
    """What an agency may be printed as behind the county's name.

    ``stem``: the name without its ending. ``exact``: the name with another ending. ``loose``: shorter forms, believed
    only where no name fits exactly. ``key``: the business in its shortest form, for departments and zones.
    """

    stem: str
    exact: frozenset[str]
    loose: frozenset[str] = frozenset()
    key: str | None = None


def spellings(core: str, kind: str) -> Spellings:
    """The spellings of an agency whose official name, without the county, is ``core``."""
    endings = _ENDINGS[kind]
    if kind == "subdistrict":
        core = core.removeprefix("人民政府")
    ending = next((each for each in endings if core.endswith(each)), None)
    if ending is None:
        return Spellings(core, frozenset({core}))
    stem = core.removesuffix(ending)
    exact = frozenset(stem + each for each in endings)
    match kind:
        case "subdistrict":
            return Spellings(stem, exact | {f"人民政府{each}" for each in exact}, frozenset({f"{stem}办事处"}))
        case "township" if short := short_township(stem):
            return Spellings(stem, exact, frozenset(short + each for each in endings))
        case "department":
            # 县信访局 and 县人民政府信访局 are one.
            bare = stem.removeprefix("人民政府")
            return Spellings(stem, frozenset({bare, f"人民政府{bare}"}), key=business_key(bare))
        case "zone":
            return Spellings(stem, exact, key=business_key(stem))
        case _:
            return Spellings(stem, exact)


def business_key(name: str) -> str:
    """A department's name in its shortest form: 住房和城乡建设局 and 住建局 are both 住建局."""
    short = _SHORTER.sub(lambda found: _BUSINESS[found[0]], _JOINED.sub("", name))
    return _LAST.sub(lambda found: found[0][0], _ZONE.sub("", short))

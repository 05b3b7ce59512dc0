"""Names of places as titles shorten them, and what may stand in front of an agency's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

#: Chinese characters, for a class in a pattern; 31 townships have one of the rare ones (兴化市沈𫭢镇).
HAN = "\u3400-\u9fff\U00020000-\U000323af"

#: The peoples that autonomous places are named after. Some names leave out 族 (察布查尔锡伯自治县).
_PEOPLE = (
    "(?:(?:阿昌|白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|俄罗斯|鄂伦春|鄂温克|仡佬|哈尼|哈萨克|赫哲|回|基诺|景颇|京"
    "|柯尔克孜|拉祜|黎|傈僳|珞巴|满|毛南|门巴|蒙古|苗|仫佬|纳西|怒|普米|羌|撒拉|畲|水|塔吉克|塔塔尔|土家|土|佤|维吾尔"
    "|乌孜别克|锡伯|瑶|彝|裕固|藏|壮|各)族"
    "|(?<!内)蒙古|锡伯|哈萨克|柯尔克孜|塔吉克|维吾尔|鄂伦春)"
)
_AUTONOMOUS = re.compile(rf"^(?P<base>.*?)(?P<peoples>{_PEOPLE}+)?自治(?P<level>[县州旗区])$")
_PEOPLES_TOWNSHIP = re.compile(rf"^(?P<base>.+?)(?:{_PEOPLE})+(?P<level>[乡镇])$")
#: 井陉矿区 is not 井陉县, and 碑林区 is no 林区: these are not cut.
_LEVEL = re.compile(r"(?<![新林矿特])区$|[县市旗省州盟]$|地区$|特别行政区$")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\ufeff]+")


def plain(name: str) -> str:
    """A name without white space and marks that do not show."""
    return _UNSEEN.sub("", name)


def without_peoples(place: str) -> str:
    """An autonomous place as titles print it: 通道侗族自治县 -> 通道县, 黄南藏族自治州 -> 黄南州; others stay."""
    if not (found := _AUTONOMOUS.match(place)):
        return place
    base, peoples = found["base"], found["peoples"] or ""
    # 东乡族自治县 and 鄂伦春自治旗 are named after their people alone.
    base = base or peoples.removesuffix("族")
    return base if found["level"] == "区" else base + found["level"]


def short_township(name: str) -> str | None:
    """A people's township without the people: 木座藏族乡 -> 木座乡; ``None`` for any other."""
    found = _PEOPLES_TOWNSHIP.match(name)
    return found["base"] + found["level"] if found else None


def shortened(place: str) -> str:
    """A place without its level: 湖南省 -> 湖南, 通道侗族自治县 -> 通道. One character (温 for 温县) is no name."""
    cut = _LEVEL.sub("", without_peoples(place))
    return cut if len(cut) > 1 else place


class Fronts(NamedTuple):
    """What stands in front of official names, and what may stand in front of printed ones: [province][city]county."""

    official: re.Pattern[str]
    printed: tuple[re.Pattern[str], ...]

    def removed(self, name: str) -> set[str]:
        """What may remain of a printed name when the county in front of it is taken away."""
        return {name[found.end() :] for front in self.printed if (found := front.match(name))}


def fronts(county: str, aliases: Iterable[str], city: str, province: str, neighbours: Collection[str]) -> Fronts:
    """The fronts of a county's agencies.

    A city alone is no county: 岳阳市应急管理局 is the city's bureau. Nor is a short name that is the city's too (湘潭)
    or a neighbour's (伊宁), and a short name alone names no government.
    """
    outer = {place: shortened(place) for place in (province, city)}
    decoration = "".join(f"(?:{_any({place, without_peoples(place), short})})?" for place, short in outer.items())
    places = {name for place in (county, *aliases) for name in (plain(place), without_peoples(plain(place)))}
    taken = {*places, *outer.values(), *(shortened(name) for name in neighbours)}
    short = {shortened(place) for place in places} - taken
    whole = re.compile(f"{decoration}(?:{_any(places)})")
    return Fronts(whole, (whole, re.compile(f"{decoration}(?:{_any(short)})(?!$)")) if short else (whole,))


def _any(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))

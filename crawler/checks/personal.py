"""Personal data of applicants: where they stand in a text, and the text with them masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ID_CARD = re.compile(
    r"[1-8](?<![0-9A-Za-z].)\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# A run without a domain is taken whole, and left out below: tried from each of its characters it takes minutes.
_MAIL = re.compile(r"[\w.+-]+(?:@[\w-]+(?:\.[\w-]+)+)?", re.ASCII)
# Surnames with which no word of this subject begins (not 方 of 方式, 高 of 高校, 任 of 任何, 单 of 单位).
_SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜"
    "范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
)
# 江苏人 and 夏庄村 are places; 张某 and 张×× are masked already.
_NAME = rf"[{_SURNAMES}](?:[一-鿿](?<![某]))?[一-鿿](?<![某村镇乡县市区组人籍员户等])"
_NAMES = re.compile(rf"(?<=[:：])({_NAME}(?:[、，,和]{_NAME})*)(?=[、，,。；;（(）)\n]|$)")
_APPLICANT = re.compile(r"申请人[^，,。；;:：]{0,8}[:：]")
# What any applicant is told of how to reach the office.
_OF_OFFICE = re.compile(r"申请人[可如应须需若]|[供请]申请人|(?:咨询|监督|举报|服务|受理|办公|值班)(?:电话|热线|邮箱)")
_SENTENCE = re.compile(r"[^。；;\n]+")


def personal(text: str) -> Iterator[tuple[str, str]]:
    """Kind and wording of every identity number, and of names, mobile numbers and e-mail addresses of applicants.

    An office's own contact line names no applicant and is left alone.
    """
    for match in _ID_CARD.finditer(text):
        if _is_id_card(match[0]):
            yield "身份证号码", match[0]
    if "申请人" in text:
        for sentence in _SENTENCE.findall(text):
            yield from _of_applicants(sentence)


def masked(text: str) -> str:
    """The text with every personal datum reduced to its first character."""
    for _, found in personal(text):
        text = text.replace(found, mask(found))
    return text


def mask(found: str) -> str:
    """The first character, and a star for each of the others."""
    return found[:1] + "＊" * (len(found) - 1)


def _of_applicants(sentence: str) -> Iterator[tuple[str, str]]:
    for label in _APPLICANT.finditer(sentence):
        if (names := _NAMES.match(sentence, label.end())) is not None:
            yield from (("申请人姓名", name) for name in re.split(r"[、，,和]", names[1]))
    if "申请人" in sentence:
        found = [("申请人手机号码", number) for number in _MOBILE.findall(sentence)]
        found += [("申请人电子邮箱", address) for address in _MAIL.findall(sentence) if "@" in address]
        yield from found if found and not _OF_OFFICE.search(sentence) else ()


def _is_id_card(number: str) -> bool:
    """GB 11643: the last character checks the other seventeen."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return _ID_CHECKS[weighted % 11] == number[-1].upper()

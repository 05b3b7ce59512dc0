"""Article pages as county portals serve them: one frame a portal, another report on every page.

What weighs on a real page of 90 KB is the frame (styles, menus, scripts) and the tables, whose cells carry the styles of
a word processor; the prose is some 2,000 characters. The prose here is nonsense of the field's words, drawn so that a page
is as hard to compress as a real one: given four other reports, zstd needs 0.8 to 1.1 bytes for a character of the
prose of real reports. The benchmark prints the same figure for these pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

PORTALS = ("331001", "331002", "331003", "331004")

_SURNAMES = "青白石双南北东西上下新古长平龙凤金银清玉"
_PLACES = "溪桥山河塘湾岭坪洲源湖林泉田浦滩屏岩谷港"
_KINDS = ("镇", "乡", "街道", "县教育局", "县民政局", "县水利局", "县财政局", "县交通运输局", "县卫生健康局", "县统计局")
_ADVERBS = "持续 全面 及时 主动 严格 扎实 稳步 深入 进一步 认真 有序 逐项 定期 分类 依法 准确 规范 统筹 积极 切实".split()
_VERBS = (
    "推进 完善 落实 规范 加强 梳理 更新 回应 健全 细化 公布 核对 整改 优化 汇总 开展 组织 明确 压实 拓展 提升 办理 "
    "审查 归集 建立 调整 补充 督促 检查 培训 解读 发布 修订 清理 登记 接收 答复 延期 移交 备案"
).split()
_OBJECTS = (
    "政务公开 重点领域 政策文件 公开目录 审查制度 便民服务 村务公开 财政预算 公共资源 行政许可 行政处罚 权责清单 办事指南 "
    "依申请公开 答复文书 登记台账 网站栏目 政务新媒体 公开专区 公开指南 规范性文件 乡村振兴 安全生产 生态环境 社会救助 养老服务 "
    "义务教育 医疗卫生 就业创业 征地补偿 农村危房 食品药品 应急管理 数据质量 工作机制 人员力量 监督考核 业务水平 群众关切 "
    "意见征集 会议开放 热线工单 图文解读 历史文件 信息属性 保密审查 个人隐私 年度任务 基层标准化 惠农补贴 住房保障 道路工程 "
    "防汛抗旱 河长制 饮水安全 文化活动 退役军人 妇女儿童 残疾人 高标准农田 营商环境 招商项目 税费减免 项目审批"
).split()
_HOW = (
    "由专人负责 按季度通报 限时办结 明确到岗 逐级审核 随时抽查 纳入考核 公开承诺 线上线下并行 先审后发 一事一档 "
    "当月清零 对照清单 分头落实 联合会商 现场指导 留痕管理 定人定责 滚动更新 双人复核"
).split()
#: Villages, streets and projects: the names that no dictionary knows.
_CHARACTERS = (
    "安柏宝北碧滨彩苍草辰成池赤崇春翠大丹道德登东渡端恩丰枫凤扶福港高歌葛公古谷关观广桂国海寒航河荷鹤横红洪厚湖花华槐环黄会惠吉佳嘉江郊界金锦荆井景九"
    "居菊聚凯康孔昆兰乐雷黎里荔连良梁林灵岭柳龙楼芦鹿路麓罗洛马茂梅门苗民明木牧南宁牛农攀磐盘鹏坪屏萍坡浦齐旗启千前桥芹青清秋曲泉仁荣如瑞润三桑沙山杉上韶"
    "邵生盛师石寿舒双水顺松泗遂塔台潭棠桃滕天田亭通铜头土团湾万旺望威巍文梧五西溪霞仙贤祥向小新信兴星秀许旭轩雪崖岩燕阳杨耀叶宜义银应英永友渔玉元园源月云泽樟昭镇正芝中州舟竹紫宗"
)
_SITES = "村 社区 路 桥 渠 小学 水库 项目部 工业园 服务站 卫生院 农场 大道 码头 居民组 合作社".split()
_WHAT = "信息 文件 答复 公告 解读 视频 图表 台账 留言 工单 问卷 简报 通知 申请 建议".split()
_UNITS = "条 件 次 篇 个 期 人次 份 项 场".split()

_ROWS = (
    "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（二）部分公开",
    "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及三安全一稳定", "4.保护第三方合法权益", "5.属于三类内部事务信息",
    "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项", "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确", "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息", "1.申请人无正当理由逾期不补正", "2.申请人逾期未按收费通知要求缴纳费用", "3.其他",
    "（七）总计", "四、结转下年度继续办理",
)  # fmt: skip


def pages(portal: str, count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """``count`` pages of one portal, each its address and its bytes; the same for the same arguments."""
    frame = _Frame(portal)
    for number in range(count):
        draw = random.Random(f"{seed}/{portal}/{number}")
        yield f"{frame.origin}/art/{2020 + number % 4}/{draw.randrange(1, 13)}/art_{7000 + number}.html", frame.page(draw)


def prose(draw: random.Random, characters: int) -> str:
    """Paragraphs of about so many characters."""
    paragraphs, size = [], 0
    while size < characters:
        paragraph = "".join(_sentence(draw) for _ in range(draw.randrange(2, 6)))
        paragraphs.append(paragraph)
        size += len(paragraph)
    return "\n".join(paragraphs)


def _sentence(draw: random.Random) -> str:
    clauses = [draw.choice((_deed, _count, _manner, _join, _place, _place, _place, _place))(draw) for _ in range(draw.randrange(2, 6))]
    return "，".join(clauses) + draw.choice("。。。；")


def _deed(draw: random.Random) -> str:
    return draw.choice(_ADVERBS) + draw.choice(_VERBS) + draw.choice(_OBJECTS)


def _join(draw: random.Random) -> str:
    return draw.choice(_VERBS) + "、".join(draw.sample(_OBJECTS, draw.randrange(2, 5))) + "等" + draw.choice(_WHAT)


def _count(draw: random.Random) -> str:
    return f"{draw.choice(_VERBS)}{draw.choice(_OBJECTS)}{draw.choice(_WHAT)}{draw.randrange(2, 400)}{draw.choice(_UNITS)}"


def _manner(draw: random.Random) -> str:
    return f"对{draw.choice(_OBJECTS)}{draw.choice(_HOW)}"


def _place(draw: random.Random) -> str:
    return f"{draw.choice(_VERBS)}{_name(draw)}{draw.choice(_SITES)}、{_name(draw)}{draw.choice(_SITES)}{draw.choice(_OBJECTS)}"


def _name(draw: random.Random) -> str:
    return "".join(draw.choices(_CHARACTERS, k=draw.randrange(2, 4)))


def _agency(draw: random.Random) -> str:
    return draw.choice(_SURNAMES) + draw.choice(_PLACES) + draw.choice(_KINDS)


class _Frame:
    """What all pages of a portal share: drawn once, from the portal's name."""

    def __init__(self, portal: str) -> None:
        draw = random.Random(portal)
        self.origin = f"http://www.{draw.choice('abcdefgh')}{portal}.example"
        self.name = draw.choice(_SURNAMES) + draw.choice(_PLACES) + "县人民政府"
        self._head = self._styles(draw) + self._script(draw, 25)
        self._menus = self._menu(draw)
        self._foot = self._script(draw, 35)

    def page(self, draw: random.Random) -> bytes:
        """A page: the frame around one report, in which only some of the marks of the page itself change."""
        agency, year, day = _agency(draw), draw.randrange(2019, 2024), date(2020, 1, 3) + timedelta(draw.randrange(1500))
        title = f"{agency}{year}年政府信息公开工作年度报告"
        metas = {"ArticleTitle": title, "PubDate": f"{day} {draw.randrange(8, 18)}:{draw.randrange(10, 60)}",
                 "ContentSource": agency, "SiteName": self.name, "ColumnName": "政府信息公开年报"}  # fmt: skip
        lines = [
            "<!DOCTYPE html><html><head><meta charset='utf-8'>", f"<title>{title}-{self.name}</title>",
            *(f'<meta name="{name}" content="{value}">' for name, value in metas.items()), self._head, "</head><body>",
            self._menus, f'<h1 class="title">{title}</h1>',
            f'<div class="info">发布日期：{day} 浏览次数：<span id="hits_{draw.randrange(10**7)}">{draw.randrange(9000)}</span></div>',
            '<div id="zoom" class="TRS_Editor">', *self._body(draw), "</div>", *self._related(draw), self._foot,
            f"<!-- published by cms {day} node {draw.randrange(16):x} task {draw.getrandbits(64):016x} --></body></html>",
        ]  # fmt: skip
        return "\n".join(lines).encode()

    def _body(self, draw: random.Random) -> Iterator[str]:
        size, face = draw.choice((14, 16, 18, 21)), draw.choice(("仿宋_GB2312", "宋体", "FangSong", "方正仿宋_GBK"))
        style = f"text-indent:{2 * size}pt;line-height:{draw.randrange(24, 34)}pt;mso-line-height-rule:exactly"
        for paragraph in prose(draw, draw.randrange(1400, 3200)).split("\n"):
            yield f'<p class="MsoNormal" style="{style}"><span style="font-size:{size}pt;font-family:{face}">{paragraph}</span></p>'
        width, padding = draw.randrange(38, 66), draw.choice(("0cm 5.4pt", "0pt 7px", "1px"))
        cell = f"width:{width}pt;padding:{padding};border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt"
        yield f'<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" width="{draw.randrange(560, 720)}">'
        for row in _ROWS:
            yield f'<tr style="height:{draw.choice((17, 19, 22))}pt"><td colspan="2" style="{cell}">{row}</td>'
            yield from (f'<td style="{cell}">{value}</td>' for value in self._values(draw))
            yield "</tr>"
        yield "</table>"

    def _values(self, draw: random.Random) -> list[int]:
        """Seven figures of table 3: most are zero, the last is the sum."""
        values = [draw.randrange(1, 60) if draw.random() < 0.12 else 0 for _ in range(6)]
        return [*values, sum(values)]

    def _related(self, draw: random.Random) -> Iterator[str]:
        yield '<ul class="related">'
        for _ in range(8):
            url, day = f"/art/{draw.randrange(2019, 2024)}/art_{draw.randrange(10**6)}.html", draw.randrange(10, 29)
            yield f'<li><a href="{url}" target="_blank">{_agency(draw)}{_deed(draw)}</a><span>2023-01-{day}</span></li>'
        yield "</ul>"

    def _styles(self, draw: random.Random) -> str:
        names = [f"{draw.choice(('nav', 'box', 'list', 'foot', 'tab', 'gk'))}-{draw.randrange(999)}" for _ in range(150)]
        rules = (
            f".{name} {{float:left;width:{draw.randrange(1200)}px;color:#{draw.randrange(16**6):06x};"
            f"background:url(/images/{draw.randrange(10**6)}.png) no-repeat {draw.randrange(90)}px 0}}"
            for name in names
        )
        return "<style>" + "\n".join(rules) + "</style>"

    def _menu(self, draw: random.Random) -> str:
        links = (
            f'<li class="item"><a href="/col/col{draw.randrange(10**6)}/index.html" target="_blank" '
            f'title="{(name := draw.choice(_OBJECTS) + draw.choice(_WHAT))}">{name}</a></li>'
            for _ in range(110)
        )
        return "<ul class='menu'>" + "\n".join(links) + "</ul>"

    def _script(self, draw: random.Random, functions: int) -> str:
        lines = (
            f"function f{draw.randrange(10**5)}(e, n) {{ var box = document.getElementById('b{draw.randrange(10**4)}'); "
            f"if (n > {draw.randrange(999)}) {{ box.style.left = '{draw.randrange(999)}px'; e.preventDefault(); }} return n; }}"
            for _ in range(functions)
        )
        return "<script>" + "\n".join(lines) + "</script>"

"""One county and its portal as cards, small enough to break one thing at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTIES, PORTALS = ROOT / "crawler" / "registry" / "counties", ROOT / "spiders" / "portals"

COUNTY: dict[str, Any] = {
    "county": "430623",
    "name": "华容县",
    "city": "岳阳市",
    "province": "湖南省",
    "agencies": [
        {"id": "430623-gov", "name": "华容县人民政府", "kind": "government"},
        {"id": "430623-office", "name": "华容县人民政府办公室", "kind": "office"},
        {"id": "430623-yjglj", "name": "华容县应急管理局", "kind": "department"},
        {"id": "430623-wsjkj", "name": "华容县卫生健康局", "kind": "department", "aliases": ["卫健局"]},
        {"id": "430623-gxq", "name": "华容高新技术产业开发区管理委员会", "kind": "zone"},
        {"id": "430623001", "name": "华容县河东街道办事处", "kind": "subdistrict"},
        {"id": "430623113", "name": "华容县东山镇人民政府", "kind": "township", "aliases": ["东山镇"]},
        {"id": "430623201", "name": "华容县新河乡人民政府", "kind": "township", "since": 2020, "until": 2022}
        | {"merged_into": "430623113"},
        {"id": "430623120", "name": "华容县太平镇人民政府", "kind": "township"},
    ],
}
PORTAL: dict[str, Any] = {
    "portal": "430623",
    "name": "华容县人民政府门户网站",
    "county": "430623",
    "platform": "hanweb",
    "url": "http://www.huarong.example",
    "status": "verified",
    "channels": [
        {"id": "nianbao", "url": "/col/col1/index.html", "years": {"first": 2019}, "at_least": 3, "canary": "2018年"},
        {
            "id": "dongshan",
            "url": "/col/col2/index.html",
            "agency": "430623113",
            "years": {"first": 2017, "last": 2020},
        },
    ],
}

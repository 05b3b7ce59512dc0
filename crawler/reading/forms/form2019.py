"""The form of 国办公开办函〔2019〕60号, for the report years 2019 and 2020."""

from __future__ import annotations

from crawler.reading.forms.model import Form, FormColumn, FormRow, FormTable
from crawler.reading.forms.shared import PROCEEDINGS, applications, outcome

_DOCUMENTS = ("made", "disclosed", "disclosed_total")
_MATTERS = ("items_last_year", "change", "decisions")

DISCLOSURES = FormTable(
    "disclosures",
    "主动公开政府信息情况",
    (
        FormRow("rules", "规章", _DOCUMENTS),
        FormRow("normative_documents", "规范性文件", _DOCUMENTS),
        FormRow("licences", "行政许可", _MATTERS),
        FormRow("other_services", "其他对外管理服务事项", _MATTERS, ("其他对外管理服务",)),
        FormRow("penalties", "行政处罚", _MATTERS),
        FormRow("coercion", "行政强制", _MATTERS),
        FormRow("fees", "行政事业性收费", ("items_last_year", "change")),
        FormRow("procurement", "政府集中采购", ("items", "amount_10k_yuan")),
    ),
    (
        FormColumn("made", "本年新制作数量"),
        FormColumn("disclosed", "本年新公开数量"),
        FormColumn("disclosed_total", "对外公开总数量"),
        FormColumn("items_last_year", "上一年项目数量", ("上年项目数量",)),
        FormColumn("change", "本年增/减", ("本年增",)),
        FormColumn("decisions", "处理决定数量"),
        FormColumn("items", "采购项目数量"),
        FormColumn("amount_10k_yuan", "采购总金额"),
    ),
)

FORM_2019 = Form(
    "2019",
    "国办公开办函〔2019〕60号",
    DISCLOSURES,
    applications(outcome("other", "（六）其他处理")),
    PROCEEDINGS,
)

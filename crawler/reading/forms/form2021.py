"""The form of 国办公开办函〔2021〕30号, for the report years from 2021 on."""

from __future__ import annotations

from crawler.reading.forms.model import Form, FormColumn, FormRow, FormTable
from crawler.reading.forms.shared import PROCEEDINGS, applications, outcome

_DOCUMENTS = ("issued", "repealed", "in_force")

DISCLOSURES = FormTable(
    "disclosures",
    "主动公开政府信息情况",
    (
        FormRow("rules", "规章", _DOCUMENTS),
        FormRow("normative_documents", "行政规范性文件", _DOCUMENTS),
        FormRow("licences", "行政许可", ("decisions",)),
        FormRow("penalties", "行政处罚", ("decisions",)),
        FormRow("coercion", "行政强制", ("decisions",)),
        FormRow("fees", "行政事业性收费", ("amount_10k_yuan",)),
    ),
    (
        FormColumn("issued", "本年制发件数", ("本年制作数量", "本年制作件数", "本年制发数量")),
        FormColumn("repealed", "本年废止件数", ("本年废止数量",)),
        FormColumn("in_force", "现行有效件数", ("现行有效数量",)),
        FormColumn("decisions", "本年处理决定数量"),
        FormColumn("amount_10k_yuan", "本年收费金额"),
    ),
)

FORM_2021 = Form(
    "2021",
    "国办公开办函〔2021〕30号",
    DISCLOSURES,
    applications(
        outcome("other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        outcome("other_unpaid_fee", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        outcome("other_misc", "3.其他"),
    ),
    PROCEEDINGS,
)

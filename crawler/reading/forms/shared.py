"""What both generations of the form print alike: the applicants, most rows of table 3, and table 4."""

from __future__ import annotations

from crawler.reading.forms.model import FormColumn, FormRow, FormTable

APPLICANTS = (
    FormColumn("natural_person", "自然人"),
    FormColumn("enterprise", "商业企业", ("企业",)),
    FormColumn("research", "科研机构"),
    FormColumn("public_welfare", "社会公益组织", ("公益组织",)),
    FormColumn("legal_service", "法律服务机构"),
    FormColumn("other", "其他"),
    FormColumn("total", "总计", ("合计",)),
)
_APPLICANTS = tuple(column.key for column in APPLICANTS)


def outcome(key: str, label: str, *aliases: str) -> FormRow:
    """A row of table 3: one outcome, counted by kind of applicant."""
    return FormRow(key, label, _APPLICANTS, aliases)


OUTCOMES_BEFORE_OTHER = (
    outcome(
        "received", "一、本年新收政府信息公开申请数量", "本年新收信息公开申请数量", "本年度新收政府信息公开申请数量"
    ),
    outcome(
        "carried_in", "二、上年结转政府信息公开申请数量", "上年度结转政府信息公开申请数量", "上年结转信息公开申请数量"
    ),
    outcome("granted", "（一）予以公开"),
    outcome("partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "予以部分公开"),
    outcome("refused_state_secret", "1.属于国家秘密", "涉及国家秘密"),
    outcome("refused_prohibited_by_law", "2.其他法律行政法规禁止公开", "其他法律法规禁止公开", "法律行政法规禁止公开"),
    outcome("refused_security_stability", "3.危及“三安全一稳定”", "危及三安全及稳定"),
    outcome("refused_third_party", "4.保护第三方合法权益"),
    outcome("refused_internal_affairs", "5.属于三类内部事务信息", "三类内部事务信息"),
    outcome("refused_process_information", "6.属于四类过程性信息", "四类过程性信息"),
    outcome("refused_enforcement_file", "7.属于行政执法案卷", "行政执法案卷"),
    outcome("refused_inquiry_matter", "8.属于行政查询事项", "行政查询事项"),
    outcome("unavailable_not_held", "1.本机关不掌握相关政府信息"),
    outcome("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
    outcome("unavailable_still_unclear", "3.补正后申请内容仍不明确"),
    outcome("unprocessed_petition", "1.信访举报投诉类申请"),
    outcome("unprocessed_repeat", "2.重复申请"),
    outcome("unprocessed_publication", "3.要求提供公开出版物"),
    outcome("unprocessed_excessive", "4.无正当理由大量反复申请", "无正当理由由大量反复申请"),
    outcome("unprocessed_confirmation", "5.要求行政机关确认或重新出具已获取信息"),
)

OUTCOMES_AFTER_OTHER = (
    outcome("handled_total", "（七）总计", "（七）合计"),
    outcome("carried_out", "四、结转下年度继续办理", "结转下年继续办理"),
)

#: Lines of table 3 that head a group of rows and carry no values of their own.
GROUPS = ("三、本年度办理结果", "（三）不予公开", "（四）无法提供", "（五）不予处理")

RESULTS = (
    FormColumn("upheld", "结果维持"),
    FormColumn("corrected", "结果纠正"),
    FormColumn("other", "其他结果"),
    FormColumn("pending", "尚未审结", ("未审结",)),
    FormColumn("total", "总计", ("合计",)),
)
_RESULTS = tuple(column.key for column in RESULTS)

PROCEEDINGS = FormTable(
    "proceedings",
    "政府信息公开行政复议、行政诉讼情况",
    (
        FormRow("reconsideration", "行政复议", _RESULTS),
        FormRow("litigation_direct", "未经复议直接起诉", _RESULTS, ("直接起诉",)),
        FormRow("litigation_after_reconsideration", "复议后起诉", _RESULTS, ("经复议后起诉",)),
    ),
    RESULTS,
)


def applications(*others: FormRow) -> FormTable:
    """Table 3 with this generation's rows of （六）其他处理."""
    return FormTable(
        "applications",
        "收到和处理政府信息公开申请情况",
        (*OUTCOMES_BEFORE_OTHER, *others, *OUTCOMES_AFTER_OTHER),
        APPLICANTS,
    )

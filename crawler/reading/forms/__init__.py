"""The statutory forms of the annual report, as data: one file a generation, keys and labels in the order printed.

``FORMS["2021"].applications.rows`` gives the rows of table 3; every row names its own columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crawler.reading.forms.form2019 import FORM_2019
from crawler.reading.forms.form2021 import FORM_2021
from crawler.reading.forms.model import Form, FormColumn, FormRow, FormTable

FORMS: Mapping[str, Form] = MappingProxyType({form.key: form for form in (FORM_2019, FORM_2021)})

__all__ = ["FORMS", "Form", "FormColumn", "FormRow", "FormTable"]

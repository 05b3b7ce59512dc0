"""HTML."""
from crawler.reading.document import Document
from crawler.reading.report import Remark
def read_html(text: str, remarks: tuple[Remark, ...] = ()) -> Document:
    raise NotImplementedError

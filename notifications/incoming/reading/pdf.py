"""PDF. The only importer of pypdf. Text only: a PDF has no tables, only words at places."""

from io import BytesIO
from typing import Any

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError

from notifications.incoming.extracted import Extracted
from notifications.incoming.forms import Form
from notifications.incoming.reading.package import Unreadable

_MOST_PAGES = 300


def read(content: bytes, characters: int) -> Extracted:
    """The text of the pages. Raises Unreadable, and whatever the damage of a file leads to."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not _is_open_to_all(reader):
        raise Unreadable("är krypterad eller lösenordsskyddad.")
    findings = _findings(reader)
    pages: list[str] = []
    for page in reader.pages[:_MOST_PAGES]:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > characters:
            break
    text = "\n".join(page.strip() for page in pages).strip()
    if not text:
        findings.append("innehåller ingen text, bara bilder (inskannad?): den får läsas av en person.")
    return Extracted("", Form.PDF, text, findings=tuple(findings))


def _is_open_to_all(reader: PdfReader) -> bool:
    """Locked against changes only: the empty password opens it."""
    try:
        return reader.decrypt("") is not PasswordType.NOT_DECRYPTED
    except (DependencyError, NotImplementedError):
        return False


def _findings(reader: PdfReader) -> list[str]:
    found = []
    if len(reader.pages) > _MOST_PAGES:
        found.append(f"har {len(reader.pages)} sidor; de första {_MOST_PAGES} lästes.")
    root = _dictionary(reader.trailer.get("/Root"))
    names, action = _dictionary(root.get("/Names")), _dictionary(root.get("/OpenAction"))
    if "/JavaScript" in names or "/JS" in action:
        found.append("innehåller skript. De körs inte här, och ska inte köras.")
    if "/EmbeddedFiles" in names:
        found.append("har andra filer inbäddade, som inte lästes.")
    return found


def _dictionary(value: Any) -> dict[str, Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, dict) else {}

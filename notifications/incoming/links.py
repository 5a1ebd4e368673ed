"""A link or a notice of a locked message where a document was asked for: nothing has come in that can be read here."""

import re
from urllib.parse import unquote

_MOST = 100_000
_SERVICES = (
    (r"(?:1drv\.ms|onedrive\.live\.com)/\S", "OneDrive"),
    (r"[\w-]+-my\.sharepoint\.com/\S", "OneDrive"),
    (
        r"[\w-]+(?<!-my)\.sharepoint\.com/(?::\w:/|\S*(?:\.(?:docx|xlsx|pdf|pptx)|/Shared%20Documents|/Delade))",
        "SharePoint",
    ),
    (r"(?:drive|docs)\.google\.com/\S", "Google Drive"),
    (r"(?:www\.)?(?:dropbox\.com/(?:s|sh|scl|t|transfer|l)/|db\.tt/)", "Dropbox"),
    (r"(?:we\.tl/|(?:[\w-]+\.)?wetransfer\.com/downloads)", "WeTransfer"),
    (r"(?:www\.)?sprend\.com/\S", "Sprend"),
    (r"(?:www\.)?icloud\.com/(?:iclouddrive|attachment)", "iCloud"),
    (r"(?:app\.|[\w-]+\.)?box\.com/(?:s|v)/", "Box"),
    (r"(?:[\w-]+\.)?(?:filemail|transfernow|swisstransfer|fromsmash)\.(?:com|net)/\S", "en överföringstjänst"),
)
_LINKS = tuple((re.compile(r"(?:https?://|(?<![\w.@/-]))" + host, re.IGNORECASE), name) for host, name in _SERVICES)
_LOCKED = re.compile(
    r"""(?:har\ (?:fått|mottagit)|väntar)\s.{0,30}(?:säkert|krypterat|skyddat)\ (?:e-?post)?meddelande
    |hämta\ (?:ditt|ert|det|dina)\ (?:säkra|krypterade|skyddade)
    |(?:läs|öppna|visa)\ (?:ditt|ert|det)\ (?:säkra|krypterade|skyddade)\ (?:e-?post)?meddelande
    |(?:logga\ in|legitimera\ dig|identifiera\ dig)\b.{0,60}\bför\ att\ (?:läsa|öppna|hämta|ta\ del)
    |(?:skickat|sänt)\s.{0,40}(?:via|med|genom|som)\s(?:säker\ e-?post|säkert\ meddelande|säkra\ meddelanden)
    |you\ have\ received\ (?:a|an)\ (?:secure|encrypted|protected)\ (?:e-?mail|message)
    |has\ sent\ you\ (?:a|an)\ (?:secure|encrypted|protected)\ (?:e-?mail|message)""",
    re.IGNORECASE | re.VERBOSE,
)
_BUTTON = re.compile(r"^[\W_]*(?:läs|hämta|öppna) meddelandet\b[^\n]{0,40}", re.IGNORECASE | re.MULTILINE)
_SECURE = re.compile(r"säker(?:t|a)?\b|krypterat|skyddat|https?://", re.IGNORECASE)


def instead_of_document(text: str) -> tuple[str, ...]:
    """Why the mail is likely to bring no document, in Swedish; empty if nothing says so.

    `text` is the sender's own, without what is quoted. A homepage in a signature is none: only addresses of a file or
    a transfer count. What a mail filter has wrapped around an address is looked through.
    """
    seen = text[:_MOST]
    looked_through = f"{seen}\n{unquote(seen)}"
    names = dict.fromkeys(name for pattern, name in _LINKS if pattern.search(looked_through))
    reasons = [f"en länk till {name} i stället för en fil" for name in names]
    if _LOCKED.search(" ".join(seen.split())) or (_BUTTON.search(seen) and _SECURE.search(seen)):
        reasons.append("en avisering om ett säkert meddelande, som hämtas någon annanstans")
    return tuple(reasons)

"""A small IMAP server on loopback for what Dovecot does not do: tokens, a no to one mail, words in an unusual form."""

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Script:
    """The mails of INBOX by UID, and what the server refuses. `other` are answers that come unasked."""

    mails: dict[int, bytes] = field(default_factory=dict)
    refused_uids: set[int] = field(default_factory=set)
    silent_uids: set[int] = field(default_factory=set)  # it answers OK, and nothing else
    refused_tokens: set[str] = field(default_factory=set)
    hangs_up_on_refusal: bool = False
    drops_at: int = 0  # the connection breaks in the middle of this mail; -1: of each
    in_quotes: bool = False
    without_content: bool = False
    size_says: int | None = None
    other: bytes = b""
    capabilities: str = "IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN UIDPLUS MOVE"
    listed: bytes = b'* LIST (\\HasNoChildren) "/" INBOX\r\n'
    shown: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    script: Script

    def handle(self) -> None:
        try:
            self._say("* OK hej")
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                tag, _, command = line.partition(" ")
                self.script.said.append(command)
                if not self._answered(tag, command):
                    return
        except (ConnectionError, ssl.SSLError):
            return

    def _say(self, line: str | bytes) -> None:
        self.wfile.write((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def _answered(self, tag: str, command: str) -> bool:
        """Whether the connection goes on."""
        verb = command.split()[0].upper()
        if verb == "AUTHENTICATE":
            return self._authenticated(tag)
        if command.upper().startswith("UID FETCH"):
            return self._fetched(tag, command)
        answers: dict[str, bytes] = {
            "CAPABILITY": f"* CAPABILITY {self.script.capabilities}\r\n".encode(),
            "LIST": self.script.listed,
            "EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 99] x\r\n",
            "SELECT": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 99] x\r\n",
            "UID": f"* SEARCH {' '.join(map(str, self.script.mails))}\r\n".encode(),
            "NAMESPACE": b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n',
            "LOGOUT": b"* BYE hej\r\n",
        }
        self.wfile.write(answers.get(verb, b""))
        self._say(f"{tag} OK klart")
        return verb != "LOGOUT"

    def _authenticated(self, tag: str) -> bool:
        """As Exchange Online does: a no is a challenge first, and NO after an empty line."""
        self._say("+ ")
        shown = base64.b64decode(self.rfile.readline()).decode()
        self.script.shown.append(shown)
        if shown.partition("Bearer ")[2].rstrip("\x01") not in self.script.refused_tokens:
            self._say(f"{tag} OK inloggad")
            return True
        self._say(b"+ " + base64.b64encode(b'{"status":"400"}'))
        assert self.rfile.readline() == b"\r\n"
        if not self.script.hangs_up_on_refusal:
            self._say(f"{tag} NO AUTHENTICATE failed.")
        return not self.script.hangs_up_on_refusal

    def _fetched(self, tag: str, command: str) -> bool:
        uid = int(command.split()[2])
        raw = self.script.mails[uid]
        self.wfile.write(self.script.other)
        if uid in self.script.silent_uids:
            self._say(f"{tag} OK klart")
            return True
        if "BODY.PEEK" not in command:
            size = self.script.size_says if self.script.size_says is not None else len(raw)
            self._say(f'* 1 FETCH (RFC822.SIZE {size} INTERNALDATE " 1-Jun-2023 23:41:00 +0200" UID {uid})')
        elif uid in self.script.refused_uids:
            self._say(f"{tag} NO [SERVERBUG] mejlet är trasigt")
            return True
        elif not self._given(uid, command, raw):
            return False
        self._say(f"{tag} OK klart")
        return True

    def _given(self, uid: int, command: str, raw: bytes) -> bool:
        piece = re.search(r"<(\d+)\.(\d+)>", command)
        at = ""
        if piece:
            begin, length = int(piece[1]), int(piece[2])
            raw, at = raw[begin : begin + length], f"<{begin}>"
        if self.script.drops_at in (uid, -1):
            self.wfile.write(f"* 1 FETCH (BODY[]{at} {{{len(raw)}}}\r\n".encode() + raw[: len(raw) // 2])
            return False
        if self.script.without_content:
            self._say(f"* 1 FETCH (UID {uid} BODY[]{at} NIL)")
        elif self.script.in_quotes:
            said = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            self._say(f'* 1 FETCH (UID {uid} BODY[]{at} "'.encode() + said + b'")')
        else:
            self._say(f"* 1 FETCH (BODY[]{at} {{{len(raw)}}}\r\n".encode() + raw + f" UID {uid})".encode())
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    tls: ssl.SSLContext | None = None

    def get_request(self) -> tuple[object, object]:
        connection, address = super().get_request()
        return (self.tls.wrap_socket(connection, server_side=True) if self.tls else connection), address


@contextmanager
def answering(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The server's port, while it answers; with `tls` it speaks it from the start."""
    session = type("_Scripted", (_Session,), {"script": script})
    with _Server(("127.0.0.1", 0), session) as server:
        server.tls = tls
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()

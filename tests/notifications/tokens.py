"""A token endpoint on loopback, over TLS, that stands in for Microsoft's."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Endpoint:
    """What has been asked for, and what is answered: a token of its own each time, or the error."""

    expires_in: int = 3600
    error: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if self.error:
            return 401, {"error": self.error, "error_description": "AADSTS7000215: Invalid client secret"}
        token = f"token-{len(self.asked)}"
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in}


@contextmanager
def giving_out(endpoint: Endpoint, tls: ssl.SSLContext) -> Iterator[str]:
    """The authority's address, while it gives out tokens."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = f"https://127.0.0.1:{server.server_port}/kommun"
            self._say(
                200, {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token", "issuer": base}
            )

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*endpoint.answer({name: values[0] for name, values in parse_qs(form).items()}))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

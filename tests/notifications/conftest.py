"""What tests of mail share."""

import ssl
from pathlib import Path

import pytest

from tests.notifications.certificates import server_context


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server context for 127.0.0.1, whose certificate this process trusts."""
    context = server_context(tmp_path)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "cert.pem"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return context

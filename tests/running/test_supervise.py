"""The supervisor: what it starts lives while it lives, and ends with it however it ends."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running.conftest import eventually, lives

# A stand-in for a site: a program that notes its number and has a child, a slow one, and an "engine".
SITE = """
import os, sys
from pathlib import Path
from config.run.supervise import ENGINE, Program, Stopping, Supervisor

folder = Path(sys.argv[1])
child = '''
import os, signal, subprocess, sys, time
from pathlib import Path
name, folder = sys.argv[1], Path(sys.argv[2])
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
def stop(number, frame):
    with open(folder / "order", "a") as file:
        file.write(name + chr(10))
    grandchild.terminate()
    grandchild.wait()
    sys.exit(0)
if name != "deaf":
    signal.signal(signal.SIGTERM, stop)
else:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, lambda *rest: (folder / "interrupted").touch())
with open(folder / name, "a") as file:
    file.write(f"{os.getpid()} {grandchild.pid}" + chr(10))
print(name, "is up", flush=True)
while True:
    time.sleep(600)
'''
with Supervisor() as supervisor:
    try:
        for name, rank in (("engine", ENGINE), ("web", 1), *((each, 1) for each in sys.argv[2:])):
            argv = [sys.executable, "-c", child, name, str(folder)]
            supervisor.start(Program(name, argv, dict(os.environ), cwd=folder, rank=rank, grace=1.5))
        supervisor.serve()
    except Stopping:
        pass
"""


def pids(path: Path) -> list[int]:
    """All numbers that a program has noted, the last start at the end."""
    return [int(each) for each in path.read_text().split()] if path.exists() else []


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "state"
    path.mkdir()
    return path


def started(folder, *names):
    return eventually(lambda: all(len(pids(folder / each)) >= 2 for each in names))


class TestStopping:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_every_signal_stops_everything_engines_last(self, folder, script, number):
        supervisor = script(SITE, folder)
        assert started(folder, "engine", "web")
        all_of_them = pids(folder / "engine") + pids(folder / "web")
        supervisor.send_signal(number)
        assert supervisor.wait(15) == 0
        assert not [each for each in all_of_them if lives(each)]
        assert (folder / "order").read_text().split() == ["web", "engine"]

    def test_a_program_that_does_not_listen_is_killed_with_its_children(self, folder, script):
        supervisor = script(SITE, folder, "deaf")
        assert started(folder, "engine", "web", "deaf")
        supervisor.terminate()
        assert supervisor.wait(15) == 0
        assert not [each for each in pids(folder / "deaf") if lives(each)]
        assert (folder / "order").read_text().split()[-1] == "engine"

    def test_killing_the_supervisor_leaves_no_orphan(self, folder, script):
        supervisor = script(SITE, folder, "deaf")
        assert started(folder, "engine", "web", "deaf")
        all_of_them = pids(folder / "engine") + pids(folder / "web") + pids(folder / "deaf")
        supervisor.kill()
        supervisor.wait()
        assert eventually(lambda: not [each for each in all_of_them if lives(each)])
        assert (folder / "order").read_text().split() == ["web", "engine"]

    def test_ctrl_c_in_a_terminal_reaches_the_supervisor_alone(self, folder, tmp_path):
        program = tmp_path / "site.py"
        program.write_text(SITE)
        root = str(Path(__file__).resolve().parents[2])
        pid, terminal = os.forkpty()
        if pid == 0:
            os.environ["PYTHONPATH"] = root
            os.execv(sys.executable, [sys.executable, str(program), str(folder)])  # noqa: S606
        assert started(folder, "engine", "web")
        os.write(terminal, b"\x03")
        ended = []
        assert eventually(lambda: ended.append(os.waitpid(pid, os.WNOHANG)) or ended[-1][0] == pid)
        os.close(terminal)
        assert not (folder / "interrupted").exists()
        assert (folder / "order").read_text().split() == ["web", "engine"]

    def test_it_stops_when_whoever_started_it_has_gone(self, folder, tmp_path, script):
        program = tmp_path / "site.py"
        program.write_text(SITE)
        parent = script(
            "import subprocess, sys, time\n"
            "subprocess.Popen([sys.executable, *sys.argv[1:]])\ntime.sleep(600)",
            program,
            folder,
        )
        assert started(folder, "engine", "web")
        all_of_them = pids(folder / "engine") + pids(folder / "web")
        parent.kill()
        parent.wait()
        assert eventually(lambda: not [each for each in all_of_them if lives(each)])

    def test_an_interrupt_that_only_make_was_sent_stops_it_too(self, folder, tmp_path):
        (tmp_path / "site.py").write_text(SITE)
        (tmp_path / "Makefile").write_text(f"run:\n\t@{shlex.quote(sys.executable)} site.py {folder}\n")
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        # A shell starts what it puts into the background with SIGINT ignored, and make keeps it so.
        hears = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
        make = subprocess.Popen(["make", "run"], cwd=tmp_path, env=env, start_new_session=True, **hears)
        assert started(folder, "engine", "web")
        make.send_signal(signal.SIGINT)
        make.wait(15)  # not for ever: make itself waits for the supervisor
        assert not [each for each in pids(folder / "engine") + pids(folder / "web") if lives(each)]

    def test_a_stranger_is_left_alone(self, folder, script):
        stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        try:
            supervisor = script(SITE, folder)
            assert started(folder, "engine", "web")
            supervisor.terminate()
            supervisor.wait(15)
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()


class TestStartingAgain:
    def test_a_program_that_dies_is_started_again_and_its_children_are_cleared(self, folder, script):
        script(SITE, folder, stderr=subprocess.PIPE)
        assert started(folder, "engine", "web")
        first = pids(folder / "web")
        os.kill(first[0], signal.SIGKILL)
        assert eventually(lambda: len(pids(folder / "web")) == 4)
        assert not lives(first[1])
        assert lives(pids(folder / "web")[2])

    def test_it_says_so_with_the_reason_and_waits_longer_each_time(self, tmp_path, script):
        supervisor = script(
            "import sys\nfrom config.run.supervise import Program, Stopping, Supervisor\n"
            "with Supervisor() as supervisor:\n"
            "    supervisor.start(Program('web', [sys.executable, '-c', 'raise SystemExit(3)'], {}))\n"
            "    supervisor.wait_until(lambda: supervisor.failures('web') == 2, seconds=20)\n",
            stderr=subprocess.PIPE,
        )
        _, said = supervisor.communicate(timeout=30)
        assert b"web ended (exit code 3); starting it again in 1 s." in said
        assert b"web ended (exit code 3); starting it again in 2 s." in said


class TestShowing:
    def test_lines_carry_the_name_and_a_call_returns_them(self, script):
        supervisor = script(
            "import sys\nfrom config.run.supervise import Program, Supervisor\n"
            "with Supervisor() as supervisor:\n"
            "    argv = [sys.executable, '-c', 'print(1); print(2, end=\"\"); raise SystemExit(5)']\n"
            "    print(supervisor.call(Program('once', argv, {})), flush=True)\n"
            "    supervisor.start(Program('web', argv, {}))\n"
            "    supervisor.wait_until(lambda: supervisor.failures('web') == 1)\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, said = supervisor.communicate(timeout=30)
        assert out == b"(5, ['1', '2'])\n"
        assert b"web     | 1\n" in said
        assert b"web     | 2\n" in said

    def test_a_flood_of_output_does_not_block_the_stop(self, script):
        supervisor = script(
            "import sys\nfrom config.run.supervise import Program, Stopping, Supervisor\n"
            "flood = 'while True: print(\"x\" * 1000)'\n"
            "with Supervisor() as supervisor:\n"
            "    try:\n"
            "        supervisor.start(Program('web', [sys.executable, '-c', flood], {}))\n"
            "        print('up', flush=True)\n"
            "        supervisor.serve()\n"
            "    except Stopping:\n"
            "        pass\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert supervisor.stdout.readline() == b"up\n"
        time.sleep(0.3)
        supervisor.terminate()
        assert supervisor.wait(15) == 0

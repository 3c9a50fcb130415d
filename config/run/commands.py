"""The targets of the Makefile, one function each."""

from __future__ import annotations

import contextlib
import http.client
import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from config.run import ROOT, build, environment, keys, lint, locks, ports, stamps, venv, workers
from config.run.steps import Problem, say
from config.run.supervise import Program, Stopping, Supervisor

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def _set_up(requirements: Path, arguments: list[str]) -> None:
    """`.venv` with `requirements`; then this same command again, with the Python in it."""
    env = environment.given()
    lock = locks.wait(
        environment.var_dir(env) / "set-up.lock", waiting="Another set-up is at work here; waiting."
    )
    venv.ensure(requirements)
    os.close(lock)
    if not venv.is_inside():
        python = str(venv.PYTHON)
        os.execv(python, [python, str(Path(__file__).with_name("bootstrap.py")), *arguments])


def _build(var: Path, env: Mapping[str, str], *, collect: bool) -> None:
    lock = locks.wait(var / "set-up.lock", waiting="Another set-up is at work here; waiting.")
    build.frontend(var)
    build.fonts(var)
    build.catalogues(var, env)
    if collect:
        build.static(var, env)
    os.close(lock)


def _engines(supervisor: Supervisor, var: Path, env: Mapping[str, str], *, fleeting: bool) -> dict[str, str]:
    """Starts the engines that `env` does not name; returns the secrets and addresses of this folder."""
    from config.run import engines

    made = keys.load_or_make(var / "secrets.env", data=var / "pg")
    if "DATABASE_URL" not in env:
        made["DATABASE_URL"] = engines.postgres(supervisor, var, made, fleeting=fleeting)
    if "REDIS_URL" not in env:
        made["REDIS_URL"] = engines.valkey(supervisor, var, made)
    return made


def _take_run_lock(var: Path, address: str) -> int:
    taken = (
        "Corridor runs in this folder already: {address} (process {pid}).\n"
        "Stop that one first, with Ctrl-C where it runs or with  kill {pid}"
    )
    return locks.take(var / "run.lock", {"address": address}, taken=taken)


def run() -> int:
    """Sets everything up and serves until told to stop."""
    env = environment.given()
    var = environment.var_dir(env)
    port, host = (
        ports.read(env.get("PORT", environment.DEFAULT_PORT)),
        env.get("HOST", environment.DEFAULT_HOST),
    )
    address = env.get("SITE_URL", f"http://localhost:{port}").rstrip("/")
    # Both are asked before anything slow, and again after the set-up has begun anew inside .venv.
    lock = _take_run_lock(var, address)
    ports.check(host, port)
    _set_up(venv.RUN, ["run"])
    with Supervisor(locks=[lock]) as supervisor, contextlib.suppress(Stopping):
        made = keys.load_or_make(var / "secrets.env", data=var / "pg")
        unnamed = {"DATABASE_URL": "postgres://127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
        _build(var, environment.site(env, {**unnamed, **made}, port=port), collect=True)
        child_env = environment.site(env, _engines(supervisor, var, env, fleeting=False), port=port)
        # A database that was prepared with the same migrations needs nothing: the web process need not wait.
        stamp, value = var / "stamps" / "prepared", _schema(child_env["DATABASE_URL"])
        early = stamps.is_fresh(stamp, value)
        if early:
            _start_web(supervisor, child_env, host, port)
        told = _prepare(supervisor, child_env)
        stamps.mark(stamp, value)
        if not early:
            _start_web(supervisor, child_env, host, port)
        _await_web(supervisor, host, port)
        _start_workers(supervisor, child_env, var)
        _welcome(address, told, child_env, var)
        supervisor.serve()
    say("Stopped.")
    return 0


def _schema(database: str) -> str:
    """Digest of what shapes the database, and of which database it is."""
    migrations = [each for each in ROOT.glob("*/**/migrations/*.py") if "node_modules" not in each.parts]
    return stamps.digest([*migrations, venv.RUN], *sorted(map(str, migrations)), database)


def _prepare(supervisor: Supervisor, env: Mapping[str, str]) -> list[str]:
    """Migrates, loads the sample world once; returns the lines about signing in."""
    say("Preparing the database")
    code, told = supervisor.call(Program("prepare", [str(venv.PYTHON), "manage.py", "prepare"], env))
    if code != 0:
        raise Problem("\n".join([*told, "Preparing the database failed; what went wrong is said above."]))
    return told


def _start_web(supervisor: Supervisor, env: Mapping[str, str], host: str, port: int) -> None:
    argv = [str(venv.PYTHON), "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    argv += ["--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--no-ws"]
    supervisor.start(Program("web", [*argv, "--log-level", "warning", "config.wsgi:application"], env))


def _await_web(supervisor: Supervisor, host: str, port: int) -> None:
    supervisor.wait_until(lambda: _is_well(host, port) or supervisor.failures("web") > 2, seconds=90)
    if not _is_well(host, port):
        raise Problem("The web process does not answer at /healthz; its last words are above.")


def _start_workers(supervisor: Supervisor, env: Mapping[str, str], var: Path) -> None:
    # Celery warns at length when it runs as root; whoever runs all of this as root knows.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser", **env}
    for name, argv in workers.commands(str(venv.PYTHON), var).items():
        supervisor.start(Program(name, argv, quiet))


def _is_well(host: str, port: int) -> bool:
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  where we ask, not where we listen
    connection = http.client.HTTPConnection(asked, port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(address: str, told: list[str], env: Mapping[str, str], var: Path) -> None:
    mail = (
        "leaves for real"
        if env.get("SENDGRID_API_KEY") or env.get("EMAIL_URL")
        else f"lands in {_short(var)}/mail/"
    )
    lines = ["", f"Corridor is running:  {address}/", ""]
    lines += [*told, ""] if any(each.strip() for each in told) else []
    lines += [f"E-mail {mail}", "Stop with Ctrl-C; the data stays.", ""]
    with contextlib.suppress(OSError):
        print("\n".join(lines), flush=True)


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


@contextlib.contextmanager
def _checking(env: Mapping[str, str]) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Throw-away engines in `var/test`, and the environment of a site on them."""
    from config.run import engines

    top = environment.var_dir(env)
    taken = "Tests or measurements run in this folder already (process {pid}). Wait for them to end."
    lock = locks.take(top / "test.lock", {}, taken=taken)
    bare = {name: value for name, value in env.items() if name != "VAR_DIR"}
    _build(top, environment.production(bare), collect=False)
    var = top / "test"
    engines.throw_away(var)
    var.mkdir(mode=0o700)
    (var / "static").mkdir()  # whitenoise warns when there is none
    try:
        with Supervisor(locks=[lock]) as supervisor:
            made = _engines(supervisor, var, bare, fleeting=True)
            yield supervisor, {**environment.site(bare, made, port=8000), "VAR_DIR": str(var)}
    finally:
        engines.throw_away(var)


def _python(argv: list[str]) -> int:
    """Runs our Python on `argv`, on throw-away engines."""
    with contextlib.suppress(Stopping), _checking(environment.given()) as (supervisor, env):
        return supervisor.attend([str(venv.PYTHON), *argv], env)
    say("Stopped.")
    return 130


def _arguments() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def test() -> int:
    """Every test except the journeys in a browser; all of them in as many processes as there are cores."""
    _set_up(venv.CHECK, ["test"])
    # "load" keeps to pytest-django's order: tests that empty the database come last in every process.
    side_by_side = ["--numprocesses=auto", "--maxprocesses=8", "--dist=load", "--maxschedchunk=4"]
    arguments = _arguments() or [*side_by_side, "--durations=20"]
    return _python(["-m", "pytest", "-m", "not browser", *arguments])


def browser() -> int:
    """The journeys in Chromium."""
    if not any(shutil.which(each) for each in CHROMIUM):
        raise Problem(
            "There is no Chromium here. On Debian:\n\n  sudo apt-get install chromium fonts-noto-core"
        )
    _set_up(venv.CHECK, ["browser"])
    build.npm_packages(build.TOOLS)
    return _python(["-m", "pytest", "-m", "browser", *_arguments()])


def bench() -> int:
    """Measurements: progress on standard error, one JSON object on standard output."""
    _set_up(venv.CHECK, ["bench"])
    subject = os.environ.get("SUBJECT", "")
    return _python(["-m", "tests.load", *([subject] if subject else []), *_arguments()])


def check_style() -> int:
    """All that `make lint` checks."""
    _set_up(venv.CHECK, ["lint"])
    env = environment.given()
    build.npm_packages()
    return lint.run(environment.production(env))


def tidy() -> int:
    """Puts code and templates into the form that `make lint` asks for."""
    _set_up(venv.CHECK, ["format"])
    return lint.tidy()


def manage() -> int:
    """`manage.py ARGS` on this folder's data: with the engines of a running `make run`, else with its own."""
    _set_up(venv.RUN, ["manage"])
    env = environment.given()
    var = environment.var_dir(env)
    port = ports.read(env.get("PORT", environment.DEFAULT_PORT))
    argv = [str(venv.PYTHON), "manage.py", *_arguments()]
    if locks.holder(var / "run.lock") is not None:
        from config.run import engines

        made = keys.load_or_make(var / "secrets.env", data=var / "pg")
        made |= engines.addresses(var, made)
        os.execve(argv[0], argv, environment.site(env, made, port=port))
    lock = _take_run_lock(var, "a management command")
    with contextlib.suppress(Stopping), Supervisor(locks=[lock]) as supervisor:
        made = _engines(supervisor, var, env, fleeting=False)
        return supervisor.attend(argv, environment.site(env, made, port=port))
    return 130


TARGETS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": test,
    "browser": browser,
    "lint": check_style,
    "format": tidy,
    "bench": bench,
    "manage": manage,
}


def main(arguments: list[str]) -> int:
    """Runs the target that `arguments` names; a problem is told in words, without a traceback."""
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        say(f"Usage: bootstrap.py {{{','.join(TARGETS)}}}")
        return 2
    os.chdir(ROOT)
    try:
        return TARGETS[arguments[0]]()
    except Problem as problem:
        say(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130

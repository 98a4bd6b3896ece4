"""A private PostgreSQL cluster for the tests, wherever Debian's package or a server's programs are."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return versions[-1].parent if versions else None


def _as_nobody_special() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def free_port() -> int:
    """A port of loopback that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """Run a cluster in a folder of its own; yields postgresql+asyncpg://… without a database name."""
    with restartable_cluster(bin_folder) as (url, _):
        yield url


@contextmanager
def restartable_cluster(bin_folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Run a cluster; yields its URL, and what makes the server crash and start again."""
    prefix = _as_nobody_special()
    folder = Path(tempfile.mkdtemp(prefix="smok-postgres-"))
    if prefix:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    try:
        run(
            str(bin_folder / "initdb"),
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "smok",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
        control = [str(bin_folder / "pg_ctl"), "-D", str(data), "-w"]
        run(*control, "-o", options, "-l", str(folder / "log"), "start")
        crash = partial(run, *control, "-o", options, "-l", str(folder / "log"), "-m", "immediate", "restart")
        yield f"postgresql+asyncpg://smok@127.0.0.1:{port}", crash
        run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)

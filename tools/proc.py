"""Facts about processes, from /proc."""

from pathlib import Path


def start_time(pid: int) -> int | None:
    """Start of the process in clock ticks since boot, or None when there is none (or a zombie).

    Together with the pid it names a process for good: pids are used again, start times are not.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def working_directory(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def listening_pid(port: int) -> int | None:
    """The process that listens on a TCP port, when this user may see it."""
    wanted = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                wanted.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").glob("[0-9]*") if wanted else ():
        try:
            for descriptor in (process / "fd").iterdir():
                if str(descriptor.readlink()) in wanted:
                    return int(process.name)
        except OSError:
            continue
    return None


def command_line(pid: int) -> str:
    try:
        return (
            Path(f"/proc/{pid}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode(errors="replace")
            .strip()
        )
    except OSError:
        return ""

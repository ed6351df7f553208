"""What whole processes cost, with all that they start: processor time, wall time, the largest memory of any one of them, bytes read from the disk.

Each measured piece runs in a process of its own that adopts orphans and ends only when none is left, so that nothing that was started escapes the sum.
Pieces of work that are compared alternate, and ratios are taken within a round: what else the machine does then meets both."""
import contextlib
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36
PEEK_SECONDS = 0.01


class Cost(NamedTuple):
    """Of one run. Memory is the resident set, in bytes: `rss` the largest of any process, `first_rss` that of the first that was started."""
    cpu: float
    wall: float
    rss: int
    first_rss: int
    read: int

    def __add__(self, other):
        """One after the other."""
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.rss, other.rss), max(self.first_rss, other.first_rss), self.read + other.read)


class Summary(NamedTuple):
    """Of a figure over the rounds."""
    median: float
    least: float
    most: float


def summary(values):
    return Summary(statistics.median(values), min(values), max(values))


def ratios(ours, theirs, figure):
    """Of a figure, round by round. What is too little to be told is taken for a thousandth of a second or a page."""
    least = 4096 if figure in ('rss', 'first_rss', 'read') else 0.001
    return summary([getattr(a, figure) / max(getattr(b, figure), least) for a, b in zip(ours, theirs)])


# ---- in the process that measures ----

def peak_so_far(pid):
    with contextlib.suppress(OSError):
        with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as file:
            for line in file:
                if line.startswith('VmHWM:'):
                    return int(line.split()[1]) * 1024
    return 0


class Peak:
    """How large a process has been, looked at until it ends: afterwards the kernel tells only the largest of it and its children."""

    def __init__(self):
        self.most = 0

    def watch(self, pid):
        while peak := peak_so_far(pid):
            self.most = max(self.most, peak)
            time.sleep(PEEK_SECONDS)


def run(command, peak=None, allowed=(0,), **options):
    """A command to its end, inside a measured piece of work; its output goes nowhere. Yields as films' examiners do where POLITELY stands before it."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=options.pop('stdout', subprocess.DEVNULL), stderr=subprocess.DEVNULL, **options) as process:
        watcher = threading.Thread(target=peak.watch, args=(process.pid,), daemon=True) if peak else None
        if watcher:
            watcher.start()
        code = process.wait()
    if allowed and code not in allowed:
        raise SystemExit(f'{command} ended with {code}')


def reap_all():
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def bytes_read():
    """By this process and those that it waited for."""
    with open('/proc/self/io', encoding='ascii') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('read_bytes:'))


def in_here(work):
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise SystemExit('the kernel does not let a process adopt orphans')
    peak, read, started = Peak(), bytes_read(), time.monotonic()
    work(peak)
    wall = time.monotonic() - started
    reap_all()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024, peak.most, bytes_read() - read)


# ---- in the benchmark ----

def cost(work):
    """Of work(peak), which starts processes by run()."""
    out, into = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.write(into, json.dumps(in_here(work)).encode())
            status = 0
        except SystemExit as ended:
            print(ended, file=sys.stderr, flush=True)
        finally:
            os._exit(status)
    os.close(into)
    with open(out, encoding='ascii') as file:
        told = file.read()
    if os.waitpid(pid, 0)[1] != 0:
        raise SystemExit('what was to be measured failed')
    return Cost(*json.loads(told))


class Contender(NamedTuple):
    """A way to do a piece of work. `before` returns what `work(peak, prepared)` is given, and `after(prepared)` clears up; neither is measured."""
    work: object
    before: object = lambda: None
    after: object = lambda prepared: None


def once(contender):
    prepared = contender.before()
    try:
        return cost(lambda peak: contender.work(peak, prepared))
    finally:
        contender.after(prepared)


def alternate(contenders, rounds, tell=lambda text: None):
    """{name: Contender} → {name: [Cost a round]}. Each round begins with another."""
    costs = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            costs[name].append(once(contenders[name]))
            tell(f'round {number + 1} of {rounds}: {name}: {costs[name][-1].cpu:.2f} s CPU, {costs[name][-1].wall:.2f} s')
    return costs


def remember(paths):
    """Has the kernel keep files in memory, so that who comes first is no worse off."""
    for path in paths:
        with open(path, 'rb') as file:
            while file.read(2**20):
                pass


def forget(paths):
    """Has the kernel drop what it keeps of files. Needs no rights, where nothing of them is still to be written."""
    for path in paths:
        with open(path, 'rb') as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

#!/usr/bin/env python3
"""kill -9 of the program, of its examiner or of a child at any moment: nothing is lost, nobody stays behind, and the next run arrives where an
undisturbed one would have. PIANMU_LONG=1: 2,000 kills instead of 200."""
import contextlib
import ctypes
import dataclasses
import os
import signal
import subprocess
import time

from contest import PIANMU, SANITIZED, children, main
from crash import LONG, CrashCase

KILLS = 2000 if LONG else 20 if SANITIZED else 200
GONE_S = 60  # a bound for a busy machine; the longest is printed
PR_SET_CHILD_SUBREAPER = 36

# What changes, and the command that sees it. In this order, over and over.
STEPS = [
    (lambda self: self.film('剧情/来.mp4', 11), 'index'),
    (lambda self: self.pianmu('tag', '2', '夜景', expect=0), 'gallery'),
    (lambda self: self.film('剧情/片1.mp4', 12), 'index'),
    (lambda self: os.rename(self.submission('剧情/来.mp4'), self.submission('纪实/来.mp4')), 'index'),
    (lambda self: self.film('展示/夜.mp4', 13), 'nightly'),
    (lambda self: os.remove(self.submission('剧情/片2.mp4')), 'index'),
    (lambda self: self.film('展示/又.mp4', 14), 'index'),
    (lambda self: self.pianmu('decide', '1', 'ineligible', '--by', '张三', '--why', '单位来函', expect=0), 'gallery'),
    (lambda self: self.film('展示/夜.mp4', 15), 'index'),
    (lambda self: os.rename(self.submission('展示/又.mp4'), self.submission('展示/再.mp4')), 'nightly'),
]
WITH_CREW = [0, 2, 4, 6, 8]
# Each step has a kill of the program, and two more are dealt to those that have examiners, as are these. A child lives for so short that half of
# those that are looked for are gone.
EXAMINERS, CHILDREN = 4, 5

NOBODY = 0x7fffffff  # the pid of no process


@dataclasses.dataclass
class Run:
    """An undisturbed one."""
    command: str
    duration: float
    windows: dict  # kind of process → from when to when there is one, in parts of the duration
    state: tuple
    site: dict


class Kills(CrashCase):
    def setUp(self):
        super().setUp()
        # Who loses its parent becomes a child of this process, and is seen.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.hits = {'program': 0, 'examiner': 0, 'child': 0, 'none': 0}
        self.longest = 0.0

    def begin(self):
        for number in range(3):
            self.film(f'剧情/片{number}.mp4', number)
        self.nightly()
        self.keep()

    def run_step(self, command, expect=0):
        self.pianmu(command, *([] if command == 'gallery' else ['--settle', '0']), expect=expect)
        if command == 'index':
            self.pianmu('gallery', expect=0)

    def start(self, command):
        return subprocess.Popen([PIANMU, '-C', self.dir, command, *([] if command == 'gallery' else ['--settle', '0'])],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def watch(self, command):
        """A whole run: how long it takes, and between which parts of that time there is whom."""
        run, started, seen = self.start(command), time.monotonic(), {'examiner': [], 'child': []}
        while run.poll() is None:
            for kind, moments in seen.items():
                if self.living(run, kind):
                    moments.append(time.monotonic() - started)
            time.sleep(0.0005)
        duration = time.monotonic() - started
        self.assertEqual(run.returncode, 0)
        return duration, {'program': (0, 1.1), **{kind: (moments[0] / duration, moments[-1] / duration) for kind, moments in seen.items() if moments}}

    def undisturbed(self):
        """Each step's run, and where it arrives."""
        runs = []
        for change, command in STEPS:
            change(self)
            duration, windows = self.watch(command)
            self.pianmu('gallery', expect=0)
            runs.append(Run(command, duration, windows, self.state(), self.site()))
        return runs

    def deal(self):
        """The victims of each step, for one time through all of them."""
        victims = [['program'] for _ in STEPS]
        for kind, count in (('program', 2), ('examiner', EXAMINERS), ('child', CHILDREN)):
            for step in self.chance.sample(WITH_CREW, count):
                victims[step].append(kind)
        for step in victims:
            self.chance.shuffle(step)
        return victims

    @staticmethod
    def living(run, kind):
        found = [run.pid] if kind == 'program' else children(run.pid)
        return [pid for examiner in found for pid in children(examiner)] if kind == 'child' else found

    def find(self, run, kind):
        """The pid of one of them, waited for while the run goes on; None: it is over."""
        while run.poll() is None:
            found = self.living(run, kind)
            if found:
                return self.chance.choice(found)
            time.sleep(0.0005)
        return None

    def kill(self, kind, whole):
        """At a moment at which there may be one. How long a run takes is learnt anew where it ended before, since other work makes it slower."""
        run, started = self.start(whole.command), time.monotonic()
        moment = self.chance.uniform(*whole.windows.get(kind, (0, 1))) * whole.duration
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(timeout=moment)
            whole.duration = time.monotonic() - started
        seen = self.acknowledged()
        victim = self.find(run, kind)
        try:
            os.kill(victim or NOBODY, signal.SIGKILL)
        except ProcessLookupError:
            victim = None
        self.hits[kind if victim else 'none'] += 1
        status = run.wait(timeout=300)
        # 4: it was the child by which the sandbox proves itself.
        self.assertIn(status, {'program': (0, -signal.SIGKILL), 'examiner': (0, 4), 'child': (0, 3, 4)}[kind], (kind, whole.command))
        self.assert_nobody_is_left()
        return seen

    def assert_nobody_is_left(self):
        started = time.monotonic()
        while time.monotonic() < started + GONE_S:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(0.001)
            except ChildProcessError:
                self.longest = max(self.longest, time.monotonic() - started)
                return
        self.fail(f'still there: {children(os.getpid())}')

    def kills(self):
        return sum(self.hits.values()) - self.hits['none']

    def go_through(self, runs):
        """All steps, each interrupted and then gone on with."""
        self.restore()
        for (change, command), run, victims in zip(STEPS, runs, self.deal()):
            change(self)
            for kind in victims:
                what = f'kill {self.kills()}: {kind} of {command}'
                self.assert_sound(self.kill(kind, run), what)
            self.run_step(command)
            self.assertEqual(self.state(), run.state, what)
            self.assert_same_site(self.site(), run.site, what)
            kept = {name for name in os.listdir(self.at('.gallery')) if name[4:].isdigit()}
            self.assertEqual(kept | {name + '.notes' for name in kept}, set(os.listdir(self.at('.gallery'))), what)
            if self.kills() >= KILLS:
                return

    def test_whoever_is_killed_the_next_run_goes_on(self):
        self.begin()
        runs = self.undisturbed()
        while self.kills() < KILLS:
            self.go_through(runs)
        print(f'{self.hits}; the last process was gone after {self.longest * 1000:.0f} ms', flush=True)


if __name__ == '__main__':
    main()

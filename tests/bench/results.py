"""What was measured, as a file from which docs/benchmarks.md is made: of each subject when, at which commit, on what kind of machine and how busy it was, the
figures of every round, and the rows of the table. A subject that is measured again takes the place of what was known of it."""
import datetime
import json
import os
import pathlib
import subprocess
from typing import NamedTuple, Optional

import corpus
from measure import ratios

BUSY = 0.5  # of the processors, by others, before it begins


class Row(NamedTuple):
    """One comparison: ours and theirs are names of contenders; several are one after the other. A goal of None is none."""
    what: str
    ours: tuple
    against: str
    theirs: tuple
    goals: dict  # figure of measure.Cost → the most that ours/theirs may be, or None


class Told(NamedTuple):
    """What came of it."""
    what: str
    against: str
    figure: str
    median: float
    least: float
    most: float
    goal: Optional[float]

    def is_kept(self):
        return self.goal is None or self.median <= self.goal


def one_after_the_other(costs, names):
    rounds = [list(round_) for round_ in zip(*(costs[name] for name in names))]
    return [sum(round_[1:], round_[0]) for round_ in rounds]


def judged(rows, costs):
    told = []
    for row in rows:
        for figure, goal in row.goals.items():
            found = ratios(one_after_the_other(costs, row.ours), one_after_the_other(costs, row.theirs), figure)
            told.append(Told(row.what, row.against, figure, *found, goal))
    return told


# ---- for whoever ran it ----

def print_rows(told):
    print(f'\n{"ours ÷ theirs":56} {"against":46} {"":4} {"goal":>5} {"median":>7}  least..most')
    for one in told:
        goal = '' if one.goal is None else f'{one.goal:.2f}'
        kept = '' if one.goal is None else 'kept' if one.is_kept() else 'MISSED'
        what, against = one.what.replace('`', ''), one.against.replace('`', '')
        print(f'{what:56} {against:46} {one.figure:4} {goal:>5} {one.median:7.3f}  {one.least:.3f}..{one.most:.3f} {kept}')


def print_limits(told):
    for one in told:
        shown = (lambda value: f'{value / 2**20:.0f} MiB') if one.figure in ('rss', 'first_rss') else (lambda value: f'{value:.3f} s')
        print(f'{one.what}: {one.figure} {shown(one.median)}, at most {shown(one.goal)} is wanted: {"kept" if one.is_kept() else "MISSED"}')


# ---- where and when ----

def first_line(*command):
    """Of what a program says of itself, or nothing."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ''
    return (told.stdout + told.stderr).strip().split('\n', maxsplit=1)[0]


def processor():
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        return next((line.split(':', 1)[1].strip() for line in file if line.startswith('model name')), 'unknown processor')


def machine():
    """Its kind, not its name."""
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30
    return f'{len(os.sched_getaffinity(0))} × {processor()}, {memory:.0f} GB, Linux {os.uname().release.split("-")[0]}'


def read_ahead():
    """How much the kernel reads ahead where the films are, which bytes read depend on; in KB, or nothing where it cannot be told."""
    os.makedirs(corpus.kept_in(), exist_ok=True)
    device = os.stat(corpus.kept_in()).st_dev
    try:
        return int(pathlib.Path(f'/sys/class/bdi/{os.major(device)}:{os.minor(device)}/read_ahead_kb').read_text(encoding='ascii'))
    except OSError:
        return None


def commit():
    """With a + where the tree is not that commit's."""
    def git(*words):
        return subprocess.run(['git', '-C', os.path.dirname(__file__), *words], capture_output=True, text=True, check=False).stdout.strip()
    return git('rev-parse', '--short', 'HEAD') + ('+' if git('status', '--porcelain', '--untracked-files=no') else '')


def about():
    """Before it begins."""
    return {'date': datetime.date.today().isoformat(), 'commit': commit(), 'machine': machine(), 'read_ahead_kb': read_ahead(),
            'load': round(os.getloadavg()[0], 1)}


def is_busy(told):
    return told['load'] > BUSY * int(told['machine'].split(' ', 1)[0])


# ---- the file ----

def path():
    return pathlib.Path(corpus.kept_in(), 'results.json')


def load():
    return json.loads(path().read_text(encoding='utf-8')) if path().exists() else {}


def keep(subject, **told):
    known = load()
    known[subject] = told
    part = path().with_suffix('.part')
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(json.dumps(known, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')
    part.rename(path())


def of_costs(costs):
    return {name: [cost._asdict() for cost in rounds] for name, rounds in costs.items()}

#!/usr/bin/env python3
"""What pages weigh and what catalogues of many works cost, beside what is wanted. Sizes are bytes on disk; times are processor time of whole processes,
the least of RUNS, which what else the machine does hardly changes.

Usage: PIANMU=build/indexer/pianmu bench_budgets.py [WORKS]     (of the large catalogue; 10000)"""
import os
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

import large_contest

PIANMU = os.environ['PIANMU']
RUNS = 5
LONG_TITLE = '关于二十四小时里一束光从云岭照到海边又在芯片园区的洁净室遇见守灯人的故事'


def spent(*words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run([PIANMU, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if ended.returncode:
        raise SystemExit(f'{words} ended with {ended.returncode}: {ended.stderr.decode()}')
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(*words):
    return min(spent(*words) for _ in range(RUNS))


def change(folder, statement, *values):
    db = sqlite3.connect(os.path.join(folder, 'catalog.db'))
    db.execute(statement, values)
    db.execute('UPDATE revision SET revision = revision + 1')
    db.commit()
    db.close()


def row(what, measured, goal, unit, digits=0):
    kept = 'kept' if measured <= goal else 'MISSED'
    print(f'{what:52} {goal:>9.{digits}f} {measured:>9.{digits}f} {unit:3} {kept}', flush=True)


def size(*path):
    return os.path.getsize(os.path.join(*path))


def assets_of(page):
    """What a page names in its head: style and scripts."""
    with open(page, encoding='utf-8') as file:
        return re.findall(r'(?:href|src)="\./(app\.[0-9a-f]+\.(?:css|js))"', file.read())


def posters_of(page, cards):
    with open(page, encoding='utf-8') as file:
        return re.findall(r'<img src="\./([^"]+)"', file.read())[:cards]


def bytes_of(folder, start):
    data = os.path.join(folder, 'gallery', 'data')
    return sum(size(data, name) for name in os.listdir(data) if name.startswith(start))


def pages(folder):
    gallery = os.path.join(folder, 'gallery')
    home = os.path.join(gallery, 'index.html')
    row('a list of 60 works: HTML', size(home) / 1000, 60, 'KB', 1)
    row('its style and script', sum(size(gallery, name) for name in assets_of(home)) / 1000, 90, 'KB', 1)
    row('a poster of it, mean', statistics.mean(size(gallery, name) for name in posters_of(home, 12)) / 1000, 15, 'KB', 1)
    row('rows of 50,000 works', bytes_of(folder, 'works-') / large_contest.works_of(folder) * 50000 / 1e6, 5, 'MB', 1)
    change(folder, 'UPDATE entries SET title = ? || number', LONG_TITLE)
    spent('-C', folder, 'gallery', '--media', 'none')
    row(f'a list of 60 works with titles of {len(LONG_TITLE)} characters', size(home) / 1000, 60, 'KB', 1)
    for kind, name, goal in (('s', 'sprite', 250), ('k', 'strip', 120)):
        sizes = [size(gallery, kind, one) for one in os.listdir(os.path.join(gallery, kind))]
        row(f'a {name}, mean', statistics.mean(sizes) / 1000, goal, 'KB', 1)


def manifest(folder):
    with open(os.path.join(folder, 'gallery', 'MANIFEST'), encoding='utf-8') as file:
        return set(file.read().split('\n\n', 1)[1].splitlines())


def generator(folder, works):
    command = ('-C', folder, 'gallery', '--media', 'none')
    first = spent(*command)
    row(f'gallery of {works} works: first, a work', first / works * 1000, 2, 'ms', 2)
    row('the same, nothing changed', least(*command), 0.05, 's', 3)
    before = manifest(folder)
    change(folder, 'UPDATE entries SET title = title || ? WHERE number = 77', '改')
    again = spent(*command)
    row('one title changed ÷ first', again / first, 0.10, '', 2)
    row('one title changed: files written', len(manifest(folder) - before), 30, '')


def readers(folder):
    for command in (['list'], ['list', '--json'], ['show', '5'], ['check']):
        row(f'{" ".join(command)}, {large_contest.works_of(folder)} works', least('-C', folder, *command), 0.15, 's', 3)


def contest_of(folder, works):
    contest = os.path.join(folder, str(works))
    shutil.copytree(os.path.join(folder, 'models'), contest)
    large_contest.fill(contest, works)
    return contest


def main():
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    folder = tempfile.mkdtemp(prefix='pianmu-bench-budgets-')
    try:
        large_contest.make_models(PIANMU, os.path.join(folder, 'models'))
        print(f'{"":52} {"goal":>9} {"measured":>9}')
        usual = contest_of(folder, 500)
        generator(usual, 500)
        pages(usual)
        readers(usual)
        many = contest_of(folder, large)
        readers(many)
        generator(many, large)
    finally:
        shutil.rmtree(folder)


main()

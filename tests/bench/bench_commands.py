#!/usr/bin/env python3
"""How long the daily commands take on 500 works, as medians of whole processes beside a peer that starts as much: ffprobe -version.

Usage: PIANMU=build/indexer/pianmu bench_commands.py [WORKS]"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PIANMU = os.environ['PIANMU']
RUNS = 9
CATEGORIES = ['展示', '专题', '剧情', '动漫', '公益', '纪实']


def make_contest(folder, works):
    subprocess.run([PIANMU, 'init', folder], check=True, stdout=subprocess.DEVNULL)
    film = os.path.join(folder, 'film.mp4')
    subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2',
                    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', film], check=True)
    with open(film, 'rb') as file:
        data = file.read()
    for number in range(works):
        place = os.path.join(folder, 'submissions', CATEGORIES[number % 6], f'单位{number % 40}')
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f'作品{number}.mp4'), 'wb') as file:
            file.write(data + number.to_bytes(4, 'little'))  # as many contents as works


def seconds(command):
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def set_rule(folder, rule):
    path = os.path.join(folder, 'pianmu.ini')
    with open(path, encoding='utf-8') as file:
        text = file.read()
    with open(path, 'w', encoding='utf-8') as file:
        file.write(re.sub(r'(?m)^#?duration=.*$', f'duration={rule}', text, count=1))


def changed_rule(folder):
    """A rule that every work fails, and in the next turn none: each verdict is judged anew and kept."""
    took = []
    for turn in range(RUNS):
        set_rule(folder, '..1s' if turn % 2 == 0 else '..10m')
        took.append(seconds([PIANMU, '-C', folder, 'index', '--settle', '0']))
    return statistics.median(took)


def row(name, took, peer):
    print(f'{name:28} {took * 1000:8.1f} {took / peer:20.2f}')


def median(command):
    seconds(command)
    return statistics.median(seconds(command) for _ in range(RUNS))


def main():
    works = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    folder = tempfile.mkdtemp(prefix='pianmu-bench-')
    try:
        make_contest(folder, works)
        first = seconds([PIANMU, '-C', folder, 'nightly', '--settle', '0'])
        peer = median(['ffprobe', '-version'])
        print(f'{works} works; first night {first:.2f} s, {first / works * 1000:.1f} ms a work; medians of {RUNS}')
        print(f'{"command":28} {"ms":>8} {"/ ffprobe -version":>20}')
        for words in (['--version'], ['-C', folder, 'rules', 'show'], ['-C', folder, 'list'], ['-C', folder, 'list', '--json'],
                      ['-C', folder, 'show', '1'], ['-C', folder, 'check'], ['-C', folder, 'nightly', '--settle', '0'],
                      ['-C', folder, 'gallery']):
            took = median([PIANMU, *words])
            row(' '.join(word for word in words if word not in ('-C', folder)), took, peer)
        row('index, a rule changed', changed_rule(folder), peer)
        row('waive', median([PIANMU, '-C', folder, 'waive', '1', 'readable', '--by', 'bench', '--why', 'bench']), peer)
    finally:
        shutil.rmtree(folder)


main()

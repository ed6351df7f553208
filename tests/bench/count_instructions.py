#!/usr/bin/env python3
"""How many instructions pianmu needs for a few small films, beside what is on record: a guard against becoming slower that depends on no clock. It counts
by valgrind's callgrind what looks at each film, and pianmu itself as it finds nothing changed and lists them (not the gallery: Debian 12's valgrind does not
know openat2). A rise of more than 5 % is told and ends with 1. Another version of FFmpeg or of the compiler, or another processor, has counts of its own: then
--record before a change, and look after it.

Usage: PIANMU=… count_instructions.py [--record]"""
import json
import os
import pathlib
import re
import subprocess
import sys

import corpus
import peers
import results

MOST = 1.05
RECORD = pathlib.Path(__file__).with_name('instructions.json')
SECONDS = '6'
# Small, and quick to make; each decoder of those that most films need.
FILMS = {
    'h264.mp4': '-c:v libx264 -preset ultrafast -g 50 -pix_fmt yuv420p -c:a aac',
    'hevc.mkv': '-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=50:pools=1:frame-threads=1 -pix_fmt yuv420p -c:a aac',
    'mpeg2.ts': '-c:v mpeg2video -b:v 3M -g 15 -pix_fmt yuv420p -c:a mp2',
    'mpeg4.avi': '-c:v mpeg4 -b:v 1M -g 50 -c:a libmp3lame',
    'vp9.webm': '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 50 -pix_fmt yuv420p -c:a libopus',
}


def make(folder):
    paths = [os.path.join(folder, name) for name in FILMS]
    for path, words in zip(paths, FILMS.values()):
        corpus.ffmpeg(path, '-f', 'lavfi', '-i', 'testsrc2=s=480x270:r=25', '-f', 'lavfi', '-i', 'sine=r=48000', '-t', SECONDS, *words.split(), '-threads', '1')
    return paths


def counted(command, children=True, allowed=(0,)):
    """By this process and, if wanted, those that it starts."""
    folder = peers.work_folder()
    try:
        words = ['valgrind', '--tool=callgrind', f'--trace-children={"yes" if children else "no"}', f'--callgrind-out-file={folder}/%p.out', *command]
        ended = subprocess.run(words, capture_output=True, check=False)
        if ended.returncode not in allowed:
            raise SystemExit(f'{command} ended with {ended.returncode} under valgrind: {ended.stderr.decode(errors="replace")[-2000:]}')
        return sum(int(total) for path in pathlib.Path(folder).glob('*.out') for total in re.findall(r'(?m)^summary: (\d+)', path.read_text(encoding='utf-8')))
    finally:
        peers.remove(folder)


def of_films(paths):
    """The children that look at films give up what valgrind needs, so tests/media's tools do their work without a sandbox."""
    tools = pathlib.Path(peers.PIANMU).parents[1] / 'tests' / 'media'
    folder = peers.work_folder()
    try:
        yield 'facts and posters', counted([str(tools / 'posters-of'), folder, *paths])
        yield 'sprites and strips', counted([str(tools / 'strips-of'), folder, *paths])
    finally:
        peers.remove(folder)


def of_pianmu(films):
    """Without the children. Not of the first index: what it does at once and what in turn depends on when films are done."""
    contest = peers.new_contest(films)
    try:
        peers.index(contest)
        again = [peers.PIANMU, '-C', contest, 'index', '--settle', '0']
        yield 'pianmu index, nothing changed', counted(again, children=False)
        yield 'pianmu index, and once more', counted(again, children=False)
        yield 'pianmu list', counted([peers.PIANMU, '-C', contest, 'list'], children=False)
    finally:
        peers.remove(contest)


def counts(paths):
    return dict([*of_pianmu(os.path.dirname(paths[0])), *of_films(paths)])


def versions():
    """Of what else the counts depend on."""
    return {'ffmpeg': results.first_line('ffmpeg', '-version').split(' Copyright')[0], 'processor': results.processor()}


def compare(found, known):
    risen = 0
    for name, count in found.items():
        before = known['counts'].get(name)
        ratio = count / before if before else 0
        risen += ratio > MOST
        print(f'{name:36} {count / 1e6:9.1f} M  {ratio:6.3f} {"RISEN" if ratio > MOST else "kept" if before else "new"}')
    for what, value in versions().items():
        if value != known['versions'].get(what):
            print(f'on record with another {what}: {known["versions"].get(what)}; here: {value}')
    return risen


def main():
    found = counts(make(os.path.join(corpus.kept_in(), 'small')))
    if '--record' in sys.argv[1:]:
        RECORD.write_text(json.dumps({'versions': versions(), 'counts': found}, indent=1) + '\n', encoding='utf-8')
        print(f'on record: {RECORD}')
    elif compare(found, json.loads(RECORD.read_text(encoding='utf-8'))):
        raise SystemExit('instructions rose by more than 5 %')


if __name__ == '__main__':
    main()

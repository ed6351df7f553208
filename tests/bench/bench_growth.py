#!/usr/bin/env python3
"""How cost grows with the number of films: of 1,000, 10,000 and 100,000 tiny ones the first index, the next one with nothing changed beside `find`, check,
list, the first gallery and the one after a single change, and the memory of the largest process and of pianmu itself. And the gallery of a catalogue of
50,000 works (large_contest.py), again after one change.

Usage: PIANMU=… bench_growth.py [--quick] [SIZE…]     (--quick: not the last; SIZE: others)"""
import os
import sqlite3
import subprocess
import sys

import corpus
import large_contest
import peers
import results
from measure import Contender, alternate, cost, run, summary

SIZES = [1000, 10000, 100000]
JUDGED_FROM = 10000
WORKS = 50000
A_FOLDER = 50
ROUNDS = 5
CATEGORIES = ['展示', '专题', '剧情', '动漫', '公益', '纪实']
# What is wanted from JUDGED_FROM on, and of commands at JUDGED_FROM.
SUPERVISOR_MOST = 64 * 2**20
FIND_MOST = 1.3
GROWTH_MOST = 1.15
GALLERY_MOST = 0.10
COMMAND_MOST = 0.15


def tiny_film(folder):
    path = os.path.join(folder, 'tiny.mp4')
    corpus.ffmpeg(path, '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=5:d=2', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
    with open(path, 'rb') as file:
        return file.read()


def fill(contest, number):
    """As many contents as films; the folders hold few each."""
    data = tiny_film(contest)
    for one in range(number):
        place = os.path.join(contest, 'submissions', CATEGORIES[one % len(CATEGORIES)], f'单位{one // (A_FOLDER * len(CATEGORIES))}')
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f'作品{one}.mp4'), 'wb') as file:
            file.write(data + one.to_bytes(4, 'little'))
    os.sync()


def change_a_title(contest):
    db = sqlite3.connect(os.path.join(contest, 'catalog.db'))
    db.execute("UPDATE entries SET title = title || '改' WHERE number = 77")
    db.execute('UPDATE revision SET revision = revision + 1')
    db.commit()
    db.close()


def once(contest, *words):
    return cost(lambda peak: run([peers.PIANMU, '-C', contest, *words], peak, allowed=(0, 1)))


def median(rounds, figure):
    return summary([getattr(one, figure) for one in rounds]).median


def measured(number):
    """{what: (cost of one run as a dictionary, …)}"""
    contest = peers.work_folder()
    try:
        subprocess.run([peers.PIANMU, 'init', contest], check=True, stdout=subprocess.DEVNULL)
        fill(contest, number)
        costs = {'first index': [once(contest, 'index', '--settle', '0', '--jobs', '2')]}
        print(f'{number}: first index: {costs["first index"][0].cpu:.1f} s CPU', file=sys.stderr, flush=True)
        once(contest, 'index', '--settle', '0')  # the first that changes nothing notes it
        again = {
            'index, nothing changed': Contender(lambda peak, _: run([peers.PIANMU, '-C', contest, 'index', '--settle', '0'], peak)),
            'find -printf': peers.find_printf(os.path.join(contest, 'submissions')),
            'check': Contender(lambda peak, _: run([peers.PIANMU, '-C', contest, 'check'], peak, allowed=(0, 1))),
            'list': Contender(lambda peak, _: run([peers.PIANMU, '-C', contest, 'list'], peak)),
        }
        costs |= alternate(again, ROUNDS)
        return costs | galleries(contest)
    finally:
        peers.remove(contest)


def galleries(contest):
    first = once(contest, 'gallery', '--media', 'none')
    change_a_title(contest)
    return {'first gallery': [first], 'gallery after one change': [once(contest, 'gallery', '--media', 'none')]}


def galleries_of_many():
    contest = peers.work_folder()
    try:
        large_contest.make_models(peers.PIANMU, contest)
        large_contest.fill(contest, WORKS)
        return galleries(contest)
    finally:
        peers.remove(contest)


def alone(what, against, value, goal, figure='cpu'):
    return results.Told(what, against, figure, value, value, value, goal)


def gallery_row(number, costs):
    first, again = (costs[name][0].cpu for name in ('first gallery', 'gallery after one change'))
    return alone(f'`gallery` of {number:,} works after one change', 'the first', again / first, GALLERY_MOST)


def rows_of(number, known):
    """Growth is a film's share of the first index beside that among the fewest."""
    few = min(known)

    def a_film(count):
        return known[count]['first index'][0].cpu / count

    find = results.judged([results.Row(f'`index` of {number:,} films, nothing changed', ('index, nothing changed',), '`find -printf`', ('find -printf',),
                                       {'cpu': FIND_MOST, 'wall': FIND_MOST})], known[number])
    return find + [alone(f'first `index` of {number:,} films, one of them', f'one of {few:,}', a_film(number) / a_film(few), GROWTH_MOST),
                   gallery_row(number, known[number])]


def limits_of(number, costs):
    told = [alone(f'pianmu in the first index of {number:,} films', '', costs['first index'][0].first_rss, SUPERVISOR_MOST, 'first_rss')]
    if number == JUDGED_FROM:
        told += [results.Told(f'{name} of {number:,} works as indexed', '', 'cpu', *summary([one.cpu for one in costs[name]]), COMMAND_MOST)
                 for name in ('list', 'check')]
    return told


def print_table(known):
    names = list(next(iter(known.values())))
    print(f'\n{"CPU s":28} ' + ' '.join(f'{number:>10,}' for number in known))
    for name in names:
        print(f'{name:28} ' + ' '.join(f'{median(costs[name], "cpu"):10.3f}' for costs in known.values()))
    for figure, what in (('first_rss', 'pianmu in first index, MiB'), ('rss', 'largest process of it, MiB')):
        print(f'{what:28} ' + ' '.join(f'{getattr(costs["first index"][0], figure) / 2**20:10.0f}' for costs in known.values()))


def main():
    words = sys.argv[1:]
    sizes = [int(word) for word in words if word.isdigit()] or (SIZES[:-1] if '--quick' in words else SIZES)
    before = results.about()
    known = {}
    for number in sizes:
        known[number] = measured(number)
    print_table(known)
    judged = [number for number in sorted(known) if number >= JUDGED_FROM]
    rows = [row for number in judged for row in rows_of(number, known)] + [gallery_row(WORKS, galleries_of_many())]
    limits = [limit for number in judged for limit in limits_of(number, known[number])]
    results.print_rows(rows)
    results.print_limits(limits)
    results.keep('growth', about=before, rounds=ROUNDS, sizes={number: results.of_costs(costs) for number, costs in known.items()},
                 rows=[row._asdict() for row in rows], limits=[limit._asdict() for limit in limits])


if __name__ == '__main__':
    main()

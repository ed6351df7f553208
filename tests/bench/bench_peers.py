#!/usr/bin/env python3
"""pianmu beside its peers on the same films, in turn, in one run: processor time, wall time and memory of whole processes with all that they start, as
medians with least and most, and ratios by the round. Ratios count; what seconds are is a matter of the machine.

Usage: PIANMU=… bench_peers.py [--quick] [--samples DIR] [--rounds N] [SUBJECT…]
  --quick      a dozen films and not about sixty, and three rounds
  --samples    real films, too; or PIANMU_SAMPLES
SUBJECT: films samples strips cold commands; without one, all."""
import argparse
import os
import shutil
import sys

import corpus
import large_contest
import peers
import results
from measure import Contender, alternate, run, summary
from results import Row

MB = 1e6


def films_of(folder):
    return sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)


# ---- the subjects: contenders and what is wanted of them ----

FACTS = 'all fields of all films (`index --no-posters`)'
POSTERS = 'facts, scored poster of three widths, verdict (`index`)'


def films(options):
    folder, paths = corpus.make(os.path.join(corpus.kept_in(), 'corpus'), options.quick)
    contenders = {
        'pianmu index --no-posters': peers.pianmu_index(folder, '--no-posters', '--jobs', '2'),
        'pianmu index': peers.pianmu_index(folder, '--jobs', '2'),
        'pianmu index --jobs 1': peers.pianmu_index(folder, '--jobs', '1'),
        'ffprobe': peers.a_film_at_a_time(paths, peers.ffprobe),
        'mediainfo': peers.a_film_at_a_time(paths, peers.mediainfo),
        'minidlna': peers.minidlna_scan(folder),
        'ffmpegthumbnailer': peers.a_film_at_a_time(paths, peers.ffmpegthumbnailer),
        'ffmpeg -ss': peers.a_film_at_a_time(paths, peers.ffmpeg_seek(paths)),
        'usual script': peers.usual_script(folder),
        'ffmpeg -vf thumbnail': peers.a_film_at_a_time(paths, peers.ffmpeg_filter),
    }
    facts, posters = ('pianmu index --no-posters',), ('pianmu index',)
    rows = [
        Row(FACTS, facts, 'ffprobe a film', ('ffprobe',), {'cpu': 0.10, 'wall': 0.08}),
        Row(FACTS, facts, 'mediainfo a film', ('mediainfo',), {'cpu': 0.20, 'wall': 0.15}),
        Row(FACTS, facts, 'first scan of minidlna', ('minidlna',), {'cpu': 1.0, 'wall': 1.0}),
        Row(POSTERS, posters, 'ffmpegthumbnailer a film (one frame, unscored)', ('ffmpegthumbnailer',), {'cpu': 0.40, 'wall': 0.22}),
        Row(POSTERS, posters, 'ffprobe and ffmpegthumbnailer', ('ffprobe', 'ffmpegthumbnailer'), {'cpu': 0.24, 'wall': 0.14}),
        Row(POSTERS, posters, '`ffmpeg -ss` a film (one frame at a tenth)', ('ffmpeg -ss',), {'cpu': None, 'wall': None}),
        Row(POSTERS, posters, 'the usual script, two at a time', ('usual script',), {'cpu': 0.09, 'wall': 0.10}),
        Row(POSTERS, posters, '`ffmpeg -vf thumbnail` a film', ('ffmpeg -vf thumbnail',), {'cpu': 0.05, 'wall': 0.04}),
        Row('`index` with two jobs', posters, '`index --jobs 1`', ('pianmu index --jobs 1',), {'wall': 0.62}),
    ]
    return paths, peers.warm(contenders, paths), rows


def samples(options):
    paths = films_of(options.samples)
    contenders = {
        'pianmu index': peers.pianmu_index(options.samples, '--jobs', '2'),
        'ffmpegthumbnailer': peers.a_film_at_a_time(paths, peers.ffmpegthumbnailer, allowed=None),
    }
    rows = [Row(f'`index` on {len(paths)} real samples', ('pianmu index',), 'ffmpegthumbnailer a film', ('ffmpegthumbnailer',), {'cpu': 0.15, 'wall': 0.12})]
    return paths, peers.warm(contenders, paths), rows


def strips(options):
    folder, paths = corpus.make(os.path.join(corpus.kept_in(), 'corpus'), options.quick)
    contenders = {
        'pianmu index --previews': peers.pianmu_strips(folder),
        'ffmpeg -skip_frame nokey': peers.a_film_at_a_time(paths, peers.ffmpeg_tiles, allowed=None),
    }
    rows = [Row('sprites of up to 100 frames, and strips', ('pianmu index --previews',), '`ffmpeg -skip_frame nokey` making such tiles',
                ('ffmpeg -skip_frame nokey',), {'cpu': 0.60, 'wall': 0.60})]
    return paths, peers.warm(contenders, paths), rows


def cold(options):
    folder, paths = corpus.large_films(os.path.join(corpus.kept_in(), 'corpus'), options.quick)
    contenders = {
        'pianmu index': peers.cold(peers.pianmu_index(folder, '--jobs', '2'), paths),
        'ffprobe': peers.cold(peers.a_film_at_a_time(paths, peers.ffprobe), paths),
        'ffmpegthumbnailer': peers.cold(peers.a_film_at_a_time(paths, peers.ffmpegthumbnailer), paths),
    }
    return paths, contenders, [Row('`index` on films of 150 to 300 MB, nothing of them in memory', ('pianmu index',), 'ffprobe and ffmpegthumbnailer',
                                   ('ffprobe', 'ffmpegthumbnailer'), {'read': 1.0, 'cpu': None})]


WORKS = 10000


def large_catalogue():
    """Made once."""
    folder = os.path.join(os.path.abspath(corpus.kept_in()), f'catalogue-{WORKS}')
    if not os.path.exists(folder):
        part = folder + '.part'
        peers.remove(part)
        large_contest.make_models(peers.PIANMU, part)
        large_contest.fill(part, WORKS)
        os.rename(part, folder)
    return folder


def commands(_):
    """Beside what it costs to start ffprobe, so that there is a ratio to compare by."""
    folder = large_catalogue()
    ours = {'list': ['list'], 'show': ['show', '5'], 'check': ['check']}
    contenders = {name: Contender(lambda peak, _, words=words: run([peers.PIANMU, '-C', folder, *words], peak, allowed=(0, 1))) for name, words in ours.items()}
    contenders['--version'] = Contender(lambda peak, _: run([peers.PIANMU, '--version'], peak))
    contenders['ffprobe -version'] = Contender(lambda peak, _: run(['ffprobe', '-version'], peak))
    rows = [Row(f'`pianmu {name}`' + (f', {WORKS} works' if name in ours else ''), (name,), '`ffprobe -version`', ('ffprobe -version',), {'cpu': None})
            for name in [*ours, '--version']]
    return [], contenders, rows


SUBJECTS = {'films': films, 'samples': samples, 'strips': strips, 'cold': cold, 'commands': commands}
# Not beside a peer: contender, figure of measure.Cost, the most, and in which unit.
LIMITS = {
    'commands': [('list', 'cpu', 0.15), ('show', 'cpu', 0.15), ('check', 'cpu', 0.15), ('--version', 'cpu', 0.010)],
    'films': [('pianmu index', 'rss', 160 * 2**20)],
    'samples': [('pianmu index', 'rss', 160 * 2**20)],
}


# ---- the run ----

def print_costs(costs):
    print(f'\n{"":32} {"CPU s":>8} {"least..most":>15} {"wall s":>8} {"least..most":>15} {"MB":>6} {"read MB":>8}')
    for name, rounds in costs.items():
        cpu, wall = (summary([getattr(one, figure) for one in rounds]) for figure in ('cpu', 'wall'))
        rss, read = (summary([getattr(one, figure) for one in rounds]).median / MB for figure in ('rss', 'read'))
        print(f'{name:32} {cpu.median:8.3f} {f"{cpu.least:.3f}..{cpu.most:.3f}":>15} {wall.median:8.2f} {f"{wall.least:.2f}..{wall.most:.2f}":>15} '
              f'{rss:6.0f} {read:8.1f}')


def limits_of(name, costs):
    return [results.Told(contender, '', figure, *summary([getattr(one, figure) for one in costs[contender]]), most)
            for contender, figure, most in LIMITS.get(name, [])]


def measured(name, options):
    before = results.about()
    print(f'\n==> {name}', flush=True)
    paths, contenders, rows = SUBJECTS[name](options)
    if paths:
        print(f'{len(paths)} films, {sum(os.path.getsize(path) for path in paths) / MB:.0f} MB', flush=True)
    costs = alternate(contenders, options.rounds, lambda text: print(text, file=sys.stderr, flush=True))
    told, limits = results.judged(rows, costs), limits_of(name, costs)
    print_costs(costs)
    results.print_rows(told)
    results.print_limits(limits)
    results.keep(name, about=before, films=len(paths), bytes=sum(os.path.getsize(path) for path in paths), rounds=options.rounds, costs=results.of_costs(costs),
                 rows=[one._asdict() for one in told], limits=[one._asdict() for one in limits])


def missing_peers():
    return [name for name in ('ffprobe', 'mediainfo', 'ffmpegthumbnailer', 'ffmpeg', 'sqlite3', 'minidlnad', 'find', 'xargs') if not shutil.which(name)]


def parse():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--samples', default=os.environ.get('PIANMU_SAMPLES'))
    parser.add_argument('--rounds', type=int)
    parser.add_argument('subjects', nargs='*', metavar='SUBJECT')
    options = parser.parse_args()
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f'there is no subject {", ".join(unknown)}; they are {" ".join(SUBJECTS)}')
    options.rounds = options.rounds or (3 if options.quick else 5)
    return options


def main():
    options = parse()
    if missing := missing_peers():
        raise SystemExit(f'not installed: {" ".join(missing)}; ./run bench installs them')
    for name in options.subjects or SUBJECTS:
        if name == 'samples' and not (options.samples and os.path.isdir(options.samples)):
            print('\nsamples: left out, for there are none here (--samples DIR, or PIANMU_SAMPLES)')
            continue
        measured(name, options)
    print(f'\nresults: {results.path()}')


if __name__ == '__main__':
    main()

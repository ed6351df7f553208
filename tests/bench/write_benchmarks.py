#!/usr/bin/env python3
"""Makes benchmarks.md, its plot and benchmarks.json, the figures behind it, in a folder, of what was measured last.

Usage: write_benchmarks.py FOLDER"""
import json
import pathlib
import sys

import results
from measure import summary
from plot import plot

HEAD = '''# What it costs

`./run bench record` makes this page of what `./run bench peers` and `./run bench growth` measured; [benchmarks.json](benchmarks.json) has the figures of every
round. **Ratios count.** How many seconds something takes is a matter of the machine and of what else it does; peers run in turn with `pianmu`, on the same films,
and a ratio is taken of two runs of the same round. Less than 1: `pianmu` needs less.

```sh
./run bench peers           # about an hour, the first time: it makes the films. --quick: a dozen films, three rounds
./run bench peers --samples DIR samples      # one subject alone; here real films, of a folder of yours
./run bench posters         # which pictures stand for films, and a sheet to look at
./run bench growth          # 1,000, 10,000 and 100,000 films: hours. --quick: without the last
./run bench --check         # counts instructions, beside what is on record in tests/bench/instructions.json
./run bench record          # this page
```
'''

METHOD = '''
## How it is measured

- CPU is user and system time of a process and of all that it starts, orphans too. Memory is the resident set of the largest single process; less than about 12 MB
  cannot be told (what starts them is as large).
- The films are read before each run, so that they are in memory for all alike. The subject *cold* has the kernel drop them before each run (`posix_fadvise`, which needs
  no rights; directories and what FFmpeg's own files are stay). Bytes read are those that came from the disk, with what the kernel reads ahead.
- Peers are one process a film, one after the other, as a loop of the shell would run them, but for those that take folders themselves (minidlna, the usual script,
  which runs two at a time, and `find`). `pianmu` has `--jobs 2`, its sandbox, and an empty catalogue each time.
- Examiners yield to other work (`nice`, `SCHED_BATCH`), and so do the peers here.
- Films are made by [corpus.py](../tests/bench/corpus.py): lavfi scenes, tagged as what they are, H.264 with key frames every 2, 5 and 10 s, some of 8 to 20 Mb/s, 4K, HEVC,
  HDR, VP9, AV1, ProRes, interlaced MPEG-2, MPEG-4, WMV, FLV. They lie in `build/bench` or `$PIANMU_BENCH_DIR`.
- The catalogues of 10,000 and 50,000 works are six that were indexed, repeated, so that `check` among the commands judges all anew, as after a
  change of rules; the tiny films of *growth* are one, each with other bytes at its end.
- The usual script is [usual_script.sh](../tests/bench/usual_script.sh). minidlna makes no pictures of films.
'''

TRIED = '''
## What was tried and did not help

- Large pages for all of the examiner's heap (`MADV_HUGEPAGE`): 78,000 page faults instead of 164,000 over 63 films, and a fifth more CPU: two megabytes are cleared where
  a few pages were wanted.
- Leaving libraries that no decoder calls out of the copy that a fork makes (`MADV_DONTFORK`): 0.5 ms instead of 0.7 a film, and a child that falls over where one is
  called after all.
- libav's analysis without a decoded picture for H.264 in Matroska, too: without it the start of the film is another (MP4 has the order of pictures in its index); telling libav
  beforehand how far pictures are out of order, from the beginning of the first, does not mend a third of them.
- A window of 6 MB on the end of a Matroska file before that of 12: half the bytes, but the bit rates that are told of its streams are others.
- Low delay (`AV_CODEC_FLAG_LOW_DELAY`), so that the picture after a key frame need not be fed with it: H.264 that says how much it reorders keeps its delay.
- Leaving out of the search for dissolves what moving shades explain: 112 of 120 painted films stand with a good moment instead of 117. Change by frame and not by
  picture does as much for zooms and loses none.
- Requests of 64 KB instead of 32 to files that are not read ahead: the same bytes, no less time. Adding up several rows at once where a picture is made smaller: it
  is the memory that is waited for.
- Having the kernel lay out the memory of a picture at once (`MADV_POPULATE_WRITE`) rather than page by page: as much time in the kernel, for memory that is not used.
- Giving up the search from a film's start once frames score alike: of 7,474 packets 6,823 are still decoded, since most of what looks alike there is blank, and blank is how
  films begin that fade in.
- Asking for the picture after a key frame only where a dissolve is possible: it is, of 77 of 95 key frames.
- Having a decoder give the key frame before the picture after it is fed (a packet with side data alone makes libavcodec's H.264 and HEVC give what they hold back): the
  bytes of all posters are the same, and of 83 pictures 15 need not be decoded, those after frames that show nothing: 1 % of the CPU time.
- Telling from the still alone that it is no dissolve: whatever is taken of contrast, edges, colour and blur, losing one of 100 mixtures of good frames spares one of five
  of them a look at what follows.
- Being content with a score of 0.55 instead of 0.60: as many of the painted films stand with a good moment, but five of the 63 stand with a dimmer one, and the time is less
  than runs differ by.
- Asking for the picture after a key frame only where its packet is not small beside the key frame's: it is less than a tenth in thirteen of 58 films, where it costs little to
  decode, and up to three quarters in the others, as in dissolves.
- Keeping libav's analysis from opening a decoder for H.264 in MP4 (its list of codecs without that one): a tenth of the instructions of such a film, and one rate of 281 another.
- Skipping pictures in the analysis of the end of an MPEG stream: a tenth of the instructions with H.264, nothing with MPEG-2.
- A job more than there are children, so that one waits for none when another ends: pictures are written on the same two cores, and the runs take as long.
- Handing out the largest films first, so that none is left alone at the end: size says little of how long one takes, and runs differ by more.
- Making a new catalogue with its rollback journal in memory: a run of nothing takes 30.7 ms instead of 30.3.
- Vector instructions of 256 bits (`-mavx2`) where pictures are made smaller: 3.9 ms a picture instead of 2.9.
'''

ORDER = ['films', 'samples', 'strips', 'cold', 'commands', 'posters', 'growth']
FIGURES = {'cpu': 'CPU', 'wall': 'wall', 'rss': 'memory', 'first_rss': 'memory', 'read': 'bytes read'}


def spread(found, digits):
    return f'{found.median:.{digits}f} ({found.least:.{digits}f}–{found.most:.{digits}f})'


def table(head, rows):
    return '\n'.join(['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head), *('| ' + ' | '.join(row) + ' |' for row in rows), ''])


def mark(told):
    return '' if told.goal is None else 'kept' if told.is_kept() else '**missed**'


def told_of(known, kind):
    """(subject, what of it)"""
    return [(name, results.Told(**one)) for name, subject in known.items() for one in subject[kind]]


def ratio_table(known):
    rows = [[name, one.what, one.against, FIGURES[one.figure], '' if one.goal is None else f'{one.goal:.2f}', spread(one, 3), mark(one)]
            for name, one in told_of(known, 'rows')]
    return table(['subject', 'ours', 'theirs', 'of', 'at most', 'ours ÷ theirs (least–most)', ''], rows)


def limit_table(known):
    def shown(one, value):
        return f'{value / 2**20:.0f} MiB' if 'rss' in one.figure else f'{value * 1000:.1f} ms'
    rows = [[name, one.what, FIGURES[one.figure], shown(one, one.goal), shown(one, one.median), mark(one)] for name, one in told_of(known, 'limits')]
    return table(['subject', 'what', 'of', 'at most', 'median', ''], rows)


def circumstances(subject):
    about = subject['about']
    busy = ' **The machine was busy with other work.**' if results.is_busy(about) else ''
    ahead = f'; the kernel reads {about["read_ahead_kb"]} KB ahead' if about.get('read_ahead_kb') else ''
    films = f'{subject["films"]} films, {subject["bytes"] / 1e6:.0f} MB; ' if subject.get('films') else ''
    return f'{films}rounds: {subject["rounds"]}. {about["date"]}, commit {about["commit"]}, {about["machine"]}; load {about["load"]} when it began{ahead}.{busy}\n'


def cost_table(costs):
    rows = []
    for name, rounds in costs.items():
        cpu, wall, rss, read = (summary([one[figure] for one in rounds]) for figure in ('cpu', 'wall', 'rss', 'read'))
        rows.append([f'`{name}`', spread(cpu, 3), spread(wall, 2), f'{rss.median / 1e6:.0f}', f'{read.median / 1e6:.1f}'])
    return table(['', 'CPU s, median (least–most)', 'wall s', 'memory MB', 'read MB'], rows)


def cpu_of(rounds):
    return summary([one['cpu'] for one in rounds]).median


def growth_table(sizes):
    names = next(iter(sizes.values()))
    rows = [[name, *(f'{cpu_of(costs[name]):.3f}' for costs in sizes.values())] for name in names]
    for figure, what in (('first_rss', '`pianmu` in the first index, MiB'), ('rss', 'largest process of it, MiB')):
        rows.append([what, *(f'{costs["first index"][0][figure] / 2**20:.0f}' for costs in sizes.values())])
    return table(['CPU s', *(f'{int(number):,} films' for number in sizes)], rows)


def growth_plot(sizes):
    names = next(iter(sizes.values()))
    return plot({name: [(int(number), max(cpu_of(costs[name]), 1e-3)) for number, costs in sizes.items()] for name in names}, 'films', 'CPU seconds')


def growth(subject, folder):
    picture = folder / 'pictures' / 'growth.svg'
    picture.write_text(growth_plot(subject['sizes']), encoding='utf-8')
    return ['## As the number of films grows\n', circumstances(subject), growth_table(subject['sizes']), '![CPU seconds by number of films](pictures/growth.svg)\n']


def posters(subject):
    """No matter of time."""
    rows = [[f'`{whose}`' if whose != "totem's rule" else whose, f'{share:.1%}'] for whose, share in subject['shares'].items()]
    return ['## Which pictures stand for films\n', f'{subject["films"]} films of twelve scenes, of which the first, the last and half of the others show nothing worth '
            f'looking at: black, white, a flat colour, credits, a slate, colour bars, a test card, noise, a blur, a fade. {subject["about"]["date"]}, commit '
            f'{subject["about"]["commit"]}.\n', table(['', 'films that stand with a good moment'], rows)]


def page(known, folder):
    known = {name: known[name] for name in ORDER if name in known}
    parts = [HEAD, '## Beside peers\n', ratio_table(known), '## Limits of its own\n', limit_table(known)]
    for name, subject in known.items():
        parts += growth(subject, folder) if name == 'growth' else posters(subject) if name == 'posters' else [f'## Subject: {name}\n', circumstances(subject), cost_table(subject['costs'])]
    return '\n'.join(parts) + METHOD + TRIED


def main():
    folder, known = pathlib.Path(sys.argv[1]), results.load()
    if not known:
        raise SystemExit('nothing was measured yet: ./run bench peers')
    (folder / 'benchmarks.md').write_text(page(known, folder), encoding='utf-8')
    (folder / 'benchmarks.json').write_text(json.dumps(known, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')
    print(f'{folder / "benchmarks.md"}: {", ".join(known)}')


if __name__ == '__main__':
    main()

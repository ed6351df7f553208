#!/usr/bin/env python3
"""How often the picture that stands for a film is one to look at: pianmu's, ffmpegthumbnailer's, and the one that totem's rule leads to, of films in which it
is known what every moment shows. And a sheet with the pictures side by side, for a person to look at.

Usage: PIANMU=… DRAW_FILM=… bench_posters.py [FILM…]     (with films of yours: their sheet alone)"""
import json
import os
import random
import subprocess
import sys

import corpus
import peers
import results

FILMS, SCENES, SECONDS = 60, 12, 4
WIDTH, HEIGHT, RATE = 320, 180, 25
GOOD_AT_LEAST = 0.95
X264 = f'-c:v libx264 -preset superfast -crf 20 -pix_fmt yuv420p -g {2 * RATE} {corpus.HD}'.split()

SIZE = f's={WIDTH}x{HEIGHT}:r={RATE}'
LINES = ''.join(f',drawbox=x={40 + 23 * (i * 7 % 5)}:y={12 + 20 * i}:w={110 + 31 * (i * 5 % 4)}:h=7:c=white:t=fill' for i in range(8))
# What no film should be known by, as lavfi pictures; what begins with a comma is done to a drawn scene.
BAD = {
    'black': f'color=black:{SIZE}',
    'white': f'color=white:{SIZE}',
    'a flat colour': f'color=0x2f6f9f:{SIZE}',
    'credits': f'color=black:{SIZE}{LINES}',
    'a slate': f'color=gray:{SIZE},drawbox=x=60:y=60:w=200:h=100:c=white:t=fill,drawbox=x=60:y=30:w=200:h=24:c=black:t=fill,drawgrid=w=50:h=25:c=black:t=2',
    'colour bars': f'smptehdbars={SIZE}',
    'a test card': f'testsrc2={SIZE}',
    'noise': f'nullsrc={SIZE},geq=random(1)*255:random(2)*255:random(3)*255',
    'a blur': ',gblur=sigma=18',
    'a fade': f',fade=t=in:st=0:d={2 * SECONDS}',
}


def drawn(name):
    command = [os.environ['DRAW_FILM'], name, WIDTH, HEIGHT, SECONDS, SECONDS * RATE]
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True).stdout


def encode(path, inputs, filters, **pictures):
    corpus.ffmpeg(path, *inputs, '-t', str(SECONDS), '-vf', f'{filters},{corpus.TO_HD}', *X264, '-threads', '1', **pictures)


def draw(path, name, filters=''):
    raw = ['-f', 'rawvideo', '-pix_fmt', 'bgra', '-s', f'{WIDTH}x{HEIGHT}', '-r', str(RATE), '-i', '-']
    encode(path, raw, f'null{filters}', pictures=lambda: drawn(name))


def make_scenes(folder):
    """({what: file} of good ones, the same of bad ones)"""
    names = subprocess.run([os.environ['DRAW_FILM'], '--list'], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    good = {name: os.path.join(folder, f'{name}.mkv') for name in names}
    bad = {what: os.path.join(folder, f'{what}.mkv') for what in BAD}
    for name, path in good.items():
        draw(path, name)
    for what, path in bad.items():
        if BAD[what].startswith(','):
            draw(path, names[0], BAD[what])
        else:
            encode(path, ['-f', 'lavfi', '-i', BAD[what]], 'null')
    return good, bad


def scenes_of(number, good, bad):
    """What a film shows, scene by scene: its beginning and end are bad, half of the rest, but never all."""
    chance = random.Random(number)
    middle = [chance.choice(list(bad if chance.random() < 0.5 else good)) for _ in range(SCENES - 2)]
    middle[chance.randrange(len(middle))] = chance.choice(list(good))
    return [chance.choice(list(bad)), *middle, chance.choice(list(bad))]


def make_films(folder):
    """[(path, what each scene shows)], names of good scenes, the folder of the films"""
    good, bad = make_scenes(os.path.join(folder, 'scenes'))
    target = os.path.join(folder, 'films')
    films = []
    for number in range(FILMS):
        shown = scenes_of(number, good, bad)
        path = os.path.join(target, f'{number:02}.mp4')
        listed = os.path.join(folder, 'scenes', f'{number:02}.txt')
        with open(listed, 'w', encoding='utf-8') as file:
            file.writelines(f"file '{os.path.abspath((good | bad)[what])}'\n" for what in shown)
        corpus.ffmpeg(path, '-f', 'concat', '-safe', '0', '-i', listed, '-c', 'copy')
        films.append((path, shown))
    return films, set(good), target


# ---- who takes which picture ----

def of_pianmu(folder, pictures):
    """{path: seconds}; the pictures as JPEG."""
    contest = peers.new_contest(folder)
    try:
        peers.index(contest)
        told = subprocess.run([peers.PIANMU, '-C', contest, 'list', '--json'], stdout=subprocess.PIPE, check=True, text=True).stdout
        seconds = {}
        for work in map(json.loads, told.splitlines()):
            path = os.path.join(folder, work['path'])
            if work['poster'] and work['poster']['path']:
                seconds[path] = work['poster']['time']
                save(pictures, path, 'pianmu', ['-i', os.path.join(contest, work['poster']['path'])])
        return seconds
    finally:
        peers.remove(contest)


def picture_path(pictures, path, whose):
    return os.path.join(pictures, f'{os.path.basename(path)}.{whose}.png')


def save(pictures, path, whose, source):
    subprocess.run(['ffmpeg', '-nostdin', '-y', '-v', 'error', *source, '-frames:v', '1', '-vf',
                    f'scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease,pad={WIDTH}:{HEIGHT}:-1:-1', picture_path(pictures, path, whose)], check=False)


def of_ffmpegthumbnailer(path, pictures):
    """It goes to a tenth, and from there looks through a second."""
    subprocess.run(peers.ffmpegthumbnailer(path, pictures), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    save(pictures, path, 'ffmpegthumbnailer', ['-i', os.path.join(pictures, 'picture.jpg')])
    return peers.seconds_of(path) / 10


# totem-video-thumbnailer: the first of these places at which the bytes of the picture vary by more than this; else the last.
PLACES, BORING = (1 / 3, 2 / 3, 0.1, 0.9, 0.5), 256


def variance(path, seconds):
    data = subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-ss', f'{seconds:.3f}', '-i', path, '-frames:v', '1', '-vf', 'scale=96:54', '-pix_fmt', 'rgb24',
                           '-f', 'rawvideo', '-'], stdout=subprocess.PIPE, check=False).stdout
    if not data:
        return 0
    mean = sum(data) / len(data)
    return sum((byte - mean)**2 for byte in data) / len(data)


def of_totem(path, pictures):
    length = peers.seconds_of(path)
    seconds = next((length * place for place in PLACES if variance(path, length * place) > BORING), length * PLACES[-1])
    save(pictures, path, 'totem', ['-ss', f'{seconds:.3f}', '-i', path])
    return seconds


# ---- what came of it ----

def make_sheet(paths, pictures, target):
    """A row a film and two films beside each other: pianmu, ffmpegthumbnailer, totem."""
    cells = [picture_path(pictures, path, whose) for path in paths for whose in ('pianmu', 'ffmpegthumbnailer', 'totem')]
    blank = os.path.join(pictures, 'blank.png')
    subprocess.run(['ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', f'color=gray:s={WIDTH}x{HEIGHT}', '-frames:v', '1', blank], check=True)
    listed = os.path.join(pictures, 'cells.txt')
    with open(listed, 'w', encoding='utf-8') as file:
        for cell in cells:
            file.write(f"file '{os.path.abspath(cell if os.path.exists(cell) else blank)}'\nduration 1\n")
    rows = (len(paths) + 1) // 2
    subprocess.run(['ffmpeg', '-y', '-v', 'error', '-f', 'concat', '-safe', '0', '-i', listed, '-vf',
                    f'fps=1,scale={WIDTH // 2}:-2,tile=6x{rows}:padding=4:margin=4:color=white', '-frames:v', '1', target], check=True)


def share_of_good(films, good, seconds):
    kept = sum(path in seconds and shown[min(int(seconds[path] / SECONDS), SCENES - 1)] in good for path, shown in films)
    return kept / len(films)


def taken_by_all(paths, folder, pictures):
    os.makedirs(pictures, exist_ok=True)
    return {
        'pianmu': of_pianmu(folder, pictures),
        'ffmpegthumbnailer': {path: of_ffmpegthumbnailer(path, pictures) for path in paths},
        "totem's rule": {path: of_totem(path, pictures) for path in paths},
    }


def main():
    base = os.path.join(corpus.kept_in(), 'posters')
    given = [os.path.abspath(path) for path in sys.argv[1:]]
    if given:
        films, good, folder = [(path, None) for path in given], None, os.path.commonpath([os.path.dirname(path) for path in given])
    else:
        films, good, folder = make_films(base)
    paths = [path for path, _ in films]
    pictures = os.path.join(base, 'pictures')
    about = results.about()
    taken = taken_by_all(paths, folder, pictures)
    sheet = os.path.join(base, 'sheet.png')
    make_sheet(paths, pictures, sheet)
    if good:
        shares = {whose: share_of_good(films, good, seconds) for whose, seconds in taken.items()}
        for whose, share in shares.items():
            print(f'{whose:20} {share:6.1%} of {len(films)} films stand with a good moment')
        print(f'wanted of pianmu: {GOOD_AT_LEAST:.0%}: {"kept" if shares["pianmu"] >= GOOD_AT_LEAST else "MISSED"}')
        results.keep('posters', about=about, rounds=1, films=len(films), shares=shares, rows=[], limits=[], costs={})
    print(f'a sheet to look at: {sheet} (pianmu, ffmpegthumbnailer, totem)')


if __name__ == '__main__':
    main()

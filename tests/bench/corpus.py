"""Films to measure with: about sixty of the kinds that contests get, or a dozen. FFmpeg's lavfi draws the scenes; each kind of film is a table row. Scenes
are drawn once and encoded once a kind, then films are put together of them by copying, so that many films cost little. What is there is not made again: a
making that was broken off goes on. Colours are converted to what the tags say. The films are not kept in the repository.

Usage: corpus.py FOLDER [--quick]     (makes FOLDER/films or FOLDER/quick; two processes, niced; about 3 GB)"""
import concurrent.futures
import os
import random
import shlex
import subprocess
import sys
from typing import NamedTuple

# Raise when scenes, kinds or films change: what was made by another is left alone, and may be deleted.
VERSION = 1
PROCESSES = 2
SECONDS = 10  # a scene as it is drawn; a kind of film takes as much of it as a few of its key frames are apart

PAN = "crop=1920:1080:x='320+300*sin(t/3)':y='180+150*cos(t/4)'"
TO_HD = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'
STILL = f'mandelbrot=s=2560x1440:start_scale={{}}:maxiter=600:rate=25,trim=end_frame=1,{TO_HD},loop=loop=-1:size=1,setpts=N/25/TB'
ROLL = 'cellauto=s=480x1080:rule=110:r=25,format=gray,scale=960:2160:flags=neighbor,crop=960:1080,pad=1920:1080:480:0'
SCENES = {
    'opening': f'{STILL.format(0.3)},{PAN},noise=alls=6:allf=t,fade=t=in:st=2.4:d=2',
    'hall': f'{STILL.format(0.9)},{PAN},noise=alls=5:allf=t',
    'night': f'{STILL.format(0.5)},{PAN},eq=brightness=-0.36:contrast=0.6,noise=alls=3:allf=t',
    'sky': 'gradients=s=960x540:r=25:n=6:seed=3:speed=0.02,scale=1920:1080,noise=alls=4:allf=t',
    'crowd': 'life=s=240x136:r=25:mold=10:ratio=0.15:random_seed=5:death_color=#403020:life_color=#e0d0ff:mold_color=#204060,scale=1920:1080:flags=bicubic',
    'ride': 'mandelbrot=s=640x360:r=25:start_scale=0.8:end_scale=0.02:end_pts=200:maxiter=400,scale=1920:1080,noise=alls=5:allf=t',
    'chart': 'testsrc2=s=1920x1080:r=25',
    'grain': f'{STILL.format(0.2)},hue=h=90,{PAN},noise=alls=14:allf=t',
    'credits': ROLL,
}
FRAME = {'opening', 'credits'}  # how films begin and end

HD = '-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv'
SD = '-colorspace bt470bg -color_primaries bt470bg -color_trc gamma28 -color_range tv'
WIDE = '-colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084 -color_range tv'
TO_SD = 'scale={}:in_color_matrix=bt709:out_color_matrix=bt601,setsar={}'
TO_PQ = 'zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt2020,zscale=transfer=smpte2084:matrix=bt2020nc:range=limited,format=yuv420p10le'
X264 = '-c:v libx264 -preset superfast -crf 24 -maxrate {0} -bufsize {0} -pix_fmt yuv420p ' + HD + ' -x264-params'
RICH = '-c:v libx264 -preset superfast -b:v {0} -maxrate {1} -bufsize {1} -pix_fmt yuv420p ' + HD + ' -x264-params'
MPEG2 = '-c:v mpeg2video -g 15 -bf 2 -flags +ildct+ilme'
X265 = '-c:v libx265 -preset ultrafast -tag:v hvc1 {} -x265-params log-level=error:pools=1:frame-threads=1:keyint=75'


class Kind(NamedTuple):
    """How the scenes of a kind of film are encoded."""
    filter: str
    video: str
    seconds: int  # of a scene
    scenes: str = 'opening hall night sky crowd ride chart grain credits'


KINDS = {
    'h264-2s': Kind('null', X264.format('3M') + ' keyint=50:bframes=2:ref=2', 4),
    'h264-5s': Kind('null', X264.format('3M') + ' keyint=125:bframes=3:ref=3', 5),
    'h264-10s': Kind('null', X264.format('3M') + ' keyint=250:scenecut=0:bframes=2:open-gop=1', 10, 'opening hall night ride grain credits'),
    'h264-8M': Kind('null', RICH.format('8M', '10M') + ' keyint=50:bframes=2', 4, 'opening hall night ride grain credits'),
    'h264-16M': Kind('noise=alls=6:allf=t', RICH.format('16M', '20M') + ' keyint=50:bframes=2', 4, 'opening hall night ride grain credits'),
    'h264-720': Kind('scale=1280:720', X264.format('1500k') + ' keyint=75', 6),
    'h264-4k': Kind('scale=3840:2160:flags=bilinear,noise=alls=3:allf=t', RICH.format('20M', '30M') + ' keyint=125', 5, 'opening hall ride night'),
    'hevc': Kind('null', X265.format(f'-b:v 5M -pix_fmt yuv420p {HD}'), 6, 'opening hall ride night'),
    'hdr': Kind(TO_PQ, X265.format(f'-b:v 8M {WIDE}') + ':hdr10=1', 5, 'opening hall ride'),
    'vp9': Kind('scale=1280:720', f'-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1500k -g 125 {HD}', 5, 'opening hall ride'),
    'av1': Kind('null', f'-c:v libsvtav1 -preset 12 -crf 40 -g 50 -svtav1-params lp=1 {HD}', 5, 'opening hall ride'),
    'prores': Kind('format=yuv422p10le', f'-c:v prores_ks -profile:v 1 {HD}', 4, 'opening hall grain'),
    'mpeg2-576i': Kind(TO_SD.format('720:576', '16/11') + ',setfield=tff', f'{MPEG2} -b:v 5M -maxrate 8M -bufsize 2M {SD}', 4),
    'mpeg2-1080i': Kind('setfield=tff', f'{MPEG2} -b:v 15M -maxrate 18M -bufsize 6M {HD}', 4, 'opening hall night'),
    'mpeg4': Kind(TO_SD.format('720:404', 1), f'-c:v mpeg4 -b:v 1500k -g 250 -bf 1 {SD}', 10, 'opening hall night'),
    'wmv2': Kind(TO_SD.format('854:480', 1), f'-c:v wmv2 -b:v 1500k -g 250 {SD}', 10, 'opening hall ride'),
    'flv1': Kind(TO_SD.format('640:360', 1), f'-c:v flv -b:v 900k -g 100 {SD}', 4, 'opening hall ride'),
}


class Films(NamedTuple):
    """Films of one kind: where, and how long each, in seconds; those first named stand for it among the dozen."""
    kind: str
    name: str
    lengths: tuple
    mux: str = '-c copy'
    quick: int = 0


FASTSTART = '-c copy -movflags +faststart'
FILMS = [
    Films('h264-2s', 'plain/short gop {}.mp4', (40, 80, 60, 90), quick=1),
    Films('h264-2s', 'plain/short gop faststart {}.mp4', (70, 50, 100), FASTSTART),
    Films('h264-5s', 'plain/middle gop {}.mp4', (50, 90, 40), quick=1),
    Films('h264-5s', 'plain/middle gop faststart {}.mp4', (60, 80, 100, 70), FASTSTART),
    Films('h264-10s', 'plain/long gop {}.mp4', (100, 60, 80)),
    Films('h264-10s', 'plain/long gop faststart {}.mp4', (50, 90, 40), FASTSTART, quick=1),
    Films('h264-5s', 'plain/middle gop {}.mkv', (80, 60)),
    Films('h264-10s', 'plain/long gop {}.mkv', (100,)),
    Films('h264-2s', 'plain/short gop {}.mov', (60,)),
    Films('h264-8M', 'rich/8M {}.mp4', (50, 70, 40, 80, 60), quick=1),
    Films('h264-8M', 'rich/8M faststart {}.mp4', (60, 50), FASTSTART),
    Films('h264-16M', 'rich/16M {}.mp4', (50, 60, 40), quick=1),
    Films('h264-16M', 'rich/16M {}.mkv', (50,)),
    Films('h264-8M', 'rich/bluray {}.m2ts', (50,)),
    Films('h264-720', 'web/720p {}.mp4', (50, 80, 60, 40, 70), FASTSTART, quick=1),
    Films('h264-4k', 'uhd/4k {}.mp4', (35, 45, 40), quick=1),
    Films('h264-4k', 'uhd/4k faststart {}.mp4', (40,), FASTSTART),
    Films('hevc', 'hevc/hevc {}.mp4', (60, 80), FASTSTART, quick=1),
    Films('hevc', 'hevc/hevc {}.mkv', (75, 50)),
    Films('hdr', 'hevc/hdr {}.mkv', (60, 45), quick=1),
    Films('vp9', 'web/vp9 {}.webm', (80, 100), '-c:v copy -c:a libopus', quick=1),
    Films('av1', 'web/av1 {}.mp4', (120,), FASTSTART),
    Films('av1', 'web/av1 {}.mkv', (100,)),
    Films('prores', 'production/prores {}.mov', (40,), '-c:v copy -c:a pcm_s16le', quick=1),
    Films('mpeg2-576i', 'tv/576i {}.ts', (90,)),
    Films('mpeg2-576i', 'tv/dvd {}.vob', (80,), '-c:v copy -c:a mp2 -b:a 192k -f dvd'),
    Films('mpeg2-1080i', 'tv/1080i {}.ts', (60,), quick=1),
    Films('mpeg4', 'old/mpeg4 {}.avi', (80, 60), '-c:v copy -c:a libmp3lame', quick=1),
    Films('wmv2', 'old/wmv {}.wmv', (80,), '-c:v copy -c:a wmav2'),
    Films('flv1', 'old/flash {}.flv', (80,), '-c:v copy -c:a libmp3lame -ar 44100'),
]


def ffmpeg(target, *words, pictures=lambda: None):
    """Makes a file that is there whole or not at all; of what `pictures` gives, where words say that it comes so."""
    if os.path.exists(target):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    place, name = os.path.split(target)
    part = os.path.join(place, f'part-{name}')
    subprocess.run(['nice', '-n', '10', 'ffmpeg', '-y', '-v', 'error', *words, part], check=True, input=pictures() or b'',
                   env={**os.environ, 'SVT_LOG': '1'})  # SVT-AV1 tells faults only
    os.rename(part, target)


def draw_scene(parts, scene):
    """As near to what a camera delivers as what follows can tell: almost lossless, tagged."""
    ffmpeg(os.path.join(parts, f'{scene}.mkv'), '-f', 'lavfi', '-i', f'{SCENES[scene]},{TO_HD}', '-t', str(SECONDS), *shlex.split(HD),
           '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '14', '-threads', '1')


def draw_sound(parts):
    noise = f'anoisesrc=c=pink:a=0.2:d={SECONDS}:r=48000:seed=1,tremolo=f=0.4:d=0.8'
    ffmpeg(os.path.join(parts, 'sound.m4a'), '-f', 'lavfi', '-i', noise, '-ac', '2', '-c:a', 'aac', '-b:a', '128k')


def encoded(parts, name, scene):
    return os.path.join(parts, f'{name}.{scene}.mkv')


def encode_scene(parts, name, scene):
    kind = KINDS[name]
    pictures, sound = os.path.join(parts, f'{scene}.mkv'), os.path.join(parts, 'sound.m4a')
    ffmpeg(encoded(parts, name, scene), '-i', pictures, '-i', sound, '-t', str(kind.seconds), '-map', '0:v', '-map', '1:a',
           '-vf', kind.filter, '-c:a', 'copy', *shlex.split(kind.video), '-threads', '1')


def scenes_of_kind(name, quick):
    scenes = KINDS[name].scenes.split()
    return scenes[:3] if quick else scenes


def scenes_of_film(films, number, quick):
    """Which, in order: the opening, others by chance but always the same, the credits."""
    kind, scenes = KINDS[films.kind], scenes_of_kind(films.kind, quick)
    others = [scene for scene in scenes if scene not in FRAME]
    chance = random.Random(f'{films.name} {number}')
    middle = [chance.choice(others) for _ in range(films.lengths[number] // kind.seconds)]
    return [scenes[0], *middle, *(scene for scene in scenes[-1:] if scene == 'credits')]


def path_of(films, number):
    return films.name.format(number + 1)


def put_together(folder, parts, films, number, quick=False):
    target = os.path.join(folder, path_of(films, number))
    listed = os.path.join(parts, f'{path_of(films, number)}.txt'.replace('/', ' '))
    with open(listed, 'w', encoding='utf-8') as file:
        file.writelines(f"file '{encoded(parts, films.kind, scene)}'\n" for scene in scenes_of_film(films, number, quick))
    ffmpeg(target, '-f', 'concat', '-safe', '0', '-i', listed, '-map', '0', *shlex.split(films.mux))


def chosen(quick):
    for films in FILMS:
        for number in range(films.quick if quick else len(films.lengths)):
            yield films, number


def in_turn(pool, calls):
    """Two at a time; the first fault ends it."""
    for done in concurrent.futures.as_completed([pool.submit(*call) for call in calls]):
        done.result()


def make(folder, quick=False):
    """Returns the paths of the films and the folder that they are in."""
    base = os.path.join(os.path.abspath(folder), f'v{VERSION}')
    parts, target = os.path.join(base, 'parts'), os.path.join(base, 'quick' if quick else 'films')
    films = list(chosen(quick))
    kinds = dict.fromkeys(one.kind for one, _ in films)
    os.makedirs(parts, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        drawn = dict.fromkeys(scene for kind in kinds for scene in scenes_of_kind(kind, quick))
        in_turn(pool, [(draw_scene, parts, scene) for scene in drawn] + [(draw_sound, parts)])
        in_turn(pool, [(encode_scene, parts, kind, scene) for kind in kinds for scene in scenes_of_kind(kind, quick)])
        in_turn(pool, [(put_together, target, parts, *film, quick) for film in films])
    return target, [os.path.join(target, path_of(*film)) for film in films]


def kept_in():
    """Where the films and other things that are made once are, of whoever runs a benchmark."""
    return os.environ.get('PIANMU_BENCH_DIR') or os.path.join(os.environ.get('MESON_BUILD', 'build'), 'bench')


def large_films(folder, quick=False):
    """Of 150 to 300 MB, none like another, of a few kinds of container."""
    base = os.path.join(os.path.abspath(folder), f'v{VERSION}')
    parts, target = os.path.join(base, 'parts'), os.path.join(base, 'large-quick' if quick else 'large')
    endings = [('mp4', FASTSTART), ('mp4', '-c copy'), ('mkv', '-c copy'), ('mov', '-c copy')]
    films = []
    for number in range(6 if quick else 24):
        ending, mux = endings[number % len(endings)]
        films.append(Films('h264-16M', f'{number} {{}}.{ending}', (75 + number % 7 * 10,), mux))
    scenes = scenes_of_kind('h264-16M', quick)
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        in_turn(pool, [(draw_scene, parts, scene) for scene in scenes] + [(draw_sound, parts)])
        in_turn(pool, [(encode_scene, parts, 'h264-16M', scene) for scene in scenes])
        in_turn(pool, [(put_together, target, parts, film, 0, quick) for film in films])
    return target, [os.path.join(target, path_of(film, 0)) for film in films]


def main():
    words = sys.argv[1:]
    folder, films = make(words[0], '--quick' in words)
    print(f'{len(films)} films of {sum(os.path.getsize(film) for film in films) / 1e6:.0f} MB in {folder}')


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""What the deep check costs beside decoding alone: CPU of one film after the other against `ffmpeg -threads 1 -f null -`, and the wall time of
`pianmu index --deep --jobs 2` over all of them against ffmpeg over them in turn. Both alternate; medians of ROUNDS.

Usage: DEEP_OF=… PIANMU=… bench_deep.py [ROUNDS]"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

DEEP_OF = os.environ['DEEP_OF']
PIANMU = os.environ['PIANMU']
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SECONDS = 6
CPU_MOST = 1.25
WALL_MOST = 1

# Pictures that move and have contours and grain as filmed ones do, at bit rates that people submit.
MOVING = 'mandelbrot=s=480x270:r=25:start_scale=0.8:end_scale=0.02:end_pts=200,scale={size},noise=alls=5:allf=t'
SOUND = "anoisesrc=c=pink:a=0.5:r=48000,tremolo=f=0.4:d=0.8,aformat=channel_layouts=stereo"
FILMS = {
    'h264-1080.mp4': ('1920x1080', '-c:v libx264 -preset fast -b:v 8M -pix_fmt yuv420p -c:a aac -b:a 192k'),
    'h264-720.mp4': ('1280x720', '-c:v libx264 -preset fast -b:v 4M -pix_fmt yuv420p -c:a aac -b:a 128k'),
    'h264-keys.mov': ('1920x1080', '-c:v libx264 -preset ultrafast -g 1 -b:v 40M -pix_fmt yuv420p -c:a pcm_s24le'),
    'hevc-1080.mp4': ('1920x1080', '-c:v libx265 -preset ultrafast -x265-params log-level=none -b:v 5M -pix_fmt yuv420p -c:a aac'),
    'hevc10-720.mkv': ('1280x720', '-c:v libx265 -preset ultrafast -x265-params log-level=none -b:v 3M -pix_fmt yuv420p10le -c:a ac3'),
    'vp9-1080.webm': ('1920x1080', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -b:v 5M -pix_fmt yuv420p -c:a libopus'),
    'vp8-720.webm': ('1280x720', '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 3M -pix_fmt yuv420p -c:a libvorbis'),
    'mpeg2-1080.ts': ('1920x1080', '-c:v mpeg2video -b:v 20M -maxrate 25M -bufsize 12M -bf 2 -pix_fmt yuv420p -c:a mp2'),
    'mpeg2-576.mpg': ('720x576', '-c:v mpeg2video -b:v 6M -maxrate 8M -bufsize 2M -bf 2 -c:a ac3'),
    'mpeg4-720.avi': ('1280x720', '-c:v mpeg4 -b:v 5M -bf 2 -c:a libmp3lame'),
    'wmv2-576.wmv': ('720x576', '-c:v wmv2 -b:v 3M -c:a wmav2'),
    'prores-1080.mov': ('1920x1080', '-c:v prores_ks -profile:v 2 -c:a pcm_s16le'),
}


def make(folder, name):
    size, words = FILMS[name]
    path = os.path.join(folder, name)
    subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-f', 'lavfi', '-i', MOVING.format(size=size), '-f', 'lavfi', '-i', SOUND,
                    '-t', str(SECONDS), *words.split(), path], check=True)
    return path


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def wall(commands, allowed=(0,)):
    started = time.perf_counter()
    for command in commands:
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if ended.returncode not in allowed:
            raise SystemExit(f'{command} ended with {ended.returncode}')
    return time.perf_counter() - started


# As pianmu-examine runs: it yields to whatever else the machine does, and so must what it is held against.
POLITELY = ['nice', '-n', '10', 'chrt', '--batch', '0'] if shutil.which('chrt') else ['nice', '-n', '10']


def ffmpeg(path):
    return [*POLITELY, 'ffmpeg', '-nostdin', '-v', 'error', '-threads', '1', '-i', path, '-f', 'null', '-']


def spread(values):
    return f'{min(values):.2f}..{max(values):.2f}'


def tell(what, ratio, most):
    return f'{"kept" if ratio <= most else "MISSED"}: {what} is {ratio:.2f}, at most {most} is wanted'


def compare_cpu(paths):
    """Each film in turn, both in turn."""
    ours = {path: [] for path in paths}
    theirs = {path: [] for path in paths}
    for _ in range(ROUNDS):
        for path in paths:
            ours[path].append(cpu([*POLITELY, DEEP_OF, path]))
            theirs[path].append(cpu(ffmpeg(path)))
    print(f'{"CPU s, user + system":20} {"pianmu":>8} {"ffmpeg":>8} {"ratio":>6}   spread of pianmu, of ffmpeg')
    for path in paths:
        a, b = statistics.median(ours[path]), statistics.median(theirs[path])
        print(f'{os.path.basename(path):20} {a:8.2f} {b:8.2f} {a / b:6.2f}   {spread(ours[path])}  {spread(theirs[path])}')
    a, b = (sum(statistics.median(values[path]) for path in paths) for values in (ours, theirs))
    print(f'{"all":20} {a:8.2f} {b:8.2f} {a / b:6.2f}')
    return tell('CPU of the deep check beside decoding alone', a / b, CPU_MOST)


def new_contest(folder, paths):
    """Of these films, indexed, none of them checked deeply."""
    contest = tempfile.mkdtemp(prefix='contest-', dir=folder)
    subprocess.run([PIANMU, 'init', contest], check=True, stdout=subprocess.DEVNULL)
    os.makedirs(os.path.join(contest, 'submissions'), exist_ok=True)
    for path in paths:
        os.link(path, os.path.join(contest, 'submissions', os.path.basename(path)))
    wall([[PIANMU, '-C', contest, 'index', '--settle', '0']], allowed=(0, 3))
    return contest


def compare_wall(folder, paths):
    ours, theirs = [], []
    for _ in range(ROUNDS):
        contest = new_contest(folder, paths)
        ours.append(wall([[PIANMU, '-C', contest, 'index', '--settle', '0', '--deep', '--jobs', '2']], allowed=(0, 3)))
        theirs.append(wall([ffmpeg(path) for path in paths]))
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f'{"wall s, two jobs":20} {a:8.2f} {b:8.2f} {a / b:6.2f}   {spread(ours)}  {spread(theirs)}')
    return tell('time of index --deep --jobs 2 beside decoding the films in turn', a / b, WALL_MOST)


def main():
    folder = tempfile.mkdtemp(prefix='pianmu-bench-deep-')
    try:
        paths = [make(folder, name) for name in FILMS]
        print(f'{len(paths)} films of {SECONDS} s; medians of {ROUNDS}')
        told = [compare_cpu(paths), compare_wall(folder, paths)]
        print(*told, sep='\n')
    finally:
        shutil.rmtree(folder)


main()

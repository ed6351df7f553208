#!/usr/bin/env python3
"""What preview copies cost: CPU of `pianmu index --previews` that has nothing else to do, against one `ffmpeg -threads 1` that makes the like of each.

Usage: PIANMU=… bench_proxies.py [ROUNDS]"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

PIANMU = os.environ['PIANMU']
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
CPU_MOST = 1.5

MOVING = 'mandelbrot=s=480x270:r=25:start_scale=0.8:end_scale=0.02:end_pts=200,scale={},noise=alls=5:allf=t'
FILMS = {
    'hevc-1080.mkv': ('1920x1080', '-c:v libx265 -preset ultrafast -x265-params log-level=none -b:v 6M -pix_fmt yuv420p -c:a ac3'),
    'prores-720.mov': ('1280x720', '-c:v prores -c:a pcm_s16le'),
    'mpeg4-576.avi': ('720x576', '-c:v mpeg4 -b:v 5M -c:a libmp3lame'),
}


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def make(folder, name):
    size, words = FILMS[name]
    path = os.path.join(folder, name)
    subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-f', 'lavfi', '-i', MOVING.format(size), '-f', 'lavfi', '-i', 'anoisesrc=c=pink:a=0.5:r=48000',
                    '-t', '6', *words.split(), path], check=True)
    return path


def ours(folder, path):
    """The other previews are made before, and not counted."""
    contest = tempfile.mkdtemp(prefix='contest-', dir=folder)
    subprocess.run([PIANMU, 'init', contest], check=True, stdout=subprocess.DEVNULL)
    os.makedirs(os.path.join(contest, 'submissions'), exist_ok=True)
    os.link(path, os.path.join(contest, 'submissions', os.path.basename(path)))
    settings = os.path.join(contest, 'pianmu.ini')
    with open(settings, encoding='utf-8') as file:
        text = file.read()
    index = [PIANMU, '-C', contest, 'index', '--settle', '0', '--previews']
    with open(settings, 'w', encoding='utf-8') as file:
        file.write(text.replace('[gallery]', '[gallery]\nproxy.when=never'))
    subprocess.run(index, stdout=subprocess.DEVNULL, check=False)
    with open(settings, 'w', encoding='utf-8') as file:
        file.write(text)
    used = cpu(index)
    if not os.path.isdir(os.path.join(contest, 'proxies')):
        raise SystemExit(f'{path}: no preview copy')
    shutil.rmtree(contest)
    return used


def theirs(folder, path):
    fit = "scale='min(1280,iw)':'min(720,ih)'"
    return cpu(['ffmpeg', '-nostdin', '-y', '-v', 'error', '-threads', '1', '-i', path, '-vf', fit, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-threads', '1', '-preset',
                'veryfast', '-crf', '23', '-maxrate', '6M', '-bufsize', '12M', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-movflags', '+faststart',
                os.path.join(folder, 'copy.mp4')])


def main():
    folder = tempfile.mkdtemp(prefix='pianmu-bench-proxies-')
    try:
        totals = [0, 0]
        print(f'{"CPU s, user + system":20} {"pianmu":>8} {"ffmpeg":>8} {"ratio":>6}')
        for name in FILMS:
            path = make(folder, name)
            a, b = (statistics.median(measure(folder, path) for _ in range(ROUNDS)) for measure in (ours, theirs))
            totals = [totals[0] + a, totals[1] + b]
            print(f'{name:20} {a:8.2f} {b:8.2f} {a / b:6.2f}', flush=True)
        ratio = totals[0] / totals[1]
        print(f'{"kept" if ratio <= CPU_MOST else "MISSED"}: CPU of preview copies beside ffmpeg is {ratio:.2f}, at most {CPU_MOST} is wanted')
    finally:
        shutil.rmtree(folder)


main()

"""What others do with the same films, each as its manual shows it; and pianmu. Every entry is a measure.Contender.

All peers yield to what else the machine does as pianmu's examiners do (POLITELY); otherwise a busy machine would favour them."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import corpus
from measure import Contender, forget, remember, run

PIANMU = os.environ['PIANMU']
POLITELY = ['nice', '-n', '10', 'chrt', '--batch', '0']
HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH = 640


def work_folder():
    """Beside the films: what is measured is not to be on another kind of disk."""
    os.makedirs(corpus.kept_in(), exist_ok=True)
    return tempfile.mkdtemp(prefix='work-', dir=os.path.abspath(corpus.kept_in()))


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


# ---- pianmu ----

def set_settings(contest, **values):
    """Lines that `pianmu init` has in the file, as comments or not."""
    path = pathlib.Path(contest, 'pianmu.ini')
    text = path.read_text(encoding='utf-8')
    for key, value in values.items():
        text, found = re.subn(rf'(?m)^#?{re.escape(key)}=.*$', lambda _, line=f'{key}={value}': line, text, count=1)
        if not found:
            raise SystemExit(f'pianmu.ini has no line {key}=')
    path.write_text(text, encoding='utf-8')


def new_contest(films):
    contest = work_folder()
    subprocess.run([PIANMU, 'init', contest], check=True, stdout=subprocess.DEVNULL)
    set_settings(contest, root=films, **{'proxy.when': 'never'})
    return contest


def index(contest, *options, peak=None):
    """Exit status 3: there are files that cannot be read, as among the samples."""
    run([PIANMU, '-C', contest, 'index', '--settle', '0', *options], peak, allowed=(0, 3))


def pianmu_index(films, *options):
    return Contender(lambda peak, contest: index(contest, *options, peak=peak), lambda: new_contest(films), remove)


def pianmu_strips(films):
    """The rest is done before."""
    def before():
        contest = new_contest(films)
        index(contest)
        return contest
    return Contender(lambda peak, contest: index(contest, '--previews', peak=peak), before, remove)


# ---- one process a film ----

def a_film_at_a_time(paths, command, allowed=(0,)):
    """`command(path, folder)` in turn, as a loop of the shell would."""
    def work(peak, folder):
        for path in paths:
            run([*POLITELY, *command(path, folder)], allowed=allowed)
    return Contender(work, work_folder, remove)


def ffprobe(path, _):
    return ['ffprobe', '-v', 'error', '-of', 'json', '-show_format', '-show_streams', path]


def mediainfo(path, _):
    return ['mediainfo', '--Output=JSON', path]


def ffmpegthumbnailer(path, folder):
    return ['ffmpegthumbnailer', '-i', path, '-o', os.path.join(folder, 'picture.jpg'), '-c', 'jpeg', '-s', str(WIDTH)]


def ffmpeg_filter(path, folder):
    return ['ffmpeg', '-nostdin', '-v', 'error', '-y', '-i', path, '-vf', f'thumbnail,scale={WIDTH}:-2', '-frames:v', '1', os.path.join(folder, 'picture.jpg')]


def ffmpeg_tiles(path, folder):
    """A hundred of the key frames, or what there are, ten in a row."""
    return ['ffmpeg', '-nostdin', '-v', 'error', '-y', '-threads', '1', '-skip_frame', 'nokey', '-i', path, '-vf', 'scale=160:-2,tile=10x10', '-frames:v', '1',
            '-vsync', '0', os.path.join(folder, 'tiles.jpg')]


def seconds_of(path):
    command = ['ffprobe', '-v', 'error', '-of', 'csv=p=0', '-show_entries', 'format=duration', path]
    try:
        return float(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    except ValueError:
        return 0


def ffmpeg_seek(paths):
    """At a tenth, which is not found out on the clock."""
    tenth = {path: f'{seconds_of(path) / 10:.3f}' for path in paths}
    return lambda path, folder: ['ffmpeg', '-nostdin', '-v', 'error', '-y', '-ss', tenth[path], '-i', path, '-frames:v', '1', '-vf', f'scale={WIDTH}:-2',
                                 os.path.join(folder, 'picture.jpg')]


# ---- whole folders ----

def usual_script(films):
    def work(peak, folder):
        run([*POLITELY, os.path.join(HERE, 'usual_script.sh'), films, os.path.join(folder, 'catalogue.db'), folder], peak, allowed=None)
    return Contender(work, work_folder, remove)


def find_printf(films):
    return Contender(lambda peak, _: run([*POLITELY, 'find', films, '-printf', '%s %T@ %p\\n'], peak))


DLNA_SETTINGS = '''media_dir=V,{films}
db_dir={folder}
log_dir={folder}
port=48200
inotify=no
network_interface=lo
wide_links=yes
'''
DLNA_SECONDS = 600


def scan_ended(log):
    with open(log, encoding='utf-8', errors='replace') as file:
        return 'finished (' in file.read()


def minidlna_scan(films):
    """From start to the line that the scan has ended; it makes no pictures."""
    def before():
        folder = work_folder()
        pathlib.Path(folder, 'settings').write_text(DLNA_SETTINGS.format(films=films, folder=folder), encoding='utf-8')
        return folder

    def work(_, folder):
        log = os.path.join(folder, 'log')
        with open(log, 'wb') as out:
            command = [*POLITELY, 'minidlnad', '-f', os.path.join(folder, 'settings'), '-P', os.path.join(folder, 'pid'), '-S', '-R', '-L']
            with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out) as process:
                until = time.monotonic() + DLNA_SECONDS
                while not any(scan_ended(name) for name in (log, os.path.join(folder, 'minidlna.log')) if os.path.exists(name)):
                    if process.poll() is not None or time.monotonic() > until:
                        raise SystemExit(f'minidlnad did not scan {films}')
                    time.sleep(0.01)
                process.terminate()
                process.wait()
    return Contender(work, before, remove)


def with_films(contender, paths, state):
    """Of which `state(paths)` has the kernel keep all in memory, or nothing."""
    def before():
        prepared = contender.before()
        state(paths)
        return prepared
    return Contender(contender.work, before, contender.after)


def warm(contenders, paths):
    """Each anew: a machine that is lent out may lose memory that seems idle."""
    return {name: with_films(contender, paths, remember) for name, contender in contenders.items()}


def cold(contender, paths):
    return with_films(contender, paths, forget)

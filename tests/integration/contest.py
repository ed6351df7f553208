"""A contest folder for tests: films made by ffmpeg, pianmu run on them, what it answers read back.

The program and its examiner come from the environment: PIANMU. Films are generated once a test program and copied from then on."""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

PIANMU = os.environ.get('PIANMU', '')
SANITIZED = os.environ.get('PIANMU_SANITIZED') == '1'

# Clips small enough that making them costs nothing.
FILMS = {
    'good.mp4': ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2', '-f', 'lavfi', '-i', 'sine=d=2',
                 '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart'],
    'other.mp4': ['-f', 'lavfi', '-i', 'mandelbrot=s=320x180:r=25', '-t', '2',
                  '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    'long.mp4': ['-f', 'lavfi', '-i', 'testsrc=s=320x180:r=5:d=30',
                 '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    'film.mkv': ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=25:d=1', '-c:v', 'mpeg4'],
}


class Films:
    """Made on first use, in a folder of this process."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='pianmu-films-')

    def path(self, name):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', *FILMS[name], path], check=True)
        return path

    def clear(self):
        shutil.rmtree(self.folder)


class ContestCase(unittest.TestCase):
    """A test with a contest folder of its own."""
    rules = 'container=mp4, mov\nduration=1s..10s\n'
    searched = collections.Counter()  # kinds of runs; see environment()
    searches_all = False
    place = None  # where the folder is made; None: where temporary files are

    @classmethod
    def setUpClass(cls):
        cls.films = Films()

    @classmethod
    def tearDownClass(cls):
        cls.films.clear()

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='pianmu-contest-', dir=self.place)
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.addCleanup(self.assert_no_gallery_holds_a_catalogue)
        self.pianmu('init', expect=0)
        self.settings(self.rules)

    # ---- the folder ----

    def settings(self, rules, edition='', more=''):
        """pianmu.ini anew, with the six categories and these rules."""
        names = [('zhanshi', '展示', 'Showcase'), ('zhuanti', '专题', 'Special topic'), ('juqing', '剧情', 'Drama'),
                 ('dongman', '动漫', 'Animation'), ('gongyi', '公益', 'Public interest'), ('jishi', '纪实', 'Documentary')]
        text = f'[edition]\nid=test\nlanguage=zh_CN\ntitle[zh_CN]=测试大赛\ntitle=Test Contest\n{edition}\n'
        for slug, zh, en in names:
            text += f'[category {slug}]\ntitle[zh_CN]={zh}\ntitle={en}\n\n'
        text += f'[rules]\n{rules}\n{more}'
        with open(os.path.join(self.dir, 'pianmu.ini'), 'w', encoding='utf-8') as file:
            file.write(text)

    def at(self, *parts):
        return os.path.join(self.dir, *parts)

    def submission(self, path):
        return self.at('submissions', path)

    def put(self, film, path):
        """A film, or bytes, as a submission."""
        target = self.submission(path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if isinstance(film, bytes):
            with open(target, 'wb') as file:
                file.write(film)
        else:
            shutil.copyfile(self.films.path(film), target)
        return target

    def assert_no_gallery_holds_a_catalogue(self):
        """Of every gallery that a test has built, wherever in its folder: a catalogue has contacts."""
        for top, _, names in os.walk(self.dir):
            if 'MANIFEST' not in names:
                continue
            for folder, _, inside in os.walk(top):
                for name in inside:
                    path = os.path.join(folder, name)
                    if os.path.isfile(path):
                        with open(path, 'rb') as file:
                            self.assertNotEqual(file.read(16), b'SQLite format 3\0', path)

    # ---- the program ----

    def environment(self, args):
        """In a checked build a search for leaks can take longer than the rest of a run: in each test program the first run of a command with these
        words and options is searched, and every run where the tests are of the commands and of the night themselves."""
        kind = tuple(arg for arg in args if re.fullmatch('-*[a-z][a-z-]*', arg))
        self.searched[kind] += 1
        if not SANITIZED or self.searches_all or self.searched[kind] == 1:
            return {}
        return {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}

    def run_pianmu(self, *args, env=None, prefix=()):
        full = {**(os.environ if env is None else env), **self.environment(args)}
        return subprocess.run([*prefix, PIANMU, '-C', self.dir, *args], env=full, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)

    def pianmu(self, *args, expect=None, **options):
        """stdout; with `expect`, the exit status that it must have."""
        done = self.run_pianmu(*args, **options)
        if expect is not None:
            self.assertEqual(done.returncode, expect,
                             f'{args}: {done.stdout.decode(errors="replace")}{done.stderr.decode(errors="replace")}')
        return done.stdout.decode()

    def index(self, *args, expect=0):
        return self.pianmu('index', '--settle', '0', *args, expect=expect)

    def nightly(self, *args, expect=0, **options):
        return self.pianmu('nightly', '--settle', '0', *args, expect=expect, **options)

    def calls_of(self, command):
        """What a command and whoever it starts opened and started, line by line; None with sanitizers, which strace does not go with."""
        strace = shutil.which('strace')
        if SANITIZED:
            command()
            return None
        if not strace:
            raise unittest.SkipTest('strace is not here, and what is opened cannot be watched')
        log = self.at('..', os.path.basename(self.dir) + '.strace')
        self.addCleanup(lambda: os.path.exists(log) and os.remove(log))
        command(prefix=(strace, '-f', '-o', log, '-e', 'trace=open,openat,openat2,execve'))
        with open(log, encoding='utf-8', errors='replace') as trace:
            return [line for line in trace if 'ENOENT' not in line]

    @staticmethod
    def wait_for(condition, run):
        """Until it holds or the run is over, however long that takes."""
        while run.poll() is None and not condition():
            time.sleep(0.002)

    def works(self):
        return [json.loads(line) for line in self.pianmu('list', '--json', expect=0).split('\n') if line]

    def by_path(self):
        return {work['path']: work for work in self.works()}

    def canonical(self):
        """What two catalogues must have in common to be the same."""
        return self.pianmu('list', '--json', expect=0)

    def tree(self, *parts):
        """Every file below a folder and its bytes."""
        top = self.at(*parts)
        found = {}
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, top)] = file.read()
        return found

    def site(self):
        """The gallery without what tells of how the catalogue came to be: one that was built in several goes has counted more revisions, and saw
        the films at another moment, which is in the names of what tells of it, too."""
        def strip(data):
            data = re.sub(rb'<time[^>]*>[^<]*</time>', b'', data)
            data = re.sub(rb'\b\d{13}\b', b'', data)  # ms since the epoch
            data = re.sub(rb'\d{4}-\d\d-\d\d \d\d:\d\d', b'', data)
            data = re.sub(rb'([."])[0-9a-f]{10}([."])', rb'\1HASH\2', data)
            return re.sub('(修订号|revision) \\d+'.encode(), b'', data, flags=re.IGNORECASE)
        return {strip(path.encode()): strip(data) for path, data in self.tree('gallery').items() if path != 'MANIFEST'}


def children(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
            return [int(word) for word in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def taken(path):
    """The value of the one call that a data file of a gallery holds."""
    with open(path, encoding='utf-8') as file:
        return json.loads(re.fullmatch(r'pianmu\.take\("[a-z]+",(.*)\);\n', file.read(), re.DOTALL)[1])


def rows_of(gallery):
    """What the lists of a gallery tell of each work, by the names of the columns; see catalog/gallery/rows.h."""
    data = pathlib.Path(gallery, 'data')
    columns = taken(next(data.glob('site.*.js')))['columns']
    for path in sorted(data.glob('works-*.js')):
        part = taken(path)
        for row in part['rows']:
            row = row + [0] * (len(columns) - len(row))
            lists = iter(part['lists'])
            work = {}
            for column, value in zip(columns, row):
                names, values = ([column], [value]) if isinstance(column, str) else (column, next(lists)[value] or [])
                work.update(zip(names, values))
            yield work


def main():
    assert PIANMU, 'PIANMU names no program'
    unittest.main(verbosity=2)

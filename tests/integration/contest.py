"""A contest folder for tests: films made by ffmpeg, pianmu run on them, what it answers read back.

The program and its examiner come from the environment: PIANMU. Films are generated once a test program and copied from then on."""
import json
import os
import shutil
import subprocess
import tempfile
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

    @classmethod
    def setUpClass(cls):
        cls.films = Films()

    @classmethod
    def tearDownClass(cls):
        cls.films.clear()

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='pianmu-contest-')
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
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

    # ---- the program ----

    def run_pianmu(self, *args, env=None, prefix=()):
        full = dict(os.environ) if env is None else env
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

    def works(self):
        return [json.loads(line) for line in self.pianmu('list', '--json', expect=0).splitlines()]

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


def main():
    assert PIANMU, 'PIANMU names no program'
    unittest.main(verbosity=2)

"""What holds after any interruption, and a contest that is quickly gone through, for the tests that interrupt."""
import contextlib
import difflib
import glob
import hashlib
import os
import random
import resource
import shutil
import sqlite3
import subprocess

import contest

SEED = int(os.environ.get('PIANMU_SEED', '1'))
LONG = os.environ.get('PIANMU_LONG') == '1'  # all there is instead of a sample
MODIFIED = 1600000000

contest.FILMS['tiny.mp4'] = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p',
                             '-threads', '1', '-movflags', '+faststart']

# What people and runs were told is kept: (key, what of it may not change).
ACKNOWLEDGED = [
    "SELECT 'revision', revision FROM revision",
    "SELECT 'entry ' || edition_id || ' ' || number, id FROM entries",
    "SELECT 'content ' || content, status FROM contents WHERE status = 'ok'",
    "SELECT 'poster ' || path, content_id FROM posters",
    "SELECT 'stage ' || stage || content_id, status FROM stages WHERE status = 'ok'",
    "SELECT 'version ' || entry_id || ' ' || content_id, first_seen_us FROM versions",
    "SELECT 'decision ' || id, kind FROM decisions",
    "SELECT 'tag ' || entry_id || tag, 1 FROM tags",
]
DECISIONS = 'SELECT entry_id, kind, subject, answer, time_us, decided_by, why FROM decisions ORDER BY id'


class CrashCase(contest.ContestCase):
    """A contest in memory where there is room: a kill takes nothing from the kernel, and waiting for a disk tells nothing."""
    place = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None

    def setUp(self):
        super().setUp()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        self.kept = self.dir + '.kept'
        self.addCleanup(shutil.rmtree, self.kept, ignore_errors=True)
        self.chance = random.Random(SEED)
        self.verified = {}
        self.films_kept = None

    # ---- the contest ----

    def film(self, path, number):
        """A tiny film whose bytes no other number has. In the place of another it is another file: the gallery has links to the old one."""
        if os.path.exists(self.submission(path)):
            os.remove(self.submission(path))
        target = self.put('tiny.mp4', path)
        with open(target, 'ab') as file:
            file.write(b'\0' * number)
        os.utime(target, (MODIFIED + number, MODIFIED + number))

    def films_there(self):
        return {(path, os.lstat(path).st_ino, os.lstat(path).st_mtime_ns) for path in glob.glob(self.at('submissions', '**'), recursive=True)}

    def keep(self):
        """Remembers the folder as it is."""
        shutil.rmtree(self.kept, ignore_errors=True)
        subprocess.run(['cp', '-a', self.dir, self.kept], check=True)
        self.films_kept = self.films_there()

    def restore(self):
        """Films stay where they are the same, with the numbers by which they are known; no run changes them."""
        self.verified.clear()
        same_films = self.films_there() == self.films_kept
        for name in os.listdir(self.dir):
            if name == 'submissions' and same_films:
                continue
            path = self.at(name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.remove(path)
        kept = [os.path.join(self.kept, name) for name in os.listdir(self.kept) if name != 'submissions' or not same_films]
        subprocess.run(['cp', '-a', *kept, self.dir], check=True)

    # ---- the catalogue ----

    def read(self, *statements):
        """All rows, by a connection that changes nothing; none where there is no catalogue."""
        if not os.path.exists(self.at('catalog.db')):
            return []
        with contextlib.closing(sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True, timeout=60)) as catalogue:
            return [row for statement in statements for row in catalogue.execute(statement)]

    def acknowledged(self):
        return dict(self.read(*ACKNOWLEDGED))

    def state(self):
        """What two catalogues must have in common to be the same, decisions and all."""
        return self.canonical(), self.read(DECISIONS)

    # ---- what holds ----

    def assert_sound(self, seen, what):
        sound = [('ok',)] if os.path.exists(self.at('catalog.db')) else []
        self.assertEqual(self.read('PRAGMA integrity_check', 'PRAGMA foreign_key_check'), sound, what)
        there = self.acknowledged()
        self.assertGreaterEqual(there.pop('revision', 0), seen.pop('revision', 0), what)
        self.assertEqual({key: there.get(key) for key in seen}, seen, what)
        self.assert_published_whole(what)

    @staticmethod
    def lasting(site):
        """But for the page of changes, which tells what was: also that a film was unreadable until the next run."""
        return {path: data for path, data in site.items() if not path.endswith(b'changes.html')}

    def assert_same_site(self, site, wanted, what):
        site, wanted = self.lasting(site), self.lasting(wanted)
        self.assertEqual(set(site), set(wanted), what)
        for path in wanted:
            if site[path] != wanted[path]:
                pages = [page.decode(errors='replace').splitlines() for page in (wanted[path], site[path])]
                lines = difflib.unified_diff(*pages, 'undisturbed', 'now', n=0, lineterm='')
                self.fail('\n'.join([what, path.decode(), *lines]))

    def assert_published_whole(self, what):
        """The gallery is a link to a finished generation, which holds what its manifest says, and no more."""
        if not os.path.lexists(self.at('gallery')):
            return
        target = os.readlink(self.at('gallery'))
        self.assertRegex(target, r'^\.gallery/gen-\d+$', what)
        with open(self.at(target, 'MANIFEST'), encoding='utf-8') as file:
            lines = file.read().split('\n\n', 1)[1].splitlines()
        listed = {path: (identity, int(size)) for identity, size, path in (line.split(' ', 2) for line in lines)}
        found = {os.path.relpath(os.path.join(folder, name), self.at(target)) for folder, _, names in os.walk(self.at(target)) for name in names}
        self.assertEqual(found - {'MANIFEST'}, set(listed), what)
        for path, (identity, size) in listed.items():
            self.assertEqual(self.identity(self.at(target, path), identity), (identity, size), f'{what}: {path}')

    def identity(self, path, wanted):
        """Of a file, and its size. Read once, since it is never written again: generations share what did not change."""
        status = os.stat(path)
        key = (status.st_ino, status.st_size, status.st_mtime_ns)
        if key not in self.verified:
            with open(path, 'rb') as file:
                self.verified[key] = hashlib.sha256(file.read()).hexdigest()
        return (f'sha256:{self.verified[key]}' if wanted.startswith('sha256:') else wanted, status.st_size)

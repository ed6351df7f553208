#!/usr/bin/env python3
"""Any call of the program may fail: nothing is lost or half done, the exit status tells, and the next run arrives where an undisturbed one would
have. A sample of the calls; PIANMU_LONG=1: each, and a tenth of a per cent of those that ask for memory. See fault.c."""
import collections
import functools
import os
import signal
import sqlite3

from contest import main
from crash import LONG, MODIFIED, CrashCase

SHIM = os.path.join(os.environ.get('PIANMU_SHIMS', ''), 'libfault.so')
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'catalog', 'store')
WAYS = ['ENOSPC', 'EIO', 'EINTR', 'short', 'kill']
WRITES = ('write', 'pwrite64')
NEWEST = len([name for name in os.listdir(SCHEMA) if name.startswith('schema-')])
NEVER = 10 ** 9
# GLib ends a program that gets no memory; only its printing answers with NULL, which is then the end as well.
ENDED = {'kill': (-signal.SIGKILL,), 'null': (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV)}


class FaultCase(CrashCase):
    def setUp(self):
        super().setUp()
        self.log = self.dir + '.log'
        self.addCleanup(lambda: os.path.exists(self.log) and os.remove(self.log))
        self.points = collections.Counter()

    def strike(self, command, way, number):
        """The run, and what the shim has to tell of it."""
        if os.path.exists(self.log):
            os.remove(self.log)
        done = self.run_pianmu(*command, env={**os.environ, 'LD_PRELOAD': SHIM, 'PIANMU_FAULT': f'{way} {number}', 'PIANMU_FAULT_LOG': self.log})
        with open(self.log, encoding='utf-8', errors='replace') as file:
            return done, file.read().splitlines()

    def listed(self, command):
        """Every call that it makes, and of which file."""
        done, lines = self.strike(command, 'list', 1)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return lines

    def points_of(self, command, ways, most):
        """(way, number) of every call that it makes, or a sample."""
        calls = [line.split(' ')[0] for line in self.listed(command)]
        points = []
        for way in ways:
            number = len([call for call in calls if call in WRITES]) if way == 'short' else len(calls)
            points += [(way, at + 1) for at in range(number)]
        return points if LONG else sorted(self.chance.sample(points, min(most, len(points))))


class Runs(FaultCase):
    """index, gallery and the night's work."""
    arrival = None

    def begin(self):
        for number in range(3):
            self.film(f'剧情/片{number}.mp4', number)
        self.nightly()

    def follow(self, command):
        self.pianmu(*command, expect=0)
        self.pianmu('gallery', expect=0)

    def arrived(self, command):
        """An index alone publishes nothing."""
        state, site = self.arrival
        return self.state() == state and (command[0] == 'index' or self.lasting(self.site()) == site)

    def says_it_lacks_a_film(self):
        """A film that is not reached holds up neither a gallery, whose page says so, nor an index, in which it is to come: the next run tries again."""
        with open(self.at('gallery', 'MANIFEST'), encoding='utf-8') as file:
            return '\ncomplete no\n' in file.read() or any(work['status'] == 'pending' for work in self.works())

    def interrupt(self, command, way, number, seen):
        self.restore()
        done, told = self.strike(command, way, number)
        what = f'{command[0]}, {way} {number} ({told[0] if told else "none"}): {done.returncode} {done.stderr.decode()}'
        self.assert_sound(dict(seen), what)
        arrived = self.arrived(command)
        if done.returncode == 0:
            self.assertTrue(arrived or self.says_it_lacks_a_film(), what)
        elif done.returncode > 0:
            self.assertIn(done.returncode, (2, 3, 4), what)
            self.assertTrue(done.stderr or done.stdout, what)
        else:
            self.assertIn(done.returncode, ENDED.get(way, ()), what)
        self.points[way, 'done' if done.returncode == 0 else 'complained, done' if arrived else 'not done'] += 1
        if done.returncode > 0 and arrived:
            print('done all the same:', what.strip(), flush=True)
        self.follow(command)
        self.assertTrue(self.arrived(('nightly',)), what)

    def each(self, command, change, ways, most):
        self.begin()
        change()
        seen = self.acknowledged()
        self.keep()
        self.follow(command)
        self.arrival = self.state(), self.lasting(self.site())
        self.restore()
        points = self.points_of(command, ways, most)
        self.restore()
        for way, number in points:
            self.interrupt(command, way, number, seen)
        self.restore()
        number = int(self.strike(command, 'null', NEVER)[1][-1])
        for at in self.chance.sample(range(1, number), number // 1000 if LONG else 2):
            self.interrupt(command, 'null', at, seen)
        print(f'{command[0]}: {sum(self.points.values())} points; {dict(self.points)}', flush=True)

    def test_index(self):
        self.each(('index', '--settle', '0'), lambda: self.film('剧情/新.mp4', 20), WAYS, 12)

    def test_a_folder_that_is_not_read_to_its_end(self):
        """What was not seen in it is not gone: no work is missing after the run, and the folder is named."""
        self.begin()
        before = self.state()
        self.keep()
        command = ('index', '--settle', '0')
        walked = [(at, line.split(' ', 1)[1]) for at, line in enumerate(self.listed(command), 1) if line.startswith('readdir ' + self.at('submissions'))]
        self.assertGreaterEqual(len(walked), 3 + 3)
        for at, folder in walked:
            self.restore()
            done, _ = self.strike(command, 'EIO', at)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(os.path.basename(folder), (done.stdout + done.stderr).decode())
            self.assertEqual(self.state(), before, folder)

    def test_a_film_keeps_its_number_on_the_way_out_of_a_folder_that_is_not_read(self):
        self.begin()
        os.rename(self.submission('剧情/片1.mp4'), self.submission('纪实/片1.mp4'))
        self.keep()
        command = ('index', '--settle', '0')
        breaks_off = 1 + next(at for at, line in enumerate(self.listed(command)) if line == 'readdir ' + self.submission('剧情'))
        self.restore()
        done, _ = self.strike(command, 'EIO', breaks_off)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.follow(command)
        self.assertEqual({work['title']: work['id'][-4:] for work in self.works()}, {'片0': '0001', '片1': '0002', '片2': '0003'})

    def test_a_catalogue_that_is_not_opened_ends_a_night_in_order(self):
        self.begin()
        os.rename(self.submission('剧情/片1.mp4'), self.submission('纪实/片1.mp4'))
        self.keep()
        command = ('nightly', '--settle', '0')
        opened = [at for at, line in enumerate(self.listed(command), 1) if line == 'openat ' + self.at('catalog.db')]
        self.assertGreater(len(opened), 5)
        for at in opened:
            self.restore()
            done, _ = self.strike(command, 'EIO', at)
            self.assertIn((done.returncode, b'catalog.db' in done.stderr), ((4, True), (0, False)), (at, done.stderr))  # 0: to tidy up

    def test_where_galleries_are_kept_is_read_to_its_end_or_left_alone(self):
        """Its newest number, taken for free, would be given away twice."""
        self.begin()
        self.pianmu('tag', '2', '夜景', expect=0)
        self.keep()
        listed = [at for at, line in enumerate(self.listed(('gallery',)), 1) if line == 'readdir ' + self.at('.gallery')]
        self.follow(('gallery',))
        site = self.lasting(self.site())
        for at in listed:
            self.restore()
            self.strike(('gallery',), 'EIO', at)
            self.pianmu('gallery', expect=0)
            self.assert_same_site(self.site(), site, at)

    def test_what_verify_found_is_told_though_its_place_is_not_kept(self):
        self.begin()
        path = self.submission('剧情/片1.mp4')
        with open(path, 'r+b') as file:
            file.write(b'!')
        os.utime(path, (MODIFIED + 1, MODIFIED + 1))
        self.keep()
        command = ('verify', '--sample', '100%')
        lines = self.strike(command, 'list', 1)[1]
        self.restore()
        done, _ = self.strike(command, 'ENOSPC', 1 + lines.index('pwrite64 ' + self.at('catalog.db-wal')))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn('片1.mp4', done.stdout.decode())

    def test_gallery(self):
        self.each(('gallery',), lambda: self.pianmu('tag', '2', '夜景', expect=0), WAYS, 30)

    def test_a_night_without_new_films(self):
        self.each(('nightly', '--settle', '0'), lambda: os.rename(self.submission('剧情/片1.mp4'), self.submission('纪实/片1.mp4')), WAYS, 16)


ROWS = ("INSERT INTO editions (id, slug, next_number) VALUES (1, 'test', 3);"
        "INSERT INTO entries (id, edition_id, number, category, title) VALUES (1, 1, 1, 'juqing', '甲'), (2, 1, 2, NULL, '乙');"
        "INSERT INTO contents (id, content) VALUES (1, '00112233445566778899aabbccddeeff');"
        "INSERT INTO files (edition_id, entry_id, kind, root, path, category, content_id, status, size, modified_ns, changed_ns, device, inode, "
        "missing_scans, first_seen_us) VALUES (1, 1, 'work', x'73', x'61', 'juqing', 1, 'ok', 5, 1, 1, 1, 1, 0, 11), "
        "(1, 2, 'work', x'73', x'62', NULL, NULL, 'pending', 5, 1, 1, 1, 1, 0, 11);")
DEEP = ("INSERT INTO deep (content_id, status, version, media_version, sandboxed, attempts, next_attempt_run, frames) "
        "VALUES (1, 'ok', 1, 'libavcodec 59', 1, 0, 0, 50);")


class Upgrades(FaultCase):
    """A catalogue of an earlier step is the old one or the new one."""
    TAG = ('tag', '1', '夜景')

    @staticmethod
    def steps(number):
        """The statements of the first steps."""
        texts = []
        for step in range(1, number + 1):
            with open(os.path.join(SCHEMA, f'schema-{step}.sql'), encoding='utf-8') as file:
                texts.append(file.read())
        return texts

    @staticmethod
    def schema(catalogue):
        version, = catalogue.execute('PRAGMA user_version').fetchone()
        return version, catalogue.execute('SELECT name, sql FROM sqlite_schema ORDER BY name').fetchall()

    @functools.cache
    def schema_of(self, number):
        catalogue = sqlite3.connect(':memory:')
        for text in self.steps(number):
            catalogue.executescript(text)
        return self.schema(catalogue)

    def make(self, number):
        catalogue = sqlite3.connect(self.at('catalog.db'))
        catalogue.execute('PRAGMA journal_mode = WAL')
        for text in self.steps(number):
            catalogue.executescript(text)
        catalogue.executescript(ROWS + (DEEP if number == 2 else ''))
        catalogue.close()

    def schema_there(self):
        catalogue = sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True)
        found = self.schema(catalogue)
        catalogue.close()
        return found

    def titles(self):
        return self.read('SELECT number, title FROM entries', 'SELECT content, id FROM contents')

    def interrupt(self, number, way, at):
        self.restore()
        done, told = self.strike(self.TAG, way, at)
        what = f'step {number}, {way} {at} ({told[0] if told else "none"}): {done.returncode} {done.stderr.decode()}'
        self.assertEqual(self.read('PRAGMA integrity_check'), [('ok',)], what)
        self.assertIn(self.schema_there(), (self.schema_of(number), self.schema_of(NEWEST)), what)
        self.assertEqual(self.titles(), self.before, what)
        if done.returncode == 0:
            self.assertEqual(self.read('SELECT tag FROM tags'), [('夜景',)], what)
        self.points[way, done.returncode] += 1
        self.pianmu(*self.TAG, expect=0)
        self.assertEqual(self.schema_there(), self.schema_of(NEWEST), what)
        self.assertEqual(self.read('SELECT tag FROM tags'), [('夜景',)], what)
        self.assertEqual(self.titles(), self.before, what)

    def each(self, number):
        self.make(number)
        self.before = self.titles()
        self.keep()
        points = self.points_of(self.TAG, WAYS, 30)
        for way, at in points:
            self.interrupt(number, way, at)
        print(f'of step {number}: {sum(self.points.values())} points; {dict(self.points)}', flush=True)

    def test_of_step_1(self):
        self.each(1)

    def test_of_step_2(self):
        self.each(2)


if __name__ == '__main__':
    main()

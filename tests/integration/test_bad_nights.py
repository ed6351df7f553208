#!/usr/bin/env python3
"""What strangers, disks and colleagues do at the wrong moment: places that are away, names and kinds of files that nobody expects, readers in the middle
of a publication, runs at once, files that change while they are read."""
import base64
import contextlib
import csv
import io
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from urllib.parse import unquote_to_bytes

import contest
from contest import PIANMU, ContestCase, main
from test_galleries import Skeleton

LONG = os.environ.get('PIANMU_LONG') == '1'  # as often as the long runs of docs/long-runs.md
NOBODY = 65534

contest.FILMS['small.mp4'] = ['-f', 'lavfi', '-i', 'color=c=red:s=64x36:r=5:d=1', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
contest.FILMS['wide.mp4'] = ['-f', 'lavfi', '-i', 'color=c=blue:s=192x36:r=5:d=4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']


class BadNight(ContestCase):
    def film(self, number, name='small.mp4'):
        """One of many films that are all alike but for their end."""
        with open(self.films.path(name), 'rb') as file:
            return file.read() + number.to_bytes(8, 'little')

    def start(self, *args, **options):
        return subprocess.Popen([PIANMU, '-C', self.dir, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def assert_whole(self, folder):
        """Every file of a generation is there and is what its list says; how many."""
        with open(os.path.join(folder, 'MANIFEST'), encoding='utf-8') as file:
            entries = [line.split(' ', 2) for line in file.read().split('\n\n', 1)[1].splitlines()]
        for _, size, path in entries:
            self.assertEqual(os.stat(os.path.join(folder, path)).st_size, int(size), path)
        self.assertGreater(len(entries), 10)
        return len(entries)


class Absence(BadNight):
    def setUp(self):
        super().setUp()
        for number in range(10):
            self.put(self.film(number), f'{"剧情" if number < 7 else "公益"}/片{number}.mp4')
        self.nightly()
        self.before, self.posters, self.pages = self.canonical(), self.posters_now(), set(self.tree('gallery', 'w'))
        self.away = tempfile.mkdtemp(prefix='pianmu-away-')
        self.addCleanup(shutil.rmtree, self.away, ignore_errors=True)

    def posters_now(self):
        return {path: os.stat(self.at('thumbs', path)).st_mtime_ns for path in self.tree('thumbs')}

    def assert_lost_nothing(self, said, **options):
        done = self.run_pianmu('nightly', '--settle', '0', **options)
        self.assertEqual(done.returncode, 3, done.stdout.decode() + done.stderr.decode())
        self.assertIn(said, done.stdout.decode() + done.stderr.decode())
        works = self.works()
        self.assertEqual(len(works), 10)
        self.assertFalse([work['path'] for work in works if work['status'] in ('missing', 'withdrawn')])
        self.assertEqual(set(self.tree('gallery', 'w')), self.pages)

    def assert_heals(self, **options):
        self.nightly(**options)
        self.assertEqual(self.canonical(), self.before)
        self.assertEqual(self.posters_now(), self.posters)

    def move_away(self, *names):
        for name in names:
            shutil.move(self.submission(name), os.path.join(self.away, os.path.basename(name)))

    def test_a_root_that_is_gone_or_empty(self):
        os.rename(self.at('submissions'), os.path.join(self.away, 'all'))
        self.assert_lost_nothing('submissions')
        os.mkdir(self.at('submissions'))
        self.assert_lost_nothing('submissions')
        os.rmdir(self.at('submissions'))
        os.rename(os.path.join(self.away, 'all'), self.at('submissions'))
        self.assert_heals()

    def test_most_of_a_root_is_gone(self):
        self.move_away(*(f'剧情/片{number}.mp4' for number in range(6)))
        self.assert_lost_nothing('submissions')
        for number in range(6):
            shutil.move(os.path.join(self.away, f'片{number}.mp4'), self.submission(f'剧情/片{number}.mp4'))
        self.assert_heals()

    def test_what_is_left_in_such_a_root_goes_on(self):
        self.move_away(*(f'剧情/片{number}.mp4' for number in range(7)))
        self.put(self.film(20), '公益/新来的.mp4')
        self.put(self.film(21), '公益/片8.mp4')
        self.assertEqual(self.run_pianmu('nightly', '--settle', '0').returncode, 3)
        works = self.by_path()
        self.assertEqual(len(works), 11)
        self.assertEqual((works['公益/新来的.mp4']['title'], works['公益/新来的.mp4']['status']), ('新来的', 'ok'))
        self.assertNotEqual(works['公益/片8.mp4']['content'], next(json.loads(line)['content'] for line in self.before.splitlines() if '片8.mp4' in line))

    def test_what_is_renamed_in_such_a_root_keeps_its_number(self):
        numbers = {work['content']: work['id'].split('-')[1] for work in map(json.loads, self.before.splitlines())}
        self.move_away(*(f'剧情/片{number}.mp4' for number in range(7)))
        os.rename(self.submission('公益'), self.submission('公益类'))
        self.assertEqual(self.run_pianmu('nightly', '--settle', '0').returncode, 3)
        works = self.works()
        self.assertEqual(len(works), 10)
        self.assertEqual({work['content']: work['id'].split('-')[1] for work in works}, numbers)
        self.assertEqual(len([work for work in works if work['path'].startswith('公益类/')]), 3)

    def test_another_disk_in_the_place_of_a_root(self):
        copy = shutil.copy2(self.submission('剧情/片0.mp4'), self.away)
        mount = ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', self.at('submissions')]
        if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest('nothing can be mounted here')
        try:
            self.put(self.film(99), '剧情/另一张盘.mp4')
            shutil.copy2(copy, self.put(b'', '剧情/片0.mp4'))  # one of the right disk's, too
            for _ in range(2):
                self.assert_lost_nothing('submissions')
        finally:
            subprocess.run(['umount', self.at('submissions')], check=True)
        self.nightly()
        self.assertEqual(self.canonical(), self.before)

    def test_places_that_may_not_be_read(self):
        if os.geteuid() != 0:
            self.skipTest('only root can become somebody who may not read')
        for folder, folders, files in os.walk(self.dir):
            for name in [folder, *(os.path.join(folder, one) for one in folders + files)]:
                os.chown(name, NOBODY, NOBODY, follow_symlinks=False)
        nobody = {'prefix': ['setpriv', f'--reuid={NOBODY}', f'--regid={NOBODY}', '--clear-groups']}
        for place, said in ((self.submission('公益'), '公益'), (self.at('submissions'), 'submissions')):
            os.chmod(place, 0)
            self.assert_lost_nothing(said, **nobody)
            os.chmod(place, 0o755)
            self.assert_heals(**nobody)


# As names of files and of folders.
NAMES = [
    b'a\nb', b'a\r\tb', b'\x1b]0;title\x07', b'\x1b[2J\x1b[31mred', b'\xff\xfe', b'\xed\xa0\x80', b'\xc0\xaf', b'\xf5\x90\x80\x80', b'\x80', b'ok\xe4\xb8',
    'é'.encode(), 'e\u0301'.encode(), '\u202egpj'.encode(), '\u2066x\u2069'.encode(), '\u2028line'.encode(), '\u2029'.encode(),
    '\ufeffbom'.encode(), 'a\u200db'.encode(), '\u200b'.encode(), '\u061cx'.encode(),
    b'"><img src=x onerror=alert(1)>', b"'onmouseover='alert(1)", b'`${x}`', b'&amp;', b'&lt;script&gt;', b'<script>alert(1)<', b'<!--',
    b']]>', b'{{text x}}', b'<title>',
    b'%2e%2e%2f', b'#top', b'?a=b', b':colon', b'javascript:alert(1)', b'-rf', b'--help', b'%s%n%d', b'$(id)', b'`id`', b';id', b'|id', b'&& id',
    b'\\', b'\\\\host\\share', b'*', b'~',
    b' leading', b'trailing ', b'a.', b'dot.', b'=1+1', b'+1', b'-1', b'@SUM(A1)', '＝1'.encode(), b'x' * 240, '长'.encode() * 78, b'concat:a|b',
    b'pipe:0', b'file:x', b'NUL', b'con.txt', b'Twin', b'twin', '𠮷野'.encode(), '👩‍👩‍👧'.encode(),
]
CONTROL = re.compile(r'[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c]')


class Names(BadNight):
    def put_named(self, name, number):
        folder = os.path.join(os.fsencode(self.submission('剧情')), name)
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, name + b'.mp4')
        with open(path, 'wb') as file:
            file.write(self.film(number))
        return os.path.relpath(path, os.fsencode(self.at('submissions')))

    def assert_quiet_text(self, text):
        self.assertFalse(CONTROL.search(text), repr(text))

    def test_any_name_is_one_work_that_opens_the_file_and_adds_nothing_to_a_page_or_a_table(self):
        self.assertGreaterEqual(len(set(NAMES)), 60)
        paths = {self.put_named(name, number): number for number, name in enumerate((b'plain', b'plainer', b'plainest'))}
        self.nightly()
        wanted = self.parts_of_pages()
        paths |= {self.put_named(name, number + 3): number + 3 for number, name in enumerate(NAMES)}
        done = self.run_pianmu('nightly', '--settle', '0')
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in (done.stdout, done.stderr, self.pianmu('list', expect=0).encode(), self.pianmu('check').encode(), *self.tree('reports').values()):
            self.assert_quiet_text(text.decode())
        works = {base64.b64decode(work['path_base64']): work for work in self.works()}
        self.assertEqual((set(works), len(works)), (set(paths), len(NAMES) + 3))
        for path, number in paths.items():
            self.assert_opens(works[path], self.film(number))
        self.assertEqual(self.parts_of_pages() - wanted, set())
        self.assert_harmless_table(self.pianmu('list', '--csv', expect=0), len(paths))

    def parts_of_pages(self):
        return {part for data in self.tree('gallery', 'w').values() for part in Skeleton(data.decode()).parts}

    def assert_opens(self, work, film):
        self.assertEqual(work['status'], 'ok', work['path'])
        self.assert_quiet_text(work['title'])
        with open(self.at('gallery', 'w', work['id'].split('-')[1] + '.html'), encoding='utf-8') as file:
            [source] = set(re.findall(r'<video[^>]* src="([^"]+)"', file.read()))
        with open(os.path.join(os.fsencode(self.at('gallery', 'w')), unquote_to_bytes(source)), 'rb') as file:
            self.assertEqual(file.read(), film, work['path'])

    def assert_harmless_table(self, text, works):
        rows = list(csv.reader(io.StringIO(text.lstrip('\ufeff'), newline='')))
        self.assertEqual((len(rows), {len(row) for row in rows}), (works + 1, {len(rows[0])}))
        self.assertFalse([cell for row in rows for cell in row if re.match(r'\s*[=+\-@＝＋－＠\t\r\n]', cell)])

    def test_a_path_beyond_what_the_system_takes_in_one_call(self):
        folder = os.open(self.at('submissions'), os.O_RDONLY)
        for _ in range(40):
            with contextlib.suppress(FileExistsError):
                os.mkdir(b'd' * 250, dir_fd=folder)
            below = os.open(b'd' * 250, os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = below
        with open(os.open('片.mp4', os.O_WRONLY | os.O_CREAT, dir_fd=folder), 'wb') as file:
            file.write(self.film(1))
        os.close(folder)
        self.nightly()
        [work] = self.works()
        self.assertEqual((work['status'], len(work['path'])), ('ok', 40 * 251 + 5))
        subprocess.run(['rm', '-rf', self.at('submissions')], check=True)


class Kinds(BadNight):
    def test_what_is_no_file_is_said_and_not_followed(self):
        outside = self.put(self.film(1), '../elsewhere.mp4')
        top = self.submission('剧情')
        os.makedirs(os.path.join(top, 'folder.mp4'))
        self.put(self.film(2), '剧情/好.mp4')
        os.mkfifo(os.path.join(top, 'pipe.mp4'))
        with socket.socket(socket.AF_UNIX) as one:
            os.chdir(top)
            one.bind('socket.mp4')
            os.chdir('/')
        links = {'link': outside, 'tree': self.dir, 'shadow': '/etc/shadow', 'proc': '/proc/self/environ', 'nowhere': '/no/where', 'loop-a': 'loop-b.mp4',
                 'loop-b': 'loop-a.mp4', 'device': '/dev/zero'}
        for name, target in links.items():
            os.symlink(target, os.path.join(top, f'{name}.mp4'))
        if os.geteuid() == 0:
            os.mknod(os.path.join(top, 'character.mp4'), 0o020644, os.makedev(1, 5))
        os.link(os.path.join(top, '好.mp4'), os.path.join(top, '硬链接.mp4'))
        self.put(b'', '剧情/空.mp4')
        with open(self.put(b'', '剧情/大.mp4'), 'wb') as file:
            os.truncate(file.fileno(), 1 << 40)
        done = self.run_pianmu('nightly', '--settle', '0')
        said = done.stdout.decode() + done.stderr.decode()
        self.assertEqual(done.returncode, 3, said)
        works = self.by_path()
        self.assertEqual({path for path, work in works.items() if work['status'] == 'ok'}, {'剧情/好.mp4', '剧情/硬链接.mp4'})
        self.assertEqual({path for path, work in works.items() if work['status'] != 'ok'}, {'剧情/空.mp4', '剧情/大.mp4'})
        with open(self.films.path('small.mp4'), 'rb') as film, open('/etc/shadow' if os.geteuid() == 0 else '/dev/null', 'rb') as shadow:
            secrets = [film.read() + (1).to_bytes(8, 'little'), shadow.read() or b'none']
        self.assertFalse([path for path, data in self.tree('.gallery').items() if data in secrets])
        for name in ('pipe', 'socket', 'link', 'shadow', 'loop-a'):
            self.assertIn(f'{name}.mp4', self.pianmu('report', 'intake', expect=0) + said)


class Publishing(BadNight):
    def read_for_ever(self, ended, faults):
        """As a server or a browser does: where the link leads now, and then every file that its list names."""
        while not ended.is_set():
            folder = os.open(self.at('gallery'), os.O_RDONLY | os.O_DIRECTORY)
            try:
                self.assert_whole(f'/proc/self/fd/{folder}')
                self.reads += 1
            except (AssertionError, OSError) as fault:
                faults.append(fault)
                return
            finally:
                os.close(folder)

    def test_readers_see_one_generation_or_the_next(self):
        self.reads = 0
        for number in range(2):
            self.put(self.film(number), f'剧情/片{number}.mp4')
        self.nightly()
        ended, faults = threading.Event(), []
        readers = [threading.Thread(target=self.read_for_ever, args=(ended, faults)) for _ in range(2)]
        for reader in readers:
            reader.start()
        publications = 5000 if LONG else 200
        number = 0
        while not faults and (number < publications or self.reads <= publications / 4):
            self.settings(f'duration=1s..{number + 10}s\n')
            self.pianmu('gallery', expect=0)
            number += 1
        ended.set()
        for reader in readers:
            reader.join()
        self.assertEqual(faults, [])
        generations = [name for name in os.listdir(self.at('.gallery')) if name[4:].isdigit()]
        self.assertGreaterEqual(len(generations), 3)

    def test_what_is_gone_from_the_catalogue_is_gone_from_the_next_generation(self):
        for number in range(2):
            self.put(self.film(number), f'剧情/片{number}.mp4')
        self.nightly()
        before = set(self.tree('gallery'))
        self.put(self.film(7, 'wide.mp4'), '剧情/片0.mp4')
        self.nightly()
        gone = before - set(self.tree('gallery'))
        self.assertTrue([path for path in gone if path.startswith('m/')])
        self.assertTrue([path for path in gone if path.startswith('p/')])


class Concurrency(BadNight):
    def test_of_runs_at_once_one_works_and_the_others_say_so(self):
        for round in range(50):
            self.put(self.film(round), f'剧情/片{round}.mp4')
            runs = [self.start('index', '--settle', '0') for _ in range(8)]
            ended = [(*run.communicate(), run.returncode) for run in runs]
            self.assertLessEqual({status for *_, status in ended}, {0, 4})
            self.assertIn(0, [status for *_, status in ended])
            for _, complaint, status in ended:
                self.assertEqual('index' in complaint.decode(), status == 4, complaint.decode())
                self.assertNotRegex(complaint.decode(), r'database|SQLite|busy')
        self.assertEqual(len(self.works()), round + 1)

    def test_a_reader_in_the_middle_of_a_transaction_disturbs_no_run(self):
        self.put(self.film(1), '剧情/甲.mp4')
        self.nightly()
        with contextlib.closing(sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True, isolation_level=None)) as reader:
            reader.execute('BEGIN')
            before = reader.execute('SELECT count(*) FROM files').fetchone()
            self.put(self.film(2), '剧情/乙.mp4')
            self.nightly()
            self.assertEqual(reader.execute('SELECT count(*) FROM files').fetchone(), before)
        self.assertEqual(len(self.works()), 2)

    def test_who_ended_is_waited_for_whoever_started_the_run(self):
        """Some leave it to the system, which is inherited."""
        def leaves_it_to_the_system(pid):
            with open(f'/proc/{pid}/status', encoding='ascii') as file:
                ignored = int(re.search(r'^SigIgn:\s*([0-9a-f]+)', file.read(), re.MULTILINE)[1], 16)
            return ignored >> (signal.SIGCHLD - 1) & 1

        for number in range(8):
            self.put(self.film(number), f'剧情/片{number}.mp4')
        run = self.start('index', '--settle', '0', preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.wait_for(lambda: not leaves_it_to_the_system(run.pid), run)
        self.assertIsNone(run.returncode, 'it ended first')
        self.assertEqual((run.communicate()[1], run.returncode), (b'', 0))

    def test_the_lock_of_a_run_that_was_killed_blocks_nobody(self):
        for number in range(40):
            self.put(self.film(number), f'剧情/片{number}.mp4')
        run = self.start('index', '--settle', '0')
        self.wait_for(lambda: os.path.exists(self.at('thumbs')) and os.listdir(self.at('thumbs')), run)
        run.kill()
        run.communicate()
        self.index()
        self.assertEqual(len(self.works()), 40)


class Races(BadNight):
    """Files that are replaced, cut, lengthened, renamed and turned into links at full speed while they are indexed."""
    kinds = {'small.mp4': (64, 1.0), 'wide.mp4': (192, 4.0)}

    def race(self, ended):
        chance = random.Random(1)
        secret = self.at('elsewhere.mp4')
        while not ended.is_set():
            path = self.submission(f'剧情/片{chance.randrange(8)}.mp4')
            with contextlib.suppress(FileNotFoundError):
                match chance.randrange(7):
                    case 0:
                        shutil.copyfile(self.films.path(chance.choice(list(self.kinds))), path + '~')
                        os.replace(path + '~', path)
                    case 1:
                        os.truncate(path, chance.randrange(3000))
                    case 2:
                        with open(path, 'ab') as file:
                            file.write(bytes(100))
                    case 3:
                        os.unlink(path)
                    case 4:
                        os.symlink(secret, path + '~')
                        os.replace(path + '~', path)
                    case 5:
                        os.rename(path, self.submission(f'剧情/片{chance.randrange(8)}.mp4'))
                    case 6:
                        if not os.path.islink(path):
                            with open(path, 'r+b') as file, open(self.films.path(chance.choice(list(self.kinds))), 'rb') as other:
                                file.write(other.read())

    def test_no_row_mixes_two_films(self):
        os.makedirs(self.submission('剧情'), exist_ok=True)
        shutil.copyfile(self.films.path('long.mp4'), self.at('elsewhere.mp4'))
        ended = threading.Event()
        racer = threading.Thread(target=self.race, args=(ended,))
        racer.start()
        try:
            until = time.monotonic() + (600 if LONG else 30)
            while time.monotonic() < until:
                self.assertIn(self.run_pianmu('index', '--settle', '0').returncode, (0, 3))
        finally:
            ended.set()
            racer.join()
        whole = {}
        for name, kind in self.kinds.items():
            self.put(name, f'公益/{name}')
        self.assertIn(self.run_pianmu('index', '--settle', '0').returncode, (0, 3))
        works = self.works()
        for work in works:
            if work['path'].startswith('公益/'):
                whole[work['content']] = self.kinds[os.path.basename(work['path'])]
        self.assertEqual(len(whole), 2)
        for work in works:
            self.assertNotEqual(work['video'] and work['video']['width'], 320, 'a link was followed')
            if work['status'] == 'ok' and work['content'] in whole:
                self.assertEqual((work['video']['width'], work['duration']), whole[work['content']])
            if work['status'] == 'ok' and work['poster']['path']:
                self.assertEqual(work['poster']['width'] > 2 * work['poster']['height'], work['video']['width'] == 192, work)


if __name__ == '__main__':
    main()

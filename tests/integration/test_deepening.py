#!/usr/bin/env python3
"""The deep check as a stage of a run: what it finds is kept and judged, it goes on where it was broken off, and it opens no film twice."""
import collections
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import unittest

import contest
from contest import PIANMU, SANITIZED, ContestCase, main

contest.FILMS['black.mp4'] = [
    '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4', '-vf', "drawbox=c=black:t=fill:enable='lt(t,1)'",
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
contest.FILMS['half-minute.mp4'] = [
    '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=24', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']

# Its children get 2 s for a deep check.
FAULTY = os.path.join(os.environ['MESON_BUILD'], 'tests', 'integration', 'pianmu-examine-faulty')


class DeepCase(ContestCase):
    def change(self, statement):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog, catalog:
            catalog.execute(statement)

    def column(self, statement):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog:
            return [row[0] for row in catalog.execute(statement)]


class Deepening(DeepCase):
    def deep(self, path):
        return self.by_path()[path]['deep']

    def is_one_checked(self):
        return self.column("SELECT count(*) FROM stages WHERE stage = 'deep' AND status = 'ok'") != [0]

    def test_what_was_found_is_kept_and_listed(self):
        self.put('black.mp4', '剧情/片.mp4')
        self.index()
        self.assertIsNone(self.deep('剧情/片.mp4'))
        said = self.index('--deep')
        self.assertIn('深度检查', said)
        deep = self.deep('剧情/片.mp4')
        self.assertEqual(deep['status'], 'ok')
        self.assertEqual(deep['frames'], 100)
        self.assertEqual(deep['decode_errors'], 0)
        self.assertAlmostEqual(deep['black_head'], 1, delta=0.041)
        self.assertAlmostEqual(self.by_path()['剧情/片.mp4']['duration_content'], 3, delta=0.081)

    def test_a_second_run_opens_no_film(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('other.mp4', '剧情/另.mp4')
        self.index('--deep')
        before = self.canonical()
        calls = self.calls_of(lambda **how: self.pianmu('index', '--settle', '0', '--deep', expect=0, **how))
        self.assertFalse([line for line in calls or [] if 'pianmu-examine' in line or re.search(r'open\w*\(.*\.mp4', line)])
        self.assertEqual(self.canonical(), before)

    def test_a_night_checks_in_depth(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.nightly()
        self.assertEqual(self.deep('剧情/片.mp4')['status'], 'ok')
        self.assertEqual(self.nightly(), '')

    def test_a_replaced_film_is_checked_anew_and_a_moved_one_is_not(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--deep')
        os.rename(self.submission('剧情/片.mp4'), self.submission('剧情/新名.mp4'))
        self.assertNotIn('深度检查', self.index('--deep'))
        self.assertEqual(self.deep('剧情/新名.mp4')['frames'], 50)
        self.put('black.mp4', '剧情/新名.mp4')
        self.index()
        self.assertIsNone(self.deep('剧情/新名.mp4'))
        self.assertIn('深度检查', self.index('--deep'))
        self.assertEqual(self.deep('剧情/新名.mp4')['frames'], 100)

    def test_it_stops_when_the_time_is_over_and_goes_on_the_next_time(self):
        self.put('half-minute.mp4', '剧情/长片.mp4')
        self.put('good.mp4', '剧情/短片.mp4')
        self.index()
        # The time a run takes differs with the machine: the long film alone must not fit.
        said = self.index('--deep', '--max-time', '0.3s', '--jobs', '1')
        if self.deep('剧情/长片.mp4') is not None:
            self.skipTest('this machine decodes 24 s of 720p in less than 0.3 s')
        self.assertIn('深度检查', said)
        self.index('--deep')
        self.assertEqual(self.deep('剧情/长片.mp4')['frames'], 600)
        self.assertEqual(self.deep('剧情/短片.mp4')['frames'], 50)

    def test_a_run_that_is_killed_loses_only_what_was_in_hand(self):
        self.put('good.mp4', '剧情/短片.mp4')
        self.put('half-minute.mp4', '剧情/长片.mp4')
        self.index()
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'index', '--settle', '0', '--deep', '--jobs', '1'], stdout=subprocess.DEVNULL)
        self.wait_for(self.is_one_checked, run)  # the short one comes first
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.assertEqual(self.deep('剧情/短片.mp4')['status'], 'ok')
        self.index('--deep')
        self.assertEqual(self.deep('剧情/长片.mp4')['frames'], 600)

    def test_what_it_cannot_check_stays_as_the_examination_found_it(self):
        with open(self.films.path('good.mp4'), 'rb') as film:
            whole = film.read()
        self.put(whole[:len(whole) // 2], '剧情/半部.mp4')
        self.put(b'no film at all', '剧情/不是.mp4')
        self.index(expect=3)
        before = {path: (work['status'], work['verdict']) for path, work in self.by_path().items()}
        self.index('--deep', expect=0)
        self.assertEqual({path: (work['status'], work['verdict']) for path, work in self.by_path().items()}, before)
        self.assertIsNone(self.deep('剧情/不是.mp4'))

    def test_films_of_the_same_bytes_are_checked_once(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('good.mp4', '纪实/又一.mp4')
        self.assertIn('深度检查 1 部', self.index('--deep'))
        self.assertEqual(self.deep('剧情/片.mp4'), self.deep('纪实/又一.mp4'))

    def test_a_sample_is_checked_too(self):
        self.settings(self.rules + 'companion.sample=*小样*\n')
        self.put('good.mp4', '剧情/片.mp4')
        self.put('black.mp4', '剧情/片_小样.mp4')
        self.assertIn('深度检查 2 部', self.index('--deep'))

    def test_a_dry_run_says_how_many_it_would_check(self):
        self.assertNotIn('深度检查', self.index('--deep', '--dry-run'))  # there is no catalogue yet
        self.put('good.mp4', '剧情/片.mp4')
        self.put('black.mp4', '剧情/另.mp4')
        self.index()
        self.assertIn('还有 2 部影片未做深度检查', self.index('--deep', '--dry-run'))
        self.assertNotIn('深度检查', self.index('--dry-run'))
        self.assertIsNone(self.deep('剧情/片.mp4'))
        self.index('--deep')
        self.assertNotIn('深度检查', self.index('--deep', '--dry-run'))

    def test_force_checks_anew(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--deep')
        self.assertNotIn('深度检查', self.index('--force'))
        self.assertIn('深度检查 1 部', self.index('--deep', '--force'))
        self.assertEqual(self.deep('剧情/片.mp4')['frames'], 50)

    def test_what_another_version_found_is_found_anew(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--deep')
        self.change('UPDATE stages SET version = 0')
        self.change('UPDATE deep SET frames = 7')
        self.assertEqual(self.deep('剧情/片.mp4')['frames'], 7)
        self.assertIn('深度检查 1 部', self.index('--deep'))
        self.assertEqual(self.deep('剧情/片.mp4')['frames'], 50)

    def test_a_signal_ends_it_and_what_was_answered_is_judged(self):
        self.settings('black.head=..0.5s\n')
        self.put('black.mp4', '剧情/短片.mp4')
        self.put('half-minute.mp4', '剧情/长片.mp4')
        self.index()
        self.assertEqual(self.by_path()['剧情/短片.mp4']['verdict'], 'eligible')
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'index', '--settle', '0', '--deep', '--jobs', '1'], stdout=subprocess.DEVNULL)
        self.wait_for(self.is_one_checked, run)
        run.send_signal(signal.SIGTERM)
        run.wait()
        if self.deep('剧情/长片.mp4') is not None:
            self.skipTest('this machine was done before the signal came')
        self.assertEqual(self.by_path()['剧情/短片.mp4']['verdict'], 'review')
        self.assertIn('深度检查 1 部', self.index('--deep'))


class Misbehaving(DeepCase):
    """With an examiner whose children do in depth what the first words of a file say (misbehave.c)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = os.path.join(cls.films.folder, 'pianmu')
        shutil.copy(PIANMU, cls.program)
        shutil.copy(FAULTY, os.path.join(cls.films.folder, 'pianmu-examine'))

    def misbehave(self, name, words):
        self.put(words.encode(), f'剧情/{name}.mp4')

    def night(self, *args, expect=0):
        done = subprocess.run([self.program, '-C', self.dir, 'index', '--settle', '0', '--jobs', '2', *args], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        said = done.stdout.decode()
        self.assertEqual(done.returncode, expect, said)
        return said

    def rows(self):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog:
            return catalog.execute('SELECT status, reason, attempts FROM stages WHERE stage = \'deep\' ORDER BY content_id').fetchall()

    def statuses(self):
        return collections.Counter(status for status, _, _ in self.rows())

    def test_one_that_crashes_is_tried_three_times_and_no_more(self):
        self.misbehave('崩溃', 'deep segv')
        self.misbehave('好', 'deep ok')
        tried = ['深度检查' in self.night('--deep') for _ in range(10)]
        self.assertEqual([night for night, was in enumerate(tried) if was], [0, 1, 3])
        reason = 'bad-answer' if SANITIZED else 'crashed'  # a sanitizer makes an exit of the signal
        self.assertEqual(sorted(self.rows(), key=str), [('crashed', reason, 3), ('ok', None, 0)])

    def test_a_crash_does_not_take_away_what_was_found(self):
        self.misbehave('片', 'deep ok 1')
        self.night('--deep')
        self.change('UPDATE deep SET frames = 50')
        with open(self.submission('剧情/片.mp4'), 'r+b') as film:  # nothing tells that its bytes are others
            before = os.stat(film.fileno())
            film.write(b'deep segv')
        os.utime(self.submission('剧情/片.mp4'), ns=(before.st_atime_ns, before.st_mtime_ns))
        self.night('--deep', '--force')
        self.assertEqual(self.rows(), [('ok', None, 1)])
        self.assertEqual(self.column('SELECT frames FROM deep'), [50])

    def test_where_everything_fails_it_is_not_the_films_and_good_results_stay(self):
        for number in range(30):
            self.misbehave(f'崩溃{number}', f'deep segv {number}')
        for number in range(4):
            self.misbehave(f'好{number}', f'deep ok {number}')
        self.night()
        said = self.night('--deep', expect=3)
        self.assertNotIn('crashed', self.statuses())
        self.assertNotIn(None, self.statuses())
        good = self.statuses()['ok']
        self.assertIn(f'深度检查 {good} 部' if good else '', said)
        self.night('--deep', expect=3)
        self.assertEqual(self.column('SELECT exit_code FROM runs ORDER BY id'), [0, 3, 3])

    def test_what_only_waits_is_slow_and_not_to_blame(self):
        self.misbehave('慢', 'deep wait')
        self.night('--deep')
        self.assertEqual(self.rows(), [('pending', 'slow', 1)])


if __name__ == '__main__':
    main()

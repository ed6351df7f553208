#!/usr/bin/env python3
"""The deep check as a stage of a run: what it finds is kept and judged, it goes on where it was broken off, and it opens no film twice."""
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

import contest
from contest import PIANMU, SANITIZED, ContestCase, main

contest.FILMS['black.mp4'] = [
    '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4', '-vf', "drawbox=c=black:t=fill:enable='lt(t,1)'",
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
contest.FILMS['minutes.mp4'] = [
    '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=60', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']


class Deepening(ContestCase):
    def deep(self, path):
        return self.by_path()[path]['deep']

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
        strace = shutil.which('strace')
        log = self.at('..', os.path.basename(self.dir) + '.strace')
        self.addCleanup(lambda: os.path.exists(log) and os.remove(log))
        prefix = (strace, '-f', '-o', log, '-e', 'trace=open,openat,openat2,execve') if strace and not SANITIZED else ()
        self.pianmu('index', '--settle', '0', '--deep', expect=0, prefix=prefix)
        if prefix:
            with open(log, encoding='utf-8', errors='replace') as file:
                calls = file.read()
            self.assertNotIn('pianmu-examine', calls)
            self.assertIsNone(re.search(r'open\w*\([^\n]*\.mp4', calls))
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
        self.put('minutes.mp4', '剧情/长片.mp4')
        self.put('good.mp4', '剧情/短片.mp4')
        self.index()
        # The time a run takes differs with the machine: the long film alone must not fit.
        said = self.index('--deep', '--max-time', '1s', '--jobs', '1')
        if self.deep('剧情/长片.mp4') is not None:
            self.skipTest('this machine decodes 60 s of 720p in less than a second')
        self.assertIn('深度检查', said)
        self.index('--deep')
        self.assertEqual(self.deep('剧情/长片.mp4')['frames'], 1500)
        self.assertEqual(self.deep('剧情/短片.mp4')['frames'], 50)

    def test_a_run_that_is_killed_loses_only_what_was_in_hand(self):
        self.put('good.mp4', '剧情/短片.mp4')
        self.put('minutes.mp4', '剧情/长片.mp4')
        self.index()
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'index', '--settle', '0', '--deep', '--jobs', '1'], stdout=subprocess.DEVNULL)
        for _ in range(300):  # the short one comes first
            if self.deep('剧情/短片.mp4') is not None or run.poll() is not None:
                break
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.assertEqual(self.deep('剧情/短片.mp4')['status'], 'ok')
        self.index('--deep')
        self.assertEqual(self.deep('剧情/长片.mp4')['frames'], 1500)

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


if __name__ == '__main__':
    main()

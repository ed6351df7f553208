#!/usr/bin/env python3
"""Sprites and strips as a stage of a run: made by the real crew, kept beside the posters, made once, and whatever goes wrong costs one film its own."""
import collections
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess

import contest
from contest import PIANMU, ContestCase, main

contest.FILMS['minute.mp4'] = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=5:d=60', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '5',
                               '-sc_threshold', '0', '-pix_fmt', 'yuv420p']
contest.FILMS['large.mp4'] = ['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=25:d=10', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '250',
                              '-pix_fmt', 'yuv420p']
contest.FILMS['song.m4a'] = ['-f', 'lavfi', '-i', 'sine=d=2', '-c:a', 'aac']

FAULTY = os.path.join(os.environ['MESON_BUILD'], 'tests', 'integration', 'pianmu-examine-faulty')


class StripCase(ContestCase):
    rules = 'duration=1s..10m\n'

    def rows(self, statement):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog:
            return catalog.execute(statement).fetchall()

    def change(self, statement):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog, catalog:
            catalog.execute(statement)

    def strips(self):
        """path of the film → row"""
        names = ('sprite_path', 'tile_width', 'tile_height', 'columns', 'times', 'strip_path', 'frame_width', 'frame_height', 'strip_times')
        found = self.rows(f'SELECT CAST(files.path AS TEXT), {", ".join(names)} FROM strips JOIN files USING (content_id)')
        return {row[0]: dict(zip(names, row[1:])) for row in found}


class Making(StripCase):
    def test_a_film_has_its_sprite_and_its_strip(self):
        self.put('minute.mp4', '剧情/片.mp4')
        said = self.index('--previews')
        self.assertIn('多帧预览 1 部', said)
        strip = self.strips()['剧情/片.mp4']
        times = [int(time) for time in strip['times'].split()]
        self.assertEqual(len(times), 50)
        self.assertEqual(times, sorted(set(times)))
        self.assertTrue(all(time % 1000000 == 0 for time in times), times)
        self.assertEqual((strip['tile_width'], strip['tile_height'], strip['columns']), (160, 90, 10))
        self.assertEqual((strip['frame_width'], strip['frame_height']), (320, 180))
        self.assertEqual(len(strip['strip_times'].split()), 10)
        self.assertEqual(self.size(strip['sprite_path']), (1600, 450))
        self.assertEqual(self.size(strip['strip_path']), (3200, 180))

    def size(self, path):
        done = subprocess.run(['ffprobe', '-v', 'error', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', self.at(path)],
                              stdout=subprocess.PIPE, check=True)
        return tuple(int(number) for number in done.stdout.split(b','))

    def test_without_being_asked_for_none_are_made(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.assertNotIn('多帧预览', self.index())
        self.assertEqual(self.strips(), {})

    def test_without_posters_there_are_none_either(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.assertNotIn('多帧预览', self.index('--previews', '--no-posters'))
        self.assertEqual(self.strips(), {})
        self.assertFalse(os.path.exists(self.at('thumbs')))
        self.assertIn('多帧预览 1 部', self.index('--previews'))

    def test_a_second_run_makes_nothing(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('other.mp4', '剧情/另.mp4')
        self.index('--previews')
        before = self.tree('thumbs'), self.strips()
        stamps = {name: os.stat(self.at('thumbs', name)).st_mtime_ns for name in before[0]}
        self.assertNotIn('多帧预览', self.index('--previews'))
        self.assertEqual((self.tree('thumbs'), self.strips()), before)
        self.assertEqual({name: os.stat(self.at('thumbs', name)).st_mtime_ns for name in before[0]}, stamps)

    def test_force_makes_the_same_anew(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--previews')
        before = self.tree('thumbs'), self.strips()
        self.assertIn('多帧预览 1 部', self.index('--previews', '--force'))
        self.assertEqual((self.tree('thumbs'), self.strips()), before)

    def test_another_recipe_makes_them_anew(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--previews')
        self.change("UPDATE stages SET version = 0 WHERE stage = 'strip'")
        self.assertIn('多帧预览 1 部', self.index('--previews'))

    def test_a_dry_run_says_how_many_it_would_make(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('other.mp4', '剧情/另.mp4')
        self.index()
        self.assertIn('还有 2 部影片未制作多帧预览', self.index('--previews', '--dry-run'))
        self.assertNotIn('多帧预览', self.index('--dry-run'))
        self.assertEqual(self.strips(), {})

    def test_a_night_makes_them(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.nightly()
        self.assertEqual(len(self.strips()), 1)
        self.assertEqual(self.nightly(), '')

    def test_a_moved_film_keeps_them_and_a_replaced_one_has_others(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--previews')
        before = self.strips()['剧情/片.mp4']
        os.rename(self.submission('剧情/片.mp4'), self.submission('剧情/新名.mp4'))
        self.assertNotIn('多帧预览', self.index('--previews'))
        self.assertEqual(self.strips()['剧情/新名.mp4'], before)
        self.put('other.mp4', '剧情/新名.mp4')
        self.assertIn('多帧预览 1 部', self.index('--previews'))
        self.assertNotEqual(self.strips()['剧情/新名.mp4']['sprite_path'], before['sprite_path'])

    def test_what_is_no_film_has_none_and_is_not_tried(self):
        self.put('song.m4a', '剧情/歌.mp4')
        self.put(b'no film at all', '剧情/不是.mp4')
        with open(self.films.path('good.mp4'), 'rb') as film:
            self.put(film.read()[:20000], '剧情/半部.mp4')
        self.index('--previews', expect=3)
        self.assertEqual([status for status, in self.rows("SELECT status FROM stages WHERE stage = 'strip' AND status <> 'ok'")], [])
        self.assertNotIn('剧情/歌.mp4', self.strips())
        self.index('--previews', expect=0)

    def test_a_run_that_is_killed_goes_on_the_next_time(self):
        self.put('good.mp4', '剧情/短片.mp4')
        self.put('large.mp4', '剧情/长片.mp4')
        self.index()
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'index', '--settle', '0', '--previews', '--jobs', '1'], stdout=subprocess.DEVNULL)
        self.wait_for(self.strips, run)  # the short one comes first
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.assertIn('剧情/短片.mp4', self.strips())
        self.index('--previews')
        self.assertEqual(sorted(self.strips()), ['剧情/短片.mp4', '剧情/长片.mp4'])

    def test_what_a_killed_run_left_unfinished_is_removed(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--previews')
        left = self.at(self.strips()['剧情/片.mp4']['sprite_path'] + '.part-123')
        with open(left, 'wb'):
            pass
        os.utime(left, (0, 0))
        self.index()
        self.assertFalse(os.path.exists(left))


class Misbehaving(StripCase):
    """With an examiner whose children do as the first words of a file say (misbehave.c)."""

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

    def statuses(self):
        return collections.Counter(status for status, in self.rows("SELECT status FROM stages WHERE stage = 'strip'"))

    def test_a_crash_costs_one_outcome_and_is_tried_three_times(self):
        self.misbehave('崩溃', 'strip segv')
        self.misbehave('胡说', 'strip babble')
        self.misbehave('好', 'strip ok')
        attempts = []
        for _ in range(8):
            self.night('--previews')
            attempts.append(self.rows("SELECT sum(attempts) FROM stages WHERE stage = 'strip'")[0][0])
        self.assertEqual(attempts, [2, 4, 4, 6, 6, 6, 6, 6])
        self.assertEqual(self.statuses(), {'crashed': 2, 'ok': 1})


if __name__ == '__main__':
    main()

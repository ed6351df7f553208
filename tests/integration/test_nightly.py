#!/usr/bin/env python3
"""The night's work: silent when nothing needs attention, interrupted anywhere and gone on with, one broken file among twenty."""
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from contest import PIANMU, SANITIZED, ContestCase, main


class Nightly(ContestCase):
    searches_all = True

    def put_six(self):
        for number, category in enumerate(['展示', '专题', '剧情', '动漫', '公益', '纪实']):
            film = ['good.mp4', 'other.mp4', 'long.mp4'][number % 3]
            self.put(film, f'{category}/云岭高新区/片{number}.mp4')

    def test_a_first_night_reports_what_came_and_a_second_is_silent(self):
        self.put_six()
        said = self.nightly()
        self.assertIn('新增', said)
        self.assertIn('不合格', said)
        self.assertTrue(os.path.exists(self.at('gallery', 'index.html')))
        reports = os.listdir(self.at('reports'))
        self.assertEqual(len(reports), 1)
        self.assertEqual(self.nightly(), '')
        self.assertEqual(os.listdir(self.at('reports')), reports)

    def test_the_report_is_chinese_under_cron(self):
        self.put_six()
        said = self.nightly(env={'PATH': os.environ['PATH']})
        self.assertIn('测试大赛', said)
        self.assertIn('新增', said)

    def test_another_probe_tries_again_what_was_given_up(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        with sqlite3.connect(self.at('catalog.db')) as db:
            db.execute("UPDATE contents SET status='crashed', reason='crashed', attempts=3, next_attempt_run=99")
        self.assertEqual(self.works()[0]['status'], 'ok')  # of the file; the next run looks at its content
        self.index(expect=3)
        self.assertEqual(self.works()[0]['status'], 'crashed')
        with sqlite3.connect(self.at('catalog.db')) as db:
            db.execute('UPDATE contents SET facts_version=0')
        self.index()
        self.assertEqual(self.works()[0]['status'], 'ok')

    def test_one_broken_file_among_twenty(self):
        for number in range(19):
            self.put('good.mp4' if number % 2 else 'other.mp4', f'剧情/片{number}.mp4')
        with open(self.films.path('good.mp4'), 'rb') as film:
            self.put(film.read()[:3000], '剧情/坏片.mp4')
        said = self.nightly(expect=3)
        self.assertIn('坏片', said)
        works = self.works()
        self.assertEqual(len([work for work in works if work['status'] == 'ok']), 19)
        broken = self.by_path()['剧情/坏片.mp4']
        self.assertEqual((broken['status'], broken['verdict']), ('broken', 'unreadable'))
        self.assertEqual(self.nightly(expect=0), '')

    @unittest.skipIf(SANITIZED, 'strace and the sanitizers do not go together')
    def test_the_examiner_starts_while_films_are_read(self):
        for number in range(20):  # eight are read ahead
            self.put('good.mp4', f'剧情/片{number}.mp4')
        calls = self.calls_of(lambda **how: self.pianmu('index', '--settle', '0', '--jobs', '2', expect=0, **how))
        started = [at for at, line in enumerate(calls) if 'execve' in line and 'pianmu-examine' in line]
        read = [at for at, line in enumerate(calls) if '.mp4' in line]
        self.assertEqual(len(started), 1)
        self.assertTrue(read[0] < started[0] < read[19], (read, started))

    @unittest.skipIf(SANITIZED, 'strace and the sanitizers do not go together')
    def test_films_that_are_known_start_no_examiner(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        os.rename(self.at('submissions', '剧情', '片.mp4'), self.at('submissions', '剧情', '新名.mp4'))
        self.put('good.mp4', '剧情/same.mp4')
        calls = self.calls_of(lambda **how: self.pianmu('index', '--settle', '0', expect=0, **how))
        self.assertTrue([line for line in calls if 'same.mp4' in line])
        self.assertFalse([line for line in calls if 'pianmu-examine' in line])

    def test_a_night_without_change_opens_no_film_and_changes_no_file(self):
        self.put_six()
        self.nightly()
        before = {path: data for path, data in self.tree().items()
                  if not re.match(r'(catalog\.db.*|run\.lock|write\.lock|backup/.*)$', path)}
        dump = self.canonical()
        generation = os.readlink(self.at('gallery'))
        calls = self.calls_of(self.nightly)
        self.assertFalse([line for line in calls or [] if '.mp4' in line])
        after = {path: data for path, data in self.tree().items() if path in before}
        self.assertEqual(before, after)
        self.assertEqual(self.canonical(), dump)
        self.assertEqual(os.readlink(self.at('gallery')), generation)

    def test_a_picture_that_cannot_be_read_is_left_out_said_and_put_in_by_the_next_night(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        poster = self.at(self.works()[0]['poster']['path'])
        os.rename(poster, poster + '.aside')
        for there in (False, True):  # as where a disk is not mounted; there, and no picture
            if there:
                os.mkdir(poster)
            done = self.run_pianmu('nightly', '--settle', '0')
            self.assertEqual(done.returncode, 3)
            self.assertIn('1 部作品的图片', done.stderr.decode())
            self.assertNotIn(os.path.basename(poster), self.tree('gallery', 'p'))
        os.rmdir(poster)
        os.rename(poster + '.aside', poster)
        self.nightly()
        self.assertIn(os.path.basename(poster), self.tree('gallery', 'p'))

    def test_two_catalogues_of_the_same_films_make_the_same_site(self):
        self.put_six()
        self.nightly()
        first = self.tree('gallery')
        subprocess.run(['rm', '-rf', self.at('gallery'), self.at('.gallery')], check=True)
        self.pianmu('gallery', expect=0)
        self.assertEqual(self.tree('gallery'), first)

    def test_a_run_that_is_killed_is_gone_on_with(self):
        self.pianmu('index', '--settle', '0')
        with open(self.at('catalog.db'), 'rb') as catalogue:
            blank = catalogue.read()  # each catalogue has a name of its own, which is on every page
        for number in range(12):
            self.put(['good.mp4', 'other.mp4', 'long.mp4'][number % 3], f'剧情/片{number}.mp4')
            with open(self.submission(f'剧情/片{number}.mp4'), 'ab') as film:
                film.write(b'\0' * (number + 1))  # twelve contents
        started = time.monotonic()
        self.nightly()
        whole = time.monotonic() - started
        wanted, site = self.canonical(), self.site()
        for cut in range(6):
            for name in ('catalog.db', 'catalog.db-wal', 'catalog.db-shm', 'gallery'):
                if os.path.lexists(self.at(name)):
                    os.remove(self.at(name))
            with open(self.at('catalog.db'), 'wb') as catalogue:
                catalogue.write(blank)
            shutil.rmtree(self.at('.gallery'))
            shutil.rmtree(self.at('thumbs'))
            for _ in range(3):
                run = subprocess.Popen([PIANMU, '-C', self.dir, 'nightly', '--settle', '0'],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(whole * (cut + 1) / 7)
                run.kill()
                run.wait()
            self.nightly()
            self.assertEqual(self.canonical(), wanted)
            self.assertEqual(self.site(), site)

    def test_sigterm_ends_it_cleanly_and_the_next_run_goes_on(self):
        for number in range(12):
            self.put('long.mp4', f'剧情/片{number}.mp4')
            with open(self.submission(f'剧情/片{number}.mp4'), 'ab') as film:
                film.write(b'\0' * (number + 1))
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'nightly', '--settle', '0'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for(lambda: os.path.isdir(self.at('thumbs')) and os.listdir(self.at('thumbs')), run)
        run.send_signal(signal.SIGTERM)
        run.communicate()
        self.assertIn(run.returncode, (128 + signal.SIGTERM, -signal.SIGTERM, 0, 3))
        self.nightly()
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})

    def test_a_second_run_at_once_is_refused_and_named(self):
        for number in range(6):
            self.put('long.mp4', f'剧情/片{number}.mp4')
        runs = [subprocess.Popen([PIANMU, '-C', self.dir, 'nightly', '--settle', '0'],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
        ended = [(run.communicate(), run.returncode) for run in runs]
        self.assertIn(0, {status for _, status in ended})
        for (_, complaint), status in ended:
            if status == 4:
                self.assertIn('nightly', complaint.decode())
            else:
                self.assertEqual(status, 0)

    def test_max_time_leaves_the_rest_for_the_next_run(self):
        for number in range(8):
            self.put('long.mp4', f'剧情/片{number}.mp4')
            with open(self.submission(f'剧情/片{number}.mp4'), 'ab') as film:
                film.write(b'\0' * (number + 1))
        self.pianmu('nightly', '--settle', '0', '--max-time', '0.01', expect=0)
        pending = [work for work in self.works() if work['status'] == 'pending']
        self.assertTrue(pending)
        self.nightly()
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})

    def test_a_changed_rule_judges_again_without_opening_a_film(self):
        self.put('long.mp4', '剧情/片.mp4')
        self.nightly()
        self.assertEqual(self.works()[0]['verdict'], 'ineligible')
        os.rename(self.submission('剧情/片.mp4'), self.at('片.mp4'))
        self.settings('duration=1s..40s\n')
        self.assertIn('合格', self.pianmu('check', expect=0))
        os.rename(self.at('片.mp4'), self.submission('剧情/片.mp4'))
        said = self.nightly()
        self.assertIn('资格变化', said)
        self.assertEqual(self.works()[0]['verdict'], 'eligible')


if __name__ == '__main__':
    main()

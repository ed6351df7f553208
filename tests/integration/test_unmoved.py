#!/usr/bin/env python3
"""Where all lies as a run left it that had nothing to do, the next one walks and no more; whatever gives it something to do, it does."""
import os
import shutil
import sqlite3
import subprocess

from contest import PIANMU, ContestCase, main

NO_FILM = b'\x00\x00\x00\x18ftypmp42' + bytes(5000)


class Unmoved(ContestCase):
    def setUp(self):
        super().setUp()
        self.put('good.mp4', '剧情/云岭/甲.mp4')
        self.put('other.mp4', '剧情/海西/乙.mp4')

    # ---- what a test needs ----

    def sql(self, statement):
        with sqlite3.connect(self.at('catalog.db')) as db:
            rows = db.execute(statement).fetchall()
        db.close()
        return rows

    def rest(self, *options):
        """Until a run had nothing to do; then a file's number is made wrong behind pianmu's back: a run that looks at files puts it right."""
        for _ in range(3):
            self.index(*options)
        self.sql('UPDATE files SET inode = 1')

    def looks(self, *options, expect=0):
        """Whether the next run looks at files."""
        runs = self.sql('SELECT count(*) FROM runs')[0][0]
        self.index(*options, expect=expect)
        self.assertEqual(self.sql('SELECT count(*) FROM runs')[0][0], runs + 1)
        return self.sql('SELECT count(*) FROM files WHERE inode <> 1')[0][0] > 0

    # ---- what holds ----

    def test_a_run_that_finds_all_as_it_was_only_walks(self):
        self.rest()
        self.assertFalse(self.looks())
        self.assertEqual(self.sql('SELECT complete, found, added, changed, moved, missing, failed, exit_code FROM runs ORDER BY id DESC LIMIT 1'),
                         [(1, 2, 0, 0, 0, 0, 0, 0)])
        self.assertEqual(self.index().strip(), '没有变化。')
        self.assertTrue(self.looks('--force'))

    def test_what_moved_is_seen(self):
        path, other = self.submission('剧情/云岭/甲.mp4'), self.submission('剧情/海西/丙.mp4')

        def replace_with_the_same_size_and_time():
            before = os.stat(other)
            shutil.copyfile(other, other + 'x')
            os.utime(other + 'x', ns=(before.st_atime_ns, before.st_mtime_ns))
            os.rename(other + 'x', other)
        moves = {
            'comes': lambda: shutil.copyfile(path, other),
            'has another time': lambda: os.utime(other, (1, 1)),
            'is another file': replace_with_the_same_size_and_time,
            'is renamed': lambda: os.rename(other, self.submission('剧情/海西/丁.mp4')),
            'has an attachment': lambda: self.put(b'text', '剧情/海西/说明.txt'),
            'has a link beside it': lambda: os.symlink('甲.mp4', self.submission('剧情/云岭/link.mp4')),
            'goes': lambda: os.remove(self.submission('剧情/海西/丁.mp4')),
        }
        for name, move in moves.items():
            with self.subTest(name):
                self.rest()
                self.assertFalse(self.looks())
                move()
                self.assertTrue(self.looks())
        self.assertEqual([work['status'] for work in self.works()].count('missing'), 1)

    def test_what_was_passed_over_is_told_each_time(self):
        os.symlink('甲.mp4', self.submission('剧情/云岭/link.mp4'))
        self.rest()
        self.assertIn('link.mp4', self.index())
        self.assertFalse(self.looks())

    def test_what_can_no_longer_be_read_is_told(self):
        self.rest()
        os.rename(self.at('submissions'), self.at('elsewhere'))
        self.index(expect=3)
        os.rename(self.at('elsewhere'), self.at('submissions'))
        self.rest()
        os.mkdir(self.submission('空'))
        self.assertFalse(self.looks())  # an empty folder is nothing
        self.make_too_deep('空')
        self.assertTrue(self.looks(expect=3))

    def make_too_deep(self, path):
        """A folder too deep to be gone into."""
        deep = self.submission(path)
        for _ in range(201):
            deep = os.path.join(deep, 'd')
        os.makedirs(deep)

    def test_whatever_else_a_run_follows_from_has_it_look(self):
        def run_another_program():
            other = self.at('pianmu')
            shutil.copyfile(PIANMU, other)
            os.chmod(other, 0o755)
            subprocess.run([other, '-C', self.dir, 'index', '--settle', '0'], check=True, stdout=subprocess.DEVNULL)
        changes = {
            'the catalogue': lambda: self.pianmu('waive', '1', 'duration', '--by', '某人', '--why', '有理由'),
            'the program': run_another_program,
            'the settings': lambda: self.settings('duration=1s..11s\n'),
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.rest()
                change()
                self.assertTrue(self.looks())

    def test_more_is_asked_for(self):
        for option, made in (('--hash', 'SELECT count(*) FROM contents WHERE sha256 IS NOT NULL'),
                             ('--previews', "SELECT count(*) FROM stages WHERE stage = 'strip'"),
                             ('--deep', "SELECT count(*) FROM stages WHERE stage = 'deep'")):
            with self.subTest(option):
                self.rest()
                self.assertEqual(self.sql(made), [(0,)])
                self.index(option)
                self.assertEqual(self.sql(made), [(2,)])
                self.rest(option)
                self.assertFalse(self.looks(option))

    def test_another_try_is_due(self):
        for name, statement in (('of a film', 'UPDATE contents SET attempts = 1, next_attempt_run = 1000000 WHERE id = 1'),
                                ('of a stage', "UPDATE stages SET attempts = 1, next_attempt_run = 1000000 WHERE stage = 'strip'")):
            with self.subTest(name):
                self.rest('--previews')
                self.sql(statement)
                self.sql('UPDATE revision SET revision = revision + 1')
                self.rest('--previews')
                self.assertTrue(self.looks('--previews'))
                self.sql(statement.replace('1,', '0,', 1))

    def test_a_work_that_is_missing_is_counted(self):
        self.rest()
        os.remove(self.submission('剧情/海西/乙.mp4'))
        for scans in (1, 2, 3):
            self.index()
            self.assertEqual(self.sql("SELECT missing_scans FROM files WHERE status = 'missing'"), [(scans,)])

    def test_what_failed_is_tried_by_another_libav(self):
        self.put(NO_FILM, '剧情/海西/坏.mp4')
        self.index(expect=3)
        self.rest()
        self.assertFalse(self.looks())
        self.sql("UPDATE notes SET value = value || 'x' WHERE name = 'index.unmoved'")  # as if another one had been there
        self.assertTrue(self.looks())


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""Where nothing changed since a run that changed nothing, names and verdicts are not worked out again; whatever they follow from, they are when it changes."""
import os
import shutil
import sqlite3
import subprocess

from contest import PIANMU, ContestCase, main

RULES = 'container=mp4, mov\nduplicate.editions=forbidden\nmanual=watermark\n'
TITLE, MESSAGE = '云岭', '旧'  # a title whose pinyin is known: a new one would be a change
BY = ['--by', '某人', '--why', '有理由']


class Standing(ContestCase):
    def setUp(self):
        super().setUp()
        self.settings(RULES)
        self.put('good.mp4', '剧情/云岭/甲.mp4')
        self.put('other.mp4', '短片/海西/乙.mp4')
        self.index()

    # ---- what a test needs ----

    def change(self, *statements):
        with sqlite3.connect(self.at('catalog.db')) as db:
            for statement in statements:
                db.execute(statement)
        db.close()

    def make_stale(self):
        self.change(f"UPDATE entries SET title = '{TITLE}'", f"UPDATE findings SET message_zh = '{MESSAGE}'")

    def rest(self):
        """Until a run changed nothing; then what was worked out is made wrong behind pianmu's back."""
        self.index()
        self.index()
        self.make_stale()

    def stale(self):
        """(a title, a finding) of works that are there."""
        works = [work for work in self.works() if work['status'] != 'missing']
        return any(work['title'] == TITLE for work in works), any(MESSAGE in str(work['findings']) for work in works)

    def edit(self, old, new):
        path = self.at('pianmu.ini')
        with open(path, encoding='utf-8') as file:
            text = file.read()
        self.assertIn(old, text)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text.replace(old, new))

    def import_form(self):
        with open(self.at('表.csv'), 'w', encoding='utf-8') as file:
            file.write('编号,类别,题名,单位,作者\n001,剧情,甲,云岭,张三\n')
        self.pianmu('import', self.at('表.csv'))

    def look_at_another_edition(self):
        self.edit('id=test', 'id=other')
        self.index()
        self.edit('id=other', 'id=test')

    # ---- what holds ----

    def test_what_stands_is_not_worked_out_again(self):
        self.rest()
        os.symlink('甲.mp4', self.submission('剧情/云岭/link.mp4'))  # else a run does no more than walk
        self.index()
        self.assertEqual(self.stale(), (True, True))

    def test_what_stands_is_not_judged_again_to_be_told(self):
        self.rest()
        self.assertIn(MESSAGE, self.pianmu('check', '--json'))
        self.edit('mp4, mov', 'mp4')
        self.assertNotIn(MESSAGE, self.pianmu('check', '--json'))

    def test_what_stands_is_told_in_the_same_words(self):
        self.put('film.mkv', '短片/海西/丙.mkv')
        self.pianmu('confirm', '1', 'watermark', 'yes', '--by', '某人')
        self.index()
        self.pianmu('waive', '3', 'container', *BY)
        ways = ((), ('--json',), ('--csv',))
        anew = [self.pianmu('check', *way) for way in ways]
        self.assertIn('1/1', anew[0])
        self.index()
        self.index()
        self.assertEqual([self.pianmu('check', *way) for way in ways], anew)

    def test_a_first_run_that_changes_something_is_not_relied_on(self):
        self.make_stale()
        self.index()
        self.assertEqual(self.stale(), (False, False))

    def test_whatever_names_and_verdicts_follow_from_has_them_worked_out(self):
        changes = {
            'a rule': lambda: self.edit('mp4, mov', 'mp4'),
            'a deadline': lambda: self.edit('title=Test Contest\n', 'title=Test Contest\ncloses=2020-01-01+08:00\n'),
            'another name of a category': lambda: self.edit('title=Drama\n', 'title=Drama\naliases=短片\n'),
            'another name of a unit': lambda: self.edit('[rules]', '[units]\n海西区=海西\n\n[rules]'),
            'a waiver': lambda: self.pianmu('waive', '1', 'container', *BY),
            'an answer': lambda: self.pianmu('confirm', '1', 'watermark', 'no', '--by', '某人'),
            'a decision': lambda: self.pianmu('decide', '2', 'ineligible', *BY),
            'a form': self.import_form,
            'another edition': self.look_at_another_edition,
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.rest()
                change()
                self.index()
                self.assertEqual(self.stale(), (False, False))
        works = {os.path.basename(work['path']): work for work in self.works()}
        self.assertEqual(works['乙.mp4']['category'], '剧情')
        self.assertEqual(works['乙.mp4']['unit'], '海西区')

    def test_what_the_run_itself_writes_before_it_judges_counts(self):
        self.rest()
        self.change("UPDATE entries SET title = '生词'")  # its pinyin is written before works are judged
        os.symlink('甲.mp4', self.submission('剧情/云岭/link.mp4'))  # else a run does no more than walk
        self.index()
        self.assertFalse(self.stale()[1])

    def test_all_works_are_judged_when_a_film_changes(self):
        path = self.submission('剧情/云岭/丙.mp4')
        changes = {
            'comes': lambda: self.put('film.mkv', path),
            'is replaced': lambda: self.put('long.mp4', path),
            'moves': lambda: os.rename(path, self.submission('剧情/云岭/丁.mp4')),
            'goes': lambda: os.remove(self.submission('剧情/云岭/丁.mp4')),
            'comes back': lambda: self.put('long.mp4', '剧情/云岭/丁.mp4'),
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.rest()
                change()
                self.index()
                self.assertFalse(self.stale()[1])

    def test_another_program_works_them_out(self):
        self.rest()
        other = self.at('pianmu')
        shutil.copyfile(PIANMU, other)
        os.chmod(other, 0o755)
        subprocess.run([other, '-C', self.dir, 'index', '--settle', '0'], check=True, stdout=subprocess.DEVNULL)
        self.assertEqual(self.stale(), (False, False))

    def test_names_that_an_unmounted_root_kept_are_read_when_it_is_back(self):
        self.rest()
        os.rename(self.at('submissions'), self.at('elsewhere'))
        self.edit('title=Drama\n', 'title=Drama\naliases=短片\n')
        for _ in range(3):
            self.index(expect=3)
        os.rename(self.at('elsewhere'), self.at('submissions'))
        self.index()
        self.assertEqual(self.stale(), (False, False))


if __name__ == '__main__':
    main()

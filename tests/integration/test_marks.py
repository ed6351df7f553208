"""Marks of reviewers: files as browsers export them, read by import-marks, and what reports and show say of them."""
import json
import os
import pathlib
import shutil
import sqlite3
import unittest

from contest import ContestCase, rows_of

CRITERIA = '[marks]\ntheme=30\ntitle.theme[zh_CN]=主题立意\ntitle.theme=Theme\ncraft=70\ntitle.craft=视听制作\n'
CHECKS = 'manual=watermark, original\n'
KEY, OTHER_KEY = '00112233445566aa', 'ffeeddccbbaa0011'


class Marks(ContestCase):
    def setUp(self):
        super().setUp()
        self.settings(self.rules + CHECKS, more=CRITERIA)
        self.put('good.mp4', '剧情/成都高新区_末班车.mp4')
        self.put('other.mp4', '剧情/云岭高新区_归来.mp4')
        self.index()

    def note(self, name):
        with sqlite3.connect(self.at('catalog.db')) as db:
            return db.execute('SELECT value FROM notes WHERE name = ?', (name,)).fetchone()[0]

    def content(self, number):
        return {work['id'][-4:]: work for work in self.works()}[number]['content']

    def site(self):
        """What the gallery tells browsers."""
        self.pianmu('gallery', expect=0)
        with open(next(self.glob('gallery/data/site.*.js')), encoding='utf-8') as file:
            return json.loads(file.read().removeprefix('pianmu.take("site",').removesuffix(');\n'))

    def glob(self, pattern):
        return (str(path) for path in pathlib.Path(self.dir).glob(pattern))

    def mark(self, number, theme=28, craft=60, **more):
        scores = {key: points for key, points in (('theme', theme), ('craft', craft)) if points is not None}
        return {'id': number, 'content': self.content(number), 'scores': scores, 'note': '', 'recused': False, 'shortlisted': False,
                'updatedAt': '2026-03-01T04:00:00.000Z', **more}

    def file(self, marks, name='评分.json', **more):
        """What a browser would have saved."""
        text = {'schema': 'pianmu-marks-1', 'catalogue': self.note('catalogue.id'), 'edition': 'test', 'rules_hash': self.site()['rules_hash'],
                'audience': 'review', 'reviewer': {'id': KEY, 'name': '张三', 'unit': '清华大学'}, 'exportedAt': '2026-03-02T00:00:00.000Z',
                'marks': marks, **more}
        return self.write(name, json.dumps(text, ensure_ascii=False))

    def write(self, name, text):
        path = self.at(name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def take(self, *paths, expect=0):
        done = self.run_pianmu('import-marks', *paths)
        text = done.stdout.decode() + done.stderr.decode()
        self.assertEqual(done.returncode, expect, text)
        return text

    def stored(self):
        with sqlite3.connect(self.at('catalog.db')) as db:
            return db.execute('SELECT number, criterion, points FROM scores JOIN entries ON entries.id = entry_id ORDER BY number, criterion').fetchall()

    def opinions(self):
        with sqlite3.connect(self.at('catalog.db')) as db:
            return db.execute('SELECT number, name, is_met FROM opinions JOIN entries ON entries.id = entry_id ORDER BY number, name').fetchall()

    def notes(self):
        with sqlite3.connect(self.at('catalog.db')) as db:
            return [note for note, in db.execute('SELECT note FROM marks ORDER BY entry_id')]

    # ---- taken ----

    def test_marks_are_taken_and_said(self):
        text = self.take(self.file([self.mark('0001'), self.mark('0002', 10, 20)]))
        self.assertIn('张三（清华大学）', text)
        self.assertIn('新增 2 部，更新 0 部，未变 0 部', text)
        self.assertNotIn('核对', text)
        self.assertEqual(self.stored(), [(1, 'craft', 60), (1, 'theme', 28), (2, 'craft', 20), (2, 'theme', 10)])

    def test_the_same_file_again_changes_nothing(self):
        path = self.file([self.mark('0001')])
        self.take(path)
        self.assertIn('新增 0 部，更新 0 部，未变 1 部', self.take(path))

    def test_the_newer_mark_stays_in_whatever_order_files_come(self):
        old = self.file([self.mark('0001', 10)], 'old.json')
        new = self.file([self.mark('0001', 20, updatedAt='2026-03-01T05:00:00.000Z')], 'new.json')
        self.take(new)
        self.assertIn('保留编目中的 1 部', self.take(old))
        self.assertIn((1, 'theme', 20), self.stored())
        self.assertIn('更新 1 部', self.take(self.file([self.mark('0001', None, None, updatedAt='2026-03-01T06:00:00.000Z')])))
        self.assertEqual(self.stored(), [])

    def test_a_file_without_notes_leaves_those_of_before(self):
        self.take(self.file([self.mark('0001', note='结尾有力')]))
        self.take(self.file([self.mark('0001', 1, note=None, updatedAt='2026-03-01T05:00:00.000Z')]))
        self.assertEqual(self.notes(), ['结尾有力'])
        self.take(self.file([self.mark('0001', 1, note='', updatedAt='2026-03-01T06:00:00.000Z')]))
        self.assertEqual(self.notes(), [''])

    def test_notes_that_come_later_of_the_same_marks_are_taken(self):
        self.take(self.file([self.mark('0001', note=None)]))
        self.take(self.file([self.mark('0001', note='镜头稳')]))
        self.assertEqual(self.notes(), ['镜头稳'])

    def test_the_newer_answer_to_a_check_stays_and_silence_takes_none_away(self):
        said = self.mark('0001', checks={'watermark': False, 'original': True})
        self.take(self.file([said]))
        self.assertEqual(self.opinions(), [(1, 'original', 1), (1, 'watermark', 0)])
        self.take(self.file([self.mark('0001', 1, updatedAt='2026-03-01T05:00:00.000Z')]))
        self.assertEqual(self.opinions(), [(1, 'original', 1), (1, 'watermark', 0)])
        self.assertIn('保留编目中的 1 部', self.take(self.file([said])))
        self.take(self.file([self.mark('0001', checks={'watermark': True}, updatedAt='2026-03-01T06:00:00.000Z')]))
        self.assertEqual(self.opinions(), [(1, 'watermark', 1)])
        self.take(self.file([self.mark('0001', checks={}, updatedAt='2026-03-01T07:00:00.000Z')]))
        self.assertEqual(self.opinions(), [])

    def test_a_preview_writes_nothing(self):
        text = self.take(self.file([self.mark('0001')]), '--dry-run')
        self.assertIn('新增 1 部', text)
        self.assertIn('什么也没有写入', text)
        self.assertEqual(self.stored(), [])

    def test_marks_leave_the_gallery_as_it_is(self):
        path = self.file([self.mark('0001')])
        before = set(self.glob('.gallery/gen-*'))
        self.take(path)
        self.pianmu('gallery', expect=0)
        self.assertEqual(before, set(self.glob('.gallery/gen-*')))

    def test_a_replaced_file_is_said_and_its_mark_taken(self):
        path = self.file([self.mark('0001')])
        self.put('long.mp4', self.by_path_of('0001'))
        self.index()
        self.assertIn('文件已更换', self.take(path))
        self.assertIn((1, 'theme', 28), self.stored())

    def by_path_of(self, number):
        return next(work['path'] for work in self.works() if work['id'].endswith(number))

    def test_changed_rules_are_said(self):
        path = self.file([self.mark('0001')])
        self.settings('container=mp4\n', more=CRITERIA)
        self.assertIn('规则或评分标准有过改动', self.take(path))

    def test_a_second_reviewer_of_the_same_name_is_said(self):
        self.take(self.file([self.mark('0001')]))
        self.assertIn('同名同单位', self.take(self.file([self.mark('0001')], reviewer={'id': OTHER_KEY, 'name': '张三', 'unit': '清华大学'})))
        self.assertEqual(len(self.stored()), 4)

    def test_another_name_of_a_known_reviewer_is_said(self):
        self.take(self.file([self.mark('0001')]))
        text = self.take(self.file([self.mark('0001', 1, updatedAt='2026-03-01T05:00:00.000Z')], reviewer={'id': KEY, 'name': '李四', 'unit': '清华大学'}))
        self.assertIn('此前登记为“张三”，现在是“李四”', text)
        text = self.take(self.file([self.mark('0001', 1, updatedAt='2026-03-01T05:00:00.000Z')], reviewer={'id': KEY, 'name': '李四', 'unit': '北京大学'}))
        self.assertNotIn('此前登记', text)

    def test_marks_of_a_withdrawn_work_are_taken(self):
        path = self.file([self.mark('0001')])
        self.pianmu('decide', '1', 'withdrawn', '--by', '张三', '--why', '单位撤回', expect=0)
        self.assertIn('新增 1 部', self.take(path))

    # ---- told ----

    def json_of(self, what, sheet):
        return [row for row in map(json.loads, self.pianmu('report', what, '--json', expect=0).splitlines()) if row['sheet'] == sheet]

    def test_reports_tell_means_and_how_far_reviewers_are(self):
        second = {'id': OTHER_KEY, 'name': '李四'}
        self.take(self.file([self.mark('0001', 28, 60), self.mark('0002', 10, None, shortlisted=True)]))
        self.take(self.file([self.mark('0001', 29, 60, note='=稳'), self.mark('0002', recused=True)], reviewer=second))
        works = {row['id'][-4:]: row for row in self.json_of('marks', 'works')}
        self.assertEqual([works['0001'][key] for key in ('mean', 'marks', 'sum', 'lowest', 'highest', 'recused')], ['88.5', 2, 177, 88, 89, 0])
        self.assertEqual([works['0002'][key] for key in ('mean', 'marks', 'sum', 'recused', 'shortlisted', 'unfinished')], [None, 0, None, 1, 1, 1])
        marks = self.json_of('marks', 'marks')
        self.assertEqual([(row['id'][-4:], row['reviewer'], row['state'], row['total'], row['points_craft'], row['note']) for row in marks],
                         [('0001', '张三', 'counts', 88, 60, None), ('0001', '李四', 'counts', 89, 60, '=稳'),
                          ('0002', '张三', 'begun', None, None, None), ('0002', '李四', 'recused', None, None, None)])
        self.assertEqual([(row['reviewer'], row['marked'], row['recused'], row['unfinished'], row['unmarked']) for row in self.json_of('coverage', 'reviewers')],
                         [('张三', 1, 0, 1, 0), ('李四', 1, 1, 0, 0)])
        self.assertEqual([(row['id'][-4:], '无人评分' in row['missing']) for row in self.json_of('coverage', 'missing')], [('0001', False), ('0002', True)])
        self.assertIn('平均分', self.pianmu('report', 'marks', '--csv', expect=0))
        self.assertIn('  李四  89  主题立意 29  视听制作 60\n        =稳\n', self.pianmu('show', '1', expect=0))
        self.assertIn('李四  回避', self.pianmu('show', '2', expect=0))

    def test_a_no_to_a_check_is_told_to_organisers_and_changes_no_verdict(self):
        before = self.pianmu('check', '--json', expect=0)
        self.take(self.file([self.mark('0001', None, None, checks={'watermark': False, 'original': True}), self.mark('0002', recused=True, checks={'watermark': False})]))
        self.take(self.file([self.mark('0001', checks={'watermark': True})], reviewer={'id': OTHER_KEY, 'name': '李四'}))
        self.take(self.file([self.mark('0001', checks={'watermark': False})], reviewer={'id': '0' * 16, 'name': '王五'}))
        self.assertEqual(self.pianmu('check', '--json', expect=0), before)
        told = [[row[key] for key in ('id', 'check', 'yes', 'no', 'no_by', 'confirmed')] for row in self.json_of('marks', 'checks')]
        self.assertEqual(told, [['juqing-0001', 'watermark', 1, 2, '张三、王五', None], ['juqing-0001', 'original', 1, 0, None, None]])
        self.assertIn('张三  未评  无水印：不符合  原创作品：符合\n', self.pianmu('show', '1', expect=0))
        self.assertEqual([row['marked'] for row in self.json_of('coverage', 'reviewers')], [0, 1, 1])
        self.pianmu('confirm', '1', 'watermark', 'no', '--by', '主办方', expect=0)
        self.assertEqual([row['confirmed'] for row in self.json_of('marks', 'checks')], ['no', None])
        self.put('long.mp4', self.by_path_of('0001'))
        self.index()
        self.assertEqual(self.json_of('marks', 'checks'), [])

    def test_a_mark_of_a_file_that_was_replaced_is_in_no_mean(self):
        path = self.file([self.mark('0001')])
        self.put('long.mp4', self.by_path_of('0001'))
        self.index()
        self.take(path)
        self.assertEqual([row['mean'] for row in self.json_of('marks', 'works')], [None, None])
        self.assertEqual(self.json_of('marks', 'marks')[0]['state'], 'stale')
        self.assertIn('88 文件已更换，待重看', self.pianmu('show', '1', expect=0))

    def test_no_page_has_what_reviewers_handed_in(self):
        self.take(self.file([self.mark('0001', note='SECRET-NOTE')], name='SECRET-FILE.json', reviewer={'id': KEY, 'name': 'SECRET-NAME', 'unit': 'SECRET-UNIT'}))
        self.pianmu('tag', '1', '抗疫', expect=0)
        self.pianmu('gallery', expect=0)
        for path in pathlib.Path(self.dir, '.gallery').rglob('*'):
            if path.is_file():
                self.assertNotIn(b'SECRET-', path.read_bytes(), path)

    def test_the_gallery_asks_of_each_category_what_its_rules_ask(self):
        self.settings(self.rules + CHECKS, more='[rules juqing]\nmanual=language\n' + CRITERIA)
        checks = {check['key']: check for check in self.site()['checks']}
        self.assertEqual(checks['language'], {'key': 'language', 'title': {'zh': '语言符合要求', 'en': 'Language as required'}, 'categories': ['juqing']})
        self.assertEqual([checks[key]['categories'] for key in ('watermark', 'original')], [['zhanshi', 'zhuanti', 'dongman', 'gongyi', 'jishi', None]] * 2)
        self.assertEqual(set(checks), {'language', 'watermark', 'original'})
        self.settings(self.rules + CHECKS)
        self.assertEqual(self.site()['checks'], [])

    # ---- refused ----

    def assert_refused(self, path, why):
        text = self.take(path, expect=2)
        self.assertIn('未导入', text)
        self.assertIn(why, text)
        self.assertEqual(self.stored(), [])

    def test_what_does_not_fit_is_refused_whole(self):
        good = self.mark('0001')
        for why, marks, more in [
                ('另一份编目', [good], {'catalogue': '0' * 16}),
                ('另一届', [good], {'edition': 'first'}),
                ('不认识的图录种类', [good], {'audience': 'public'}),
                ('编目里没有这部作品', [good, self.mark('0002', id='0099')], {}),
                ('没有“beauty”这一评分项', [good, self.mark('0002', scores={'beauty': 1})], {}),
                ('“主题立意”为 31 分，超过满分 30 分', [good, self.mark('0002', 31)], {}),
                ('没有“logo”这一人工核查项', [good, self.mark('0002', checks={'logo': True})], {}),
                ('作品 0002：评分不完整', [good, self.mark('0002', checks={'watermark': 'no'})], {}),
                ('作品 0002：评分不完整', [good, self.mark('0002', checks=['watermark'])], {}),
                ('从来不是这部作品的', [self.mark('0001', content='0' * 32)], {}),
                ('从来不是这部作品的', [self.mark('0001', content=self.content('0002'))], {}),
                ('出现两次', [good, self.mark('0001', id='1')], {}),
                ('在将来', [self.mark('0001', updatedAt='2999-01-01T00:00:00.000Z')], {}),
                ('在将来', [good], {'exportedAt': '2999-01-01T00:00:00.000Z'}),
                ('作品 0001：评分不完整', [self.mark('0001', scores={'theme': 1.5})], {}),
                ('作品 0001：评分不完整', [self.mark('0001', scores={'theme': -1})], {}),
                ('作品 0001：评分不完整', [self.mark('0001', scores={'theme': '28'})], {}),
                ('作品 0001：评分不完整', [self.mark('0001', recused='no')], {}),
                ('作品 0001：评分不完整', [self.mark('0001', note='长' * 4001)], {}),
                ('作品 0001：评分不完整', [self.mark('0001', updatedAt='yesterday')], {}),
                ('文件不完整', [good], {'reviewer': {'id': KEY, 'name': ''}}),
                ('文件不完整', [good], {'reviewer': {'id': KEY, 'name': '张\x1b[31m三'}}),
                ('文件不完整', [good], {'reviewer': {'id': '../../x', 'name': '张三'}}),
                ('文件不完整', {'0001': good}, {}),
                ('格式是“pianmu-marks-9”', [good], {'schema': 'pianmu-marks-9'}),
                ('不是从评审图录导出', [good], {'schema': 'other'})]:
            with self.subTest(why=why, more=more):
                self.assert_refused(self.file(marks, **more), why)

    def test_what_is_no_marks_file_is_refused(self):
        for text in ['', '[]', '{', '"', '﻿题名,分数\n', 'null', '[' * 100000, '{"a":' * 100000, '/* { */ {}', "{'schema': 1}", '{"schema": "pianmu-marks-1"} x']:
            with self.subTest(text=text[:20]):
                self.assert_refused(self.write('x.json', text), '不是从评审图录导出')

    def test_numbers_names_and_encodings_of_no_browser_are_refused(self):
        with open(self.file([self.mark('0001')]), encoding='utf-8') as file:
            good = file.read()
        for what, by in [('"theme": 28', '"theme": 1e400'), ('"theme": 28', '"theme": 99999999999999999999'), ('"theme": 28', '"theme": 4294967297'),
                         ('"theme": 28', '"theme": NaN'), ('"theme": 28', '"theme": 1, "theme": []'), ('"id": "0001"', '"id": 1')]:
            with self.subTest(by=by):
                self.assertIn(what, good)
                self.take(self.write('x.json', good.replace(what, by)), expect=2)
        for encoded in (good.encode('utf-16'), good.encode('utf-8-sig'), good.encode() + b'\0', good.encode('gb18030')):
            with open(self.at('x.json'), 'wb') as file:
                file.write(encoded)
            self.assert_refused(self.at('x.json'), '不是从评审图录导出')
        self.assertEqual(self.stored(), [])

    def test_what_is_no_file_is_refused_and_shown_safely(self):
        path = self.at('a\x1b[31m\u202eb\n')
        os.mkdir(path)
        text = self.take(path, expect=2)
        self.assertIn('这是文件夹', text)
        self.assertNotRegex(text.rstrip('\n'), '[\x00-\x1f\u202e]')

    def test_one_bad_file_among_several_leaves_the_others_taken(self):
        good = self.file([self.mark('0001')], 'good.json')
        text = self.take(self.write('bad.json', '{}'), good, self.at('absent.json'), expect=3)
        self.assertIn('新增 1 部', text)
        self.assertIn('bad.json 未导入', text)
        self.assertIn('absent.json', text)

    def test_without_criteria_nothing_is_taken(self):
        path = self.file([self.mark('0001')])
        self.settings(self.rules)
        self.assert_refused(path, '没有评分标准')

    def test_a_folder_without_a_catalogue_stays_so(self):
        path = self.file([self.mark('0001')])
        copy_of = self.at('copy')
        os.mkdir(copy_of)
        shutil.copy(self.at('pianmu.ini'), copy_of)
        done = self.run_pianmu('-C', copy_of, 'import-marks', path)
        self.assertEqual(done.returncode, 4)
        self.assertEqual(os.listdir(copy_of), ['pianmu.ini'])

    # ---- a blind gallery calls works otherwise ----

    def test_marks_of_a_blind_gallery_find_their_works(self):
        self.put('long.mp4', '剧情/望海高新区_长片.mp4')
        self.index()
        self.pianmu('gallery', '--blind', 'unit', expect=0)
        rows = list(rows_of(self.at('gallery-blind')))
        self.assertEqual({row['number'] for row in rows} & {1, 2}, set())
        self.assertEqual({row['version'] for row in rows} & {self.content('0001'), self.content('0002')}, set())
        [long] = [row for row in rows if row['duration'] > 10000]
        self.take(self.file([{**self.mark('0001', 7, 8), 'id': str(long['number']), 'content': long['version']}], audience='blind'))
        self.assertEqual(self.stored(), [(3, 'craft', 8), (3, 'theme', 7)])
        self.assertIn('编目里没有这部作品', self.take(self.file([self.mark('0001')], audience='blind'), expect=2))


if __name__ == '__main__':
    unittest.main(verbosity=2)

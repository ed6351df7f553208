#!/usr/bin/env python3
"""Rules that need more than one file: names, forms, quotas, duplicates, deadlines, companions; and what other settings would change."""
import datetime
import json
import os
import sqlite3
import time

from contest import FILMS, ContestCase, main

ZONE = datetime.timezone(datetime.timedelta(hours=8))

# The same pictures as good.mp4 in a smaller file, and two seconds of something else.
FILMS['sample.mp4'] = [*FILMS['good.mp4'][:-2], '-crf', '45', '-movflags', '+faststart']


def moment(seconds_from_now):
    return datetime.datetime.fromtimestamp(time.time() + seconds_from_now, ZONE).strftime('%Y-%m-%dT%H:%M:%S+08:00')


class Rules(ContestCase):
    rules = 'container=mp4, mov\n'

    # ---- what a test needs ----

    def form(self, number, **fields):
        """An entry form of the work with that number, put straight into the catalogue."""
        row = {'title': '无题', 'source': 'test.csv', 'imported_us': 1, **fields}
        names, marks = ', '.join(row), ', '.join('?' * len(row))
        with sqlite3.connect(self.at('catalog.db')) as db:
            db.execute(f'INSERT INTO forms (edition_id, entry_id, matched_by, {names}) SELECT edition_id, id, \'person\', {marks} '
                       'FROM entries WHERE number = ?', [*row.values(), number])
        db.close()

    def findings(self, work):
        return {finding['rule']: finding for finding in work['findings']}

    def outcomes(self, rule):
        """By title, by today's rules."""
        works = [json.loads(line) for line in self.run_pianmu('check', '--json').stdout.decode().splitlines()]
        return {work['title']: self.findings(work)[rule]['outcome'] for work in works}

    def message(self, title, rule):
        works = [json.loads(line) for line in self.run_pianmu('check', '--json').stdout.decode().splitlines()]
        return next(self.findings(work)[rule]['message'] for work in works if work['title'] == title)

    def numbers(self):
        return {work['title']: int(work['id'].split('-')[-1]) for work in self.works()}

    def film(self, path, seed):
        """A film of its own bytes."""
        target = self.put('other.mp4', path)
        with open(target, 'ab') as file:
            file.write(b'\0\0\0\x10free' + seed.to_bytes(8, 'big'))  # a box that players pass over
        return target

    # ---- names ----

    def test_a_name_by_the_template_gives_title_unit_and_category(self):
        self.settings('naming={category}+{unit}+{title}\n')
        self.film('报送/公益＋云岭高新区＋口罩背后.mp4', 1)
        self.film('剧情/咸阳/末班车.mp4', 2)
        self.film('剧情/咸阳/公益+咸阳+首班车.mp4', 3)
        self.index()
        works = {work['title']: work for work in self.works()}
        self.assertEqual((works['口罩背后']['category_slug'], works['口罩背后']['unit']), ('gongyi', '云岭高新区'))
        self.assertEqual((works['末班车']['category_slug'], works['末班车']['unit']), ('juqing', '咸阳'))
        self.assertEqual(works['首班车']['category_slug'], 'juqing')
        self.assertEqual(self.outcomes('naming'), {'口罩背后': 'review', '末班车': 'review', '首班车': 'review'})
        self.assertIn('文件夹“报送”', self.message('口罩背后', 'naming'))
        self.assertIn('不合格式', self.message('末班车', 'naming'))
        self.assertEqual(self.outcomes('category'), {'口罩背后': 'pass', '末班车': 'pass', '首班车': 'review'})
        self.assertIn('文件夹为“剧情”；文件名为“公益”', self.message('首班车', 'category'))

    def test_a_form_gives_the_category_where_nothing_else_does(self):
        self.film('云岭/末班车.mp4', 1)
        self.index()
        self.assertEqual(self.outcomes('category'), {'末班车': 'reject'})
        self.form(1, title='末班车', category='juqing', category_written='剧情')
        self.assertEqual(self.outcomes('category'), {'末班车': 'pass'})
        self.index()
        self.assertEqual(self.works()[0]['id'], 'juqing-0001')
        os.rename(self.submission('云岭'), self.submission('公益/云岭'))
        self.index()
        self.assertEqual(self.works()[0]['id'], 'gongyi-0001')
        self.assertEqual(self.outcomes('category'), {'末班车': 'review'})

    # ---- forms ----

    def test_forms_are_asked_for_and_their_contacts_stay_out_of_sight(self):
        self.settings('registration=title, author, phone\nregistration.synopsis=..5\n')
        self.film('剧情/云岭/末班车.mp4', 1)
        self.film('剧情/云岭/首班车.mp4', 2)
        self.film('剧情/云岭/夜车.mp4', 3)
        self.index()
        numbers = self.numbers()
        self.form(numbers['末班车'], title='末班车', author='张三', phone='13800001111', contact='秘密联系人', synopsis='一二三四五')
        self.form(numbers['首班车'], title='首班车', contact='秘密联系人', synopsis='一二三四五六')
        self.assertEqual(self.outcomes('registration'), {'末班车': 'pass', '首班车': 'review', '夜车': 'review'})
        self.assertIn('缺作者、电话；简介 6 字，超出 1 字', self.message('首班车', 'registration'))
        self.assertIn('未收到报名表', self.message('夜车', 'registration'))
        self.index()
        said = self.pianmu('list', '--json', expect=0) + self.pianmu('show', str(numbers['末班车']), expect=0) + self.pianmu('check', expect=0)
        self.assertNotIn('13800001111', said)
        self.assertNotIn('秘密联系人', said)

    # ---- others ----

    def test_works_over_a_quota_are_named_and_none_is_chosen(self):
        self.settings('', more='[quota]\nper-unit=2\n[quota gongyi]\nper-unit-per-category=1\n')
        for i, path in enumerate(['剧情/云岭/甲.mp4', '剧情/云岭/乙.mp4', '公益/云岭/丙.mp4', '公益/咸阳/丁.mp4', '公益/咸阳/戊.mp4']):
            self.film(path, i)
        self.index()
        self.assertEqual(self.outcomes('quota'), {'甲': 'review', '乙': 'review', '丙': 'review', '丁': 'review', '戊': 'review'})
        self.assertIn('云岭已报 3 部，限报 2 部，超出 1 部', self.message('甲', 'quota'))
        ids = [work['id'] for work in self.works() if work['unit'] == '云岭']
        self.assertTrue(all(one in self.message('乙', 'quota') for one in ids))
        self.assertIn('咸阳在公益类已报 2 部，限报 1 部', self.message('丁', 'quota'))
        os.remove(self.submission('公益/咸阳/戊.mp4'))
        self.index()
        self.assertEqual(self.outcomes('quota')['丁'], 'review')  # missing is not withdrawn

    def test_duplicates_are_told_within_and_across_editions(self):
        rules = 'duplicate=forbidden\nduplicate.editions=forbidden\n'
        self.settings(rules)
        self.film('剧情/云岭/甲.mp4', 1)
        self.film('公益/咸阳/乙.mp4', 1)
        self.film('公益/咸阳/丙.mp4', 2)
        self.index()
        self.assertEqual(self.outcomes('duplicate'), {'甲': 'reject', '乙': 'reject', '丙': 'pass'})
        self.assertIn('《乙》（咸阳）为同一文件', self.message('甲', 'duplicate'))
        self.assertEqual(set(self.outcomes('duplicate.editions').values()), {'pass'})
        self.settings(rules)
        with open(self.at('pianmu.ini'), encoding='utf-8') as file:
            text = file.read()
        with open(self.at('pianmu.ini'), 'w', encoding='utf-8') as file:
            file.write(text.replace('id=test', 'id=next'))
        os.remove(self.submission('公益/咸阳/乙.mp4'))
        self.film('公益/咸阳/丁.mp4', 3)
        self.index()
        self.assertEqual(self.outcomes('duplicate'), {'甲': 'pass', '丙': 'pass', '丁': 'pass'})
        self.assertEqual(self.outcomes('duplicate.editions'), {'甲': 'review', '丙': 'review', '丁': 'pass'})
        self.assertIn('test 届', self.message('丙', 'duplicate.editions'))

    # ---- time ----

    def test_what_comes_after_the_deadline_is_for_review(self):
        early, late = self.film('剧情/云岭/早.mp4', 1), self.film('剧情/云岭/晚.mp4', 2)
        os.utime(early, (time.time() - 7200, time.time() - 7200))
        os.utime(late, (time.time() - 600, time.time() - 600))
        self.film('剧情/云岭/补.mp4', 3)
        self.settings('', edition=f'closes={moment(-3600)}')
        self.index()
        self.assertEqual(self.outcomes('deadline'), {'早': 'pass', '晚': 'review', '补': 'review'})
        self.assertIn('据文件修改时间', self.message('早', 'deadline'))
        self.form(self.numbers()['补'], title='补', received=moment(-7200)[:16])
        self.assertEqual(self.outcomes('deadline')['补'], 'pass')
        self.assertIn('据报名表', self.message('补', 'deadline'))
        self.settings('', edition=f'closes={moment(3600)}')
        self.assertEqual(set(self.outcomes('deadline').values()), {'pass'})

    def test_a_file_replaced_after_the_deadline_is_told(self):
        self.film('剧情/云岭/甲.mp4', 1)
        self.film('剧情/云岭/乙.mp4', 2)
        self.index()
        closes = moment(0)
        time.sleep(1.1)  # to the end of the second that it names
        self.settings('', edition=f'closes={closes}')
        self.assertEqual(self.outcomes('replaced'), {'甲': 'pass', '乙': 'pass'})
        self.film('剧情/云岭/乙.mp4', 3)
        self.index()
        self.assertEqual(self.outcomes('replaced'), {'甲': 'pass', '乙': 'review'})
        self.assertEqual(self.outcomes('deadline')['乙'], 'pass')  # it had come in time
        self.film('剧情/云岭/乙.mp4', 2)
        self.index()
        self.assertEqual(self.outcomes('replaced')['乙'], 'pass')  # the first one is back

    # ---- companions ----

    def test_a_sample_belongs_to_its_film_and_gets_no_number(self):
        self.settings('companion.sample=*_sample.mp4, *样片*\ncompanion.sample.size=..5MB\ncompanion.subtitles=required\n')
        self.put('good.mp4', '剧情/云岭/末班车.mp4')
        self.put('sample.mp4', '剧情/云岭/末班车_sample.mp4')
        self.put('other.mp4', '剧情/云岭/首班车.mp4')
        self.put('long.mp4', '剧情/云岭/样片《首班车》.mp4')
        self.put('long.mp4', '剧情/咸阳/只有样片.mp4')
        self.put(b'1\n00:00:00,000 --> 00:00:01,000\nx\n', '剧情/云岭/末班车.srt')
        self.index()
        self.assertEqual(set(self.numbers()), {'末班车', '首班车', '只有样片'})
        self.assertEqual(self.outcomes('companion.sample'), {'末班车': 'not_evaluated', '首班车': 'reject', '只有样片': 'reject'})
        self.assertIn('时长 2 秒；画面尚未比对', self.message('末班车', 'companion.sample'))
        self.assertIn('时长 30 秒，正片 2 秒，相差 28 秒', self.message('首班车', 'companion.sample'))
        self.assertIn('没有找到样片', self.message('只有样片', 'companion.sample'))
        self.put(b'no film', '剧情/云岭/末班车_sample.mp4')
        self.index()
        self.assertIn('文件无法读取，请重新报送样片', self.message('末班车', 'companion.sample'))
        self.put('sample.mp4', '剧情/云岭/末班车_sample.mp4')
        self.index()
        self.assertEqual(self.outcomes('companion.subtitles'), {'末班车': 'pass', '首班车': 'review', '只有样片': 'review'})
        self.settings('companion.sample=*_sample.mp4, *样片*\ncompanion.sample.size=..1kB\n')
        self.assertEqual(self.outcomes('companion.sample')['末班车'], 'reject')
        before = self.canonical()
        self.index()
        os.remove(self.submission('剧情/云岭/末班车_sample.mp4'))
        self.index()
        self.assertIn('没有找到样片', self.message('末班车', 'companion.sample'))
        self.assertEqual(len(before.splitlines()), 3)

    def test_likeness_of_a_sample_is_judged_by_the_deep_check(self):
        self.settings('companion.sample=*样片*\n')
        self.put('good.mp4', '剧情/云岭/末班车.mp4')
        self.put('sample.mp4', '剧情/云岭/末班车样片.mp4')
        self.index()
        self.deep({'末班车.mp4': '0f' * 128, '末班车样片.mp4': '0f' * 128})
        self.assertEqual(self.outcomes('companion.sample'), {'末班车': 'pass'})
        self.deep({'末班车样片.mp4': 'f0' * 128})
        self.assertEqual(self.outcomes('companion.sample'), {'末班车': 'reject'})
        self.assertIn('画面与正片不符', self.message('末班车', 'companion.sample'))

    def deep(self, likeness):
        with sqlite3.connect(self.at('catalog.db')) as db:
            for name, hashes in likeness.items():
                path = ('剧情/云岭/' + name).encode()
                db.execute('INSERT OR REPLACE INTO stages (content_id, stage, status, version, sandboxed, attempts, next_attempt_run) '
                           'SELECT content_id, \'deep\', \'ok\', 1, 1, 0, 0 FROM files WHERE path = ?', (path,))
                db.execute('INSERT OR REPLACE INTO deep (content_id, likeness) SELECT content_id, ? FROM files WHERE path = ?', (hashes, path))
        db.close()

    # ---- other settings ----

    def other(self, rules, **options):
        """Settings of this contest with other rules, beside its own."""
        with open(self.at('pianmu.ini'), encoding='utf-8') as file:
            own = file.read()
        self.settings(rules, **options)
        os.rename(self.at('pianmu.ini'), self.at('other.ini'))
        with open(self.at('pianmu.ini'), 'w', encoding='utf-8') as file:
            file.write(own)
        return self.at('other.ini')

    def kept(self):
        """All there is, but for the memory that readers and writers of the catalogue share."""
        return {name: data for name, data in self.tree().items() if not name.endswith('-shm')}

    def test_diff_says_what_would_change_and_changes_nothing(self):
        self.settings('duration=1s..60s\n')
        self.put('good.mp4', '剧情/云岭/短.mp4')
        self.put('long.mp4', '公益/云岭/长.mp4')
        self.index()
        path = self.other('duration=1s..10s\nnaming={title}\n', more='[rules gongyi]\nduration=1s..20s\n')
        before = self.kept()
        said = self.pianmu('rules', 'diff', path, expect=0)
        self.assertEqual(self.kept(), before)
        self.assertIn('展示、专题、剧情、动漫、纪实\n  时长  1 秒至 1 分钟（含） [不合格] → 1 秒至 10 秒（含） [不合格]\n', said)
        self.assertIn('公益\n  时长  1 秒至 1 分钟（含） [不合格] → 1 秒至 20 秒（含） [不合格]\n', said)
        self.assertIn('命名  不作要求 → 按“题名”命名 [待复核]', said)
        self.assertIn('  长  合格 → 不合格 1 项\n    通过 → 不合格  时长：', said)
        self.assertNotIn('  短  ', said)
        self.assertIn('2 部作品中，1 部的审查结果会变', said)
        self.assertIn('合格 → 不合格  1', said)

    def test_diff_answers_in_json_and_for_one_category(self):
        self.settings('duration=1s..60s\n')
        self.put('long.mp4', '公益/云岭/长.mp4')
        self.put('long.mp4', '剧情/云岭/也长.mp4')
        self.index()
        path = self.other('duration=1s..10s\n', more='[outcome gongyi]\nduration=review\n')
        rows = [json.loads(line) for line in self.pianmu('rules', 'diff', path, '--json', '--category', '公益', expect=0).splitlines()]
        self.assertEqual([row['kind'] for row in rows], ['rule', 'work', 'summary'])
        self.assertEqual((rows[0]['category'], rows[0]['rule'], rows[0]['after']['outcome']), ('gongyi', 'duration', 'review'))
        self.assertEqual((rows[1]['before'], rows[1]['after']), ('eligible', 'review'))
        self.assertEqual([(one['rule'], one['before'], one['after']) for one in rows[1]['findings']], [('duration', 'pass', 'review')])
        self.assertEqual((rows[2]['works'], rows[2]['changed']), (1, 1))

    def test_diff_counts_what_it_lists(self):
        self.settings('duration=1s..60s\n')
        self.put('good.mp4', '剧情/云岭/短.mp4')
        self.index()
        said = self.pianmu('rules', 'diff', self.other('duration=1s..50s\n'), expect=0)
        self.assertEqual(said.count('时长'), 1)  # one line for six categories
        self.assertIn('规则有 1 处不同', said)

    def test_diff_tells_a_changed_tolerance_and_changed_points(self):
        self.settings('duration=1s..10s\naspect=16:9\n', more='[outcome]\nduration=deduct:1\n')
        self.put('long.mp4', '公益/云岭/长.mp4')
        self.index()
        path = self.other('duration=1s..10s\naspect=16:9\naspect.tolerance=3%\n', more='[outcome]\nduration=deduct:2\n')
        self.assertIn('画幅比例  16:9 [待复核] → 16:9，允许误差 3% [待复核]', self.pianmu('rules', 'diff', path, expect=0))
        rows = [json.loads(line) for line in self.pianmu('rules', 'diff', path, '--json', '--category', '公益', expect=0).splitlines()]
        self.assertEqual([(row['rule'], row['before'].get('points'), row['after'].get('points')) for row in rows[:2]],
                         [('duration', 1, 2), ('aspect', None, None)])
        self.assertEqual([(one['points_before'], one['points_after']) for one in rows[2]['findings']], [(1, 2)])

    def test_diff_of_the_same_settings_says_that_nothing_changes(self):
        self.put('good.mp4', '剧情/云岭/短.mp4')
        self.index()
        said = self.pianmu('rules', 'diff', self.at('pianmu.ini'), expect=0)
        self.assertEqual(said, '规则有 0 处不同；1 部作品中，0 部的审查结果会变。\n')

    def test_diff_refuses_what_it_cannot_read(self):
        self.put('good.mp4', '剧情/云岭/短.mp4')
        self.index()
        for args in (['diff'], ['diff', self.at('nosuch.ini')], ['lint', 'x'], ['diff', self.other('duratoin=1s\n')]):
            done = self.run_pianmu('rules', *args)
            self.assertEqual((done.returncode, done.stdout), (2, b''), args)
        self.assertIn('duration', done.stderr.decode())


if __name__ == '__main__':
    main()

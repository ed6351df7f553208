#!/usr/bin/env python3
"""What leaves the house: reports in every form, the list of checksums, letters."""
import csv
import io
import json
import os
import pty
import re
import shutil
import sqlite3
import subprocess
import time
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile

from contest import PIANMU, ContestCase, main

REPORTS = ['intake', 'eligibility', 'units', 'duplicates', 'reconciliation', 'coverage', 'marks', 'manifest']
TRIGGERS = tuple('=+-@\t\r＝＋－＠')
MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
DEBIAN_PYTHON = '/usr/bin/python3'  # the one that python3-openpyxl belongs to


class Workbook:
    """An XLSX file taken apart: its sheets by name, each a list of rows of (kind, value)."""

    def __init__(self, data):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        shared = self.xml('xl/sharedStrings.xml')
        self.strings = [''.join(text.text or '' for text in item.iter(f'{MAIN}t')) for item in shared.iter(f'{MAIN}si')]
        names = [sheet.get('name') for sheet in self.xml('xl/workbook.xml').iter(f'{MAIN}sheet')]
        self.pages = {name: self.xml(f'xl/worksheets/sheet{i + 1}.xml') for i, name in enumerate(names)}

    def xml(self, path):
        return ElementTree.fromstring(self.zip.read(path))

    def rows(self, name):
        found = []
        for row in self.pages[name].iter(f'{MAIN}row'):
            cells = {}
            for cell in row.iter(f'{MAIN}c'):
                value = cell.find(f'{MAIN}v')
                kind = cell.get('t', 'n')
                text = None if value is None else self.strings[int(value.text)] if kind == 's' else value.text
                cells[re.match('[A-Z]+', cell.get('r'))[0]] = (kind, text)
            found.append(cells)
        return found


class Reports(ContestCase):
    rules = 'container=mp4, mov\nduration=1s..10s\naudio=required\nbitrate.video=5Mbps..\n'

    def put_some(self):
        self.put('good.mp4', '展示/成都高新区/云岭二十四小时.mp4')
        self.put('good.mp4', '剧情/成都高新区/守灯人.mp4')
        self.put('long.mp4', '剧情/沧浪高新区/末班车上的样机.mp4')
        self.put('other.mp4', '纪实/=1+1/@SUM(A1).mp4')
        self.put(b'not a film', '公益/临溪高新区/口罩背后.mp4')
        self.put(b'words', '公益/临溪高新区/口罩背后.docx')
        self.put(b'PK\x03\x04', '公益/临溪高新区/材料.zip')
        self.index('--hash', expect=3)

    def catalogue(self, sql, values=()):
        with sqlite3.connect(self.at('catalog.db')) as db:
            db.execute(sql, values)

    def put_form(self, **fields):
        fields = {'source': 'form.csv', 'imported_us': 1, **fields}
        self.catalogue(f"INSERT INTO forms (edition_id, {', '.join(fields)}) VALUES "
                       f"((SELECT id FROM editions WHERE slug = 'test'), {', '.join('?' * len(fields))})", tuple(fields.values()))

    def json_of(self, what, *args):
        return [json.loads(line) for line in self.pianmu('report', what, '--json', *args, expect=0).splitlines()]

    def csv_of(self, what, *args):
        text = self.pianmu('report', what, '--csv', *args, expect=0)
        self.assertTrue(text.startswith('\ufeff'))
        return list(csv.DictReader(io.StringIO(text[1:], newline='')))

    def bytes_of(self, *args, **options):
        done = self.run_pianmu('report', *args, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout

    # ---- what each says ----

    def test_intake_counts_what_came_by_day_category_and_unit(self):
        self.put_some()
        rows = [row for row in self.json_of('intake') if row['sheet'] == 'arrivals']
        self.assertEqual(sum(row['works'] for row in rows), 5)
        gongyi = next(row for row in rows if row['category'] == 'gongyi' and row['unit'])
        self.assertEqual((gongyi['unit'], gongyi['works'], gongyi['unreadable'], gongyi['attachments']), ('临溪高新区', 1, 1, 1))
        self.assertEqual(sum(row['archives'] for row in rows), 1)
        self.put('long.mp4', '剧情/成都高新区/守灯人.mp4')
        self.index()
        replaced = [row for row in self.json_of('intake', '--unit', '成都高新区') if row['sheet'] == 'arrivals']
        self.assertEqual(sum(row['replaced'] for row in replaced), 1)
        self.assertEqual({row['unit'] for row in replaced}, {'成都高新区'})

    def test_intake_days_are_those_of_the_contest_not_of_the_machine(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        self.catalogue('UPDATE versions SET first_seen_us = ?', (1600000200 * 1000000,))  # 2020-09-13T12:30Z
        self.assertEqual(self.json_of('intake')[0]['day'], '2020-09-13')
        self.catalogue('UPDATE versions SET first_seen_us = ?', (1600014600 * 1000000,))  # 2020-09-13T16:30Z
        self.assertEqual(self.json_of('intake')[0]['day'], '2020-09-14')

    def test_eligibility_has_a_row_a_finding_and_none_of_what_passed(self):
        self.put_some()
        rows = self.csv_of('eligibility')
        long = [row for row in rows if row['题名'] == '末班车上的样机']
        self.assertEqual({row['规则'] for row in long}, {'时长', '音轨', '视频码率'})
        self.assertIn('超出 20 秒', next(row['说明'] for row in long if row['规则'] == '时长'))
        self.assertEqual({row['结果'] for row in rows if row['题名'] == '口罩背后'}, {'不合格', '未评定'})
        self.assertEqual(len({row['编号'] for row in rows}), 5)
        by_category = {row['category']: row for row in self.json_of('eligibility') if row['sheet'] == 'categories'}
        self.assertEqual(by_category['gongyi']['unreadable'], 1)
        self.assertEqual(by_category['juqing']['ineligible'], 1)
        self.assertEqual(by_category['juqing']['eligible'], 1)

    def test_eligibility_goes_by_the_rules_of_now(self):
        self.put('long.mp4', '剧情/片.mp4')
        self.index()
        self.settings('duration=1s..1h\n')
        self.assertEqual(self.json_of('eligibility')[-1]['verdict'], 'eligible')

    def test_units_are_sorted_by_pinyin(self):
        self.put_some()
        for unit, pinyin, initials in (('成都高新区', 'chengdu', 'cd'), ('沧浪高新区', 'canglang', 'cl'), ('临溪高新区', 'linxi', 'lx')):
            self.catalogue('INSERT OR REPLACE INTO readings (text, pinyin, initials, given) VALUES (?, ?, ?, 1)', (unit, pinyin, initials))
        rows = self.json_of('units')
        self.assertEqual([row['unit'] for row in rows if row['unit'] != '=1+1'], ['沧浪高新区', '成都高新区', '临溪高新区'])
        chengdu = next(row for row in rows if row['unit'] == '成都高新区')
        self.assertEqual((chengdu['works'], chengdu['eligible'], chengdu['category_juqing'], chengdu['category_zhanshi']), (2, 2, 1, 1))
        self.assertAlmostEqual(chengdu['duration'], 4, delta=0.2)
        for name in ('成都高新区', 'chengdu', 'CD', '成都 高新区'):
            self.assertEqual([row['unit'] for row in self.json_of('units', '--unit', name)], ['成都高新区'], name)
        done = self.run_pianmu('report', 'units', '--unit', '成都高新')
        self.assertEqual(done.returncode, 2)
        self.assertIn('成都高新区', done.stderr.decode())

    def test_duplicates_stand_in_groups(self):
        self.put_some()
        rows = self.json_of('duplicates')
        self.assertEqual([row['title'] for row in rows], ['守灯人', '云岭二十四小时'])
        self.assertEqual({row['group'] for row in rows}, {'1'})
        self.assertEqual(len({row['sha256'] for row in rows}), 1)
        self.assertEqual(self.json_of('duplicates', '--unit', '沧浪高新区'), [])
        self.assertEqual(len(self.json_of('duplicates', '--category', '展示')), 2)  # whose twin lies elsewhere

    def test_duplicates_know_other_editions(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        with open(self.at('pianmu.ini'), encoding='utf-8') as file:
            text = file.read()
        with open(self.at('pianmu.ini'), 'w', encoding='utf-8') as file:
            file.write(text.replace('id=test', 'id=next'))
        os.rename(self.submission('剧情/片.mp4'), self.submission('剧情/旧片新名.mp4'))
        self.index()
        self.assertEqual([(row['edition'], row['title']) for row in self.json_of('duplicates')], [('next', '旧片新名'), ('test', '片')])

    def test_reconciliation_holds_forms_and_files_side_by_side(self):
        self.put_some()
        with open(self.at('form.csv'), 'w', encoding='utf-8') as file:
            file.write('编号,类别,题名,单位,电话\nBM-1,展示,云岭二十四小时,成都高新区,SECRET\nBM-2,剧情,末班车的样机,沧浪高新区,SECRET\n'
                       'BM-3,公益,守灯人,成都高新区,SECRET\nBM-4,专题,没有送来,临溪高新区,SECRET\n')
        self.pianmu('import', self.at('form.csv'), expect=0)
        rows = self.json_of('reconciliation')
        self.assertEqual({row['matter']: row['count'] for row in rows if row['sheet'] == 'counts'},
                         {'form-without-file': 2, 'file-without-form': 3, 'disagreement': 1})
        near = next(row for row in rows if row.get('entry_no') == 'BM-2' and row['matter'] == 'form-without-file')
        self.assertEqual((near['title'], near['reason']), ('末班车上的样机', 'near-title'))
        self.assertIn(f'pianmu match {near["id"]} BM-2', near['message'])
        differs = next(row for row in rows if row['matter'] == 'disagreement' and row['sheet'] != 'counts')
        self.assertEqual((differs['entry_no'], differs['field'], differs['in_form'], differs['in_work']), ('BM-3', 'category', '公益', '剧情'))
        alone = next(row for row in rows if row.get('entry_no') == 'BM-4')
        self.assertIsNone(alone['id'])
        self.assertEqual([row['entry_no'] for row in self.json_of('reconciliation', '--unit', '沧浪高新区') if row['sheet'] != 'counts'], ['BM-2', 'BM-2'])
        self.assertNotIn('SECRET', self.pianmu('report', 'reconciliation', '--json'))
        before = self.canonical()
        self.pianmu('report', 'reconciliation', expect=0)
        self.assertEqual(self.canonical(), before)  # proposals are for people

    def test_a_unit_is_found_by_the_other_names_that_the_settings_give_it(self):
        self.put_some()
        self.settings(self.rules, more='[units]\n成都高新区=成都高新技术产业开发区\n')
        self.assertEqual([row['unit'] for row in self.json_of('units', '--unit', '成都高新技术产业开发区')], ['成都高新区'])

    def test_coverage_names_what_is_missing(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        self.assertEqual(self.json_of('coverage')[-1]['missing'], '未计算 SHA-256')
        self.index('--hash')
        rows = self.json_of('coverage')
        self.assertEqual([row['sheet'] for row in rows], ['categories'])
        self.assertEqual((rows[0]['works'], rows[0]['examined'], rows[0]['posters'], rows[0]['sha256'], rows[0]['deep']), (1, 1, 1, 1, 0))
        self.put_form(title='另一部', entry_no='7')
        self.put_form(title='片', entry_id=1)
        self.assertEqual([row['form'] for row in self.json_of('coverage')], [1])

    def test_coverage_counts_the_answers_to_manual_checks(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('good.mp4', '剧情/乙.mp4')
        self.settings('manual=watermark, slogan\n')
        self.index('--hash')
        self.pianmu('confirm', '1', 'watermark', 'yes', '--by', 'REVIEWER', expect=0)
        checks = {row['check']: row for row in self.json_of('coverage') if row['sheet'] == 'checks'}
        self.assertEqual((checks['watermark']['yes'], checks['watermark']['open'], checks['slogan']['open']), (1, 1, 2))
        self.assertIn('“slogan”未核查', self.json_of('coverage')[-1]['missing'])

    def test_a_letter_says_what_people_decided_and_not_who(self):
        self.put('good.mp4', '剧情/甲单位/甲.mp4')
        self.put('long.mp4', '剧情/甲单位/乙.mp4')
        self.settings('manual=watermark\nduration=1s..10s\n')
        self.index('--hash')
        ids = {work['title']: work['id'] for work in self.works()}
        self.pianmu('confirm', ids['甲'], 'watermark', 'no', '--by', 'REVIEWER', '--why', '右上角有台标', expect=0)
        self.pianmu('waive', ids['乙'], 'duration', '--by', 'REVIEWER', '--why', '特邀', expect=0)
        letter = self.pianmu('report', 'letter', '--unit', '甲单位', expect=0)
        for words in ('右上角有台标', '时长：经主办方同意', '合格（豁免 1 项）'):
            self.assertIn(words, letter)
        self.pianmu('decide', ids['甲'], 'ineligible', '--by', 'REVIEWER', '--why', '抄袭', expect=0)
        self.pianmu('decide', ids['乙'], 'withdrawn', '--by', 'REVIEWER', '--why', '来函', expect=0)
        letter += self.pianmu('report', 'letter', '--unit', '甲单位', expect=0)
        for words in ('已被取消参赛资格：抄袭', '不再参评', '已撤回'):
            self.assertIn(words, letter)
        self.assertNotIn('REVIEWER', letter)

    # ---- the list of checksums ----

    def check_sums(self):
        done = subprocess.run(['sha256sum', '-c', '--strict', '-'], cwd=self.dir, input=self.bytes_of('manifest'),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={'LC_ALL': 'C'}, check=False)
        return done.returncode, done.stdout.decode()

    def test_the_manifest_is_what_sha256sum_checks(self):
        self.put('good.mp4', '剧情/成都高新区/两个 空格  的片.mp4')
        self.put('other.mp4', '剧情/成都高新区/换\n行.mp4')
        self.put('long.mp4', '剧情/成都高新区/反\\斜\r杠.mp4')
        self.index('--hash')
        code, said = self.check_sums()
        self.assertEqual((code, said.count(': OK')), (0, 3), said)
        self.put('film.mkv', '剧情/成都高新区/换\n行.mp4')
        code, said = self.check_sums()
        self.assertEqual((code, said.count(': OK'), said.count('FAILED')), (1, 2, 1), said)

    def test_the_manifest_finds_what_was_moved_and_roots_elsewhere(self):
        away = self.at('..', os.path.basename(self.dir) + '-nas')
        os.makedirs(os.path.join(away, '剧情'))
        self.addCleanup(shutil.rmtree, away)
        shutil.copyfile(self.films.path('good.mp4'), os.path.join(away, '剧情', '远.mp4'))
        self.put('other.mp4', '剧情/近.mp4')
        self.settings(self.rules, more=f'[scan]\nroot={self.at("submissions")}, {os.path.realpath(away)}\n')
        self.index('--hash')
        os.rename(self.submission('剧情/近.mp4'), self.submission('剧情/改名.mp4'))
        self.index('--hash')
        code, said = self.check_sums()
        self.assertEqual((code, said.count(': OK')), (0, 2), said)
        self.assertIn('submissions/剧情/改名.mp4', said)
        self.assertIn(os.path.realpath(away), said)

    def test_works_without_a_sum_are_told_beside_the_list(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        done = self.run_pianmu('report', 'manifest')
        self.assertEqual((done.returncode, done.stdout), (3, b''))
        self.assertIn('juqing-0001', done.stderr.decode())
        self.assertIsNone(self.json_of('manifest')[0]['sha256'])

    def test_what_was_replaced_or_came_after_closing_is_told(self):
        for name in ('换', '留', '晚'):
            self.put('good.mp4' if name == '换' else 'other.mp4' if name == '留' else 'long.mp4', f'剧情/成都高新区/{name}.mp4')
        self.index('--hash')
        self.settings(self.rules, edition='closes=2026-09-30T23:59:59+08:00\n')
        self.catalogue("UPDATE versions SET first_seen_us = ?", (1780000000 * 1000000,))  # June
        self.catalogue("UPDATE versions SET first_seen_us = ? WHERE CAST(path AS TEXT) LIKE '%晚%'", (1795000000 * 1000000,))  # November
        code, said = self.check_sums()
        self.assertEqual((code, said.count(': OK')), (0, 2), said)
        self.put('film.mkv', '剧情/成都高新区/换.mp4')
        self.index('--hash')
        self.catalogue("UPDATE versions SET first_seen_us = ? WHERE CAST(path AS TEXT) LIKE '%换%' AND id > 3", (1795000000 * 1000000,))
        code, said = self.check_sums()
        self.assertEqual((code, said.count(': OK'), said.count('换.mp4: FAILED')), (1, 1, 1), said)
        self.assertEqual({row['title']: row['after_deadline'] for row in self.json_of('manifest')}, {'换': 'replaced', '留': None, '晚': 'late'})
        self.assertIn('截止后更换', self.pianmu('report', 'manifest', '--csv', expect=0))

    def test_a_folder_that_was_first_read_after_closing_is_told_beside_the_list(self):
        self.put('good.mp4', '剧情/成都高新区/片.mp4')
        self.index('--hash')
        self.settings(self.rules, edition='closes=2020-09-30T23:59:59+08:00\n')
        done = self.run_pianmu('report', 'manifest')
        self.assertEqual((done.returncode, done.stdout), (0, b''))
        self.assertIn('1 部作品在截止之后才首次见到', done.stderr.decode())
        self.assertEqual(self.json_of('manifest')[0]['after_deadline'], 'late')

    def test_days_are_told_in_the_zone_of_the_closing_time(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        self.catalogue('UPDATE versions SET first_seen_us = ?', (1600014600 * 1000000,))  # 2020-09-13T16:30Z
        self.settings(self.rules, edition='closes=2026-09-30T23:59:59-05:00\n')
        self.assertEqual(self.json_of('intake')[0]['day'], '2020-09-13')

    # ---- the forms ----

    def test_every_report_comes_in_every_form(self):
        self.put_some()
        for what in REPORTS:
            self.assertTrue(self.bytes_of(what), what)
            self.assertTrue(self.json_of(what), what)
            rows = self.csv_of(what)
            self.assertTrue(rows or what == 'coverage', what)  # which lists what is missing
            for row in rows:
                self.assertFalse([cell for cell in row.values() if cell.lstrip(' ').startswith(TRIGGERS)], what)
            self.assertIn(b'\r\n', self.bytes_of(what, '--csv'))
            for keys in {row['sheet']: tuple(row) for row in self.json_of(what)}.values():
                self.assertFalse([key for key in keys if not re.fullmatch('[a-z0-9_-]+', key)])

    def test_a_workbook_is_fit_to_be_worked_with(self):
        self.put_some()
        book = Workbook(self.bytes_of('eligibility', '--xlsx'))
        self.assertEqual(list(book.pages), ['各类别资格', '资格审查明细'])
        page = book.pages['资格审查明细']
        pane = next(page.iter(f'{MAIN}pane'))
        self.assertEqual((pane.get('state'), pane.get('ySplit')), ('frozen', '1'))
        rows = book.rows('资格审查明细')
        self.assertEqual(next(page.iter(f'{MAIN}autoFilter')).get('ref'), f'A1:K{len(rows)}')
        self.assertFalse(list(page.iter(f'{MAIN}f')), 'a formula')
        self.assertEqual({row['A'][0] for row in rows}, {'s'})
        self.assertIn(('s', '@SUM(A1)'), [row['C'] for row in rows])
        widths = [float(column.get('width')) for column in page.iter(f'{MAIN}col')]
        self.assertGreater(widths[2], 2 * len('末班车上的样机'))
        self.assertGreater(widths[10], 40)
        heights = {row.get('r'): float(row.get('ht', 15)) for row in page.iter(f'{MAIN}row')}
        for at, row in enumerate(rows[1:], 2):  # a sentence is seen whole
            wide = sum(1 + (ord(letter) > 0x2000) for letter in row['K'][1])
            self.assertGreaterEqual(heights[str(at)] / 15 * 60, wide)
        self.assertGreater(max(heights.values()), 15)
        summary = book.rows('各类别资格')
        self.assertEqual(summary[1]['B'], ('n', '1'))

    def test_a_workbook_keeps_numbers_dates_and_checksums_what_they_are(self):
        self.put_some()
        self.catalogue('UPDATE versions SET first_seen_us = ?', (1600014600 * 1000000,))  # 2020-09-14 00:30 in Beijing
        manifest = Workbook(self.bytes_of('manifest', '--xlsx')).rows('校验清单')
        self.assertEqual([manifest[1][column][0] for column in 'ABCDEFGH'], ['s', 's', 's', 's', 'n', 'n', 's', 's'])
        self.assertAlmostEqual(float(manifest[1]['F'][1]), 44088 + 30 / 1440, places=6)
        units = Workbook(self.bytes_of('units', '--xlsx')).rows('报送单位')
        heading = {value: column for column, (_, value) in units[0].items()}
        lengths = [float(row[heading['总时长']][1]) * 86400 for row in units[1:]]
        self.assertAlmostEqual(max(lengths), 30, delta=0.5)

    def test_a_workbook_opens_in_another_program(self):
        if subprocess.run([DEBIAN_PYTHON, '-c', 'import openpyxl'], stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest('openpyxl is not there')
        self.put_some()
        self.pianmu('report', 'eligibility', '--xlsx', '--output', self.at('e.xlsx'), expect=0)
        look = ('import openpyxl, sys; book = openpyxl.load_workbook(sys.argv[1]); page = book.worksheets[1]; '
                'print(page.freeze_panes, page.max_row > 5, page["A2"].data_type, page["A2"].number_format, book.properties.creator)')
        said = subprocess.run([DEBIAN_PYTHON, '-c', look, self.at('e.xlsx')], stdout=subprocess.PIPE, check=True).stdout
        self.assertTrue(said.startswith(b'A2 True s @'), said)

    def test_text_that_excel_refuses_is_made_safe(self):
        self.put('good.mp4', '剧情/甲\x01\x1f_x0041_乙.mp4')
        self.index('--hash')
        self.catalogue('UPDATE entries SET unit = ?', ('长' * 40000,))
        book = Workbook(self.bytes_of('manifest', '--xlsx'))
        row = book.rows('校验清单')[1]
        self.assertNotIn('\x01', row['C'][1])
        self.assertIn('_x005F_x0041_', row['C'][1])  # which Excel shows as _x0041_
        self.assertEqual(len(row['D'][1]), 32767)
        for length in range(32758, 32768):  # what is escaped must not push it over the limit, where it would be lost
            self.catalogue('UPDATE entries SET unit = ?', ('长' * length + '_x0041_乙',))
            self.assertLessEqual(len(Workbook(self.bytes_of('manifest', '--xlsx')).rows('校验清单')[1]['D'][1]), 32767)

    def test_the_same_catalogue_makes_the_same_bytes(self):
        self.put_some()

        def all_forms(zone, locale, mask):
            before = os.umask(mask)
            env = {'TZ': zone, 'LC_ALL': locale, 'LANG': locale, 'TMPDIR': self.dir}
            try:
                made = {(what, form): self.bytes_of(what, *form, env=env) for what in REPORTS for form in ((), ('--json',), ('--csv',), ('--xlsx',))}
                shutil.rmtree(self.at('letters'), ignore_errors=True)
                self.pianmu('report', 'letter', '--all', '--output', self.at('letters'), expect=0, env=env)
                return made, self.tree('letters')
            finally:
                os.umask(before)

        first = all_forms('UTC', 'C', 0o022)
        time.sleep(1.1)  # dates inside a workbook are whole seconds, in an archive two
        self.assertEqual(first, all_forms('America/New_York', 'zh_CN.UTF-8', 0o077))
        for info in Workbook(first[0]['intake', ('--xlsx',)]).zip.infolist():
            self.assertEqual(info.date_time, (1980, 1, 1, 0, 0, 0))

    def test_output_goes_to_a_file_or_a_folder(self):
        self.put_some()
        os.mkdir(self.at('out'))
        for args, name in ((['--csv'], 'units.csv'), (['--json'], 'units.jsonl'), (['--xlsx'], 'units.xlsx'), ([], 'units.txt')):
            self.assertEqual(self.pianmu('report', 'units', *args, '--output', self.at('out'), expect=0), '')
            with open(self.at('out', name), 'rb') as file:
                self.assertEqual(file.read(), self.bytes_of('units', *args))
        self.pianmu('report', 'units', '--output', self.at('one.txt'), expect=0)
        self.assertEqual(self.run_pianmu('report', 'units', '--output', self.at('no', 'such', 'folder')).returncode, 4)
        os.symlink('one.txt', self.at('link.txt'))
        self.pianmu('report', 'units', '--csv', '--output', self.at('link.txt'), expect=0)
        self.assertTrue(os.path.islink(self.at('link.txt')))
        with open(self.at('one.txt'), 'rb') as file:
            self.assertEqual(file.read(), self.bytes_of('units', '--csv'))
        self.assertEqual(self.bytes_of('units', '--output', '/dev/stdout'), self.bytes_of('units'))

    def test_a_workbook_is_not_thrown_at_a_terminal(self):
        self.put_some()
        outer, inner = pty.openpty()
        done = subprocess.run([PIANMU, '-C', self.dir, 'report', 'units', '--xlsx'], stdin=subprocess.DEVNULL, stdout=inner,
                              stderr=subprocess.PIPE, check=False)
        os.close(inner)
        os.close(outer)
        self.assertEqual(done.returncode, 2)
        self.assertIn('--output', done.stderr.decode())

    def test_wrong_requests_are_refused_with_what_would_be_right(self):
        for args, hint in ((['eligibilty'], 'eligibility'), (['x'], 'intake'), (['units', '--csv', '--json'], '--csv'), (['units', '--all'], '--all'),
                           (['letter'], '--unit'), (['letter', '--all'], '--output'), (['letter', '--unit', 'x', '--csv'], '--csv')):
            done = self.run_pianmu('report', *args)
            self.assertEqual((done.returncode, done.stdout), (2, b''), args)
            self.assertIn(hint, done.stderr.decode(), args)

    # ---- letters ----

    def test_a_letter_says_what_to_do_about_what(self):
        self.put_some()
        self.settings(self.rules, more='[letter]\nreply-by=2199-09-30\ncontact=组委会\\n电话 0910\n')
        letter = self.pianmu('report', 'letter', '--unit', '沧浪高新区', expect=0)
        for words in ('致：沧浪高新区', '不合格 1 部', '《末班车上的样机》', '要求 1 秒至 10 秒；实测 30 秒，超出 20 秒', '请将片长剪辑到规定范围之内',
                      '2199 年 9 月 30 日 24:00（北京时间）', '组委会\n电话 0910'):
            self.assertIn(words, letter)
        self.assertNotIn('守灯人', letter)
        self.assertIn('无需贵单位再作处理', self.pianmu('report', 'letter', '--unit', '成都高新区', expect=0))

    def test_letters_that_ask_for_an_answer_by_a_day_that_is_over_are_told_of(self):
        self.put_some()
        for day, told in (('2020-09-30', True), ('2199-09-30', False)):
            self.settings(self.rules, more=f'[letter]\nreply-by={day}\n')
            done = self.run_pianmu('report', 'letter', '--unit', '沧浪高新区')
            self.assertEqual(('reply-by' in done.stderr.decode(), done.returncode), (told, 0))
            self.assertEqual('请尽快' in done.stdout.decode(), told)

    def test_a_letter_names_no_work_of_another_unit(self):
        self.put('good.mp4', '剧情/甲单位/我们的.mp4')
        self.put('good.mp4', '纪实/乙单位/他们的.mp4')
        self.put('other.mp4', '纪实/乙单位/别的.mp4')
        self.settings(self.rules + 'duplicate=forbidden\n', more='[quota]\nper-person=1\n')
        self.index('--hash')
        self.catalogue("UPDATE entries SET author = '张三'")
        ids = {work['title']: work['id'] for work in self.works()}
        report = self.pianmu('report', 'eligibility', '--unit', '甲单位', expect=0)
        self.assertIn('他们的', report)  # the organiser's
        for language in ('zh', 'en'):
            self.pianmu('report', 'letter', '--all', '--output', self.at('letters'), expect=0)
            letter = self.tree('letters')['甲单位.txt' if language == 'zh' else '甲单位.en.txt'].decode()
            self.assertIn('与另一单位报送的作品为同一文件' if language == 'zh' else 'same file as a work of another unit', letter)
            self.assertIn(ids['我们的'], letter)
            for words in ('他们的', '乙单位', '别的', ids['他们的'], ids['别的']):
                self.assertNotIn(words, letter)

    def test_all_letters_are_files_in_both_languages(self):
        self.put_some()
        self.pianmu('report', 'letter', '--all', '--output', self.at('letters'), expect=0)
        names = set(self.tree('letters'))
        self.assertEqual(names, {f'{unit}{end}' for unit in ('成都高新区', '沧浪高新区', '临溪高新区', '=1+1') for end in ('.txt', '.en.txt')}
                         | {'.letters.sha256'})
        self.assertIn('20 s over', self.tree('letters')['沧浪高新区.en.txt'].decode())

    def test_letters_that_people_changed_and_files_of_theirs_stay(self):
        self.put_some()
        os.mkdir(self.at('letters'))
        with open(self.at('letters', '成都高新区.txt'), 'w', encoding='utf-8') as file:
            file.write('mine')
        done = self.run_pianmu('report', 'letter', '--all', '--output', self.at('letters'))
        self.assertEqual(done.returncode, 3)
        self.assertIn('成都高新区.txt', done.stderr.decode())
        with open(self.at('letters', '沧浪高新区.txt'), 'a', encoding='utf-8') as file:
            file.write('and a greeting')
        self.settings(self.rules, more='[letter]\nreply-by=2199-10-01\n')
        done = self.run_pianmu('report', 'letter', '--all', '--output', self.at('letters'))
        self.assertEqual(done.returncode, 3)
        letters = self.tree('letters')
        self.assertEqual(letters['成都高新区.txt'], b'mine')
        self.assertTrue(letters['沧浪高新区.txt'].endswith(b'and a greeting'))
        self.assertIn('10 月 1 日', letters['临溪高新区.txt'].decode())

    def test_letters_to_units_that_are_gone_are_told_of(self):
        self.put_some()
        self.pianmu('report', 'letter', '--all', '--output', self.at('letters'), expect=0)
        self.settings(self.rules, more='[units]\n成都市高新区=成都高新区\n')
        self.index()
        done = self.run_pianmu('report', 'letter', '--all', '--output', self.at('letters'))
        self.assertEqual(re.findall('([^/]*) 是先前写的函', done.stderr.decode()), ['成都高新区.en.txt', '成都高新区.txt'])
        self.assertIn('成都高新区.txt', self.tree('letters'))
        self.pianmu('report', 'letter', '--all', '--category', '公益', '--output', self.at('letters'), expect=0)
        os.remove(self.at('letters', '成都高新区.txt'))
        os.remove(self.at('letters', '成都高新区.en.txt'))
        self.assertEqual(self.run_pianmu('report', 'letter', '--all', '--output', self.at('letters')).stderr, b'')

    def test_a_work_without_a_unit_is_in_no_letter_and_said_so(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        done = self.run_pianmu('report', 'letter', '--all', '--output', self.at('letters'))
        self.assertEqual(done.returncode, 3)
        self.assertIn('juqing-0001', done.stderr.decode())

    def test_a_form_whose_film_has_not_come_is_in_the_letter(self):
        self.put_some()
        self.put_form(title='还没送来的片', unit='成都高新区', entry_no='A-07')
        letter = self.pianmu('report', 'letter', '--unit', '成都高新区', expect=0)
        self.assertIn('《还没送来的片》（报名表编号 A-07）', letter)

    def test_contacts_leave_in_no_form(self):
        self.put_some()
        self.put_form(title='守灯人', unit='成都高新区', entry_id=1, contact='SECRET-NAME', phone='SECRET-PHONE', email='SECRET@MAIL')
        self.put_form(title='另一部', unit='成都高新区', contact='SECRET-NAME', phone='SECRET-PHONE', email='SECRET@MAIL')
        self.pianmu('report', 'letter', '--all', '--output', self.at('letters'), expect=0)
        said = b''.join(self.tree('letters').values())
        for what in REPORTS:
            said += b''.join(self.bytes_of(what, *form) for form in ((), ('--json',), ('--csv',)))
            book = zipfile.ZipFile(io.BytesIO(self.bytes_of(what, '--xlsx')))
            said += b''.join(book.read(name) for name in book.namelist())
        self.assertNotIn(b'SECRET', said)


if __name__ == '__main__':
    main()

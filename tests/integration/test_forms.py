#!/usr/bin/env python3
"""Entry forms: what import reads and writes, which works they find, and what never leaves the catalogue."""
import fcntl
import io
import json
import os
import re
import sqlite3
import subprocess
import zipfile

from contest import PIANMU, ContestCase, main

SECRETS = ('联系人密某', '13987654321', 'secret-mail@example.invalid')
HEADING = '编号,类别,题名,单位,作者,联系人,电话,邮箱,完成日期,文件名,简介'


class Forms(ContestCase):
    def table(self, *rows, heading=HEADING, name='报名表.csv', encoding='utf-8'):
        path = self.at(name)
        with open(path, 'wb') as file:
            file.write('\r\n'.join((heading, *rows, '')).encode(encoding))
        return path


    def put_films(self):
        self.put('good.mp4', '剧情/成都高新区/末班车.mp4')
        self.put('other.mp4', '公益/西安/HX-002 垃圾分类.mp4')
        self.index()

    def title_of(self, number):
        return {work['id'][-4:]: work for work in self.works()}[number]['title']

    def works_id(self, folder):
        return next(work['id'] for path, work in self.by_path().items() if path.startswith(folder))

    def revision(self):
        with sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True) as db:
            return db.execute('SELECT revision FROM revision').fetchone()[0]

    def matches(self):
        with sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True) as db:
            return db.execute('''SELECT forms.title, number, matched_by FROM forms LEFT JOIN entries ON entries.id = entry_id
                                 ORDER BY forms.id''').fetchall()

    # ---- before and after the files ----

    def test_forms_that_come_first_find_their_files(self):
        self.pianmu('import', self.table('HX-001,剧情,末班车,成都高新区,张三', 'HX-002,公益,垃圾分类之歌,西安,李四'), expect=0)
        self.assertEqual(self.pianmu('list', '--json', expect=0), '')
        self.put_films()
        works = self.by_path()
        self.assertEqual(works['剧情/成都高新区/末班车.mp4']['author'], '张三')
        self.assertEqual(works['剧情/成都高新区/末班车.mp4']['entry_no'], 'HX-001')
        self.assertEqual(works['公益/西安/HX-002 垃圾分类.mp4']['title'], '垃圾分类之歌')
        self.assertEqual([how for _, _, how in self.matches()], ['title', 'entry-no'])

    def test_files_that_come_first_find_their_forms(self):
        self.put_films()
        said = self.pianmu('import', self.table('HX-001,剧情,《末班车》,成都高新区,张三', 'HX-002,公益,垃圾分类之歌,西安,李四'), expect=0)
        self.assertIn('新增 2 份', said)
        self.assertIn('新对应上作品 2 份', said)
        self.assertRegex(said, r'HX-001 《末班车》 成都高新区 → juqing-000[12]（单位和题名相同）')
        shown = self.pianmu('show', 'HX-001', expect=0)
        self.assertIn('张三', shown)
        self.assertIn('HX-001（单位和题名相同）', shown)
        self.assertIn('张三', self.pianmu('list', '--csv', expect=0) + shown)

    def test_a_moved_file_keeps_its_form(self):
        self.put_films()
        self.pianmu('import', self.table('HX-001,剧情,末班车,成都高新区,张三'), expect=0)
        os.rename(self.submission('剧情/成都高新区/末班车.mp4'), self.submission('剧情/成都高新区/另一个名字.mp4'))
        self.index()
        self.assertEqual(self.by_path()['剧情/成都高新区/另一个名字.mp4']['title'], '末班车')

    def test_folders_and_forms_name_a_unit_alike(self):
        self.settings(self.rules, more='[units]\n成都高新区=成都市高新区, Chengdu\n')
        self.put('good.mp4', '剧情/成都市高新区/末班车.mp4')
        self.pianmu('import', self.table(',剧情,末班车,CHENGDU,张三'), expect=0)
        self.index()
        self.assertEqual(self.works()[0]['unit'], '成都高新区')
        self.assertEqual(self.works()[0]['author'], '张三')
        self.settings(self.rules, more='[units]\n成都=成都高新区, 成都市高新区, Chengdu\n')
        self.index()
        self.assertEqual(self.works()[0]['unit'], '成都')

    def test_a_form_names_the_category_that_no_folder_names(self):
        self.put('good.mp4', '待分类/末班车.mp4')
        self.put('other.mp4', '公益/x/垃圾分类.mp4')
        self.index()
        self.assertIsNone(self.by_path()['待分类/末班车.mp4']['category_slug'])
        self.pianmu('import', self.table(',剧情类,末班车,待分类,', ',剧情,垃圾分类,x,'), expect=0)
        works = self.by_path()
        self.assertEqual(works['待分类/末班车.mp4']['category_slug'], 'juqing')
        self.assertTrue(works['待分类/末班车.mp4']['id'].startswith('juqing-'))
        self.assertEqual(works['待分类/末班车.mp4']['verdict'], 'eligible')
        self.assertEqual(works['公益/x/垃圾分类.mp4']['category_slug'], 'gongyi')  # the folder stands before the form
        before = self.canonical()
        self.index()
        self.assertEqual(self.canonical(), before)

    # ---- again ----

    def test_importing_again_writes_nothing(self):
        self.put_films()
        table = self.table('HX-001,剧情,末班车,成都高新区,张三,某某,139,a@b,2026/3/1,,简介', ',公益,别的,西安,李四')
        self.pianmu('import', table, expect=0)
        before = self.revision()
        said = self.pianmu('import', table, expect=0)
        self.assertIn('新增 0 份，修改 0 份，未变 2 份', said)
        self.table('HX-001,剧情,末班车,成都高新区,张三,某某,139,a@b,2026.3.1,,简介', ',公益,别的,西安,李四', name='again.csv', encoding='gb18030')
        self.assertIn('未变 2 份', self.pianmu('import', self.at('again.csv'), expect=0))
        self.index()
        self.assertEqual(self.revision(), before)

    def test_an_update_is_said_field_by_field_and_keeps_the_match(self):
        self.put_films()
        self.pianmu('import', self.table('HX-001,剧情,末班车,成都高新区,张三,甲,139'), expect=0)
        said = self.pianmu('import', self.table('HX-001,剧情,最后一班车,成都高新区,"张三,李四",甲,138'), expect=0)
        self.assertIn('题名：末班车 → 最后一班车', said)
        self.assertIn('作者：张三 → 张三、李四', said)
        self.assertIn('电话：已修改（内容不显示）', said)
        self.assertNotIn('138', said)
        self.assertEqual(self.by_path()['剧情/成都高新区/末班车.mp4']['title'], '最后一班车')
        self.assertEqual(len(self.matches()), 1)

    def test_a_form_that_is_no_longer_in_the_file_stays_and_is_said(self):
        self.pianmu('import', self.table('HX-001,剧情,甲,x', 'HX-002,剧情,乙,x'), expect=0)
        said = self.pianmu('import', self.table('HX-002,剧情,乙,x'), expect=0)
        self.assertIn('这次没有的报名', said)
        self.assertIn('HX-001 《甲》 x', said)
        self.assertEqual(len(self.matches()), 2)

    # ---- trying, reading, refusing ----

    def test_a_dry_run_says_the_same_and_writes_nothing(self):
        table = self.table('HX-001,剧情,末班车,成都高新区,张三', 'HX-002,微电影,别的,西安,李四')
        first = self.pianmu('import', '--dry-run', table, expect=0)
        self.assertFalse(os.path.exists(self.at('catalog.db')))
        self.put_films()
        before = self.tree()
        dry = self.pianmu('import', '--dry-run', table, expect=0)
        self.assertEqual({name: data for name, data in self.tree().items() if not name.startswith('catalog.db-')},
                         {name: data for name, data in before.items() if not name.startswith('catalog.db-')})
        self.assertIn('什么也没有写入', first)
        self.assertIn('→ juqing-', dry)
        self.assertIn('不认识类别“微电影”', dry)
        self.assertEqual(self.pianmu('import', table, expect=0), dry.replace('\n以上只是预览，什么也没有写入。\n', ''))

    def test_standard_input_is_read(self):
        with open(self.table('HX-001,剧情,末班车,成都高新区,张三', encoding='gb18030'), 'rb') as file:
            done = subprocess.run([PIANMU, '-C', self.dir, 'import', '-'], stdin=file, stdout=subprocess.PIPE, check=True)
        self.assertIn('标准输入：1 份报名（GB18030 编码', done.stdout.decode())
        self.assertEqual(self.matches(), [('末班车', None, None)])

    def test_other_headings_are_mapped(self):
        table = self.table('甲,乙,丙', heading='影片,报送方,说明')
        self.assertEqual(self.run_pianmu('import', table).returncode, 2)
        self.pianmu('import', '--map', 'Title=影片', '--map', '单位=报送方; 简介=说明', table, expect=0)
        self.assertEqual(self.matches(), [('甲', None, None)])

    def test_a_bad_file_is_2_and_changes_nothing(self):
        self.pianmu('import', self.table('HX-001,剧情,甲,x'), expect=0)
        before = self.revision()
        for rows, words in ((['HX-001,剧情,乙,x', 'HX-002,剧情,,y'], '第 3 行：没有题名'),
                            (['HX-001,剧情,乙,x', 'HX-001,剧情,丙,x'], '第 2 行和第 3 行的编号相同'),
                            (['HX-001,剧情,"乙,x'], '引号没有结束')):
            done = self.run_pianmu('import', self.table(*rows))
            self.assertEqual(done.returncode, 2)
            self.assertIn('未作任何改动', done.stderr.decode())
            self.assertIn(words, done.stderr.decode())
            self.assertEqual(done.stdout, b'')
        with open(self.at('forms.xlsx'), 'wb') as file:
            file.write(b'PK\3\4' + b'\0' * 26 + b'[Content_Types].xml' + b'xl/workbook.xml')
        done = self.run_pianmu('import', self.at('forms.xlsx'))
        self.assertEqual(done.returncode, 2)
        self.assertIn('另存为 → CSV UTF-8', done.stderr.decode())
        self.assertEqual(self.run_pianmu('import', self.at('absent.csv')).returncode, 2)
        self.assertEqual(self.run_pianmu('import', self.at('submissions')).returncode, 2)
        self.assertEqual(self.revision(), before)
        self.assertEqual(self.matches(), [('甲', None, None)])

    def test_a_reader_that_is_at_work_is_no_hindrance(self):
        self.put_films()
        with sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True) as db:
            db.execute('BEGIN')
            count = db.execute('SELECT count(*) FROM forms').fetchone()
            self.pianmu('import', self.table('HX-001,剧情,末班车,成都高新区,张三'), expect=0)
            self.assertEqual(db.execute('SELECT count(*) FROM forms').fetchone(), count)
        self.assertEqual(len(self.matches()), 1)

    # ---- what a person decides ----

    def test_a_proposal_is_accepted_and_taken_back_by_a_person(self):
        self.put_films()
        self.pianmu('import', self.table('HX-001,剧情,末班的车,成都高新区,张三', ',公益,垃圾分类,西安,李四'), expect=0)
        work = self.by_path()['剧情/成都高新区/末班车.mp4']['id']
        self.assertEqual(self.matches()[0], ('末班的车', None, None))
        said = self.pianmu('match', work, 'HX-001', expect=0)
        self.assertIn(work, said)
        self.assertEqual(self.matches()[0][2], 'person')
        self.assertEqual(self.title_of(work[-4:]), '末班的车')
        self.index()
        self.assertEqual(self.matches()[0][2], 'person')
        self.pianmu('match', work, '--none', expect=0)
        self.index()
        self.assertEqual(self.matches()[0], ('末班的车', None, 'person'))
        self.assertEqual(self.title_of(work[-4:]), '末班车')

    def test_a_person_moves_a_form_that_was_matched_automatically(self):
        self.put_films()
        self.pianmu('import', self.table('HX-002,公益,垃圾分类,西安,李四'), expect=0)
        self.assertEqual(self.matches()[0][2], 'entry-no')
        work = self.by_path()['剧情/成都高新区/末班车.mp4']['id']
        self.assertIn('原来自动对应作品 ' + self.works_id('公益'), self.pianmu('match', work, '垃圾分类', expect=0))
        self.assertEqual(self.title_of(work[-4:]), '垃圾分类')
        self.assertIn('不再对应', self.pianmu('match', work, '--none', expect=0))

    def test_a_match_by_a_person_displaces_one_that_was_found(self):
        self.put_films()
        self.pianmu('import', self.table('HX-002,公益,垃圾分类,西安,李四', 'HX-003,公益,别的,西安,王五'), expect=0)
        work = self.works_id('公益')
        self.assertEqual(self.pianmu('match', work, 'HX-003', expect=0).splitlines(),
                         [f'作品 {work} 对应报名 HX-003 《别的》 西安', f'报名 HX-002 《垃圾分类》 西安 不再对应作品 {work}'])
        self.index()
        self.assertEqual([(number and number > 0, how) for _, number, how in self.matches()], [(None, None), (True, 'person')])

    def test_match_needs_a_catalogue(self):
        done = self.run_pianmu('match', '1', 'HX-001')
        self.assertEqual(done.returncode, 4)
        self.assertFalse(os.path.exists(self.at('catalog.db')))

    def test_import_works_beside_a_run(self):
        self.put_films()
        with open(self.at('run.lock'), 'a', encoding='utf-8') as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            self.pianmu('import', self.table('HX-001,剧情,末班车,成都高新区,张三'), expect=0)
        self.assertEqual(len(self.matches()), 1)

    def test_match_refuses_what_is_not_clear(self):
        self.put_films()
        self.pianmu('import', self.table('HX-001,剧情,末班车,成都高新区,张三', 'HX-007,剧情,同名,x', 'HX-008,剧情,同名,y'), expect=0)
        one, other = sorted(work['id'] for work in self.works())
        self.pianmu('match', one, 'HX-007', expect=0)
        for args, words in (((one, '没有的'), '没有编号或题名'), ((one, 'HX-01'), '没有编号或题名'), ((one, '同名'), '多份报名'),
                            (('99', 'HX-001'), '没有编号为“99”'), ((one,), 'match 作品编号'), ((one, 'HX-001', '--none'), 'match 作品编号'),
                            ((other, 'HX-007'), '人工'), ((one, 'HX-008'), '人工')):
            done = self.run_pianmu('match', *args)
            self.assertEqual(done.returncode, 2, args)
            self.assertIn(words, done.stderr.decode(), args)
        self.pianmu('match', one, 'HX-007', expect=0)  # the same again
        self.pianmu('match', one, '--none', expect=0)
        self.assertEqual(self.run_pianmu('match', one, '--none').returncode, 2)

    # ---- what never leaves the house ----

    def test_contacts_reach_nothing_that_any_command_says_or_writes(self):
        self.put_films()
        self.settings('duration=1s..10m\nregistration=title, unit, author, contact, phone, email, finished\nmanual=watermark\n')
        row = f'HX-001,剧情,末班车,成都高新区,张三,{SECRETS[0]},{SECRETS[1]},{SECRETS[2]},2026/3/1,,简介在此'
        lonely = row.replace('HX-001', 'HX-009').replace('末班车', '没来的片')
        said = self.pianmu('import', '--dry-run', self.table(row, lonely), expect=0)
        said += self.pianmu('import', self.table(row, lonely), expect=0)
        said += self.pianmu('-v', 'import', self.table(row.replace(SECRETS[1], SECRETS[1][::-1]), lonely), expect=0)
        said += self.pianmu('import', self.table(row, lonely), expect=0)
        said += self.wrong_forms(row)
        os.remove(self.at('报名表.csv'))
        said += self.nightly()
        work = self.by_path()['剧情/成都高新区/末班车.mp4']['id']
        os.makedirs(self.at('out'))
        run = set()
        for args in self.all_commands(work):
            done = self.run_pianmu(*args)
            self.assertIn(done.returncode, (0, 1, 3, 4 if args[0] == 'doctor' else 0), args)  # 1: not all eligible; 4: a checked build has no sandbox
            said += done.stdout.decode(errors='replace') + done.stderr.decode()
            run.add(args[0])
        help_text = self.pianmu('--help', expect=0)
        self.assertEqual({name for name in re.findall(r'^  ([a-z]+)', help_text, re.M)} - run, {'init', 'import', 'nightly'})
        self.assertIn('简介在此', said)
        self.assertIn('没来的片', said)
        self.assert_nowhere(said)

    def all_commands(self, work):
        """Everything that can be asked of a contest; what makes files makes them in out/ and letters/."""
        yield from (['index'], ['match', work, 'HX-001'], ['waive', work, 'duration', '--by', '某', '--why', '理由'],
                    ['confirm', work, 'watermark', 'no', '--by', '某', '--why', '台标'], ['tag', work, '抗疫'], ['note', work, '--by', '某', '一句话'],
                    ['decide', work, 'ineligible', '--by', '某', '--why', '抄袭'], ['decide', work, 'clear', '--by', '某', '--why', '更正'],
                    ['poster', work, '--at', '1'], ['gallery'], ['gallery', '--public'], ['gallery', '--blind', 'unit'],
                    ['gallery', '--output', self.at('out-gallery')], ['rules', 'show'], ['rules', 'lint'], ['rules', 'diff', self.at('pianmu.ini')],
                    ['verify'], ['doctor'], ['doctor', '--brief'], ['backup', self.at('backup', 'by-hand.db')],
                    ['show', work], ['show', work, '--json'], ['report', 'letter', '--all', '--output', self.at('letters')])
        for form in ([], ['--json'], ['--csv']):
            yield from (['list', *form], ['check', *form])
        for what in ('intake', 'eligibility', 'units', 'duplicates', 'reconciliation', 'coverage', 'manifest'):
            for form, extension in (([], 'txt'), (['--json'], 'jsonl'), (['--csv'], 'csv'), (['--xlsx'], 'xlsx')):
                yield ['report', what, *form, '--output', self.at('out', f'{what}.{extension}')]

    def wrong_forms(self, row):
        """What is complained of, and how."""
        said = ''
        cells = row.split(',')
        for rows, encoding in (([row, row], 'utf-8'), ([row, ',' + row + ',x'], 'utf-8'), ([row.replace('末班车', '')], 'utf-8'),
                               ([row.replace('末班车', '别的').replace('成都高新区', '别处')], 'utf-8'), ([row + '"'], 'utf-8'),
                               ([row.replace('张三', '張國榮華麗臺灣')], 'big5'), ([f'填表人：{SECRETS[0]},,,电话：{SECRETS[1]}'], 'utf-8'),
                               ([','.join(cells[:2] + cells[3:])], 'utf-8')):
            done = self.run_pianmu('import', '--dry-run', self.table(*rows, encoding=encoding) if encoding == 'utf-8'
                                   else self.table_of_bytes(rows, encoding))
            said += done.stdout.decode() + done.stderr.decode()
        return said

    def table_of_bytes(self, rows, encoding):
        path = self.at('报名表.csv')
        with open(path, 'wb') as file:
            file.write('\r\n'.join(('No,Category,Title,Unit,Author,Contact,Phone,Email', *rows)).encode(encoding, 'replace'))
        return path

    def assert_nowhere(self, said):
        files = {name: data for name, data in self.tree().items() if not name.startswith(('catalog.db', 'backup/'))}  # and its copies
        for name, data in list(files.items()):
            if name.endswith('.xlsx'):
                book = zipfile.ZipFile(io.BytesIO(data))
                files.update({f'{name}/{part}': book.read(part) for part in book.namelist()})
        self.assertTrue(any('简介在此'.encode() in data for data in files.values()))
        self.assertTrue(any('没来的片'.encode() in data for name, data in files.items() if '.xlsx/' in name))
        self.assertTrue(any(name.startswith('letters/') for name in files))
        for secret in (*SECRETS, SECRETS[1][::-1]):
            self.assertNotIn(secret, said)
            for encoding in ('utf-8', 'gb18030', 'utf-16-le'):
                self.assertEqual([name for name, data in files.items() if secret.encode(encoding) in data], [])
            self.assertTrue(secret == SECRETS[1][::-1] or self.holds(secret))  # they are kept, so that the search means something

    def holds(self, secret):
        with sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True) as db:
            return secret in db.execute('SELECT contact, phone, email FROM forms').fetchone()

    def test_names_are_read(self):
        heading = '题名,单位,拼音,单位拼音'
        self.put('good.mp4', '剧情/长沙/末班车.mp4')
        self.index()
        self.pianmu('import', self.table('末班车,长沙,,Changsha', heading=heading), expect=0)
        self.index()
        with sqlite3.connect(f'file:{self.at("catalog.db")}?mode=ro', uri=True) as db:
            readings = {text: rest for text, *rest in db.execute('SELECT text, pinyin, initials, given FROM readings')}
        self.assertEqual(readings, {'末班车': ['mo ban che', 'mbc', 0], '长沙': ['changsha', 'cs', 1]})

    def test_a_row_number_makes_no_works_number_ambiguous(self):
        self.put_films()
        number = self.works_id('公益')[-1]
        row = '1' if number == '2' else '2'
        self.pianmu('import', self.table(f'{3 - int(row)},公益,别的,西安', f'{row},公益,垃圾分类,西安', heading='序号,类别,题名,单位'), expect=0)
        self.assertIn('垃圾分类', self.pianmu('show', number, expect=0))
        self.assertIn('末班车', self.pianmu('show', row, expect=0))
        self.assertIsNone({work['id'][-1]: work for work in self.works()}[number]['entry_no'])

    def test_show_json_has_the_forms_title(self):
        self.put_films()
        self.pianmu('import', self.table('HX-002,公益,垃圾分类之歌,西安,李四'), expect=0)
        shown = json.loads(self.pianmu('show', 'HX-002', '--json', expect=0))
        self.assertEqual((shown['title'], shown['author'], shown['entry_no']), ('垃圾分类之歌', '李四', 'HX-002'))


if __name__ == '__main__':
    main()

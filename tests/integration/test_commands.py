#!/usr/bin/env python3
"""The command line: what each command answers, and how it refuses."""
import csv
import io
import json
import os
import subprocess
import unittest

from contest import PIANMU, ContestCase, main

GOLDEN = os.path.join(os.path.dirname(__file__), 'golden')


class Commands(ContestCase):
    searches_all = True

    def put_three(self):
        self.put('good.mp4', '展示/云岭高新区/云岭二十四小时.mp4')
        self.put('long.mp4', '剧情/沧浪高新区/末班车上的样机.mp4')
        self.put(b'not a film', '公益/临溪高新区/口罩背后.mp4')
        self.index(expect=3)

    def test_help_is_as_recorded(self):
        os.remove(self.at('pianmu.ini'))  # in a contest it speaks the contest's language
        commands = ['', 'init', 'index', 'import', 'match', 'rules', 'check', 'gallery', 'list', 'show', 'report', 'poster', 'waive', 'confirm',
                    'decide', 'tag', 'note', 'nightly']
        for language, locale in (('en', 'C'), ('zh', 'zh_CN.UTF-8')):
            said = ''.join(self.pianmu(*filter(None, [command]), '--help', expect=0, env={'LC_ALL': locale}) + '\n'
                           for command in commands)
            path = os.path.join(GOLDEN, f'help.{language}.txt')
            if os.environ.get('UPDATE_GOLDEN') == '1':
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(said)
            with open(path, encoding='utf-8') as file:
                self.assertEqual(said, file.read(), f'{path} (UPDATE_GOLDEN=1 records it anew)')

    def test_wrong_usage_is_2_and_says_what_would_be_right(self):
        for args in (['nosuch'], ['list', '--nosuch'], ['show'], ['show', '1', '2'], ['index', '--jobs', '0'],
                     ['index', '--max-time', 'soon'], ['list', '--status', 'fine'], ['list', '--category', 'nosuch'],
                     ['poster', '1'], ['rules', 'nosuch'], ['gallery', '--media', 'nosuch']):
            done = self.run_pianmu(*args)
            self.assertEqual(done.returncode, 2, args)
            self.assertTrue(done.stderr.startswith(b'pianmu: '), args)
            self.assertEqual(done.stdout, b'', args)

    def test_complaints_say_what_there_is(self):
        categories = '展示（zhanshi）、专题（zhuanti）'
        for args, want in ((('rules', 'show', '--category', 'nosuch'), categories), (('list', '--category', 'nosuch'), categories),
                           (('list', '--verdit', 'review'), '是否指 --verdict？'), (('list', '--nosuch=1'), '没有选项 --nosuch。'),
                           (('list', '--verdict', 'bad'), '可用的有：eligible review'), (('index', 'all'), '应为：pianmu index\n'),
                           (('list', '-C', self.dir), '-C 要写在命令的前面'), (('-C',), '选项 -C 后面要写值'),
                           (('waive', '1', '时长', '--by', '--why', 'x'), '选项 --by 后面要写值'), (('check', '--only', 'bad'), '--only 没有“bad”'),
                           (('import', 'nosuch.csv'), '没有这个文件或文件夹'), (('import', self.dir), '这是文件夹，不是文件')):
            done = self.run_pianmu(*args)
            self.assertEqual((done.returncode, done.stdout), (2, b''), args)
            self.assertIn(want, done.stderr.decode(), args)

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists('/usr/bin/setpriv'), 'root may write everywhere, and there is no setpriv')
    def test_a_contest_that_may_not_be_written_is_said_so(self):
        self.put_three()
        os.chmod(self.dir, 0o555)
        self.addCleanup(os.chmod, self.dir, 0o755)
        prefix = ['setpriv', '--reuid', '65534', '--clear-groups'] if os.geteuid() == 0 else []
        done = self.run_pianmu('index', prefix=prefix)
        self.assertEqual(done.returncode, 4)
        self.assertIn('无法在赛事文件夹', done.stderr.decode())

    def test_a_list_of_nothing_is_said_to_be_so(self):
        self.put_three()
        done = self.run_pianmu('list', '--unit', '成都')
        self.assertEqual((done.returncode, done.stderr.decode()), (0, '没有符合条件的作品。\n'))
        self.assertEqual(self.run_pianmu('list', '--unit', '成都', '--json').stderr, b'')

    def test_a_unit_is_listed_by_any_of_its_names(self):
        self.settings('', more='[units]\n云岭高新区=云岭高新技术产业开发区\n')
        self.put_three()
        said = self.pianmu('list', '--unit', '云岭高新技术产业开发区', expect=0)
        self.assertIn('zhanshi-', said)

    def test_commands_that_need_a_catalogue_say_that_there_is_none(self):
        for args in (['list'], ['show', '1'], ['check']):
            done = self.run_pianmu(*args)
            self.assertEqual(done.returncode, 4, args)
            self.assertIn('pianmu index', done.stderr.decode())

    def test_a_folder_without_settings_is_no_contest(self):
        os.remove(self.at('pianmu.ini'))
        self.assertEqual(self.run_pianmu('list').returncode, 2)

    def test_init_refuses_a_contest_that_is_there(self):
        self.assertEqual(self.run_pianmu('init').returncode, 2)

    def test_a_wrong_setting_stops_everything_and_changes_nothing(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.settings('duratoin=1s..10s\n')
        done = self.run_pianmu('nightly', '--settle', '0')
        self.assertEqual(done.returncode, 2)
        self.assertIn('duration', done.stderr.decode())
        self.assertFalse(os.path.exists(self.at('catalog.db')))
        self.assertEqual(self.run_pianmu('rules', 'lint').returncode, 2)

    def test_list_filters_by_category_unit_status_and_verdict(self):
        self.put_three()
        titles = lambda *args: [json.loads(line)['title'] for line in self.pianmu('list', '--json', *args, expect=0).splitlines()]
        self.assertEqual(titles('--category', '展示'), ['云岭二十四小时'])
        self.assertEqual(titles('--category', 'juqing'), ['末班车上的样机'])
        self.assertEqual(titles('--unit', '临溪高新区'), ['口罩背后'])
        self.assertEqual(titles('--verdict', 'ineligible'), ['末班车上的样机'])
        self.assertEqual(titles('--verdict', 'unreadable'), ['口罩背后'])
        self.assertEqual(len(titles('--status', 'ok')), 2)

    def test_csv_opens_in_a_spreadsheet(self):
        self.put('good.mp4', '剧情/=1+1.mp4')
        self.index()
        text = self.pianmu('list', '--csv', expect=0)
        self.assertTrue(text.startswith('\ufeff'))
        rows = list(csv.reader(io.StringIO(text[1:], newline='')))
        self.assertEqual(len(rows), 2)
        self.assertFalse([cell for row in rows for cell in row if cell.lstrip()[:1] in tuple('=+-@')])

    def test_show_finds_a_work_by_any_of_its_names(self):
        self.put_three()
        first = self.works()[0]
        for name in (first['id'], first['id'].split('-')[1], str(int(first['id'].split('-')[1])), 'juqing-' + first['id'].split('-')[1]):
            self.assertEqual(json.loads(self.pianmu('show', name, '--json', expect=0))['id'], first['id'])
        self.assertEqual(self.run_pianmu('show', '99').returncode, 2)

    def test_show_says_technical_things_in_words(self):
        self.put('good.mp4', '展示/云岭高新区/云岭二十四小时.mp4')
        self.index()
        self.assertIn('AAC  44.1 kHz  单声道', self.pianmu('show', '1', expect=0))

    def test_check_answers_no_with_1_and_says_what_was_required_and_measured(self):
        self.put_three()
        said = self.pianmu('check', expect=1)
        self.assertIn('30 秒', said)
        self.assertIn('10 秒', said)
        self.assertEqual(self.run_pianmu('check', '--category', 'zhanshi').returncode, 0)
        self.assertIn('末班车上的样机', self.pianmu('check', '--only', 'ineligible', expect=1))
        rows = list(csv.reader(io.StringIO(self.pianmu('check', '--csv', expect=1)[1:], newline='')))
        self.assertEqual(len({len(row) for row in rows}), 1)

    def test_rules_show_says_the_rules_in_words(self):
        said = self.pianmu('rules', 'show', '--category', '剧情', expect=0)
        self.assertIn('1 秒', said)
        self.assertIn('剧情', said)

    def test_a_contest_without_a_length_rule_says_so(self):
        self.settings('container=mp4\n')
        self.put('good.mp4', '剧情/片.mp4')
        self.nightly()
        self.assertIn('未设时长要求', self.pianmu('rules', 'show', '--category', '剧情', expect=0))
        self.assertIn('未设时长要求'.encode(), self.tree('gallery')['about.html'])

    def test_a_poster_is_pinned_and_the_pin_survives(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        before = self.works()[0]['poster']
        self.pianmu('poster', '1', '--at', '1.5s', expect=0)
        pinned = self.works()[0]['poster']
        self.assertTrue(pinned['pinned'])
        self.assertAlmostEqual(pinned['time'], 1.5, delta=0.1)
        self.index('--force')
        self.assertEqual(self.works()[0]['poster'], pinned)
        self.pianmu('poster', '1', '--auto', expect=0)
        self.assertEqual(self.works()[0]['poster'], before)

    def test_a_pin_holds_for_works_of_the_same_bytes_and_lapses_with_them(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('good.mp4', '剧情/乙.mp4')
        self.index()
        self.pianmu('poster', '2', '--at', '1s', expect=0)
        self.index('--force')
        self.assertEqual({work['poster']['pinned'] for work in self.works()}, {True})
        self.put('long.mp4', '剧情/乙.mp4')
        self.put('long.mp4', '剧情/甲.mp4')
        self.index()
        self.assertEqual({work['poster']['pinned'] for work in self.works()}, {False})
        self.assertIn('指定', self.pianmu('show', '2', expect=0))

    def test_a_moment_after_the_end_is_refused(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        self.assertEqual(self.run_pianmu('poster', '1', '--at', '99s').returncode, 2)

    def test_output_that_cannot_be_written_is_said(self):
        self.put_three()
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([PIANMU, '-C', self.dir, 'list', '--json'], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 4)
        self.assertIn('磁盘', done.stderr.decode())

    def test_what_is_missing_is_not_called_eligible(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('other.mp4', '剧情/又一片.mp4')
        self.index()
        os.remove(self.submission('剧情/片.mp4'))
        self.index()
        self.assertIn('缺失', self.pianmu('list', '--status', 'missing', expect=0))
        self.assertNotIn('合格', self.pianmu('list', '--status', 'missing', expect=0))

    def test_posters_come_in_three_widths_and_never_enlarged(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        poster = self.works()[0]['poster']
        self.assertEqual((poster['width'], poster['height']), (320, 180))
        for path, data in self.tree('thumbs').items():
            self.assertTrue(data.startswith(b'\xff\xd8\xff') and data.endswith(b'\xff\xd9'), path)

    def test_a_dry_run_writes_nothing(self):
        self.put('good.mp4', '剧情/片.mp4')
        before = sorted(os.listdir(self.dir))
        self.assertIn('新增 1 部', self.index('--dry-run'))
        self.assertEqual([name for name in sorted(os.listdir(self.dir)) if name != 'run.lock'], before)

    def test_hash_keeps_sha256(self):
        import hashlib
        path = self.put('good.mp4', '剧情/片.mp4')
        self.index('--hash')
        with open(path, 'rb') as film:
            self.assertEqual(self.works()[0]['sha256'], hashlib.sha256(film.read()).hexdigest())
        self.index('--force')
        self.assertIsNotNone(self.works()[0]['sha256'])


if __name__ == '__main__':
    main()

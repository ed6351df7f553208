#!/usr/bin/env python3
"""What people decide: waivers, manual checks, states, tags and notes, alone and while a run goes on."""
import contextlib
import ctypes
import json
import os
import re
import signal
import struct
import subprocess

from contest import PIANMU, ContestCase, children, main

HOSTILE = '</script><img src=x onerror=alert(1)> "引号" & \'撇\''
IN_OPEN = 0x20
IN_ISDIR = 0x40000000


class Opened:
    """Which files below some folders are opened meanwhile, as inotify sees it."""

    def __init__(self, top):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK)
        for folder, _, _ in os.walk(top):
            assert self.libc.inotify_add_watch(self.fd, folder.encode(), IN_OPEN) >= 0, folder

    def names(self):
        try:
            data = os.read(self.fd, 1 << 20)
        except BlockingIOError:
            return []
        names, at = [], 0
        while at < len(data):
            _, mask, _, length = struct.unpack_from('iIII', data, at)
            if not mask & IN_ISDIR:
                names.append(data[at + 16:at + 16 + length].rstrip(b'\0').decode())
            at += 16 + length
        return names

    def close(self):
        os.close(self.fd)


class Decisions(ContestCase):
    rules = 'container=mp4, mov\nduration=1s..10s\nmanual=watermark, advert\n'

    def decide(self, *args, expect=0):
        done = self.run_pianmu(*args)
        self.assertEqual(done.returncode, expect, f'{args}: {(done.stdout + done.stderr).decode()}')
        return (done.stdout + done.stderr).decode()

    def waive(self, *args, expect=0, by='张三', why='评委会同意'):
        return self.decide('waive', *args, '--by', by, '--why', why, expect=expect)

    def confirm(self, *args, expect=0):
        return self.decide('confirm', *args, '--by', '李四', expect=expect)

    def state(self, *args, expect=0):
        return self.decide('decide', *args, '--by', '王五', '--why', '单位来函', expect=expect)

    def shown(self, number):
        return json.loads(self.pianmu('show', str(number), '--json', expect=0))

    def outcomes(self, number):
        return {finding['rule']: finding['outcome'] for finding in self.shown(number)['findings']}

    def page(self, number):
        with open(self.at(f'gallery/w/{number:04}.html'), encoding='utf-8') as file:
            return file.read()

    def put_two(self):
        """0001 is too long, 0002 is right."""
        self.put('long.mp4', '剧情/甲单位/a.mp4')
        self.put('good.mp4', '剧情/甲单位/b.mp4')
        self.index()

    # ---- waivers ----

    def test_a_waiver_lowers_one_rule_until_the_file_is_replaced(self):
        self.put_two()
        self.pianmu('check', '1', expect=1)
        said = self.waive('1', '时长')
        self.assertIn('合格（豁免 1 项）', said)
        self.assertIn('豁免（张三，', self.pianmu('check', '1', expect=0))
        self.assertEqual(self.outcomes(1)['duration'], 'waived')
        self.assertEqual(self.works()[0]['verdict'], 'eligible')
        self.pianmu('gallery', expect=0)
        self.assertIn('评委会同意', self.page(1))
        self.assertIn('没有变化', self.index())  # the next run has nothing to tell
        self.assertEqual(self.outcomes(1)['duration'], 'waived')

        with open(self.films.path('long.mp4'), 'rb') as film:
            self.put(film.read() + b'replaced', '剧情/甲单位/a.mp4')
        self.assertIn('资格变化 1 部', self.index())
        said = self.pianmu('check', '1', expect=1)
        self.assertIn('豁免已失效：文件已更换', said)
        self.assertIn('［已失效：文件已更换］', self.pianmu('show', '1', expect=0))
        self.assertFalse(self.shown(1)['decisions'][0]['in_force'])
        self.pianmu('gallery', expect=0)
        self.assertIn('豁免已失效', self.page(1))

        self.put('long.mp4', '剧情/甲单位/a.mp4')  # what it was given for comes back
        self.index()
        self.assertEqual(self.outcomes(1)['duration'], 'waived')

    def test_a_waiver_can_be_taken_back(self):
        self.put_two()
        self.waive('1', 'duration')
        self.assertIn('不合格 1 项', self.waive('1', 'duration', '--revoke', why='弄错了'))
        self.assertEqual(self.outcomes(1)['duration'], 'reject')
        self.assertIn('没有豁免', self.waive('1', 'duration', '--revoke', expect=2))
        history = self.shown(1)['history']
        self.assertEqual([past['verdict'] for past in history], ['ineligible', 'eligible', 'ineligible'])
        self.assertEqual(len(self.shown(1)['decisions']), 2)
        self.assertIn('时长：不合格 → 豁免', self.pianmu('show', '1', expect=0))

    def test_a_waiver_of_what_is_met_is_kept_and_said_to_change_nothing(self):
        self.put_two()
        self.assertIn('暂不起作用', self.waive('2', 'duration'))
        self.assertEqual(self.outcomes(2)['duration'], 'pass')
        self.settings('duration=..1s\n')  # it does once the rule is stricter
        self.index()
        self.assertEqual(self.outcomes(2)['duration'], 'waived')

    def test_what_cannot_be_watched_is_neither_waived_nor_checked(self):
        self.put(b'not a film', '剧情/坏.mp4')
        self.index(expect=3)
        self.assertIn('无法观看', self.waive('1', 'readable', expect=2))
        self.assertIn('无法观看', self.confirm('1', 'watermark', 'yes', expect=2))
        self.state('1', 'ineligible')  # what it is as a whole can be decided all the same
        self.assertIn('取消资格', self.pianmu('show', '1', expect=0))

    def test_wrong_words_are_refused_with_what_would_be_right(self):
        self.put_two()
        for args, wanted in ((['waive', '1', '时间', '--by', 'a', '--why', 'b'], '时长'),
                             (['waive', '1', 'durration', '--by', 'a', '--why', 'b'], 'duration'),
                             (['waive', '1', 'nosuch', '--by', 'a', '--why', 'b'], '时长（duration）'),
                             (['waive', '1', 'decision', '--by', 'a', '--why', 'b'], 'decision'),
                             (['waive', '1', 'duration', '--why', 'b'], '--by'),
                             (['waive', '1', 'duration', '--by', 'a'], '--why'),
                             (['waive', '1', 'duration', '--by', ' ', '--why', 'b'], '--by'),
                             (['waive', '1', 'duration', '--by', 'a', '--why', 'b\x1b[2J'], '--why'),
                             (['waive', '1', 'duration', '--by', 'a', '--why', 'b' * 3000], '2000'),
                             (['waive', '9', 'duration', '--by', 'a', '--why', 'b'], '9'),
                             (['confirm', '1', 'watermrk', 'yes', '--by', 'a'], 'watermark'),
                             (['confirm', '1', 'nosuch', 'yes', '--by', 'a'], '无水印（watermark）'),
                             (['confirm', '1', 'watermark', 'maybe', '--by', 'a'], 'unsure'),
                             (['confirm', '1', 'watermark', 'yes'], '--by'),
                             (['decide', '1', 'barred', '--by', 'a', '--why', 'b'], 'ineligible'),
                             (['decide', '1', 'clear', '--by', 'a', '--why', 'b'], '无可恢复'),
                             (['note', '1', 'x'], '--by'),
                             (['tag', '1', '长' * 22], '64'),
                             (['tag', '1', 'a\u202eb'], '看不见')):
            done = self.run_pianmu(*args)
            self.assertEqual(done.returncode, 2, args)
            self.assertIn(wanted, done.stderr.decode(), args)
            self.assertEqual(done.stdout, b'')
        self.assertEqual(self.shown(1)['decisions'], [])

    def test_answers_may_be_chinese(self):
        self.settings('container=mp4\nmanual=watermark\n')
        self.put('good.mp4', '剧情/云岭/片.mp4')
        self.index()
        self.pianmu('confirm', '1', '无水印', '不符合', '--by', '李伟', expect=0)
        self.pianmu('decide', '1', '撤回', '--by', '李伟', '--why', '单位来函', expect=0)
        work = json.loads(self.pianmu('show', '1', '--json', expect=0))
        self.assertEqual([one['answer'] for one in work['decisions']], ['no', 'withdrawn'])
        self.pianmu('decide', '1', '恢复', '--by', '李伟', '--why', '误', expect=2)
        self.pianmu('decide', '1', '恢复参评', '--by', '李伟', '--why', '误', expect=0)

    def test_without_a_catalogue_none_is_made(self):
        for args in (['tag', '1', 'x'], ['waive', '1', 'duration', '--by', 'a', '--why', 'b']):
            self.assertIn('pianmu index', self.decide(*args, expect=4))
        self.assertFalse(os.path.exists(self.at('catalog.db')))

    # ---- manual checks ----

    def test_checks_are_counted_and_only_a_failed_one_rejects(self):
        self.put_two()
        self.assertIn('合格  人工核查 0/2', self.pianmu('check', '2', expect=0))
        self.assertIn('人工核查 1/2', self.confirm('2', '无水印', 'yes'))
        self.assertIn('合格  人工核查 1/2', self.pianmu('check', '2', expect=0))
        self.confirm('2', 'advert', 'unsure')
        self.assertIn('待复核 1 项  人工核查 1/2', self.pianmu('check', '2', expect=0))
        self.decide('confirm', '2', 'advert', 'no', '--by', '李四', '--why', '片尾有广告')
        self.assertIn('片尾有广告', self.pianmu('check', '2', expect=1))
        self.assertIn('人工核查 2/2', self.pianmu('show', '2', expect=0))
        self.assertEqual(self.outcomes(2)['manual.advert'], 'reject')
        self.pianmu('gallery', expect=0)
        self.assertIn('<summary>人工核查 2/2</summary>', self.page(2))
        self.settings(self.rules, more='[outcome]\nmanual=note\n')
        self.assertIn('[提示] 无广告', self.pianmu('check', '2', expect=0))

    def test_a_check_lapses_when_the_file_is_replaced(self):
        self.put_two()
        self.confirm('2', 'watermark', 'no')
        self.put('other.mp4', '剧情/甲单位/b.mp4')
        self.index()
        self.assertEqual(self.outcomes(2)['manual.watermark'], 'not_evaluated')
        self.assertIn('已失效', json.dumps(self.shown(2)['findings'], ensure_ascii=False))
        self.assertEqual(self.shown(2)['verdict'], 'eligible')

    def test_a_category_without_checks_says_where_they_are_set(self):
        self.put_two()
        self.settings('duration=1s..10s\n')
        self.assertIn('manual=', self.confirm('1', 'watermark', 'yes', expect=2))

    # ---- states ----

    def test_a_decided_state_survives_runs_rules_and_another_file(self):
        self.put_two()
        self.state('2', 'ineligible')
        self.assertIn('取消资格：单位来函（王五，', self.pianmu('check', '2', expect=1))
        self.put('other.mp4', '剧情/甲单位/b.mp4')
        self.index()
        self.settings('duration=1s..20s\n')
        self.index('--force')
        self.assertEqual(self.shown(2)['findings'][0]['rule'], 'decision')
        self.assertEqual(self.shown(2)['verdict'], 'ineligible')
        os.remove(self.submission('剧情/甲单位/b.mp4'))
        self.index()
        self.assertIn('取消资格', self.pianmu('show', '2', expect=0))
        self.put('other.mp4', '剧情/甲单位/b.mp4')
        self.index()
        self.state('2', 'clear')
        self.assertEqual(self.shown(2)['verdict'], 'eligible')
        self.assertEqual([one['in_force'] for one in self.shown(2)['decisions']], [False, True])

    def test_a_withdrawn_work_no_longer_counts_and_is_still_shown(self):
        self.put_two()
        self.state('1', 'withdrawn')
        self.assertEqual([work['status'] for work in self.works()], ['withdrawn', 'ok'])
        self.assertIn('已撤回', self.pianmu('check', expect=0))  # it was not eligible
        self.assertEqual(len(self.pianmu('list', '--status', 'withdrawn', '--json', expect=0).splitlines()), 1)
        self.index()
        self.pianmu('gallery', expect=0)
        self.assertIn('单位来函', self.page(1))
        self.assertNotIn('<video', self.page(1))
        self.assertIn('<video', self.page(2))
        self.state('1', 'clear')
        self.assertEqual(self.works()[0]['status'], 'ok')
        self.pianmu('check', expect=1)

    def test_a_withdrawn_work_keeps_its_verdict(self):
        self.put(b'not a film', '剧情/甲单位/a.mp4')
        self.put('long.mp4', '剧情/甲单位/b.mp4')
        self.index(expect=3)
        before = [self.shown(number)['verdict'] for number in (1, 2)]
        for number in ('1', '2'):
            self.state(number, 'withdrawn')
        self.index()
        self.assertEqual([self.shown(number)['verdict'] for number in (1, 2)], before)
        self.assertEqual([self.shown(number)['findings'][0]['rule'] for number in (1, 2)], ['decision', 'decision'])
        self.assertEqual(before, ['unreadable', 'ineligible'])

    # ---- tags and notes ----

    def test_tags_are_trimmed_composed_listed_and_removed(self):
        self.put_two()
        self.decide('tag', '1', ' 抗疫 ', 'cafe\u0301')
        self.assertEqual(self.works()[0]['tags'], ['caf\u00e9', '抗疫'])
        self.assertEqual(len(self.pianmu('list', '--tag', '抗疫', '--json', expect=0).splitlines()), 1)
        self.assertIn('抗疫', self.pianmu('show', '1', expect=0))
        self.assertIn('"caf\u00e9、抗疫"', self.pianmu('list', '--csv', expect=0))
        self.decide('tag', '1', '抗疫', '--remove')
        self.assertEqual(self.works()[0]['tags'], ['caf\u00e9'])

    def test_what_people_wrote_is_shown_literally(self):
        self.put_two()
        self.waive('1', 'duration', why=HOSTILE, by='<b>张三</b>')
        self.decide('note', '1', HOSTILE, '--by', HOSTILE)
        self.decide('tag', '1', '<script>x</script>')
        self.state('2', 'ineligible')
        self.pianmu('gallery', expect=0)
        page = self.page(1)
        for raw in ('<img src=x', '<b>张三', '<script>x'):
            self.assertNotIn(raw, page)
        self.assertIn('&lt;img src=x onerror=alert(1)&gt; &#34;引号&#34; &amp; &#39;撇&#39;', page)
        self.assertIn(HOSTILE, self.shown(1)['findings'][3]['message'])
        self.assertEqual(self.shown(1)['decisions'][1]['why'], HOSTILE)

    def test_listings_keep_their_keys(self):
        self.put_two()
        self.waive('1', 'duration')
        self.assertNotIn('decisions', self.works()[0])
        self.assertEqual(set(self.shown(1)) - set(self.works()[0]), {'decisions', 'history'})

    # ---- at the same time ----

    @staticmethod
    def is_examiner(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f'/proc/{pid}/comm', encoding='utf-8') as file:
            return file.read() == 'pianmu-examine\n'
        return False

    def start_nightly(self, films):
        """A night's run with new films, stopped while its examiner is at work on one."""
        with open(self.films.path('good.mp4'), 'rb') as film:
            data = film.read()
        for number in range(films):
            self.put(data + bytes([number]), f'公益/乙单位/{number}.mp4')
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'nightly', '--settle', '0'], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        found = []
        self.wait_for(lambda: found.extend(filter(self.is_examiner, children(run.pid))) or found, run)
        self.assertIsNone(run.poll(), 'the run ended before anything could be decided in it')
        os.kill(found[0], signal.SIGSTOP)
        return run, found[0]

    def test_what_is_decided_while_a_run_goes_on_survives_it(self):
        self.put('long.mp4', '剧情/甲单位/a.mp4')
        self.put('good.mp4', '剧情/甲单位/b.mp4')
        self.put('other.mp4', '剧情/甲单位/c.mp4')
        self.nightly()
        run, examiner = self.start_nightly(12)
        try:
            self.waive('1', 'duration')
            self.decide('tag', '1', '抗疫')
            self.confirm('2', 'watermark', 'no')
            self.state('3', 'withdrawn')
            self.state('4', 'ineligible')  # one that this run has found and not yet judged
            self.decide('note', '4', '新到', '--by', '赵六')
            self.assertEqual(self.outcomes(1)['duration'], 'waived')
            self.assertIsNone(run.poll())
        finally:
            os.kill(examiner, signal.SIGCONT)
        said = run.communicate()[0].decode()
        self.assertEqual(run.returncode, 0, said)
        self.assertEqual(self.outcomes(1)['duration'], 'waived')
        self.assertEqual(self.works()[0]['tags'], ['抗疫'])
        self.assertEqual(self.outcomes(2)['manual.watermark'], 'reject')
        self.assertEqual(self.works()[2]['status'], 'withdrawn')
        self.assertEqual(self.works()[3]['verdict'], 'ineligible')
        self.assertIn('评委会同意', self.page(1))  # of this night's gallery
        self.assertIn('取消资格', self.page(4))
        self.assertIn('新到', self.page(4))
        self.assertNotIn('资格变化', said)  # people's decisions are no news of the run
        self.assertIn('没有变化', self.index())

    def test_commands_given_at_once_all_count(self):
        self.put_two()
        running = [subprocess.Popen([PIANMU, '-C', self.dir, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                   for args in [['tag', '1', f'标签{number}'] for number in range(8)] +
                   [['waive', '1', 'duration', '--by', 'a', '--why', 'b'], ['confirm', '1', 'advert', 'yes', '--by', 'a']]]
        for one in running:
            said = one.communicate()[0].decode()
            self.assertEqual(one.returncode, 0, said)
        self.assertEqual(len(self.works()[0]['tags']), 8)
        self.assertEqual(self.outcomes(1)['duration'], 'waived')
        self.assertEqual(self.outcomes(1)['manual.advert'], 'pass')

    # ---- changed rules ----

    def test_a_changed_rule_judges_anew_without_opening_a_film(self):
        self.put_two()
        opened = Opened(self.at('submissions'))
        self.addCleanup(opened.close)
        self.settings('duration=20s..\n')
        said = self.index()
        self.assertIn('资格变化 2 部', said)
        self.assertEqual([work['verdict'] for work in self.works()], ['eligible', 'ineligible'])
        self.assertEqual(opened.names(), [])
        self.waive('2', 'duration')
        self.assertEqual(opened.names(), [])
        self.index('--force')
        self.assertIn('a.mp4', opened.names())  # it would have been seen

    def test_verdicts_of_other_works_are_left_to_the_run_that_tells_of_them(self):
        self.put_two()
        self.settings('duration=..1s\n')
        self.waive('1', 'duration')
        self.assertEqual(self.works()[1]['verdict'], 'eligible')  # by the rules of the last run
        self.assertTrue(re.search('资格变化 1 部', self.index()))


if __name__ == '__main__':
    main()

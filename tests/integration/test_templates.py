#!/usr/bin/env python3
"""The example rules of init --template, on films that meet them and films that do not."""
import json
import os
import shutil

import contest
from contest import ContestCase, main

X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-threads', '1', '-pix_fmt', 'yuv420p']
RATE = ['-b:v', '1.5M', '-minrate', '1.5M', '-maxrate', '1.5M', '-bufsize', '1.5M', '-x264-params', 'nal-hrd=cbr']
TEMPLATES = ['kepu', 'weidianying', 'duanshipin', 'jiaoxue', 'yangpian', 'gongyi30', 'festival']


def still(size, seconds, rate=5, colour='navy'):
    """A picture that costs next to nothing to encode, for rules of size and time."""
    return ['-f', 'lavfi', '-i', f'color={colour}:s={size}:r={rate}:d={seconds}', *X264]


def moving(size, rate=25, codec=None):
    """Two seconds at 1.5 Mbit/s."""
    return ['-f', 'lavfi', '-i', f'testsrc2=s={size}:r={rate}:d=2', *(codec or X264 + RATE)]


contest.FILMS.update({
    'spot.mp4': still('1280x720', 30),
    'spot-29.mp4': still('1920x1080', 29, colour='green'),
    'spot-31.mov': still('1280x720', 31, colour='red'),
    'spot-32.mp4': still('1280x720', 32, colour='gray'),
    'spot-portrait.mp4': still('720x1280', 30, colour='pink'),
    'spot-small.mp4': still('640x360', 30, colour='teal'),
    'spot.mkv': still('1280x720', 30, colour='olive'),
    'landscape.mp4': moving('1280x720'),
    'portrait.mp4': moving('720x1280'),
    'odd-size.mp4': moving('960x540'),
    'fast.mp4': moving('1280x720', rate=30),
    'thin.mp4': still('1280x720', 2, rate=25),
    'short.mp4': [*still('1920x1080', 2)[:4], '-f', 'lavfi', '-i', 'sine=d=2', *X264, '-c:a', 'aac'],
    'mute.mp4': still('1920x1080', 3, colour='maroon'),
    'overlong.mp4': [*still('1920x1080', 121, rate=1, colour='purple')[:4], '-f', 'lavfi', '-i', 'sine=d=121', *X264, '-c:a', 'aac'],
    'mpeg4.mp4': moving('1280x720', codec=['-c:v', 'mpeg4', '-b:v', '2M', '-minrate', '2M', '-maxrate', '2M', '-bufsize', '2M']),
})


class Templates(ContestCase):
    def begin(self, template):
        shutil.rmtree(self.dir)
        os.mkdir(self.dir)
        self.pianmu('init', '--template', template, expect=0)

    def table(self, *rows):
        path = self.at('报名表.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(('类别,题名,单位,作者,联系人,电话,简介', *rows, '')))
        return path

    def failed(self):
        """By file name: the verdict, and the outcomes of the rules that are not met."""
        return {os.path.basename(work['path']):
                (work['verdict'], {finding['rule']: finding['outcome'] for finding in work['findings']
                                   if finding['outcome'] not in ('pass', 'not_evaluated')})
                for work in map(json.loads, self.pianmu('check', '--json').splitlines())}

    def test_each_makes_a_contest_with_a_folder_a_category(self):
        for template in TEMPLATES:
            self.begin(template)
            self.pianmu('rules', 'lint', expect=0)
            shown = [line for line in self.pianmu('rules', 'show', expect=0).splitlines() if not line.startswith(' ')]
            with open(self.at('pianmu.ini'), encoding='utf-8') as file:
                titles = self.titles(file.read())
            self.assertEqual(sorted(os.listdir(self.at('submissions'))), sorted(titles), template)
            self.assertEqual(len(shown), len(titles), template)

    @staticmethod
    def titles(text):
        sections = text.split('\n[category ')[1:]
        return [line.partition('=')[2] for section in sections for line in section.splitlines() if line.startswith('title[zh_CN]=')]

    def test_a_name_that_is_none_is_answered_with_those_there_are(self):
        empty = self.at('new')
        done = self.run_pianmu('init', '--template', 'keepu', empty)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 2)
        self.assertIn('kepu', text)
        for template in TEMPLATES:
            self.assertIn(f'\n  {template} ', text)
        self.assertFalse(os.path.exists(empty))

    def test_thirty_seconds_are_thirty_give_or_take_one(self):
        self.begin('gongyi30')
        good = ['spot.mp4', 'spot-29.mp4', 'spot-31.mov']
        bad = {'spot-32.mp4': {'duration': 'reject'}, 'spot-portrait.mp4': {'frame': 'reject'},
               'spot-small.mp4': {'frame': 'reject'}, 'spot.mkv': {'container': 'reject'}}
        for film in [*good, *bad]:
            self.put(film, f'公益短片/甲单位/{film}')
        self.index()
        self.assertEqual(self.failed(), {
            **{film: ('eligible', {}) for film in good},
            **{film: ('ineligible', rules) for film, rules in bad.items()}})

    def test_the_same_spot_twice_is_not_eligible(self):
        self.begin('gongyi30')
        self.put('spot.mp4', '公益短片/甲单位/one.mp4')
        self.put('spot.mp4', '公益短片/乙单位/two.mp4')
        self.index()
        self.assertEqual(self.failed(), {name: ('ineligible', {'duplicate': 'reject'}) for name in ['one.mp4', 'two.mp4']})

    def test_short_videos_have_their_sizes_either_way_up(self):
        self.begin('duanshipin')
        films = ['landscape.mp4', 'portrait.mp4', 'odd-size.mp4', 'fast.mp4', 'thin.mp4', 'mpeg4.mp4']
        for film in films:
            self.put(film, f'短视频/甲单位/{film}')
        self.index()
        self.assertEqual(self.failed(), {
            'landscape.mp4': ('eligible', {}),
            'portrait.mp4': ('eligible', {}),
            'odd-size.mp4': ('ineligible', {'frame': 'reject'}),
            'fast.mp4': ('review', {'fps': 'review'}),
            'thin.mp4': ('review', {'bitrate.video': 'review'}),
            'mpeg4.mp4': ('review', {'vcodec': 'review'})})

    def test_micro_films_come_with_a_form_and_are_watched(self):
        self.begin('weidianying')
        for film in ['short.mp4', 'mute.mp4', 'overlong.mp4']:
            self.put(film, f'微视频/甲单位/{film}')
        self.put('overlong.mp4', '短片/甲单位/overlong-short.mp4')
        self.pianmu('import', self.table('微视频,short,甲单位,张三,王五,13800000000,深夜的最后一班车',
                                         '微视频,mute,甲单位,李四,王五,13800000000,',
                                         '短片,overlong-short,甲单位,李四,王五,13800000000,盲道上的一天'), expect=0)
        self.index()
        self.pianmu('confirm', self.by_path()['微视频/甲单位/short.mp4']['id'], 'watermark', 'no', '--by', '李明', expect=0)
        self.assertEqual(self.failed(), {
            'short.mp4': ('ineligible', {'manual.watermark': 'reject'}),
            'mute.mp4': ('ineligible', {'audio': 'reject', 'registration': 'review'}),
            'overlong.mp4': ('ineligible', {'duration': 'reject', 'registration': 'review', 'duplicate': 'reject'}),
            'overlong-short.mp4': ('ineligible', {'duplicate': 'reject'})})
        os.remove(self.submission('微视频/甲单位/overlong.mp4'))
        self.index()
        self.assertEqual(self.failed()['overlong-short.mp4'], ('eligible', {}))


if __name__ == '__main__':
    main()

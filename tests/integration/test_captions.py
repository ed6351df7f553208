#!/usr/bin/env python3
"""Subtitles as a stage of a run: those of films and of files beside them, whatever their format and encoding, become WebVTT in the catalogue."""
import contextlib
import os
import re
import sqlite3
import subprocess
import unittest

import contest
from contest import ContestCase, main

SRT = ('1\n00:00:00,500 --> 00:00:01,000\n<i>我们一起去山上看看</i>\n\n'
       '2\n00:00:01,040 --> 00:00:01,900\n那里的风景，好不好？\n第二行 & <3\n')
TRADITIONAL = SRT.replace('我们一起去山上看看', '我們一起去山上看看').replace('那里的风景', '那裡的風景')
ASS = ('[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,20\n\n[Events]\n'
       'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n'
       'Dialogue: 0,0:00:00.10,0:00:01.00,Default,,0,0,0,,{\\an8\\fs20}繁星，\\N{\\b1}满天{\\b0}\n'
       'Dialogue: 0,0:00:00.10,0:00:01.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}\n')
VTT = 'WEBVTT\n\nNOTE 不显示\n\n00:00.500 --> 00:01.500 align:start\n<v 张三>你好</v> &lt;世界&gt;\n'

PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=25:d=2']
CODED = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
SAMPLES = os.environ.get('PIANMU_SAMPLES', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'shared', 'samples'))
FILES = {'zh.srt': SRT, 'en.ass': ASS, 'one.vtt': VTT}

VTT_OF_SRT = ('WEBVTT\n\n00:00:00.500 --> 00:00:01.000\n我们一起去山上看看\n\n'
              '00:00:01.040 --> 00:00:01.900\n那里的风景，好不好？\n第二行 &amp; &lt;3\n')


class Captions(ContestCase):
    rules = 'companion.subtitles=required\n'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, text in FILES.items():
            with open(os.path.join(cls.films.folder, name), 'w', encoding='utf-8') as file:
                file.write(text)
        zh, en, one = (os.path.join(cls.films.folder, name) for name in FILES)
        titles = ['-metadata:s:s:0', 'language=chi', '-metadata:s:s:1', 'language=eng']
        contest.FILMS['streams.mkv'] = [*PICTURE, '-i', zh, '-i', en, '-i', one, '-map', '0', '-map', '1', '-map', '2', '-map', '3', *CODED,
                                        '-c:s:0', 'srt', '-c:s:1', 'ass', '-c:s:2', 'webvtt', *titles]
        contest.FILMS['streams.mp4'] = [*PICTURE, '-i', zh, '-map', '0', '-map', '1', *CODED, '-c:s', 'mov_text', '-metadata:s:s:0', 'language=chi']
        contest.FILMS['late.mkv'] = [*PICTURE, '-i', zh, '-map', '0', '-map', '1', *CODED, '-c:s', 'srt', '-output_ts_offset', '10']

    def rows(self, statement):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog:
            return catalog.execute(statement).fetchall()

    def captions(self):
        """webvtt by path of the file it comes from; a list where that has several."""
        found = {}
        for path, webvtt in self.rows('SELECT path, webvtt FROM files JOIN captions USING (content_id) ORDER BY path, position'):
            found.setdefault(os.path.basename(path.decode()), []).append(webvtt)
        return found

    def outcomes(self):
        return {os.path.basename(path.decode()): (status, reason) for path, status, reason in self.rows(
            "SELECT path, stages.status, stages.reason FROM files JOIN stages USING (content_id) WHERE stage = 'captions'")}

    def make(self, *args, **options):
        return self.index('--previews', *args, **options)

    def show(self, number='1'):
        return [re.sub(' +', ' ', line) for line in self.pianmu('show', number, expect=0).splitlines() if line.startswith('字幕')]

    # ---- beside a film ----

    def test_each_encoding_of_a_subtitle_file_comes_to_the_same(self):
        self.put('good.mp4', '剧情/片.mp4')
        for suffix, encoding in (('utf8', 'utf-8'), ('bom', 'utf-8-sig'), ('gbk', 'gbk'), ('gb18030', 'gb18030'), ('le', 'utf-16-le'), ('be', 'utf-16-be'), ('utf16', 'utf-16')):
            self.put((SRT + f'\n\n3\n00:00:09,000 --> 00:00:10,000\n{suffix}\n').encode(encoding), f'剧情/片.{suffix}.srt')
        self.put(TRADITIONAL.encode('big5'), '剧情/片.cht.srt')
        self.assertIn('字幕 8 份', self.make())
        captions = self.captions()
        self.assertEqual(len(captions), 8)
        for name, (webvtt,) in captions.items():
            if name == '片.cht.srt':
                self.assertIn('我們一起去山上看看', webvtt)
            else:
                self.assertTrue(webvtt.startswith(VTT_OF_SRT), (name, webvtt))
        self.assertEqual(self.rows("SELECT DISTINCT sandboxed FROM stages WHERE stage = 'captions'"), [(0 if contest.SANITIZED else 1,)])

    def test_each_format_is_read_whatever_its_name(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(ASS.encode(), '剧情/片.ass')
        self.put(VTT.encode(), '剧情/片.vtt')
        self.put(ASS.encode().replace('繁星'.encode(), '星'.encode()), '剧情/片.srt')
        self.make()
        captions = self.captions()
        self.assertEqual(captions['片.ass'], ['WEBVTT\n\n00:00:00.100 --> 00:00:01.000\n繁星，\n满天\n'])
        self.assertEqual(captions['片.vtt'], ['WEBVTT\n\n00:00:00.500 --> 00:00:01.500\n你好 &lt;世界&gt;\n'])
        self.assertEqual(captions['片.srt'], ['WEBVTT\n\n00:00:00.100 --> 00:00:01.000\n星，\n满天\n'])

    def test_the_name_says_which_film_and_which_language(self):
        for title in ('甲', '乙'):
            self.put('good.mp4', f'剧情/{title}.mp4')
        for name in ('甲.zh.srt', '甲_英文字幕.srt', '乙.CHT.srt', '丙.srt'):
            self.put(SRT.replace('<3', name).encode(), f'剧情/{name}')
        self.make()
        self.assertEqual(self.show('1'), ['字幕 外挂 繁体中文（2 条） 剧情/乙.CHT.srt'])
        self.assertEqual(self.show('2'), ['字幕 外挂 中文（2 条） 剧情/甲.zh.srt', '字幕 外挂 英文（2 条） 剧情/甲_英文字幕.srt'])
        self.assertNotIn('丙.srt', self.captions())  # it lies beside no film

    def test_a_renamed_file_speaks_another_language_and_is_not_read_again(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(SRT.encode(), '剧情/片.srt')
        self.make()
        self.assertEqual(self.show(), ['字幕 外挂（2 条） 剧情/片.srt'])
        os.rename(self.submission('剧情/片.srt'), self.submission('剧情/片.en.srt'))
        self.assertNotIn('字幕', self.make())
        self.assertEqual(self.show(), ['字幕 外挂 英文（2 条） 剧情/片.en.srt'])

    def test_a_changed_file_is_read_again_and_one_that_is_gone_is_shown_no_more(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(SRT.encode(), '剧情/片.srt')
        self.make()
        self.put(VTT.encode(), '剧情/片.srt')
        self.assertIn('字幕 1 份', self.make())
        self.assertIn('你好', self.captions()['片.srt'][0])
        os.remove(self.submission('剧情/片.srt'))
        self.make()
        self.assertEqual(self.show(), [])

    def test_a_second_run_reads_nothing(self):
        self.put('streams.mkv', '剧情/片.mkv')
        self.put(SRT.encode(), '剧情/片.srt')
        self.make()
        before = self.rows('SELECT * FROM captions') + self.rows('SELECT * FROM stages') + self.rows('SELECT * FROM revision')
        self.assertNotIn('字幕', self.make())
        self.assertEqual(self.rows('SELECT * FROM captions') + self.rows('SELECT * FROM stages') + self.rows('SELECT * FROM revision'), before)

    def test_one_that_is_still_arriving_waits(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(SRT.encode(), '剧情/片.srt')
        self.pianmu('index', '--settle', '1h', '--previews', expect=0)
        self.assertEqual(self.captions(), {})
        self.assertIn('字幕 1 份', self.make())

    def test_subtitles_of_an_older_catalogue_are_found(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(SRT.encode(), '剧情/片.srt')
        self.index()
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog, catalog:
            catalog.execute("UPDATE files SET content_id = NULL WHERE kind = 'attachment'")
        self.assertIn('字幕 1 份', self.make())

    def test_the_rule_about_subtitles_asks_as_before(self):
        self.put('good.mp4', '剧情/有.mp4')
        self.put(SRT.encode(), '剧情/有.chs.srt')
        self.put('long.mp4', '剧情/无.mp4')
        self.make()
        verdicts = {os.path.basename(path): work['verdict'] for path, work in self.by_path().items()}
        self.assertEqual(verdicts['有.mp4'], 'eligible')
        self.assertNotEqual(verdicts['无.mp4'], 'eligible')

    # ---- inside a film ----

    def test_each_text_stream_of_a_film_is_read(self):
        self.put('streams.mkv', '剧情/片.mkv')
        self.put('streams.mp4', '剧情/又.mp4')
        self.put('good.mp4', '剧情/无.mp4')
        self.assertIn('字幕 2 份', self.make())
        captions = self.captions()
        self.assertEqual(captions['片.mkv'], [VTT_OF_SRT, 'WEBVTT\n\n00:00:00.100 --> 00:00:01.000\n繁星，\n满天\n',
                                              'WEBVTT\n\n00:00:00.500 --> 00:00:01.500\n你好 &lt;世界&gt;\n'])
        self.assertEqual(len(captions['又.mp4']), 1)
        self.assertIn('00:00:00.500 --> 00:00:01.000\n我们一起去山上看看\n', captions['又.mp4'][0])
        self.assertEqual(self.rows('SELECT DISTINCT language FROM captions ORDER BY language'), [(None,), ('en',), ('zh',)])

    def test_times_count_from_the_first_picture(self):
        self.put('late.mkv', '剧情/片.mkv')
        self.make()
        self.assertEqual(self.captions()['片.mkv'], [VTT_OF_SRT])

    def test_a_real_film_has_its_subtitles(self):
        film, pictured = (os.path.join(SAMPLES, 'files', name) for name in ('sample_with_srt.mkv', 'sample_with_pgs_subtitles.mkv'))
        if not os.path.exists(film) or not os.path.exists(pictured):
            self.skipTest('the sample files are not at hand')
        for name in (film, pictured):
            with open(name, 'rb') as file:
                self.put(file.read(), '剧情/' + os.path.basename(name))
        self.make()
        captions = self.captions()
        self.assertEqual(list(captions), ['sample_with_srt.mkv'])  # pictures are no text
        raw = subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-i', film, '-map', '0:s:0', '-f', 'webvtt', '-'], stdout=subprocess.PIPE, check=True)
        self.assertEqual(captions['sample_with_srt.mkv'][0].count(' --> '), raw.stdout.count(b' --> '))

    # ---- what cannot be read, and what means harm ----

    def test_what_cannot_be_read_is_said_with_what_to_do(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(bytes(range(1, 256)) * 20, '剧情/片.a.srt')
        self.put('这只是一份说明。'.encode(), '剧情/片.b.srt')
        self.put('1\n00:00:05,000 --> 00:00:01,000\n倒着的\n'.encode(), '剧情/片.c.srt')
        self.put(b'', '剧情/片.d.srt')
        with open(self.submission('剧情/片.e.srt'), 'wb') as file:
            file.truncate(9 << 20)
        self.make()
        self.assertEqual(self.outcomes(), {'片.a.srt': ('broken', 'captions-encoding'), '片.b.srt': ('broken', 'captions-unknown'),
                                           '片.c.srt': ('ok', 'captions-empty'), '片.d.srt': ('broken', 'empty'),
                                           '片.e.srt': ('limit', 'captions-large')})
        self.assertEqual(self.captions(), {})
        said = self.show()
        self.assertEqual(len(said), 5)
        self.assertIn('UTF-8', said[0])
        self.pianmu('gallery', expect=0)
        pages = b''.join(text for name, text in self.tree('gallery').items() if name.endswith('.html')).decode()
        self.assertIn('字幕的文字编码无法识别', pages)

    def test_a_film_in_disguise_is_no_subtitle_file_and_costs_nothing_else(self):
        with open(self.films.path('good.mp4'), 'rb') as film:
            whole = film.read()
        self.put('good.mp4', '剧情/片.mp4')
        self.put(whole[:-1] + b'x', '剧情/片.srt')
        self.make()
        self.assertEqual(self.captions(), {})
        self.assertEqual(self.outcomes(), {'片.srt': ('broken', 'captions-unknown')})
        self.assertEqual(self.by_path()['剧情/片.mp4']['verdict'], 'eligible')

    def test_hostile_subtitles_show_as_written(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('WEBVTT\n\n00:01.000 --> 00:02.000\n</script><script>alert(1)</script>\n<b onclick=x>&lt;img src=x onerror=alert(1)&gt;\n'
                 '\u202e倒\x1b[31m\n\n-00:01.000 --> 00:02.000\n负\n'.encode(), '剧情/片.srt')
        self.make()
        webvtt, = self.captions()['片.srt']
        self.assertNotIn('<', webvtt)
        self.assertNotIn('\u202e', webvtt)
        self.assertNotIn('\x1b', webvtt)
        self.assertEqual(webvtt.count('-->'), 1)
        self.assertIn('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;\n&lt;img src=x onerror=alert(1)&gt;\n\\u{202E}倒[31m\n', webvtt)

    def test_far_too_many_cues_are_cut_and_it_is_said(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(''.join(f'{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02},0 --> 99:00:00,0\n{n}\n\n' for n in range(200000)).encode(), '剧情/片.srt')
        self.make()
        self.assertEqual(self.outcomes()['片.srt'], ('ok', 'captions-cut'))
        self.assertEqual(self.captions()['片.srt'][0].count(' --> '), 5000)
        self.assertIn('字幕条数过多，只显示前面的部分', ''.join(self.show()))

    def test_a_feature_films_subtitles_fit(self):
        self.put('good.mp4', '剧情/片.mp4')
        lines = ''.join(f'{n}\n{n // 900:02}:{n // 15 % 60:02}:{n % 15 * 4:02},000 --> {n // 900:02}:{n // 15 % 60:02}:{n % 15 * 4 + 3:02},000\n'
                        f'这是影片里的第 {n} 句对白，不长也不短\nAnd this is line {n} of the same in English\n\n' for n in range(2000))
        self.put(lines.encode(), '剧情/片.srt')
        self.make()
        self.assertEqual(self.outcomes()['片.srt'], ('ok', None))
        self.assertEqual(self.captions()['片.srt'][0].count(' --> '), 2000)

    def test_a_dry_run_says_how_many_it_would_read(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put(SRT.encode(), '剧情/片.srt')
        self.index()
        self.assertIn('还有 1 份字幕未处理', self.index('--previews', '--dry-run'))
        self.assertEqual(self.captions(), {})


if __name__ == '__main__':
    main()

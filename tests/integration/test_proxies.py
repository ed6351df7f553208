#!/usr/bin/env python3
"""Preview copies: what becomes of films of every kind, that picture and sound stay in step and colours right, and how the stage goes on."""
import array
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import unittest

import contest
from contest import PIANMU, ContestCase, main

X265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none']
# Black, with a white flash of a fifth of a second at 1 s, and a beep at the same time.
FLASH = ['-f', 'lavfi', '-i', "color=black:s=320x180:r=25:d=3,drawbox=c=white:t=fill:enable='between(t,1,1.19)'"]
BEEP = ['-f', 'lavfi', '-i', "aevalsrc='if(between(t,1,1.2),sin(2*PI*1000*t),0)':s=48000:d=3"]
LATE_BEEP = ['-itsoffset', '0.6', '-f', 'lavfi', '-i', "aevalsrc='if(between(t,0.4,0.6),sin(2*PI*1000*t),0)':s=48000:d=2"]
# Four patches: red, green, blue, grey.
PATCHES = ('color=0xC02020:s=160x90:r=25:d=1[a];color=0x20C020:s=160x90:r=25:d=1[b];color=0x2020C0:s=160x90:r=25:d=1[c];'
           'color=0x808080:s=160x90:r=25:d=1[d];[a][b]hstack[e];[c][d]hstack[f];[e][f]vstack,format=gbrp')
RGB = [(0xC0, 0x20, 0x20), (0x20, 0xC0, 0x20), (0x20, 0x20, 0xC0), (0x80, 0x80, 0x80)]
HDR = 'format=yuv420p10le,setparams=color_primaries=bt2020:color_trc={}:colorspace=bt2020nc:range=tv'


def lavfi(source):
    return ['-f', 'lavfi', '-i', source]


contest.FILMS.update({
    'hevc.mkv': [*lavfi('testsrc2=s=1920x1080:r=25:d=1'), *lavfi('anoisesrc=a=0.2:d=1,pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0'), *X265,
                 '-pix_fmt', 'yuv420p10le', '-c:a', 'ac3', '-metadata', 'title=SECRETTITLE', '-metadata', 'comment=SECRETCOMMENT'],
    'prores.mov': [*lavfi('testsrc2=s=640x360:r=30000/1001:d=1'), '-c:v', 'prores', '-timecode', '01:00:00:00'],
    'fields.ts': [*lavfi('testsrc2=s=720x576:r=50:d=2'), *lavfi('sine=500:d=2'), '-vf', 'tinterlace=interleave_top,setsar=64/45', '-c:v', 'mpeg2video',
                  '-flags', '+ildct+ilme', '-b:v', '6M', '-c:a', 'mp2'],
    'vp9.webm': [*lavfi('testsrc2=s=2560x1440:r=25:d=0.4'), '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'],
    'fast.mkv': [*lavfi('testsrc2=s=320x180:r=120:d=1'), '-c:v', 'mpeg4'],
    'flat.mp4': [*lavfi(PATCHES), '-vf', 'scale=1280:720', *X265, '-pix_fmt', 'yuv420p'],
    'tiny.avi': [*lavfi('testsrc2=s=32x18:r=10:d=1'), '-c:v', 'mpeg4'],
    'odd.mkv': [*lavfi('testsrc2=s=320x180:r=25:d=0.4'), '-vf', 'scale=321:181,setsar=1,format=yuv444p', '-c:v', 'ffv1'],
    'one.mkv': [*lavfi('testsrc2=s=320x180:r=25'), '-frames:v', '1', '-c:v', 'mpeg4'],
    'slow.mkv': [*lavfi('testsrc2=s=320x180:r=0.25:d=12'), '-c:v', 'mpeg4'],
    'plays.mp4': [*lavfi('testsrc2=s=320x180:r=25:d=2'), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', 'faststart'],
    'long.mkv': [*lavfi('testsrc2=s=320x180:r=25:d=8'), '-c:v', 'mpeg4'],
    'pauses.mkv': [*lavfi('testsrc2=s=64x36:r=30:d=30'), '-vf', "select='not(mod(n,64))'", '-vsync', 'vfr', '-c:v', 'mpeg4'],
    'uneven.mkv': [*lavfi('testsrc2=s=320x180:r=50:d=3'), '-vf', "select='not(mod(n,7))+lt(n,40)*not(mod(n,2))'", '-vsync', 'vfr', '-c:v', 'mpeg4'],
    'sd.mkv': [*lavfi(PATCHES), '-vf', 'scale=out_color_matrix=bt601,format=yuv420p', '-colorspace', 'smpte170m', *X265],
    'hd.mkv': [*lavfi(PATCHES), '-vf', 'scale=1280:720:out_color_matrix=bt709,format=yuv420p', '-colorspace', 'bt709', *X265],
    'full.mkv': [*lavfi(PATCHES), '-vf', 'scale=out_color_matrix=bt709:out_range=pc,format=yuv420p', '-colorspace', 'bt709', '-color_range', 'pc', *X265],
    'rgb.mkv': [*lavfi(PATCHES), '-c:v', 'ffv1', '-pix_fmt', 'gbrp'],
    'pq.mkv': [*lavfi(PATCHES), '-vf', HDR.format('smpte2084'), *X265],
    'hlg.mkv': [*lavfi(PATCHES), '-vf', HDR.format('arib-std-b67'), *X265],
    'mono.mkv': [*lavfi('testsrc2=s=160x90:r=25:d=1'), *lavfi('sine=1000:d=1:r=44100'), '-c:v', 'mpeg4', '-c:a', 'pcm_s16le', '-ac', '1'],
    'sync.mkv': [*FLASH, *BEEP, '-c:v', 'mpeg4', '-c:a', 'flac'],
    'sync.ts': [*FLASH, *BEEP, '-c:v', 'mpeg2video', '-bf', '2', '-c:a', 'mp2'],
    'sync.avi': [*FLASH, *BEEP, '-c:v', 'mpeg4', '-c:a', 'libmp3lame'],
    'sync.mp4': [*FLASH, *BEEP, *X265, '-bf', '3', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    'late.mkv': [*FLASH, *LATE_BEEP, '-c:v', 'mpeg4', '-c:a', 'flac'],
    'late.mov': [*FLASH, *LATE_BEEP, '-c:v', 'mpeg4', '-c:a', 'aac'],
    'quarter-minute.mkv': [*lavfi('testsrc2=s=1280x720:r=25:d=15'), '-c:v', 'mpeg4', '-q:v', '3'],
})


class ProxyCase(ContestCase):
    rules = 'container=mp4, mov\n'

    def when(self, conditions):
        self.settings(self.rules, more=f'[gallery]\nproxy.when={conditions}\n')

    def proxies(self):
        top = self.at('proxies')
        return sorted(os.path.relpath(os.path.join(folder, name), top) for folder, _, names in os.walk(top) for name in names)

    def column(self, statement):
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog:
            return [row[0] for row in catalog.execute(statement)]

    def previews(self, *args, expect=0):
        return self.index('--previews', *args, expect=expect)

    def proxy_of(self, *names):
        """The paths of the copies of these films, in their order."""
        for name in names:
            self.put(name, f'剧情/{name}')
        self.previews()
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalog:
            rows = dict(catalog.execute('SELECT CAST(files.path AS TEXT), proxies.path FROM files JOIN proxies USING (content_id)'))
        self.assertEqual(set(rows), {f'剧情/{name}' for name in names}, self.column('SELECT stage || status || ifnull(reason, "") FROM stages'))
        return [self.at(rows[f'剧情/{name}']) for name in names]

    # ---- what films hold ----

    def probe(self, path):
        done = subprocess.run(['ffprobe', '-v', 'error', '-show_streams', '-show_format', '-of', 'json', path], capture_output=True, check=True)
        found = json.loads(done.stdout)
        kinds = {kind: [stream for stream in found['streams'] if stream['codec_type'] == kind] for kind in ('video', 'audio')}
        self.assertEqual(len(found['streams']), len(kinds['video']) + len(kinds['audio']))
        return found['format'], kinds['video'], kinds['audio']

    def times(self, path):
        """When its pictures begin, from the first."""
        done = subprocess.run(['ffprobe', '-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', path],
                              capture_output=True, check=True)
        found = sorted(float(line.strip(',')) for line in done.stdout.decode().split())
        return [time - found[0] for time in found]

    def raw(self, path, *args):
        done = subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-i', path, *args, '-'], capture_output=True, check=True)
        self.assertEqual(done.stderr, b'')
        return done.stdout

    def patches(self, path, matrix='bt709', levels='tv'):
        """Red, green and blue in the middle of each quarter of a picture, by the definition of YCbCr."""
        red, blue = {'bt601': (0.299, 0.114), 'bt709': (0.2126, 0.0722)}[matrix]
        black, luma, chroma = (16, 219, 224) if levels == 'tv' else (0, 255, 255)
        found = []
        for x, y in ((1, 1), (3, 1), (1, 3), (3, 3)):
            planes = self.raw(path, '-frames:v', '1', '-vf', f'crop=16:16:iw*{x}/4-8:ih*{y}/4-8', '-f', 'rawvideo')
            bright, b, r = (planes[136] - black) / luma, (planes[256 + 36] - 128) / chroma, (planes[320 + 36] - 128) / chroma
            rgb = [bright + 2 * (1 - red) * r, 0, bright + 2 * (1 - blue) * b]
            rgb[1] = (bright - red * rgb[0] - blue * rgb[2]) / (1 - red - blue)
            found.append([round(255 * value) for value in rgb])
        return found

    def assert_colours(self, found, wanted, margin):
        for one, other in zip(found, wanted):
            for a, b in zip(one, other):
                self.assertLessEqual(abs(a - b), margin, f'{found} {wanted}')

    def flash(self, path):
        """When the flash begins, from the start of the film's clock."""
        origin, _, _ = self.probe(path)
        shown = subprocess.run(['ffprobe', '-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', path],
                               capture_output=True, check=True).stdout.decode().split()
        grey = self.raw(path, '-map', '0:v', '-vsync', 'passthrough', '-vf', 'scale=1:1:flags=area,format=gray', '-f', 'rawvideo')
        first = next(n for n, value in enumerate(grey) if value > 128)
        return float(shown[first].strip(',')) - float(origin['start_time'])

    def beep(self, path):
        origin, _, audio = self.probe(path)
        sound = array.array('h', self.raw(path, '-map', '0:a', '-ac', '1', '-ar', '48000', '-f', 's16le'))
        first = next(n for n, value in enumerate(sound) if abs(value) > 1000)
        return first / 48000 + float(audio[0]['start_time']) - float(origin['start_time'])

    def assert_plays(self, path, width, height, sound):
        form, video, audio = self.probe(path)
        self.assertEqual(len(video), 1)
        self.assertEqual([video[0][key] for key in ('codec_name', 'profile', 'pix_fmt', 'width', 'height', 'field_order', 'color_range')],
                         ['h264', 'High', 'yuv420p', width, height, 'progressive', 'tv'])
        self.assertLessEqual(video[0]['level'], 40)
        self.assertIn(video[0].get('sample_aspect_ratio', '1:1'), ('1:1', '0:1'))
        self.assertNotIn('side_data_list', video[0])
        self.assertEqual([[track[key] for key in ('codec_name', 'profile', 'channels', 'sample_rate')] for track in audio],
                         [['aac', 'LC', 2, '48000']] if sound else [])
        self.assertEqual({key for key in form.get('tags', {})} - {'major_brand', 'minor_version', 'compatible_brands'}, set())
        with open(path, 'rb') as file:
            data = file.read()
        self.assertLess(data.index(b'moov'), data.index(b'mdat'))
        self.assertNotIn(b'SECRET', data)
        self.raw(path, '-f', 'null')


class Kinds(ProxyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        flat = cls.films.path('flat.mp4')
        subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=90',
                        os.path.join(cls.films.folder, 'tall.mp4')], check=True)

    def test_each_kind_of_film_gets_a_copy_that_plays(self):
        wanted = {'hevc.mkv': (1280, 720, True), 'prores.mov': (640, 360, False), 'fields.ts': (1024, 576, True), 'vp9.webm': (1280, 720, False),
                  'tall.mp4': (720, 1280, False), 'tiny.avi': (32, 18, False), 'odd.mkv': (320, 180, False), 'one.mkv': (320, 180, False)}
        for path, (width, height, sound), name in zip(self.proxy_of(*wanted), wanted.values(), wanted):
            with self.subTest(name):
                self.assert_plays(path, width, height, sound)
        by_path = self.by_path()
        self.assertEqual(by_path['剧情/hevc.mkv']['playable'], 'proxy')
        self.assertEqual(by_path['剧情/vp9.webm']['playable'], 'native')  # and has one for old machines

    def test_a_film_that_lies_on_its_side_stands_up(self):
        [path] = self.proxy_of('tall.mp4')
        self.assert_colours(self.patches(path), self.patches(self.submission('剧情/tall.mp4')), 4)  # ffmpeg turns it as players do
        self.assertNotEqual(self.patches(path)[0], self.patches(self.films.path('flat.mp4'))[0])

    def test_key_frames_are_never_far_apart(self):
        for path in self.proxy_of('long.mkv', 'slow.mkv'):
            done = subprocess.run(['ffprobe', '-v', 'error', '-select_streams', 'v', '-skip_frame', 'nokey', '-show_entries', 'frame=pts_time', '-of',
                                   'csv=p=0', path], capture_output=True, check=True)
            keys = [float(line.strip(',')) for line in done.stdout.decode().split()]
            self.assertTrue(all(b - a <= 4.001 for a, b in zip(keys, keys[1:])), keys)

    def test_a_damaged_film_gets_a_copy_of_what_decodes(self):
        with open(self.films.path('fields.ts'), 'rb') as file:
            data = bytearray(file.read())
        for at in range(len(data) // 3, len(data) // 2, 37):
            data[at] ^= 0x55
        self.put(bytes(data), '剧情/坏.ts')
        self.previews()
        [path] = self.proxies()
        form, video, _ = self.probe(self.at('proxies', path))
        self.assertGreater(int(video[0]['nb_frames']), 15)
        self.assertGreater(float(form['duration']), 1.5)

    def test_a_film_that_browsers_play_gets_a_copy_once_damage_is_found_in_it(self):
        with open(self.films.path('plays.mp4'), 'rb') as file:
            data = bytearray(file.read())
        media = data.index(b'mdat')
        middle = media + (len(data) - media) // 2
        data[middle:middle + 400] = bytes(400)
        self.put(bytes(data), '剧情/坏.mp4')
        self.put('plays.mp4', '剧情/好.mp4')
        self.previews()
        self.assertEqual(self.proxies(), [])
        self.index('--deep')
        self.previews()
        self.assertEqual(self.column('SELECT CAST(files.path AS TEXT) FROM files JOIN proxies USING (content_id)'), ['剧情/坏.mp4'])


class Times(ProxyCase):
    def test_pictures_keep_their_times(self):
        names = ('uneven.mkv', 'prores.mov', 'slow.mkv', 'pauses.mkv')
        for path, name in zip(self.proxy_of(*names), names):
            with self.subTest(name):
                ours, theirs = self.times(path), self.times(self.films.path(name))
                self.assertEqual(len(ours), len(theirs))
                self.assertLessEqual(max(abs(a - b) for a, b in zip(ours, theirs)), 0.001)

    def test_of_120_pictures_a_second_60_are_kept(self):
        [path] = self.proxy_of('fast.mkv')
        ours = self.times(path)
        self.assertLessEqual(len(ours), 61)
        self.assertGreaterEqual(len(ours), 59)

    def test_picture_and_sound_stay_in_step(self):
        names = ('sync.mkv', 'sync.ts', 'sync.avi', 'sync.mp4', 'late.mkv', 'late.mov')
        for path, name in zip(self.proxy_of(*names), names):
            with self.subTest(name):
                self.assertAlmostEqual(self.flash(path), self.flash(self.films.path(name)), delta=0.003)
                self.assertAlmostEqual(self.beep(path), self.beep(self.films.path(name)), delta=0.02)
                self.assertAlmostEqual(self.beep(path) - self.flash(path), 0, delta=0.04)

    def test_sound_is_as_loud_as_it_was(self):
        [path] = self.proxy_of('mono.mkv')
        for channel in ('c0', 'c1'):
            levels = []
            for film, pan in ((path, f'pan=mono|c0={channel}'), (self.films.path('mono.mkv'), 'anull')):
                sound = array.array('h', self.raw(film, '-map', '0:a', '-af', pan, '-f', 's16le'))[4800:-4800]
                levels.append(max(abs(value) for value in sound))
            self.assertAlmostEqual(levels[0] / levels[1], 1, delta=0.06)


class Colours(ProxyCase):
    def test_colours_are_those_of_the_film(self):
        spaces = {'sd.mkv': ('smpte170m', 'bt601'), 'hd.mkv': ('bt709', 'bt709'), 'full.mkv': ('bt709', 'bt709'), 'rgb.mkv': ('bt709', 'bt709')}
        for path, (name, (space, matrix)) in zip(self.proxy_of(*spaces), spaces.items()):
            with self.subTest(name):
                self.assertEqual(self.probe(path)[1][0]['color_space'], space)
                self.assert_colours(self.patches(path, matrix), RGB, 4)

    def test_wide_films_are_toned_as_their_posters_are(self):
        names = ('pq.mkv', 'hlg.mkv')
        paths = self.proxy_of(*names)
        for path, name in zip(paths, names):
            with self.subTest(name):
                poster = self.at(self.by_path()[f'剧情/{name}']['poster']['path'])
                self.assertEqual([self.probe(path)[1][0][key] for key in ('color_space', 'color_transfer', 'color_primaries')], ['bt709'] * 3)
                self.assert_colours(self.patches(path), self.patches(poster, 'bt601', 'pc'), 5)


class Stage(ProxyCase):
    def test_a_film_that_plays_gets_none(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.previews()
        self.assertEqual(self.proxies(), [])
        self.assertEqual(self.by_path()['剧情/片.mp4']['playable'], 'native')

    def test_the_settings_say_which_and_what_is_made_stays(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.put('tiny.avi', '剧情/小.avi')
        self.when('never')
        self.previews()
        self.assertEqual(self.proxies(), [])
        self.when('unplayable')
        self.assertIn('预览版 1 部', self.previews())
        first = self.proxies()
        self.assertEqual(len(first), 1)
        self.when('above 100x100')
        self.assertIn('预览版 1 部', self.previews())
        self.assertEqual(len(self.proxies()), 2)
        self.when('never')
        self.previews()
        self.assertEqual(len(self.proxies()), 2)
        self.assertEqual(self.by_path()['剧情/小.avi']['playable'], 'proxy')

    def test_a_wrong_setting_is_refused_and_says_what_is_right(self):
        self.when('unplayble, above 1080p')
        done = self.run_pianmu('index')
        self.assertEqual(done.returncode, 2)
        self.assertIn('是否应为 unplayable', done.stderr.decode())

    def test_a_second_run_makes_nothing(self):
        self.put('tiny.avi', '剧情/小.avi')
        self.previews()
        before = {path: os.stat(self.at('proxies', path)) for path in self.proxies()}
        self.assertNotIn('预览版', self.previews())
        self.assertEqual({path: os.stat(self.at('proxies', path)) for path in self.proxies()}, before)

    def test_equal_films_make_equal_bytes(self):
        [path] = self.proxy_of('hevc.mkv')
        with open(path, 'rb') as file:
            first = file.read()
        self.previews('--force')
        with open(path, 'rb') as file:
            self.assertEqual(file.read(), first)

    def test_what_is_not_named_and_not_finished_goes(self):
        [path] = self.proxy_of('tiny.avi')
        for name in ('0123-1.mp4', '0123-1.mp4.part-77'):
            with open(os.path.join(os.path.dirname(path), name), 'wb') as file:
                file.write(b'x')
        self.previews()
        self.assertEqual([self.at('proxies', name) for name in self.proxies()], [path])

    def is_one_made_and_another_begun(self):
        return {'.part-' in name for name in self.proxies()} == {False, True}

    def test_a_run_that_is_killed_is_gone_on_with(self):
        self.put('tiny.avi', '剧情/小.avi')
        self.put('quarter-minute.mkv', '剧情/长.mkv')
        self.index()
        run = subprocess.Popen([PIANMU, '-C', self.dir, 'index', '--settle', '0', '--previews', '--jobs', '2'], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        self.wait_for(self.is_one_made_and_another_begun, run)  # the small one comes first
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.assertIn('预览版', self.previews())
        names = self.proxies()
        self.assertEqual(len(names), 2)
        self.assertFalse([name for name in names if '.part-' in name])

    def encoders(self, run):
        """The processes that have a copy open, but the run itself and the one that starts them for it."""
        found = []
        for process in filter(str.isdigit, os.listdir('/proc')):
            with contextlib.suppress(OSError):
                with open(f'/proc/{process}/stat', encoding='utf-8', errors='replace') as stat:
                    parent = int(stat.read().rsplit(')', 1)[1].split()[1])
                files = [os.readlink(f'/proc/{process}/fd/{fd}') for fd in os.listdir(f'/proc/{process}/fd')]
                if run.pid not in (int(process), parent) and any(self.dir in path and '.part-' in path for path in files):
                    found.append(int(process))
        return found

    @unittest.skipUnless(os.geteuid() == 0, 'only root sees what the examiners have open')
    def test_a_copy_that_could_not_be_made_is_told(self):
        self.put('quarter-minute.mkv', '剧情/长.mkv')
        self.index()
        self.assertIn('播放          浏览器放不了，也还没有预览版', self.pianmu('show', '1', expect=0))
        with subprocess.Popen([PIANMU, '-C', self.dir, 'nightly', '--settle', '0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
            encoders = []
            self.wait_for(lambda: encoders.extend(self.encoders(run)) or encoders, run)
            for process in encoders:
                os.kill(process, signal.SIGKILL)
            said = run.communicate()[0].decode()
        self.assertRegex(said, '预览版未做成\n  juqing-0001 《长》 浏览器放不了')
        self.assertIn('播放          浏览器放不了，预览版也没有做成：', self.pianmu('show', '1', expect=0))
        self.assertIn('浏览器放不了，无预览版', self.pianmu('report', 'coverage', '--json', expect=0))
        self.previews()
        self.assertIn('播放          浏览器放不了原片，有预览版 1280×720', self.pianmu('show', '1', expect=0))
        self.assertNotIn('无预览版', self.pianmu('report', 'coverage', '--json', expect=0))

    def test_what_the_time_does_not_suffice_for_is_left(self):
        self.put('quarter-minute.mkv', '剧情/长.mkv')
        self.index()
        said = self.previews('--max-time', '0.5s')
        self.assertIn('还有 1 部影片未制作预览版', said)
        self.assertEqual(self.proxies(), [])
        self.assertEqual(self.column("SELECT count(*) FROM stages WHERE stage = 'proxy'"), [0])

    @unittest.skipUnless(os.geteuid() == 0, 'only root can mount a small disk')
    def test_a_full_disk_stops_the_stage_and_nothing_else(self):
        self.put('tiny.avi', '剧情/小.avi')
        os.makedirs(self.at('proxies'))
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', self.at('proxies')], stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest('no file system can be mounted here')
        self.addCleanup(subprocess.run, ['umount', '-l', self.at('proxies')], check=False)
        said = self.previews(expect=3)
        self.assertIn('磁盘剩余空间不足', said)
        self.assertIn('还有 1 部影片未制作预览版', said)
        self.assertEqual(self.proxies(), [])
        subprocess.run(['mount', '-o', 'remount,size=200m', self.at('proxies')], check=True)
        self.assertIn('预览版 1 部', self.previews())


if __name__ == '__main__':
    main()

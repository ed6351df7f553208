#!/usr/bin/env python3
"""Sprites and strips of films whose frames say which they are: that each is shown with its own time, whatever the container does with it; and of
films that are hardly any.

usage: test_sprites.py STRIPS-OF [unittest's arguments]"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

STRIPS_OF = sys.argv.pop(1)
SAMPLES = os.environ.get('PIANMU_SAMPLES', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'shared', 'samples'))

# A frame shows its own number in ten black or white fields from left to right, the lowest bit first.
BITS = 10
NUMBERED = ['-f', 'lavfi', '-i', f"color=s={BITS * 32}x48:r=50:d=20,format=gray,geq=lum='235*mod(floor(N/pow(2,floor(X/32))),2)'"]
H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p']
X265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-x265-params']
MPEG2 = ['-threads', '1', '-c:v', 'mpeg2video', '-q:v', '2', '-bf', '2', '-g', '15']  # with several threads its bytes are not the same each time

# The source has 1000 frames at 50 a second. Frame n is shown so many seconds from the start of the film:
def at_25(n):
    return n / 25


def at_50(n):
    return n / 50


def slowing(n):
    return n / 50 if n < 500 else 10 + (n - 500) / 10


def late_by_one(n):  # AVI has no times of presentation, and its first picture is there when the second one is decoded
    return (n + 1) / 25


# [name, filters, encoder and container, when which frame is shown, how exactly (0.0015 s)]. In a program stream only every third picture has a
# time; right after seeking into one, libavformat may lose count by two or three.
CASES = [
    ['closed.mp4', 'setpts=N/25/TB', ['-r', '25', *H264, '-g', '50'], at_25],
    ['open-gop.mkv', 'setpts=N/25/TB', ['-r', '25', *H264, '-x264-params', 'open-gop=1:keyint=50:bframes=3'], at_25],
    ['open-gop.ts', 'setpts=N/25/TB', ['-r', '25', *H264, '-x264-params', 'open-gop=1:keyint=50:bframes=3'], at_25],
    ['hevc-open-gop.mp4', 'setpts=N/25/TB', ['-r', '25', *X265, 'open-gop=1:keyint=50:bframes=4:log-level=none'], at_25],
    ['variable.mkv', "setpts='if(lt(N,500),N/50,10+(N-500)/10)/TB'", ['-fps_mode', 'vfr', *H264, '-g', '40'], slowing],
    ['interlaced.ts', 'tinterlace=interleave_top,setfield=tff',
     [*MPEG2, '-flags', '+ildct+ilme', '-top', '1'], at_50],
    ['interlaced.mpg', 'tinterlace=interleave_top,setfield=tff',
     [*MPEG2, '-flags', '+ildct+ilme', '-top', '1'], at_50, 0.11],
    ['offset.ts', 'setpts=N/25/TB', ['-r', '25', *H264, '-g', '50', '-output_ts_offset', '3600'], at_25],
    ['offset.mkv', 'setpts=N/25/TB', ['-r', '25', *H264, '-g', '50', '-output_ts_offset', '7'], at_25],
    ['fragmented.mp4', 'setpts=N/25/TB', ['-r', '25', *H264, '-g', '50', '-movflags', '+frag_keyframe+empty_moov'], at_25],
    ['vp9.webm', 'setpts=N/25/TB', ['-r', '25', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '50', '-b:v', '1M',
                                    '-pix_fmt', 'yuv420p'], at_25],
    ['xvid.avi', 'setpts=N/25/TB', ['-r', '25', '-c:v', 'mpeg4', '-q:v', '2', '-bf', '2', '-g', '50'], late_by_one],
    ['plain.avi', 'setpts=N/25/TB', ['-r', '25', '-c:v', 'mpeg4', '-q:v', '2', '-g', '50'], at_25],
    ['old.flv', 'setpts=N/25/TB', ['-r', '25', '-c:v', 'flv1', '-q:v', '2', '-g', '50', '-pix_fmt', 'yuv420p'], at_25],
]


def read_ppm(path):
    with open(path, 'rb') as file:
        head, size, _, pixels = file.read().split(b'\n', 3)
    assert head == b'P6'
    width, height = map(int, size.split())
    return width, height, pixels


class Sheet:
    """One of the two pictures and what is said of it."""

    def __init__(self, said, path):
        self.columns, self.width, self.height, self.times = said['columns'], said['width'], said['height'], said['times']
        self.picture_width, self.picture_height, self.pixels = read_ppm(path)

    def green(self, number, x, y):
        """At a place of a frame, both as parts of it."""
        left = number % self.columns * self.width + int(x * self.width)
        top = number // self.columns * self.height + int(y * self.height)
        return self.pixels[3 * (top * self.picture_width + left) + 1]

    def number_shown(self, frame):
        return sum((self.green(frame, (bit + 0.5) / BITS, 0.5) > 128) << bit for bit in range(BITS))


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='pianmu-sprites-')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def at(self, name):
        return os.path.join(self.folder, name)

    def ffmpeg(self, *args):
        subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', *args], check=True)

    def film(self, name, *args):
        self.ffmpeg(*args, self.at(name))
        return name

    def made(self, *paths):
        """What is said of each file, with its two sheets."""
        done = subprocess.run([STRIPS_OF, self.folder, *paths], stdout=subprocess.PIPE, check=True)
        answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
        for answer in answers:
            for what in ('sprite', 'strip'):
                if what in answer:
                    answer[what] = Sheet(answer[what], self.at(f'{answer["path"]}.{what}.ppm'))
        return answers

    def of(self, name):
        return self.made(self.at(name))[0]


class Times(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', *NUMBERED, '-c:v', 'ffv1', os.path.join(cls.folder, 'numbered.mkv')],
                       check=True)

    def check(self, answer, time_of, tolerance=0.0015):
        self.assertEqual(answer['status'], 'ok')
        for sheet in (answer['sprite'], answer['strip']):
            self.assertEqual(sheet.times, sorted(set(sheet.times)))
            for i, time in enumerate(sheet.times):
                self.assertAlmostEqual(time, time_of(sheet.number_shown(i)), delta=tolerance, msg=f'{answer["path"]}: frame {i}')
        self.assertGreaterEqual(len(answer['sprite'].times), 8)
        self.assertEqual(len(answer['strip'].times), min(10, len(answer['sprite'].times)))

    def test_each_frame_is_shown_with_its_time(self):
        for name, filters, encoder, *expected in CASES:
            with self.subTest(name):
                self.film(name, '-i', self.at('numbered.mkv'), '-vf', filters, *encoder)
                self.check(self.of(name), *expected)

    def test_a_film_cut_by_its_edit_list_begins_where_players_begin(self):
        self.film('whole.mp4', '-i', self.at('numbered.mkv'), '-vf', 'setpts=N/25/TB', '-r', '25', *H264, '-g', '50')
        self.film('cut.mp4', '-ss', '5.2', '-i', self.at('whole.mp4'), '-c', 'copy')
        self.check(self.of('cut.mp4'), lambda n: n / 25 - 5.2, 0.041)

    def test_frames_are_spread_over_the_whole_film(self):
        self.film('even.mp4', '-i', self.at('numbered.mkv'), '-vf', 'setpts=N/25/TB', '-r', '25', *H264, '-g', '25', '-sc_threshold', '0')
        times = self.of('even.mp4')['sprite'].times
        self.assertEqual(len(times), 40)
        self.assertEqual([round(time) for time in times], list(range(40)))


class OddFilms(Case):
    def test_a_film_with_six_key_frames_has_six_frames(self):
        self.film('six.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=60', *H264, '-x264-params', 'keyint=250:min-keyint=250:scenecut=0')
        answer = self.of('six.mp4')
        self.assertEqual([round(time) for time in answer['sprite'].times], [0, 10, 20, 30, 40, 50])
        self.assertEqual(answer['strip'].times, answer['sprite'].times)

    def test_a_short_film_with_one_key_frame_shows_more(self):
        self.film('one.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=10', *H264, '-g', '9999')
        answer = self.of('one.mp4')
        self.assertEqual(len(answer['sprite'].times), 50)
        self.assertEqual(len(answer['strip'].times), 10)
        self.assertGreater(answer['strip'].times[-1], 9)

    def test_a_long_film_with_one_key_frame_has_one_frame(self):
        self.film('long.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=5:d=100', *H264, '-g', '9999')
        self.assertEqual(len(self.of('long.mp4')['sprite'].times), 1)

    def test_one_frame_is_enough(self):
        self.film('frame.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=320x180', '-frames:v', '1', *H264)
        answer = self.of('frame.mp4')
        self.assertEqual(answer['status'], 'ok')
        self.assertEqual(answer['sprite'].times, [0])

    def test_frames_have_the_shape_that_is_seen(self):
        shapes = [
            ['portrait.mp4', 'testsrc2=s=180x320:r=5:d=20', [], (90, 160)],
            ['anamorphic.mkv', 'testsrc2=s=720x576:r=5:d=20', ['-aspect', '16:9'], (160, 90)],
            ['small.mp4', 'testsrc2=s=96x64:r=5:d=20', [], (96, 64)],
        ]
        for name, source, more, shape in shapes:
            with self.subTest(name):
                self.film(name, '-f', 'lavfi', '-i', source, *H264, '-g', '5', *more)
                sprite = self.of(name)['sprite']
                self.assertEqual((sprite.width, sprite.height), shape)

    def test_a_song_with_a_cover_has_no_strip(self):
        self.film('cover.jpg', '-f', 'lavfi', '-i', 'testsrc2=s=300x300', '-frames:v', '1')
        self.film('song.m4a', '-f', 'lavfi', '-i', 'sine=d=3', '-i', self.at('cover.jpg'), '-map', '0', '-map', '1', '-c:a', 'aac',
                  '-c:v', 'copy', '-disposition:v', 'attached_pic')
        answer = self.of('song.m4a')
        self.assertEqual((answer['status'], 'sprite' in answer), ('not-video', False))

    def test_what_is_broken_is_an_outcome(self):
        self.film('good.mkv', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=20', *H264, '-g', '25')
        with open(self.at('good.mkv'), 'rb') as file:
            whole = file.read()
        broken = {
            'half.mkv': whole[:len(whole) // 2],
            'hole.mkv': whole[:len(whole) // 4] + bytes(len(whole) // 2) + whole[3 * len(whole) // 4:],
            'head.mkv': whole[:2000],
            'noise.mp4': bytes(range(256)) * 64,
            'empty.mp4': b'',
        }
        for name, data in broken.items():
            with open(self.at(name), 'wb') as file:
                file.write(data)
        answers = {answer['path']: answer for answer in self.made(*(self.at(name) for name in broken))}
        self.assertEqual(sorted(answers), sorted(broken))
        for name in ('half.mkv', 'hole.mkv'):
            self.assertGreaterEqual(len(answers[name]['sprite'].times), 5, name)
            self.assertEqual(answers[name]['sprite'].times, sorted(set(answers[name]['sprite'].times)), name)
        for name in ('noise.mp4', 'empty.mp4'):
            self.assertNotIn('sprite', answers[name])

    def test_an_index_is_not_needed(self):
        self.film('whole.avi', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=40', '-c:v', 'mpeg4', '-q:v', '4', '-g', '25')
        with open(self.at('whole.avi'), 'rb') as file:
            data = file.read()
        with open(self.at('bare.avi'), 'wb') as file:
            file.write(data[:data.rindex(b'idx1')])
        times = self.of('bare.avi')['sprite'].times
        self.assertGreaterEqual(len(times), 20)
        self.assertGreater(times[-1], 35)


class Samples(Case):
    """Real files of strangers, where they are at hand."""

    def test_every_film_has_a_strip_and_nothing_else_has(self):
        folder = os.path.join(SAMPLES, 'files')
        if not os.path.isdir(folder):
            self.skipTest('the sample files are not at hand')
        answers = self.made(*(os.path.join(folder, name) for name in sorted(os.listdir(folder))))
        self.assertEqual(len(answers), len(os.listdir(folder)))
        for answer in answers:
            with self.subTest(answer['path']):
                self.assertIn(answer['status'], ('ok', 'broken', 'not-video', 'limit'))
                self.assertEqual('sprite' in answer, answer['status'] == 'ok')
                if 'sprite' in answer:
                    self.assertEqual(answer['sprite'].times, sorted(set(answer['sprite'].times)))


if __name__ == '__main__':
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""What one full decoding finds of films that are made here with known defects at known moments, and that it finds nothing in their clean twins.

usage: test_deep.py DEEP-OF [unittest's arguments]"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

DEEP_OF = sys.argv.pop(1)
FRAME = 1 / 25 + 0.001
HEARD = 0.020  # how exactly a moment of sound is found, in seconds

# The same film in what people submit: [name, pictures, sound, whether silence begins where it was made: sound that is coded in overlapping
# pieces rings on].
FORMATS = [
    ['mp4', '-c:v libx264 -preset veryfast -pix_fmt yuv420p', '-c:a aac', True],
    ['mkv', '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le', '-c:a flac', True],
    ['webm', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -pix_fmt yuv420p', '-c:a libopus', False],
    ['avi', '-c:v mpeg4 -q:v 4 -bf 2', '-c:a libmp3lame', False],
    ['mpg', '-c:v mpeg2video -q:v 4 -bf 2', '-c:a mp2', True],
    ['ts', '-c:v libx264 -preset veryfast -pix_fmt yuv420p', '-c:a mp2', True],
    ['mov', '-c:v prores_ks -profile:v 0', '-c:a pcm_s24le', True],
    ['wmv', '-c:v wmv2 -q:v 4', '-c:a wmav2', False],
]


class DeepCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='pianmu-deep-')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, *arguments):
        """Runs ffmpeg with the words of all arguments; a list is taken as it is."""
        words = []
        for argument in arguments:
            words += argument if isinstance(argument, list) else argument.split()
        subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', *words, self.path(name)], check=True)
        return self.path(name)

    def deep(self, path):
        said = subprocess.run([DEEP_OF, path], stdout=subprocess.PIPE, check=True).stdout
        found = json.loads(said)
        self.assertNotIn('implausible', found)
        return found

    def of(self, name, *arguments):
        return self.deep(self.make(name, *arguments))

    def near(self, found, expected, tolerance, what=''):
        self.assertIsNotNone(found, what)
        self.assertLessEqual(abs(found - expected), tolerance, f'{what}: {found}, not {expected}')

    def no_alarm(self, found):
        keys = ('decode_errors', 'black_head', 'black_tail', 'black_longest', 'freeze_longest', 'silence_longest', 'dead_channels', 'is_silent',
                'frames_off_beat')
        self.assertEqual(found['status'], 'ok')
        self.assertEqual({key: found[key] for key in keys if found[key]}, {})

    def area(self, found):
        return found['picture_left'], found['picture_top'], found['picture_width'], found['picture_height']


def lavfi(pictures=None, sound=None):
    words = []
    for graph in (pictures, sound):
        if graph:
            words += ['-f', 'lavfi', '-i', graph]
    return words


FILM = 'testsrc2=s=320x180:r=25:d=12'
TONE = "aevalsrc='0.3*sin(440*2*PI*t)|0.2*sin(660*2*PI*t)':s=48000:d=12"
H264 = '-c:v libx264 -preset veryfast -pix_fmt yuv420p'
BLACK = 'drawbox=color=black:t=fill:enable='

# The right channel is dead, the left silent from 3 to 4.5 and from 8 to 8.7.
SILENT = "aevalsrc='0.3*sin(440*2*PI*t)*not(between(t,3,4.5)+between(t,8,8.7))|0':s=48000:d=12"
# Black until 1.2 and from 9.6; the picture of 4.0 stands until 6.84.
DEFECTS = ['-f', 'lavfi', '-i', FILM, '-f', 'lavfi', '-i', FILM, '-f', 'lavfi', '-i', SILENT, '-filter_complex',
           f"[0][1]freezeframes=first=100:last=170:replace=100,{BLACK}'lt(t,1.19)+gt(t,9.59)'[v]", '-map', '[v]', '-map', '2']


def filter_says(path, kind, graph):
    """What a filter of ffmpeg logs about a film."""
    return subprocess.run(['ffmpeg', '-nostdin', '-i', path, '-' + kind, graph, '-f', 'null', '-'], stderr=subprocess.PIPE,
                          check=True).stderr.decode('utf-8', 'replace')


class KnownDefects(DeepCase):
    def test_defects_are_found_where_they_are_in_every_format(self):
        for extension, pictures, sound, is_exact in FORMATS:
            with self.subTest(extension):
                found = self.of('defects.' + extension, DEFECTS, pictures, sound)
                silences = [float(at) for at in re.findall(r'silence_start: ([\d.]+)', filter_says(
                    self.path('defects.' + extension), 'af', 'silencedetect=n=-60dB:d=0.5'))]
                self.assertEqual((found['status'], found['decode_errors']), ('ok', 0))
                self.near(found['black_head'], 1.2, FRAME, 'head')
                self.near(found['black_tail'], 2.4, FRAME, 'tail')
                self.near(found['black_longest_at'], 9.6, FRAME + 0.01, 'black at')
                self.near(found['duration_content'], 8.4, FRAME, 'content')
                self.near(found['freeze_longest_at'], 4.0, FRAME + 0.01, 'frozen at')
                self.near(found['freeze_longest'], 2.84, FRAME, 'frozen')
                self.near(found['freeze_total'], 2.84, FRAME, 'frozen in all')
                self.near(found['silence_longest_at'], 3.0 if is_exact else silences[0], HEARD, 'silent at')
                if is_exact:
                    self.near(found['silence_longest'], 1.5, HEARD, 'silent')
                    self.near(found['silence_total'], 2.2, 2 * HEARD, 'silent in all')
                self.assertEqual(found['dead_channels'], 1)
                self.assertIs(found['is_silent'], False)
                self.assertEqual(found['frame_rate_mode'], 'cfr')

    def test_their_clean_twins_raise_no_alarm(self):
        for extension, pictures, sound, _ in FORMATS:
            with self.subTest(extension):
                found = self.of('clean.' + extension, lavfi(FILM, TONE), pictures, sound)
                self.no_alarm(found)
                self.assertEqual(found['scan'], 'progressive')
                self.assertEqual(found['frames'], 300)
                self.near(found['duration_decoded'], 12, 0.05)
                self.near(found['duration_content'], 12, 0.01)
                self.assertEqual(self.area(found), (0, 0, 320, 180))


class Pictures(DeepCase):
    def test_a_slow_fade_counts_as_black_where_it_is(self):
        for name, source in (('contours', FILM), ('plain', 'color=white:s=320x180:r=25:d=12')):
            with self.subTest(name):
                found = self.of(f'fade-{name}.mp4', lavfi(source + ',fade=in:st=0.4:d=4,fade=out:st=6:d=5'), H264)
                self.near(found['black_head'], 0.44, 2 * FRAME, 'head')
                self.near(found['black_tail'], 1.0, 2 * FRAME, 'tail')

    def test_night_scenes_are_not_black_and_not_frozen(self):
        found = self.of('night.mp4', lavfi(FILM + ',lutyuv=y=16+(val-16)*0.06'), H264, '-crf 18')
        self.no_alarm(found)
        self.assertEqual(found['duration_content'], 12)

    def test_credits_are_not_black_and_have_no_bars(self):
        lines = ','.join(f"drawbox=x={90 + 10 * i}:y=20+{14 * i}:w={140 - 20 * i}:h=3:color=white:t=fill" for i in range(3))
        for name, graph in (('rolling', lines + ',scroll=v=0.004'), ('standing', lines)):
            with self.subTest(name):
                found = self.of(f'credits-{name}.mp4', lavfi('color=black:s=320x180:r=25:d=6,' + graph), H264)
                self.assertEqual((found['black_head'], found['black_tail'], found['black_longest']), (0, 0, 0))
                self.assertEqual(self.area(found), (0, 0, 320, 180))
                self.near(found['freeze_longest'], 6 if name == 'standing' else 0, 0.1)

    def test_drawings_on_twos_grain_and_a_talking_head_are_not_frozen(self):
        face = 'color=gray:s=640x360:r=25:d=8,drawbox=x=260:y=80:w=120:h=180:color=tan:t=fill'
        films = {
            'twos': 'testsrc2=s=320x180:r=25:d=8,fps=12.5,fps=25',
            'grain': 'color=gray:s=320x180:r=25:d=8,noise=alls=6:allf=t',
            'lips': face + ",drawbox=x=300:y=200:w=36:h=10:color=maroon:t=fill:enable='lt(mod(t,0.5),0.25)'",
        }
        for name, source in films.items():
            with self.subTest(name):
                found = self.of(f'{name}.mp4', lavfi(source), H264, '-crf 18')
                self.assertEqual(found['freeze_longest'], 0)

    def test_a_title_that_stands_is_still_over_several_key_pictures(self):
        for extension, pictures in (('mp4', H264 + ' -g 25'), ('mpg', '-c:v mpeg2video -b:v 1M -g 12')):
            with self.subTest(extension):
                found = self.of('title.' + extension, lavfi("testsrc=s=320x180:r=25:d=8,loop=loop=-1:size=1,trim=duration=8"), pictures)
                self.near(found['freeze_longest'], 8, 0.15)


class Shapes(DeepCase):
    def test_bars_are_found_to_the_pixel_of_what_is_displayed(self):
        cases = {
            'letterbox': ['640x272', 'pad=640:360:0:44', '', (0, 44, 640, 272)],
            'pillarbox': ['204x360', 'pad=640:360:218:0', '', (218, 0, 204, 360)],
            'window': ['480x270', 'pad=640:360:90:50', '', (90, 50, 480, 270)],
            'uneven': ['640x300', 'pad=640:360:0:20', '', (0, 20, 640, 300)],
            'anamorphic': ['720x430', 'pad=720:576:0:73,setsar=64/45', '', (0, 73, 1024, 430)],
        }
        for name, (size, pad, words, expected) in cases.items():
            for codec, extension in (('-c:v libx264 -preset veryfast -crf 26 -pix_fmt yuv420p', 'mp4'), ('-c:v mpeg2video -b:v 2M', 'mkv')):
                with self.subTest(f'{name}.{extension}'):
                    found = self.of(f'{name}.{extension}', lavfi(f'testsrc2=s={size}:r=25:d=3,{pad}'), codec, words)
                    for got, wanted in zip(self.area(found), expected):
                        self.near(got, wanted, 2, f'{self.area(found)}')

    def test_bars_turn_with_the_picture(self):
        flat = self.make('flat.mp4', lavfi('testsrc2=s=640x240:r=25:d=2,pad=640:360:0:80'), H264)
        for degrees, expected in ((90, (40, 0, 240, 640)), (270, (80, 0, 240, 640)), (180, (0, 40, 640, 240))):
            with self.subTest(degrees):
                found = self.of(f'turned-{degrees}.mp4', ['-i', flat], f'-c copy -metadata:s:v:0 rotate={degrees}')
                shown = filter_says(self.path(f'turned-{degrees}.mp4'), 'vf', 'cropdetect=24:2:0')
                width, height, left, top = (int(n) for n in re.findall(r'crop=(\d+):(\d+):(\d+):(\d+)', shown)[-1])
                for got, wanted in zip(self.area(found), (left, top, width, height)):
                    self.near(got, wanted, 2, f'{self.area(found)}, ffmpeg {(left, top, width, height)}')
                self.assertEqual(self.area(found)[2:], expected[2:])

    def test_a_dark_film_in_bars_is_not_black_and_a_dark_sky_is_no_bar(self):
        found = self.of('dark-bars.mp4', lavfi('testsrc2=s=640x272:r=25:d=3,lutyuv=y=16+(val-16)*0.2,pad=640:360:0:44'), H264)
        self.assertEqual(found['black_longest'], 0)
        self.assertEqual(self.area(found), (0, 44, 640, 272))
        sky = 'nullsrc=s=640x360:r=25:d=3,geq=lum=17+Y*Y/1800+mod(X+N*9\\,40)*Y/1400:cb=128:cr=128'
        found = self.of('sky.mp4', lavfi(sky), H264)
        self.assertEqual(self.area(found), (0, 0, 640, 360))

    def test_every_picture_counts_for_the_rhythm(self):
        found = self.of('dropped.mp4', lavfi("testsrc2=s=320x180:r=25:d=12,select='not(between(n,100,106)+between(n,200,203))'"), H264,
                        '-vsync passthrough')
        self.assertEqual((found['frame_rate_mode'], found['frames_off_beat']), ('cfr', 2))
        found = self.of('phone.mp4', lavfi("testsrc2=s=320x180:r=50:d=8,select='gt(random(0),0.4)'"), H264, '-vsync passthrough')
        self.assertEqual(found['frame_rate_mode'], 'vfr')
        self.assertGreater(found['frames_off_beat'], 50)
        film = self.make('ntsc.mp4', lavfi('testsrc2=s=320x180:r=30000/1001:d=4'), H264)
        for name, clock in (('ntsc.mkv', ''), ('ntsc.ts', ''), ('ntsc.flv', ''), ('ntsc-600.mp4', '-video_track_timescale 600')):
            with self.subTest(name):
                found = self.of(name, ['-i', film, '-c', 'copy'], clock)
                self.assertEqual((found['frame_rate_mode'], found['frames_off_beat']), ('cfr', 0))

    def test_fields_are_seen_whatever_the_flags_say(self):
        moving = 'mandelbrot=s=320x180:end_scale=0.01:maxiter=500:r='
        for name, graph, expected in (('top', '50,tinterlace=interleave_top', 'interlaced'), ('bottom', '50,tinterlace=interleave_bottom', 'interlaced'),
                                      ('telecine', '24,telecine', 'interlaced'), ('plain', '25,null', 'progressive')):
            with self.subTest(name):
                found = self.of(f'fields-{name}.mp4', lavfi(moving + graph), '-t 5', H264)
                self.assertEqual(found['scan'], expected)
        found = self.of('flagged.mp4', lavfi(moving + '25'), '-t 4 -c:v libx264 -preset veryfast -pix_fmt yuv420p -flags +ilme+ildct')
        self.assertEqual(found['scan'], 'progressive')

    def test_a_film_is_like_its_copies_and_unlike_others(self):
        clip = "[0][1][2]concat=n=3,scale=640:360,noise=alls=4:allf=t"
        film = self.make('original.mp4', lavfi('mandelbrot=s=320x180:r=25:end_scale=0.01:maxiter=500,trim=duration=4'),
                         lavfi('cellauto=s=320x180:r=25:rule=110,trim=duration=3'), lavfi('testsrc2=s=320x180:r=25:d=4'),
                         ['-filter_complex', clip], H264)
        other = self.of('other.mp4', lavfi('life=s=320x180:r=25:mold=10:ratio=0.1,trim=duration=11,scale=640:360'), H264)
        first = self.deep(film)
        for name, words in (('small.mp4', '-vf scale=320:180 -b:v 200k ' + H264), ('grey.avi', '-vf scale=480:270,hue=s=0 -c:v mpeg4 -b:v 400k')):
            with self.subTest(name):
                copy = self.of(name, ['-i', film], words)
                self.assertLessEqual(distance(first['likeness'], copy['likeness']), 8)
        self.assertGreater(distance(first['likeness'], other['likeness']), 20)


def distance(a, b):
    """The median of differing bits, as likeness_distance() has it."""
    pairs = [(int(a[i:i + 16], 16), int(b[i:i + 16], 16)) for i in range(0, 256, 16)]
    told = sorted(bin(x ^ y).count('1') for x, y in pairs if x or y)
    return told[len(told) // 2]


class Sounds(DeepCase):
    def test_loudness_and_true_peak_are_those_of_ffmpeg(self):
        films = {
            'tone.wav.mkv': [TONE, '-c:a pcm_s16le'],
            'mono.mp4': ["aevalsrc='0.5*sin(220*2*PI*t)*lt(mod(t,4),2)+0.02*sin(900*2*PI*t)':s=44100:d=14", '-c:a aac'],
            'noise.mkv': ['anoisesrc=a=0.8:c=pink:d=12:r=48000', '-ac 2 -c:a flac'],
            'peaks.mov': ["aevalsrc='0.9*sin(11025*2*PI*t+PI/4)|0.9*sin(12000*2*PI*t+PI/4)':s=48000:d=10,afade=d=1", '-c:a pcm_s24le'],
            'around.mkv': ["aevalsrc='0.2*sin(300*2*PI*t)|0.2*sin(310*2*PI*t)|0.1*sin(500*2*PI*t)|0.5*sin(60*2*PI*t)|0.2*random(0)|0.1*random(1)'"
                           ":s=48000:d=10:c=5.1", '-c:a flac'],
            'fine.mkv': ["aevalsrc='0.7*sin(997*2*PI*t)':s=96000:d=10", '-c:a pcm_f32le'],
            'swell.mkv': ["aevalsrc='0.9*sin(440*2*PI*t)*(t/20)*(t/20)':s=48000:d=20", '-c:a flac'],
        }
        for name, (graph, words) in films.items():
            with self.subTest(name):
                found = self.of(name, lavfi('color=gray:s=64x64:r=5', graph), '-shortest -c:v mpeg4', words)
                said = filter_says(self.path(name), 'af', 'ebur128=peak=true').split('Summary:')[1]
                said = dict(re.findall(r'(I|LRA|Peak): +(-?[\d.]+) ', said))
                self.near(found['loudness'] / 1000, float(said['I']), 0.1501, 'loudness')  # printed with one digit
                self.near(found['loudness_range'] / 1000, float(said['LRA']), 0.4, 'range')
                self.near(found['true_peak'] / 1000, float(said['Peak']), 0.25, 'true peak')

    def test_quiet_music_is_not_silent(self):
        quiet = "aevalsrc='0.0032*sin(440*2*PI*t)*(0.6+0.4*sin(3*t))|0.003*sin(550*2*PI*t)':s=48000:d=8"
        found = self.of('quiet.mp4', lavfi('testsrc2=s=160x90:r=25:d=8', quiet), H264, '-c:a aac')
        self.no_alarm(found)

    def test_a_silent_track_a_late_one_and_one_that_ends_early(self):
        found = self.of('silent.mp4', lavfi('testsrc2=s=160x90:r=25:d=4', 'anullsrc=r=48000:cl=stereo,atrim=duration=4'), H264, '-c:a aac')
        self.assertIs(found['is_silent'], True)
        self.assertEqual((found['dead_channels'], found['loudness'], found['true_peak']), (0, None, None))
        self.near(found['silence_total'], 4, 0.05)
        found = self.of('early.mkv', lavfi('testsrc2=s=160x90:r=25:d=8', 'sine=d=5:r=48000'), H264, '-c:a flac')
        self.near(found['silence_longest_at'], 5, HEARD)
        self.near(found['silence_longest'], 3, FRAME)
        found = self.of('late.mkv', lavfi('testsrc2=s=160x90:r=25:d=8'), '-itsoffset 2', lavfi('sine=d=6:r=48000'), H264, '-c:a flac')
        self.assertEqual(found['silence_longest_at'], 0)
        self.near(found['silence_longest'], 2, HEARD)


class Damage(DeepCase):
    def packets(self, path):
        said = subprocess.run(['ffprobe', '-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time,dts_time,pos,size', '-of', 'json', path],
                              stdout=subprocess.PIPE, check=True).stdout
        return [(float(one.get('pts_time', one.get('dts_time'))), int(one['pos']), int(one['size'])) for one in json.loads(said)['packets'] if 'pos' in one]

    def test_the_first_damaged_picture_is_found(self):
        for extension, pictures, sound, _ in FORMATS[:5] + FORMATS[7:]:
            with self.subTest(extension):
                path = self.make('whole.' + extension, lavfi('testsrc2=s=640x360:r=25:d=6,noise=alls=8:allf=t', 'sine=d=6'), pictures, sound)
                start = float(re.search(r'start: (-?[\d.]+)', filter_says(path, 'vf', 'null')).group(1))
                with open(path, 'rb') as file:
                    data = bytearray(file.read())
                time, position, size = max((one for one in self.packets(path) if 2 < one[0] < 4), key=lambda one: one[2])
                first = size // 3 if extension in ('mp4', 'avi', 'mpg') else 8  # decoders of the others do not notice what is inside
                data[position + first:position + size] = random.Random(1).randbytes(size - first)
                with open(self.path('hit.' + extension), 'wb') as file:
                    file.write(data)
                found = self.deep(self.path('hit.' + extension))
                self.assertEqual(found['status'], 'ok')
                self.assertGreaterEqual(found['decode_errors'], 1)
                # Pictures that are shown before and refer to one that HEVC's decoder left out are damaged, too.
                self.near(found['first_error_at'], time - start, FRAME if extension != 'mkv' else 3 * FRAME, 'first error')

    def test_a_film_that_breaks_off_is_damaged_from_there_on(self):
        for extension, words in (('mp4', H264 + ' -movflags +faststart'), ('mkv', H264)):
            with self.subTest(extension):
                path = self.make('full.' + extension, lavfi('testsrc2=s=640x360:r=25:d=8', 'sine=d=8'), words)
                size = os.path.getsize(path)
                shutil.copy(path, self.path('cut.' + extension))
                os.truncate(self.path('cut.' + extension), size // 2)
                last = max(time for time, position, length in self.packets(path) if position + length < size // 2)
                found = self.deep(self.path('cut.' + extension))
                self.assertEqual((found['status'], found['reason']), ('ok', 'truncated'))
                self.assertGreaterEqual(found['decode_errors'], 1)
                self.near(found['duration_decoded'], last + 0.04, 0.16)
                self.near(found['first_error_at'], last + 0.04, 0.16)

    def test_a_film_that_was_cut_out_of_another_is_whole(self):
        path = self.make('long.ts', lavfi('testsrc2=s=320x180:r=25:d=8', 'sine=d=8'), '-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 50',
                         '-x264opts open-gop=1', '-c:a mp2')
        found = self.of('piece.ts', ['-ss', '1.1', '-i', path], '-c copy -copyinkf -t 5')
        self.assertEqual((found['status'], found['decode_errors']), ('ok', 0))


class OddFilms(DeepCase):
    def test_pictures_of_every_kind_are_measured(self):
        films = {
            'high.mkv': '-c:v ffv1 -pix_fmt yuv422p10le',
            'red-green-blue.mkv': '-c:v ffv1 -pix_fmt bgr0',
            'planes.mkv': '-c:v ffv1 -pix_fmt gbrp12le',
            'grey.mkv': '-c:v ffv1 -pix_fmt gray',
            'packed.avi': '-c:v rawvideo -pix_fmt yuyv422',
            'animation.mov': '-c:v qtrle -pix_fmt rgb24',
            'palette.avi': '-vf format=pal8 -c:v rawvideo -pix_fmt pal8',
            'deep.mov': '-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le',
            'photos.avi': '-c:v mjpeg -pix_fmt yuvj420p -q:v 3',
        }
        for name, words in films.items():
            with self.subTest(name):
                found = self.of(name, lavfi(f"testsrc=s=161x91:r=25:d=4,{BLACK}'lt(t,0.99)'"), words)
                self.assertEqual((found['status'], found['decode_errors']), ('ok', 0))
                self.near(found['black_head'], 1.0, FRAME)
                self.assertEqual(self.area(found)[2:], (161, 91))
                self.assertEqual(found['freeze_longest'], 0)
                self.assertEqual(len(found['likeness']), 256)

    def test_a_single_picture_a_tiny_one_and_a_film_without_sound(self):
        found = self.of('one.mp4', lavfi('testsrc2=s=320x180:r=25:d=0.04'), H264)
        self.assertEqual((found['frames'], found['frame_rate_mode'], found['silence_total']), (1, None, None))
        found = self.of('tiny.mkv', lavfi('rgbtestsrc=s=29x19:r=25:d=2'), '-c:v ffv1')
        self.assertEqual((found['frames'], found['status']), (50, 'ok'))
        self.assertEqual(self.area(found)[2:], (29, 19))

    def test_a_film_that_changes_its_size_goes_on(self):
        paths = [self.make(f'{size}.ts', lavfi(f'testsrc2=s={size}:r=25:d=3', 'sine=d=3'), H264) for size in ('320x180', '640x360')]
        with open(self.path('changes.ts'), 'wb') as out:
            for path in paths:
                with open(path, 'rb') as file:
                    out.write(file.read())
        found = self.deep(self.path('changes.ts'))
        self.assertEqual((found['status'], found['frames']), ('ok', 150))
        self.assertEqual(self.area(found), (None, None, None, None))
        self.near(found['duration_decoded'], 6, 0.3)

    def test_what_is_no_film_is_said_to_be_none(self):
        found = self.of('sound.m4a', lavfi('sine=d=1'), '-c:a aac')
        self.assertEqual((found['status'], found['reason'], found['frames']), ('not-video', 'audio-only', None))
        with open(self.path('text.mp4'), 'w', encoding='utf-8') as file:
            file.write('no film at all\n' * 1000)
        self.assertEqual(self.deep(self.path('text.mp4'))['status'], 'not-video')


if __name__ == '__main__':
    unittest.main()

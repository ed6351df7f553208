#!/usr/bin/env python3
"""What one full decoding finds of films that are made here with known defects at known moments, and that it finds nothing in their clean twins.

usage: test_deep.py DEEP-OF [unittest's arguments]"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

DEEP_OF = sys.argv.pop(1)
FRAME = 1 / 25 + 0.001
HEARD = 0.020  # how exactly a moment of sound is found, in seconds

# The same film in what people submit: [name, pictures, sound].
FORMATS = [
    ['mp4', '-c:v libx264 -preset veryfast -pix_fmt yuv420p', '-c:a aac'],
    ['mkv', '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le', '-c:a flac'],
    ['webm', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -pix_fmt yuv420p', '-c:a libopus'],
    ['avi', '-c:v mpeg4 -q:v 4 -bf 2', '-c:a libmp3lame'],
    ['mpg', '-c:v mpeg2video -q:v 4 -bf 2', '-c:a mp2'],
    ['ts', '-c:v libx264 -preset veryfast -pix_fmt yuv420p', '-c:a mp2'],
    ['mov', '-c:v prores_ks -profile:v 0', '-c:a pcm_s24le'],
    ['wmv', '-c:v wmv2 -q:v 4', '-c:a wmav2'],
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


def lavfi(pictures=None, sound=None):
    words = []
    for graph in (pictures, sound):
        if graph:
            words += ['-f', 'lavfi', '-i', graph]
    return words


MOVING = 'testsrc2=s=320x180:r=25:d=12'
TONE = "aevalsrc='0.3*sin(440*2*PI*t)|0.2*sin(660*2*PI*t)':s=48000:d=12"
# Black until 1.2 and from 9.6, the picture of 4.0 until 6.84; the right channel dead, the left silent from 3 to 4.5 and from 8 to 8.7.
DEFECTS = (MOVING + ",freezeframes=first=100:last=170:replace=100,"
           "drawbox=color=black:t=fill:enable='lt(t,1.19)+gt(t,9.59)'", "[1]null")
SILENT = "aevalsrc='0.3*sin(440*2*PI*t)*not(between(t,3,4.5)+between(t,8,8.7))|0':s=48000:d=12"


class KnownDefects(DeepCase):
    def frozen(self):
        return ['-f', 'lavfi', '-i', MOVING, '-f', 'lavfi', '-i', MOVING, '-f', 'lavfi', '-i', SILENT, '-filter_complex',
                "[0][1]freezeframes=first=100:last=170:replace=100,drawbox=color=black:t=fill:enable='lt(t,1.19)+gt(t,9.59)'[v]",
                '-map', '[v]', '-map', '2']

    def test_defects_are_found_where_they_are_in_every_format(self):
        for extension, pictures, sound in FORMATS:
            with self.subTest(extension):
                found = self.of('defects.' + extension, self.frozen(), pictures, sound)
                self.assertEqual(found['status'], 'ok')
                self.assertEqual(found['decode_errors'], 0)
                self.near(found['black_head'], 1.2, FRAME, 'head')
                self.near(found['black_tail'], 2.4, FRAME, 'tail')
                self.near(found['black_longest_at'], 9.6, FRAME, 'black at')
                self.near(found['duration_content'], 8.4, 2 * FRAME, 'content')
                self.near(found['freeze_longest_at'], 4.0, FRAME, 'frozen at')
                self.near(found['freeze_longest'], 2.84, FRAME, 'frozen')
                self.near(found['freeze_total'], 2.84, FRAME, 'frozen in all')
                self.near(found['silence_longest_at'], 3.0, HEARD, 'silent at')
                self.near(found['silence_longest'], 1.5, HEARD, 'silent')
                self.near(found['silence_total'], 2.2, 2 * HEARD, 'silent in all')
                self.assertEqual(found['dead_channels'], 1)
                self.assertFalse(found['is_silent'])
                self.assertEqual(found['frame_rate_mode'], 'cfr')

    def test_their_clean_twins_raise_no_alarm(self):
        for extension, pictures, sound in FORMATS:
            with self.subTest(extension):
                found = self.of('clean.' + extension, lavfi(MOVING, TONE), pictures, sound)
                wrong = {key: found[key] for key in ('decode_errors', 'black_head', 'black_tail', 'black_longest', 'freeze_longest',
                                                     'silence_longest', 'dead_channels', 'is_silent', 'frames_off_beat') if found[key]}
                self.assertEqual(wrong, {})
                self.assertEqual(found['scan'], 'progressive')
                self.assertEqual(found['frames'], 300)
                self.near(found['duration_decoded'], 12, 0.13)
                self.near(found['duration_content'], 12, 0.13)
                self.assertEqual((found['picture_left'], found['picture_top'], found['picture_width'], found['picture_height']),
                                 (0, 0, 320, 180))


if __name__ == '__main__':
    unittest.main()

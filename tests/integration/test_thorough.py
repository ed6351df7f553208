#!/usr/bin/env python3
"""What is left out for speed takes nothing from the facts: they are the same as with every picture decoded and more of the beginning read. Of films of many
kinds, and of the samples, where they are at hand.

usage: test_thorough.py FACTS-OF [SAMPLES]"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

here = os.path.dirname(os.path.abspath(__file__))
FACTS_OF = sys.argv[1]
SAMPLES = sys.argv[2] if len(sys.argv) > 2 else os.environ.get('PIANMU_SAMPLES', os.path.join(here, '..', '..', '..', 'shared', 'samples'))

X264 = '-c:v libx264 -preset ultrafast '
X265 = '-c:v libx265 -preset ultrafast -tag:v hvc1 -x265-params log-level=error:pools=1:frame-threads=1'
PICTURES = 'testsrc2=s=320x180:r=25'
# More than 8 MB, so that it is not read whole, and so many pictures that the index has the times.
LARGE = 'nullsrc=s=480x270:r=25,geq=random(1)*255:128:128'
FILMS = {
    'plain.mp4': (PICTURES, 3, X264),
    'order.mp4': (PICTURES, 3, X264 + '-bf 3 -x264opts b-adapt=0:open-gop=1:keyint=25'),
    'slices.mp4': (PICTURES, 2, X264 + '-slices 4'),
    'fields.mp4': (PICTURES, 2, X264 + '-flags +ilme+ildct -x264opts tff=1 -vf setfield=tff'),
    'deep.mov': (PICTURES, 2, X264 + '-pix_fmt yuv422p10le -color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc'),
    'full.mp4': (PICTURES, 2, X264 + '-pix_fmt yuvj420p -aspect 4:3'),
    'fragments.mp4': (PICTURES, 3, X264 + '-g 25 -movflags frag_keyframe+empty_moov'),
    'late.mkv': (PICTURES, 3, X264 + '-bf 2'),
    'hdr.mp4': (PICTURES, 1, f'-pix_fmt yuv420p10le {X265}:hdr10=1:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:max-cll=1000,400:'
                             'master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)'),
    'hevc.mov': (PICTURES, 2, X265 + ':bframes=3'),
    'large.mp4': (LARGE, 12, X264 + '-b:v 8M -bf 2 -g 50'),
    'large.mov': (LARGE, 12, X264 + '-b:v 8M -g 250'),
}


def ffmpeg(*words):
    subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', *words], check=True)


def make(folder, name):
    pictures, seconds, words = FILMS[name]
    path = os.path.join(folder, name)
    ffmpeg('-f', 'lavfi', '-i', pictures, '-f', 'lavfi', '-i', 'sine=r=48000', '-t', str(seconds), '-c:a', 'aac', *words.split(), path)
    return path


def spoil(path, *, media):
    """What `media` says in place of the pictures and sound."""
    with open(path, 'rb') as file:
        data = bytearray(file.read())
    begin = data.index(b'mdat') + 4
    end = data.index(b'moov', begin) - 4
    data[begin:end] = (media * (end - begin))[:end - begin]
    spoilt = path.replace('.mp4', '-spoilt.mp4')
    with open(spoilt, 'wb') as file:
        file.write(data)
    return spoilt


def facts_of(paths, *options):
    """{name: facts}, without what was read to get them."""
    said = subprocess.run([FACTS_OF, *options, *paths], stdout=subprocess.PIPE, check=True).stdout
    all_facts = [json.loads(line) for line in said.decode('utf-8').splitlines()]
    for facts in all_facts:
        facts.pop('bytes_read', None)
    return {facts['path']: facts for facts in all_facts}


class Thorough(unittest.TestCase):
    maxDiff = None

    def compare(self, paths):
        fast, thorough = facts_of(paths), facts_of(paths, '--thorough')
        self.assertEqual(len(fast), len(paths))
        for name, facts in thorough.items():
            with self.subTest(name):
                self.assertEqual(fast[name], facts)
        return fast

    def test_films_of_many_kinds(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [make(folder, name) for name in FILMS]
            paths.append(spoil(paths[0], media=bytes(1)))
            facts = self.compare(paths)
            self.assertGreater(os.path.getsize(os.path.join(folder, 'large.mp4')), 8 << 20)
        self.assertEqual({name for name, one in facts.items() if one['status'] != 'ok'}, {'plain-spoilt.mp4'})
        self.assertEqual(facts['fields.mp4']['video']['field_order'], 'tt')
        self.assertEqual(facts['hdr.mp4']['video']['hdr'], 'pq')

    def test_the_samples(self):
        folder = os.path.join(SAMPLES, 'files')
        if not os.path.isdir(folder):
            self.skipTest('the sample files are not at hand')
        self.compare(sorted(os.path.join(folder, name) for name in os.listdir(folder)))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)

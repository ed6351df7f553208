#!/usr/bin/env python3
"""Films that are small to send and large to read: each comes to its end in time and within its memory, and what pictures come of it are bounded.

That is what try-films judges (tests/fuzz/trial.c); here is what bombs there are, and what is said of them.

usage: test_bombs.py TRY-FILMS EXAMINER FAULTY-EXAMINER"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from bombs import bombs

try_films, examiner, faulty = sys.argv.pop(1), sys.argv.pop(1), sys.argv.pop(1)

CPU_MS = 20000


class BombsCase(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='pianmu-bombs-')
        self.addCleanup(shutil.rmtree, self.dir)

    def tried(self, examine, names):
        """(name, kind) → status, reason, milliseconds of CPU time, MiB, pictures, fault."""
        done = subprocess.run([try_films, '--examiner', examine, *[os.path.join(self.dir, name) for name in names]],
                              stdout=subprocess.PIPE, check=False)
        lines = [line.split('\t') for line in done.stdout.decode().splitlines()]
        return done.returncode, {tuple(line[:2]): line[2:] for line in lines}


class Bombs(BombsCase):
    def check_poster(self, name, pictures):
        """Of a film there is a poster, at least a pixel wide and high, that fits its box."""
        width, height = (int(side) for side in pictures.split()[0].split('x'))
        self.assertTrue(1 <= width <= 1280 and 1 <= height <= 1280, f'{name}: a poster of {width}x{height}')

    def test_each_comes_to_an_end_and_is_what_it_is(self):
        expected = dict(bombs(self.dir))
        code, tried = self.tried(examiner, expected)
        faults = [f'{key}: {row}' for key, row in tried.items() if row[5] != '-' or int(row[2]) > CPU_MS]
        self.assertEqual(faults, [])
        self.assertEqual(code, 0)
        for name, outcomes in expected.items():
            status, reason, _, _, pictures, _ = tried[name, 'examine']
            with self.subTest(name):
                self.assertIn(status, outcomes, reason)
                if status == 'ok':
                    self.check_poster(name, pictures)
        self.assertGreater(len(expected), 100)


class Judge(BombsCase):
    def test_what_misbehaves_is_called_a_fault(self):
        deeds = {'segv': 'it crashed', 'half': 'its answer is not valid', 'misdeed socket': 'it tried what the sandbox forbids', 'ok 1': '-'}
        for deed in deeds:
            with open(os.path.join(self.dir, deed), 'w', encoding='ascii') as file:
                file.write(deed)
        code, tried = self.tried(faulty, deeds)
        self.assertEqual(code, 1)
        self.assertEqual({name: tried[name, 'examine'][5] for name in deeds}, deeds)


if shutil.which('ffmpeg') is None:
    print('ffmpeg, which makes some of the films, is not installed')
    sys.exit(77)
unittest.main(verbosity=2)

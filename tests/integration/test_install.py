#!/usr/bin/env python3
"""What `meson install` puts in place needs nothing of the source tree."""
import os
import shutil
import subprocess
import tempfile
import unittest

import contest
from contest import SANITIZED, ContestCase, main

BUILD = os.environ.get('MESON_BUILD', '')


@unittest.skipIf(SANITIZED, 'a sanitized pianmu-examine has no sandbox and is not installed')
class Installed(ContestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = tempfile.mkdtemp(prefix='pianmu-installed-')
        subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', cls.root], check=True,
                       stdout=subprocess.DEVNULL)
        cls.files = {name: os.path.join(folder, name) for folder, _, names in os.walk(cls.root) for name in names}
        cls.built, contest.PIANMU = contest.PIANMU, cls.files['pianmu']

    @classmethod
    def tearDownClass(cls):
        contest.PIANMU = cls.built
        shutil.rmtree(cls.root)
        super().tearDownClass()

    def test_the_night_runs_from_where_it_was_installed(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.nightly(env={})
        self.assertEqual(self.works()[0]['status'], 'ok')
        self.assertTrue(os.path.exists(self.at('gallery', 'index.html')))

    def test_manual_and_units_are_there(self):
        for name in ('pianmu.1', 'pianmu.ini.5', 'pianmu-rules.5', 'pianmu-examine', 'pianmu-nightly.service', 'pianmu-nightly.timer', '快速上手.md',
                     '每日使用.md', '规则与资格.md', '报名表与通知.md', '备份与恢复.md'):
            self.assertIn(name, self.files)

    def test_only_the_examiner_links_ffmpeg(self):
        linked = subprocess.run(['ldd', self.files['pianmu']], check=True, stdout=subprocess.PIPE).stdout
        self.assertNotIn(b'libav', linked)


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""A disk that is full, with 256 KB more room each time: nothing is lost or half published, the status says that not all was done, and with room
the next run arrives where an undisturbed one would have."""
import os
import subprocess
import tempfile
import unittest

from contest import main
from crash import CrashCase

STEP = 256 * 1024
ENOUGH = 64 << 20


class FullDisk(CrashCase):
    def setUp(self):
        self.disk = tempfile.mkdtemp(prefix='pianmu-disk-')
        self.addCleanup(os.rmdir, self.disk)
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={ENOUGH},mode=0755', 'pianmu-full', self.disk],
                                 stderr=subprocess.PIPE, check=False)
        if mounted.returncode != 0:
            raise unittest.SkipTest(f'SKIP: no small disk can be mounted here: {mounted.stderr.decode().strip()}')
        self.addCleanup(subprocess.run, ['umount', self.disk], check=True)
        self.place = self.disk
        super().setUp()
        self.kept = tempfile.mkdtemp(prefix='pianmu-kept-') + '/kept'
        self.addCleanup(subprocess.run, ['rm', '-rf', os.path.dirname(self.kept)], check=True)

    def resize(self, size):
        subprocess.run(['mount', '-o', f'remount,size={size // 1024}k', self.disk], check=True)

    def used(self):
        status = os.statvfs(self.disk)
        return (status.f_blocks - status.f_bfree) * status.f_frsize

    def with_room(self, room, command):
        """From what was kept, with so much room and then with enough. The status of the former."""
        self.resize(ENOUGH)
        self.restore()
        seen = self.acknowledged()
        self.resize(self.used() + room)
        done = self.run_pianmu(*command)
        what = f'{command[0]} with {room // 1024} KB: {done.returncode} {done.stderr.decode()}'
        self.assert_sound(seen, what)
        self.assertIn(done.returncode, (0, 3, 4), what)
        if done.returncode == 0:
            self.assertEqual((self.state(), self.site()), self.arrival, what)
        else:
            self.assertIn('磁盘', (done.stderr + done.stdout).decode(), what)
        self.resize(ENOUGH)
        self.pianmu(*command, expect=0)
        self.assertEqual(self.state(), self.arrival[0], what)
        self.assert_same_site(self.site(), self.arrival[1], what)
        return done.returncode

    def each_step(self, command, most):
        self.keep()
        self.pianmu(*command, expect=0)
        self.arrival = self.state(), self.site()
        statuses = []
        while 0 not in statuses:
            self.assertLess(len(statuses) * STEP, most, 'there is room for all of it')
            statuses.append(self.with_room(len(statuses) * STEP, command))
        print(f'{command[0]}, from no room on:', *statuses, flush=True)

    def test_a_night(self):
        self.film('剧情/片.mp4', 1)
        self.index()
        self.film('纪实/新.mp4', 2)
        self.each_step(('nightly', '--settle', '0'), 4 << 20)

    def test_a_gallery_with_copies_of_films(self):
        self.settings(self.rules, more='[gallery]\nmedia=copy\n')
        for number in range(4):
            self.film(f'剧情/片{number}.mp4', (number + 1) * 450 * 1024)
        self.index()
        self.each_step(('gallery',), 16 << 20)


if __name__ == '__main__':
    main()

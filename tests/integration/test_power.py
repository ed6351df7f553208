#!/usr/bin/env python3
"""The power goes: what was not made sure of may be lost, all of it or any part, and nothing else is. What a night does to files is written down
(record.c) and played to every moment. With PIANMU_LONG=1 only: docs/long-runs.md."""
import os
import shutil
import unittest

from contest import main
from crash import LONG, CrashCase

SHIM = os.path.join(os.environ.get('PIANMU_SHIMS', ''), 'librecord.so')
LOSSES = ['all', 'bytes', 'names', 'any', 'any']


class Disk:
    """What lies on it for good, and what is on the way there."""

    def __init__(self, top):
        self.names, self.bytes, self.folders, self.waiting = {}, {}, {}, []
        for folder, folders, names in os.walk(top):
            self.folders[os.stat(folder).st_ino] = folder
            for name in folders + names:
                path = os.path.join(folder, name)
                self.names[path] = self.what_is(path)
        self.names[top] = ('folder', os.stat(top).st_ino)

    def what_is(self, path):
        inode = os.lstat(path).st_ino
        if os.path.islink(path):
            return 'link', os.readlink(path)
        if os.path.isdir(path):
            return 'folder', inode
        with open(path, 'rb') as file:
            self.bytes[inode] = file.read()
        return 'file', inode

    def copy(self):
        other = Disk.__new__(Disk)
        other.names, other.bytes, other.folders, other.waiting = dict(self.names), dict(self.bytes), self.folders, []
        return other

    # ---- what is done ----

    def take(self, call):
        what, inode, _, path, *_ = call
        if what == 'sync-all':
            self.settle(lambda other: True)
        elif what == 'sync':
            folder = self.folders.get(inode)
            self.settle(lambda other: self.is_of_bytes(other) and other[1] == inode or folder and self.changes(other, folder))
        else:
            if what == 'mkdir':
                self.folders[inode] = path
            if what == 'rename' and inode in self.folders:
                self.folders[inode] = path
            self.waiting.append(call)

    def settle(self, is_sure):
        for call in self.waiting:
            if is_sure(call):
                self.apply(call)
        self.waiting = [call for call in self.waiting if not is_sure(call)]

    @staticmethod
    def is_of_bytes(call):
        return call[0] in ('write', 'truncate')

    @staticmethod
    def changes(call, folder):
        return not Disk.is_of_bytes(call) and folder in (os.path.dirname(call[3]), os.path.dirname(call[4]))

    def apply(self, call):
        what, inode, offset, path, other, data = call
        if what == 'write':
            old = self.bytes.get(inode, b'')
            self.bytes[inode] = old[:offset].ljust(offset, b'\0') + data + old[offset + len(data):]
        elif what == 'truncate':
            self.bytes[inode] = self.bytes.get(inode, b'')[:offset].ljust(offset, b'\0')
        elif what == 'unlink':
            self.names.pop(path, None)
        elif os.path.dirname(path) not in self.names:
            return  # its folder was lost
        elif what == 'rename':
            for name in [name for name in self.names if name == other or name.startswith(other + '/')]:
                self.names[path + name[len(other):]] = self.names.pop(name)
        else:
            self.names[path] = {'name': ('file', inode), 'mkdir': ('folder', inode), 'symlink': ('link', other)}[what]

    # ---- and what is left of it ----

    def cut(self, loss, chance):
        """The disk after a power cut now."""
        left = self.copy()
        for call in self.waiting:
            of_bytes = self.is_of_bytes(call)
            if loss == 'bytes' and not of_bytes or loss == 'names' and of_bytes or loss == 'any' and chance.random() < 0.5:
                left.apply(call)
        return left

    def lay_out(self, top):
        for path in sorted(self.names, key=len):
            kind, what = self.names[path]
            if path == top or os.path.dirname(path) not in self.names:
                continue
            if kind == 'folder':
                os.mkdir(path)
            elif kind == 'link':
                os.symlink(what, path)
            elif not path.endswith('-shm'):
                with open(path, 'wb') as file:
                    file.write(self.bytes.get(what, b''))


@unittest.skipUnless(LONG, 'SKIP: with PIANMU_LONG=1 only')
class Power(CrashCase):
    def begin(self):
        for number in range(3):
            self.film(f'剧情/片{number}.mp4', number)
        self.nightly()
        self.film('纪实/新.mp4', 20)
        self.pianmu('tag', '2', '夜景', expect=0)

    def record(self):
        """What a night does, call by call."""
        log = self.dir + '.log'
        self.addCleanup(os.remove, log)
        self.pianmu('nightly', '--settle', '0', expect=0, env={**os.environ, 'LD_PRELOAD': SHIM, 'PIANMU_RECORD': log})
        with open(log, encoding='utf-8') as file:
            for line in file:
                what, inode, offset, path, other, data = line.rstrip('\n').split('\t')
                yield what, int(inode), int(offset), path, other, bytes.fromhex(data)

    def assert_pictures_whole(self, what):
        """Those that the catalogue names."""
        for (path,) in self.read('SELECT path FROM posters', 'SELECT sprite_path FROM strips', 'SELECT strip_path FROM strips'):
            with open(self.at(path), 'rb') as file:
                self.assertTrue(file.read().endswith(b'\xff\xd9'), f'{what}: {path}')

    def play(self, disk, loss, what, seen):
        for name in os.listdir(self.dir):
            if name != 'submissions':
                path = self.at(name)
                (os.remove if os.path.islink(path) or os.path.isfile(path) else shutil.rmtree)(path)
        self.verified.clear()
        left = disk.cut(loss, self.chance)
        left.names = {path: found for path, found in left.names.items() if not path.startswith(self.at('submissions'))}
        left.lay_out(self.dir)
        self.assert_sound(dict(seen), what)
        self.assert_pictures_whole(what)

    def test_at_every_moment(self):
        self.begin()
        seen = self.acknowledged()
        disk = Disk(self.dir)
        calls = list(self.record())
        state, site = self.state(), self.site()
        for number, call in enumerate(calls):
            disk.take(call)
            for place, loss in enumerate(LOSSES):
                what = f'after call {number} of {len(calls)} ({call[0]} {call[3]}), {loss} lost'
                self.play(disk, loss, what, seen)
                if (number * len(LOSSES) + place) % 50 == 0:
                    self.nightly()
                    self.assertEqual(self.state(), state, what)
                    self.assert_same_site(self.site(), site, what)
        print(f'{len(calls) * len(LOSSES)} power cuts in {len(calls)} calls', flush=True)


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""Keeping a contest fit: copies of the catalogue and their way back, files read again, what is wrong with the machine."""
import glob
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import unittest

from contest import PIANMU, SANITIZED, ContestCase, main

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


# Holds a lock file as a run does, until its standard input ends.
HOLD_LOCK = """
import fcntl, struct, sys
file = open(sys.argv[1], 'r+b')
fcntl.fcntl(file, 37, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))  # F_OFD_SETLK
print('held', flush=True)
sys.stdin.read()
"""


def as_a_user(contest):
    """What makes a command run as the contest's own user, as nights should: not as root."""
    if os.geteuid() != 0:
        return ()
    for folder, _, names in os.walk(contest):
        for path in [folder] + [os.path.join(folder, name) for name in names]:
            os.lchown(path, 65534, 65534)
    return ('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups')


def commands_of(text):
    """The lines of a documented recipe."""
    return [line.strip() for line in text.strip().split('\n')]


class Backups(ContestCase):
    def backups(self):
        return sorted(os.listdir(self.at('backup')))

    def read_copy(self, path):
        """What the program says of a contest folder that has nothing but this catalogue and the settings."""
        other = self.at('other')
        os.mkdir(other)
        shutil.copyfile(path, os.path.join(other, 'catalog.db'))
        shutil.copyfile(self.at('pianmu.ini'), os.path.join(other, 'pianmu.ini'))
        return subprocess.run([PIANMU, '-C', other, 'list', '--json'], check=True, stdout=subprocess.PIPE).stdout.decode()

    def test_a_copy_is_the_catalogue_and_its_owners_alone(self):
        self.put('good.mp4', '剧情/云岭高新区/片.mp4')
        self.index()
        said = self.pianmu('backup', self.at('copy.db'), expect=0)
        self.assertIn('copy.db', said)
        self.assertEqual(stat.S_IMODE(os.stat(self.at('copy.db')).st_mode), 0o600)
        self.assertEqual(self.read_copy(self.at('copy.db')), self.canonical())

    def test_a_copy_is_taken_while_a_run_goes_on(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.index()
        with sqlite3.connect(self.at('catalog.db'), isolation_level=None) as writer:
            writer.execute('BEGIN IMMEDIATE')
            writer.execute("UPDATE entries SET title = 'half done'")
            self.pianmu('-q', 'backup', self.at('copy.db'), expect=0)
            writer.execute('ROLLBACK')
        self.assertEqual(self.read_copy(self.at('copy.db')), self.canonical())

    def test_a_copy_goes_into_no_other_files_place_and_no_gallery_and_no_submission(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.nightly()
        self.pianmu('gallery', '--output', self.at('carried'), expect=0)
        with open(self.at('taken.db'), 'w', encoding='utf-8') as file:
            file.write('mine')
        os.symlink(self.at('.gallery'), self.at('way-in'))
        for place in ('taken.db', 'gallery/copy.db', '.gallery/copy.db', 'carried/copy.db', 'carried/m/copy.db', 'way-in/copy.db',
                      'submissions/copy.db', 'submissions/剧情/copy.db'):
            if place.startswith('carried/m'):
                os.makedirs(self.at('carried', 'm'), exist_ok=True)
            done = self.run_pianmu('backup', self.at(place))
            self.assertEqual(done.returncode, 2, place)
            self.assertIn(place.split('/')[-1], done.stderr.decode())
        with open(self.at('taken.db'), encoding='utf-8') as file:
            self.assertEqual(file.read(), 'mine')
        self.assertEqual(glob.glob(self.at('**', 'copy.db'), recursive=True), [])
        self.assertEqual(self.run_pianmu('backup', self.at('nowhere', 'copy.db')).returncode, 4)

    def test_a_night_keeps_a_copy_and_says_nothing_of_it(self):
        self.put('good.mp4', '剧情/片.mp4')
        self.nightly()
        self.assertEqual(self.nightly(), '')
        names = self.backups()
        self.assertEqual(len(names), 1)
        self.assertRegex(names[0], r'^catalog-\d{4}-\d\d-\d\d\.db$')
        self.assertEqual(stat.S_IMODE(os.stat(self.at('backup')).st_mode), 0o700)
        self.assertEqual(self.read_copy(self.at('backup', names[0])), self.canonical())

    def restore(self, lines):
        """Does what a document tells people to do, word for word but for the folder and the day."""
        today = self.backups()[-1]
        script = '\n'.join(lines).replace('/srv/contest', self.dir)
        script = re.sub(r'catalog-\d{4}-\d\d-\d\d\.db', today, script)
        self.assertIn(today, script)
        env = {**os.environ, 'PATH': os.path.dirname(PIANMU) + ':' + os.environ['PATH']}
        done = subprocess.run(['sh', '-eu', '-c', script], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode())

    @staticmethod
    def recipe_of_guide():
        with open(os.path.join(SOURCE, 'docs', 'zh', '备份与恢复.md'), encoding='utf-8') as file:
            chapter = file.read().split('## 恢复', 1)[1]
        return commands_of(re.search(r'```sh\n(.*?)```', chapter, re.DOTALL).group(1))

    @staticmethod
    def recipe_of_manual():
        with open(os.path.join(SOURCE, 'docs', 'man', 'pianmu.1'), encoding='utf-8') as file:
            chapter = file.read().split('.SH RESTORING', 1)[1]
        return commands_of(re.search(r'\.RS\n(.*?)\.RE', chapter, re.DOTALL).group(1).replace('\\-', '-'))

    @unittest.skipIf(SANITIZED, 'a sanitized pianmu-examine has no sandbox, which doctor calls unfit')
    def test_the_documented_way_back_brings_everything_back(self):
        self.put('good.mp4', '剧情/云岭高新区/片.mp4')
        self.nightly()
        self.pianmu('tag', '1', '春天', expect=0)
        self.nightly()
        wanted = self.canonical()
        with open(self.at('catalog.db'), 'r+b') as catalogue:
            catalogue.write(b'\0' * 4096)
        self.pianmu('list', expect=4)
        self.restore(self.recipe_of_guide())
        self.assertEqual(self.canonical(), wanted)
        self.assertEqual(self.works()[0]['tags'], ['春天'])

    def test_guide_and_manual_tell_the_same_way_back(self):
        def plain(lines):
            return [line.replace('换下的目录', 'replaced') for line in lines]
        self.assertEqual(plain(self.recipe_of_guide()), self.recipe_of_manual())


class Verifying(ContestCase):
    """Films that are none do as well: what is read again is bytes."""

    def put_bytes(self, name, letter, size=5000):
        return self.put(letter * size, f'剧情/{name}.mp4')

    def hashed(self):
        self.index('--hash', expect=3)  # none of them is a film

    def change_unseen(self, path, at=2500):
        """One byte, as a bad disk does: size and times stay."""
        before = os.stat(path)
        with open(path, 'r+b') as file:
            file.seek(at)
            file.write(b'!')
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def verify(self, *args, expect):
        return self.pianmu('verify', *args, expect=expect)

    def test_what_changed_under_the_same_size_and_time_is_found_and_touching_it_makes_it_a_replacement(self):
        path = self.put_bytes('甲', b'a', 8 << 20)
        self.put_bytes('乙', b'b')
        self.hashed()
        self.assertIn('完好 2', self.verify(expect=0))
        self.change_unseen(path, (1 << 20) + 17)  # where no sample of the content id looks
        before = self.canonical()
        self.assertIn('没有变化', self.index())
        said = self.verify(expect=1)
        self.assertIn('甲.mp4', said)
        self.assertNotIn('乙.mp4', said)
        self.assertIn('touch', said)
        self.assertEqual(self.canonical(), before)
        os.utime(path)
        self.assertIn('更换 1', self.index('--hash'))
        self.verify(expect=0)

    def test_what_is_missing_or_was_replaced_openly_or_has_no_checksum_is_told(self):
        for number, letter in enumerate((b'a', b'b', b'c')):
            self.put_bytes(f'片{number}', letter)
        self.hashed()
        self.put_bytes('新', b'd')
        self.index(expect=3)
        os.remove(self.submission('剧情/片0.mp4'))
        said = self.verify(expect=3)
        self.assertIn('片0.mp4', said)
        self.assertIn('1 个文件还没有 SHA-256', said)
        self.put_bytes('片1', b'e', 6000)
        self.change_unseen(self.submission('剧情/片2.mp4'))
        said = self.verify(expect=1)
        for name in ('片0', '片1', '片2'):
            self.assertIn(name, said)

    def test_what_cannot_be_read_is_told(self):
        self.put_bytes('甲', b'a')
        self.put_bytes('乙', b'b')
        self.hashed()
        for name, replace in (('甲', os.mkfifo), ('乙', os.mkdir)):
            os.remove(self.submission(f'剧情/{name}.mp4'))
            replace(self.submission(f'剧情/{name}.mp4'))
        self.assertIn('无法读取 2', self.verify(expect=3))

    def test_samples_come_to_every_file_wherever_the_fault_lies(self):
        for number in range(7):
            self.put_bytes(f'片{number}', b'%d' % number)
        self.hashed()
        self.change_unseen(self.submission('剧情/片4.mp4'))
        found = [self.run_pianmu('verify', '--sample', '30%').returncode for _ in range(6)]
        self.assertEqual(found, [0, 1, 0, 1, 0, 0])  # of seven, three each: 1-3, 4-6, 7-2, 3-5 …
        for wrong in ('0%', '101', 'x', '-5'):
            self.verify('--sample=' + wrong, expect=2)

    def test_nothing_is_verified_while_a_run_goes_on(self):
        self.put_bytes('甲', b'a')
        self.hashed()
        holder = subprocess.Popen(['python3', '-c', HOLD_LOCK, self.at('run.lock')], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        holder.stdout.readline()
        try:
            self.verify(expect=4)
            self.pianmu('backup', self.at('copy.db'), expect=0)
        finally:
            holder.communicate()


# Says what a pianmu-examine says before its first job, of whatever version; indexer/crew/control.h.
FAKE_EXAMINER = """#!{python}
import socket, struct
said = struct.pack('<I4xIIiii48s48s384s', 0, {protocol}, 0, {sandboxed}, {sanitized}, {landlock}, {program!r}, {release!r}, b'libav').ljust(512, b'\\0')
end = socket.socket(fileno=3)
end.send(said)
end.recv(1)
"""


@unittest.skipIf(SANITIZED, 'a sanitized pianmu-examine has no sandbox, which doctor calls unfit')
class Doctor(ContestCase):
    def setUp(self):
        super().setUp()
        self.put('good.mp4', '剧情/片.mp4')
        self.index('--hash')

    def doctor(self, *args, expect, **options):
        return self.pianmu('doctor', *args, expect=expect, **options)

    def sql(self, statement):
        with sqlite3.connect(self.at('catalog.db')) as db:
            db.execute(statement)
        db.close()

    def lines(self, word, said):
        return [line for line in said.split('\n') if line.startswith(word)]

    def test_where_all_is_well_it_says_so_and_writes_nothing(self):
        self.nightly()
        prefix = as_a_user(self.dir)

        def state():
            return {path: (os.lstat(self.at(path)).st_mtime_ns, data) for path, data in self.tree().items() if not path.endswith('-shm')}
        before = state()
        said = self.doctor(expect=0, prefix=prefix)
        self.assertEqual(self.lines('注意', said) + self.lines('故障', said), [], said)
        self.assertIn('一切就绪', said)
        self.assertIn('FFmpeg', said)
        brief = self.doctor('--brief', expect=0, prefix=prefix)
        self.assertRegex(brief, r'^OK - [^\n]*上次运行 \d{4}-\d\d-\d\d \d\d:\d\d\n$')
        self.assertEqual(state(), before)
        self.assertEqual(self.pianmu('-q', 'doctor', expect=0, prefix=prefix), '一切就绪。\n')

    def test_a_folder_without_settings_is_the_wrong_folder_and_settings_with_a_fault_are_told(self):
        chinese = {**os.environ, 'LC_ALL': 'zh_CN.UTF-8'}  # settings with a fault do not say
        self.settings('durration=1s..2s\n')
        said = self.doctor(expect=4, env=chinese)
        self.assertEqual(len(self.lines('故障', said)), 1)
        self.assertIn('durration', said)
        brief = self.doctor('--brief', expect=4, env=chinese)
        self.assertRegex(brief, '^CRITICAL - [^\n]*durration[^\n]*\n$')
        os.remove(self.at('pianmu.ini'))
        self.doctor(expect=2)

    def with_examiner(self, release=b'5.1.9-0+deb12u1', program=None, sandboxed=1, sanitized=0, landlock=4):
        """What doctor says of such an examiner; its exit status."""
        with open(os.path.join(SOURCE, 'indexer', 'crew', 'control.h'), encoding='utf-8') as header:
            protocol = re.search(r'CONTROL_VERSION (\d+)', header.read()).group(1)
        mine = subprocess.run([PIANMU, '--version'], check=True, stdout=subprocess.PIPE).stdout.split()[1]
        folder = self.at('bin')
        os.makedirs(folder, exist_ok=True)
        shutil.copy(PIANMU, folder)
        with open(os.path.join(folder, 'pianmu-examine'), 'w', encoding='utf-8') as file:
            file.write(FAKE_EXAMINER.format(python=sys.executable, protocol=protocol, sandboxed=sandboxed, sanitized=sanitized, landlock=landlock,
                                            program=program or mine, release=release))
        os.chmod(file.name, 0o755)
        done = subprocess.run([os.path.join(folder, 'pianmu'), '-C', self.dir, 'doctor'], stdout=subprocess.PIPE, check=False)
        return done.stdout.decode(), done.returncode

    def test_another_examiner_or_an_old_ffmpeg_is_told(self):
        said, status = self.with_examiner()
        self.assertEqual((status, self.lines('故障', said)), (0, []), said)
        for release, word in ((b'5.1.6-0+deb12u1', 'CVE-2023-49502'), (b'5.1.8-0+deb12u1', '安全更新'),
                              (b'N-113007-g8d24a28d06', '未收录')):
            said, status = self.with_examiner(release=release)
            self.assertEqual(status, 0)
            self.assertIn(word, said)
            self.assertEqual(bool(self.lines('注意     FFmpeg', said)), release.startswith(b'5.1'), said)
        said, status = self.with_examiner(landlock=0)
        self.assertEqual((status, len(self.lines('注意     检查程序', said))), (0, 1), said)
        for wrong in ({'program': b'0.0.9'}, {'sandboxed': 0, 'sanitized': 1}):
            said, status = self.with_examiner(**wrong)
            self.assertEqual((status, len(self.lines('故障     检查程序', said))), (4, 1), said)

    def test_the_last_run_is_told_with_how_it_ended_and_how_old_it_is(self):
        self.assertEqual(self.lines('注意     上次运行', self.doctor(expect=0)), [])
        self.sql('UPDATE runs SET exit_code = 3')
        self.assertIn('没有做完', self.doctor(expect=0))
        self.sql('UPDATE runs SET ended_us = NULL')
        self.assertIn('没有正常结束', self.doctor(expect=0))
        holder = subprocess.Popen(['python3', '-c', HOLD_LOCK, self.at('run.lock')], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        holder.stdout.readline()
        said = self.doctor(expect=0)
        holder.communicate()
        self.assertIn('正在运行', said)
        self.assertNotIn('没有正常结束', said)
        self.sql("UPDATE runs SET ended_us = started_us, exit_code = 0, command = 'nightly', started_us = started_us - 3 * 86400000000")
        self.assertIn('72 小时', self.doctor(expect=0))

    def test_what_is_wrong_with_the_catalogue_is_told(self):
        with open(self.at('catalog.db'), 'rb') as file:
            good = file.read()
        self.sql("UPDATE contents SET attempts = 3, status = 'crashed', sandboxed = 0, sha256 = NULL")
        said = self.doctor(expect=0)
        for words in ('1 部屡次', '1 部是在没有沙箱', '待算校验值 1 部'):
            self.assertIn(words, said)
        for statement, status, words in (('PRAGMA user_version = 2', 0, '旧版本'), ('PRAGMA user_version = 99', 4, '更新版本')):
            self.sql(statement)
            self.assertIn(words, self.doctor(expect=status))
        self.replace_catalogue(good)
        self.replace_catalogue(good[:8192] + b'\xff' * 8192 + good[16384:])
        self.assertIn('backup', self.doctor(expect=4))
        os.remove(self.at('catalog.db'))
        self.assertIn('还没有', self.doctor(expect=0))

    @unittest.skipIf(os.geteuid() != 0, 'only root can make a folder that is not its own')
    def test_copies_in_a_folder_of_another_user_are_told(self):
        prefix = as_a_user(self.dir)
        os.makedirs(self.at('backup'), exist_ok=True)
        os.chown(self.at('backup'), 0, 0)
        os.chmod(self.at('backup'), 0o755)
        self.assertIn('chown -R', self.pianmu('doctor', expect=4, prefix=prefix))

    def replace_catalogue(self, data):
        for path in glob.glob(self.at('catalog.db*')):
            os.remove(path)
        with open(self.at('catalog.db'), 'wb') as file:
            file.write(data)

    def test_where_films_are_handed_in_is_looked_at(self):
        self.sql('UPDATE files SET device = 1')
        self.assertIn('换了磁盘', self.doctor(expect=0))
        shutil.rmtree(self.at('submissions'))
        os.mkdir(self.at('submissions'))
        self.assertIn('是空的', self.doctor(expect=4))
        os.rmdir(self.at('submissions'))
        self.assertIn('打不开', self.doctor(expect=4))

    def test_a_disk_that_is_nearly_full_is_told(self):
        mounted = self.at('proxies')
        os.makedirs(mounted, exist_ok=True)
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4m,nr_inodes=100', 'tmpfs', mounted], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest('nothing may be mounted here')
        self.addCleanup(subprocess.run, ['umount', mounted], check=False)
        said = self.doctor(expect=0)
        self.assertEqual(len(self.lines('注意     剩余空间', said)), 1, said)
        with open(os.path.join(mounted, 'filler'), 'wb') as file:
            file.write(b'x' * (4 << 20))
        said = self.doctor(expect=4)
        self.assertEqual(len(self.lines('故障     剩余空间', said)), 1, said)


def calls_of_unit():
    """The system calls that the unit of the night lets through, by the groups of this systemd."""
    text = subprocess.run(['systemd-analyze', 'syscall-filter', '--no-pager'], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.decode()
    groups = {name: re.findall(r'^ +([@a-z0-9_-]+)$', body, re.M)
              for name, body in re.findall(r'^(@[a-z0-9-]+)\n((?: .*\n)*)', text, re.M)}

    def calls(word):
        if word in groups:
            return set().union(*(calls(inner) for inner in groups[word]))
        return {word}
    allowed = set()
    with open(os.path.join(SOURCE, 'docs', 'systemd', 'pianmu-nightly.service'), encoding='utf-8') as unit:
        for words in re.findall(r'^SystemCallFilter=(.*)$', unit.read(), re.M):
            named = set().union(*(calls(word) for word in words.lstrip('~').split()))
            allowed = allowed - named if words.startswith('~') else allowed | named
    return allowed


@unittest.skipIf(SANITIZED, 'the sandbox is part of what is looked at')
@unittest.skipUnless(shutil.which('strace') and shutil.which('systemd-analyze'), 'strace or systemd-analyze is not here')
class Unit(ContestCase):
    def test_the_unit_lets_through_what_a_night_calls(self):
        self.put('good.mp4', '剧情/片.mp4')
        log = self.at('strace.log')
        self.nightly(prefix=(*as_a_user(self.dir), 'strace', '-f', '-qq', '-o', log))
        with open(log, encoding='utf-8', errors='replace') as trace:
            called = set(re.findall(r'^\d+ +([a-z0-9_]+)\(', trace.read(), re.M))
        self.assertIn('seccomp', called)
        self.assertEqual(called - calls_of_unit(), set())


class Figures(ContestCase):
    def test_a_verbose_night_ends_with_a_line_for_programs(self):
        self.put('good.mp4', '剧情/片.mp4')
        done = self.run_pianmu('-v', 'nightly', '--settle', '0')
        self.assertEqual(done.returncode, 0)
        line = done.stderr.decode().strip().split('\n')[-1]
        self.assertTrue(line.startswith('pianmu: nightly '), line)
        figures = dict(word.split('=') for word in line.split()[2:])
        self.assertEqual((figures['status'], figures['found'], figures['added'], figures['left'], figures['failed']), ('0', '1', '1', '0', '0'))
        self.assertEqual(self.run_pianmu('nightly', '--settle', '0').stderr, b'')


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""Files that name other files and servers: nothing else is opened, nobody is called, no picture of theirs gets into a poster; by the lists of what libav
may use alone, by the sandbox alone, and by both. Without either the same files do reach what they name."""
import contextlib
import os
import shutil
import socket
import struct
import subprocess
import threading
import unittest

import contest
from contest import PIANMU, SANITIZED, ContestCase, main

TRUSTING = os.path.join(os.environ['MESON_BUILD'], 'tests', 'integration', 'pianmu-examine-trusting')

# What must never be seen: a film of one colour.
contest.FILMS['canary.ts'] = ['-f', 'lavfi', '-i', 'color=c=magenta:s=320x180:r=25:d=3', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '5',
                              '-pix_fmt', 'yuv420p']
contest.FILMS['canary.mp4'] = contest.FILMS['canary.ts']


def is_canary(picture):
    red, green, blue = subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-i', picture, '-vf', 'scale=1:1:flags=area,format=rgb24', '-frames:v', '1',
                                       '-f', 'rawvideo', '-'], capture_output=True, check=True).stdout
    return red > 160 and blue > 160 and green < 90


# ---- files that name others ----

def hls(address, more=''):
    return f'#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:3\n{more}#EXTINF:3,\n{address}\n#EXT-X-ENDLIST\n'.encode()


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def mpd(profile, content):
    return (f'{XML}<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT3S" profiles="urn:mpeg:dash:profile:{profile}:2011">'
            f'<Period><AdaptationSet mimeType="video/mp4" contentType="video">{content}</AdaptationSet></Period></MPD>\n').encode()


def dash(address):
    return mpd('isoff-on-demand', f'<Representation id="1" bandwidth="1000" width="320" height="180"><BaseURL>{address}</BaseURL></Representation>')


def dash_template(folder):
    return mpd('isoff-live', f'<SegmentTemplate media="{folder}/canary.ts" initialization="{folder}/canary.mp4" duration="3" startNumber="1"/>'
               '<Representation id="1" bandwidth="1000"/>')


def imf(address):
    return (f'{XML}<CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca85</Id>'
            f'<ContentTitle>{address}</ContentTitle><EditRate>25 1</EditRate><SegmentList/></CompositionPlaylist>\n').encode()


def box(kind, *parts):
    body = b''.join(parts)
    return struct.pack('>I4s', 8 + len(body), kind) + body


def reference_movie(address):
    """A QuickTime film that says: play that one instead."""
    url = address.encode() + b'\0'
    return (box(b'ftyp', b'qt  \0\0\0\0qt  ')
            + box(b'moov', box(b'rmra', box(b'rmda', box(b'rdrf', struct.pack('>I4sI', 0, b'url ', len(url)), url)))))


def referring(whole, kind, data):
    """An mp4 whose data are said to be in another file."""
    film = bytearray(whole)
    at = film.index(b'url \0\0\0\1') - 4
    entry = box(kind, b'\0\0\0\0', data)
    dref = at - 16
    grown = bytes(film[:at]) + entry + bytes(film[at + 12:])
    return resized(grown, dref, len(entry) - 12)


def resized(film, inside, by):
    """With the size of each box around a place corrected."""
    film = bytearray(film)

    def walk(at, end):
        while at + 8 <= end:
            size, kind = struct.unpack_from('>I4s', film, at)
            if at <= inside < at + size:
                struct.pack_into('>I', film, at, size + by)
                if kind in (b'moov', b'trak', b'mdia', b'minf', b'dinf'):
                    walk(at + 8, at + size + by)
                return
            at += size
    walk(0, len(film))
    return bytes(film)


def alias(path):
    """What Mac OS wrote about another file: its volume, its folder, its name."""
    name, folder = os.path.basename(path).encode(), os.path.dirname(path).encode()
    record = bytearray(150)
    struct.pack_into('>4sHH', record, 0, b'\0\0\0\0', 150, 2)
    record[10] = 4
    record[11:15] = b'disk'
    record[50] = len(name)
    record[51:51 + len(name)] = name
    return bytes(record) + struct.pack('>HHh', 0, 2, len(path)) + path.encode() + struct.pack('>h', 0, ) + folder + b'\xff\xff'


def subtitled_avi(text):
    """An AVI whose subtitle stream brings a whole file along (GAB2)."""
    def chunk(kind, body):
        return kind + struct.pack('<I', len(body)) + body + b'\0' * (len(body) % 2)

    def group(kind, *parts):
        return chunk(b'LIST', kind + b''.join(parts))
    gab2 = b'GAB2\0' + struct.pack('<HI', 2, 2) + b'a\0' + struct.pack('<HI', 4, len(text)) + text
    head = struct.pack('<14I', 40000, 0, 0, 0x10, 1, 0, 1, 65536, 320, 180, 0, 0, 0, 0)
    stream = b'txts' + b'\0\0\0\0' + struct.pack('<10I', 0, 0, 0, 1, 25, 0, 1, 65536, 0, 0) + struct.pack('<4H', 0, 0, 0, 0)
    return chunk(b'RIFF', b'AVI ' + group(b'hdrl', chunk(b'avih', head), group(b'strl', chunk(b'strh', stream), chunk(b'strf', b'')))
                 + group(b'movi', chunk(b'00tx', gab2)))


def sdp(port):
    return (f'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=film\nc=IN IP4 127.0.0.1\nt=0 0\na=control:rtsp://127.0.0.1:{port}/film\n'
            f'm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n').encode()


def vectors(films, folder, port):
    """What is handed in, by name: everything that names the canary in `folder`, or a server at `port`."""
    canary, server = f'{folder}/canary.ts', f'http://127.0.0.1:{port}/film.ts'
    with open(films.path('good.mp4'), 'rb') as file:
        whole = file.read()
    return {
        'hls-path.mp4': hls(canary),
        'hls-url.mp4': hls(f'file://{canary}'),
        'hls-server.mp4': hls(server),
        'hls-key.mp4': hls(canary, f'#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1:{port}/key"\n'),
        'hls-map.mp4': hls(canary, f'#EXT-X-MAP:URI="{folder}/canary.mp4"\n'),
        'hls-crypto.mp4': hls(f'crypto+file://{canary}'),
        'hls-subfile.mp4': hls(f'subfile,,start,0,end,99999,,:{canary}'),
        'hls-concat.mp4': hls(f'concat:{canary}|{canary}'),
        'hls-data.mp4': hls('data:video/mp2t;base64,R0AAEAAAsA0AAcEAAAAB8AAqsQSy'),
        'hls-tcp.mp4': hls(f'tcp://127.0.0.1:{port}'),
        'hls-udp.mp4': hls(f'udp://127.0.0.1:{port}'),
        'hls-list.mp4': f'#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://127.0.0.1:{port}/list.m3u8\n'.encode(),
        'concat-path.mp4': f"ffconcat version 1.0\nfile '{canary}'\n".encode(),
        'concat-relative.mp4': f"ffconcat version 1.0\nfile '{canary[1:]}'\n".encode(),
        'concat-server.mp4': f"ffconcat version 1.0\nfile '{server}'\n".encode(),
        'dash-path.mp4': dash(canary),
        'dash-server.mp4': dash(server),
        'dash-template.mp4': dash_template(folder),
        'imf.mp4': imf(canary),
        'talk.mp4': sdp(port),
        'reference.mov': reference_movie(canary),
        'reference-server.mov': reference_movie(server),
        'dref-url.mp4': referring(whole, b'url ', f'file://{folder}/canary.mp4'.encode() + b'\0'),
        'dref-alias.mp4': referring(whole, b'alis', alias(f'{folder}/canary.mp4')),
        'subtitles.avi': subtitled_avi(hls(canary)),
        'subtitles-server.avi': subtitled_avi(hls(server)),
        'redirect.mov': f'RTSPtext\nrtsp://127.0.0.1:{port}/film\n'.encode(),
        'list.asf': f'<ASX version="3.0"><Entry><Ref href="{server}"/></Entry></ASX>\n'.encode(),
        'list.mpg': f'[playlist]\nFile1={server}\nNumberOfEntries=1\nVersion=2\n'.encode(),
        'drawing.webm': f'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><image href="{server}" width="320" height="180"/></svg>\n'.encode(),
        f'concat:{folder.replace("/", ":")}:canary.ts|x.mp4': b'#EXTM3U\n',
        'canary%d.mp4': b'#EXTM3U\n',
    }


class Listener:
    """Counts who calls, on one port for TCP and UDP of this machine alone."""

    def __init__(self):
        while True:
            self.tcp = socket.create_server(('127.0.0.1', 0))
            self.port = self.tcp.getsockname()[1]
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self.udp.bind(('127.0.0.1', self.port))
                break
            except OSError:
                self.close()
        self.calls = 0
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self.tcp.accept()
                self.calls += 1
                caller.close()

    def count(self):
        self.udp.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self.udp.recv(2048)
                self.calls += 1
        return self.calls

    def close(self):
        with contextlib.suppress(OSError):
            self.tcp.shutdown(socket.SHUT_RDWR)
        self.tcp.close()
        self.udp.close()


class Nested(ContestCase):
    def setUp(self):
        super().setUp()
        self.listener = Listener()
        self.addCleanup(self.listener.close)
        self.folder = self.at('elsewhere')
        os.mkdir(self.folder)
        os.chmod(self.dir, 0o755)
        for name in ('canary.ts', 'canary.mp4'):
            shutil.copy(self.films.path(name), self.folder)
        self.files = vectors(self.films, self.folder, self.listener.port)

    def program(self, examiner):
        """pianmu with this examiner beside it."""
        program = self.at('bin', 'pianmu')
        os.mkdir(self.at('bin'))
        shutil.copy(PIANMU, program)
        shutil.copy(examiner, self.at('bin', 'pianmu-examine'))
        return program

    def run_on(self, names, *args, program=PIANMU, prefix=()):
        for name in names:
            self.put(self.files[name], f'剧情/{name}')
        self.put('good.mp4', '剧情/好.mp4')
        done = subprocess.run([*prefix, program, '-C', self.dir, 'index', '--settle', '0', *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, check=False, cwd='/')
        self.assertIn(done.returncode, (0, 3), done.stdout.decode())
        works = self.by_path()
        self.assertEqual(works['剧情/好.mp4']['status'], 'ok')
        return {name: works[f'剧情/{name}'] for name in names}

    def canaries(self, works):
        return sorted(name for name, work in works.items() if work['poster']['path'] and is_canary(self.at(work['poster']['path'])))

    def assert_alone(self, works):
        self.assertEqual(self.canaries(works), [])
        self.assertEqual(self.listener.count(), 0)
        for name, work in works.items():
            self.assertNotEqual(work['status'], 'pending', name)
        self.assertGreater(len(works), 28)

    def test_the_lists_of_what_libav_may_use_suffice(self):
        works = self.run_on(self.files, '--no-sandbox')
        self.assert_alone(works)
        read = {name for name, work in works.items() if work['status'] == 'ok'}
        self.assertLessEqual(read, {'dref-url.mp4', 'dref-alias.mp4'})

    @unittest.skipIf(SANITIZED, 'a sanitized examiner has no sandbox')
    def test_the_sandbox_suffices(self):
        self.assert_alone(self.run_on(self.files, program=self.program(TRUSTING)))

    @unittest.skipIf(SANITIZED, 'a sanitized examiner has no sandbox')
    def test_both_open_nothing_else(self):
        trace = self.at('trace')
        self.assert_alone(self.run_on(self.files, prefix=['strace', '-f', '-qq', '-e', 'trace=open,openat,openat2,socket,connect', '-o', trace]))
        with open(trace, encoding='utf-8', errors='replace') as file:
            calls = file.read()
        self.assertIn('submissions', calls)
        self.assertNotRegex(calls, r'/elsewhere/|connect\(')
        self.assertEqual(calls.count('socket('), 1)  # with it the sandbox is tried out

    def test_without_either_they_reach_what_they_name(self):
        live = ['hls-path.mp4', 'hls-server.mp4', 'concat-relative.mp4', 'dash-path.mp4']
        works = self.run_on(live, '--no-sandbox', program=self.program(TRUSTING))
        self.assertEqual(self.canaries(works), ['dash-path.mp4', 'hls-path.mp4'])
        self.assertEqual(works['concat-relative.mp4']['status'], 'ok')
        self.assertGreater(self.listener.count(), 0)


if __name__ == '__main__':
    main()

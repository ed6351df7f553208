"""Films that are small to send and large to read: a header that promises more than there is, a table of millions, a shape that no screen has.

bombs(folder) makes all of them and yields (name, what may become of it); see test_bombs.py."""
import math
import os
import re
import struct
import subprocess
import zlib

# ---- boxes ----


def box(kind, *parts):
    body = b''.join(parts)
    return struct.pack('>I', len(body) + 8) + kind + body


def full(kind, *parts, version=0):
    return box(kind, struct.pack('>I', version << 24), *parts)


def u32(*numbers):
    return struct.pack(f'>{len(numbers)}I', *numbers)


MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
FTYP = box(b'ftyp', b'isom', u32(512), b'isommp41')


def mvhd(duration=1000, scale=1000):
    if duration >= 1 << 32:
        return full(b'mvhd', struct.pack('>QQIQ', 0, 0, scale, duration), u32(0x10000, 0x01000000, 0, 0), MATRIX, bytes(24), u32(2), version=1)
    return full(b'mvhd', u32(0, 0, scale, duration, 0x10000, 0x01000000, 0, 0), MATRIX, bytes(24), u32(2))


def sample_entry(codec, width, height, *more):
    return box(codec, bytes(6), struct.pack('>H', 1), bytes(16), struct.pack('>HH', width, height), u32(0x480000, 0x480000, 0),
               struct.pack('>H', 1), bytes(32), struct.pack('>Hh', 24, -1), *more)


def trak(number=1, codec=b'jpeg', width=64, height=48, stsz=None, stts=None, stco=None, stsc=None, ctts=b'', edts=b'', duration=1000, scale=1000):
    """A track of pictures; tables that are not given are those of one sample at 48."""
    table = box(b'stbl', full(b'stsd', u32(1), sample_entry(codec, width, height)), full(b'stts', stts or u32(1, 1, 1000)), ctts,
                full(b'stsc', stsc or u32(1, 1, 1, 1)), full(b'stsz', stsz or u32(1000, 1)), full(b'stco', stco or u32(1, 48)))
    if duration >= 1 << 32:
        mdhd = full(b'mdhd', struct.pack('>QQIQ', 0, 0, scale, duration), u32(0x55C40000), version=1)
    else:
        mdhd = full(b'mdhd', u32(0, 0, scale, duration, 0x55C40000))
    media = box(b'mdia', mdhd, full(b'hdlr', bytes(4), b'vide', bytes(13)),
                box(b'minf', full(b'vmhd', bytes(8)), box(b'dinf', full(b'dref', u32(1), full(b'url ', version=0))), table))
    tkhd = full(b'tkhd', u32(0, 0, number, 0, min(duration, 0xFFFFFFFF), 0, 0, 0, 0), MATRIX, u32(width << 16 & 0xFFFFFFFF, height << 16 & 0xFFFFFFFF))
    return box(b'trak', tkhd, edts, media)


def mp4(*tracks, media=b'', more=b'', **movie):
    return FTYP + box(b'mdat', media or bytes(20000)) + box(b'moov', mvhd(**movie), *tracks, more)


def nested(kind, depth):
    return b''.join(struct.pack('>I', 8 * (depth - i)) + kind for i in range(depth))


# ---- EBML ----


def element(identity, body):
    return bytes.fromhex(identity) + struct.pack('>Q', len(body) | 1 << 56) + body


def number(identity, value, width=8):
    return element(identity, value.to_bytes(width, 'big'))


def real(identity, value):
    return element(identity, struct.pack('>d', value))


EBML_HEAD = element('1A45DFA3', number('4286', 1, 1) + number('42F7', 1, 1) + number('42F2', 4, 1) + number('42F3', 8, 1) +
                    element('4282', b'matroska') + number('4287', 4, 1) + number('4285', 2, 1))


def track(n=1, codec=b'V_MJPEG', width=64, height=48, private=b'', encodings=b''):
    return element('AE', number('D7', n) + number('73C5', n) + number('83', 1, 1) + element('86', codec) +
                   (element('63A2', private) if private else b'') + encodings + element('E0', number('B0', width) + number('BA', height)))


def info(duration=1000.0, scale=1000000):
    return element('1549A966', number('2AD7B1', scale) + real('4489', duration) + element('4D80', b'x') + element('5741', b'x'))


def cluster(*blocks, at=0):
    return element('1F43B675', number('E7', at) + b''.join(blocks))


def block(data, at=0, n=1):
    return element('A3', bytes([0x80 | n]) + struct.pack('>h', at) + b'\x80' + data)


def mkv(tracks, *more, **head):
    return EBML_HEAD + element('18538067', info(**head) + element('1654AE6B', tracks) + b''.join(more))


def simple_tag(name, value, inner=b''):
    return element('67C8', element('45A3', name) + element('4487', value) + inner)


def tags(*several):
    return element('1254C367', element('7373', element('63C0', b'') + b''.join(several)))


def nested_elements(identity, depth):
    head, size = bytes.fromhex(identity), 0
    sizes = []
    for _ in range(depth):
        sizes.append(size)
        size += len(head) + 8
    return b''.join(head + struct.pack('>Q', s | 1 << 56) for s in reversed(sizes))


# ---- films that ffmpeg makes ----


def ffmpeg(folder, name, *words):
    path = os.path.join(folder, name)
    subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', '-threads', '1', *words, path], check=True)
    with open(path, 'rb') as file:
        return file.read()


def jpeg(folder):
    return ffmpeg(folder, 'frame.jpg', '-f', 'lavfi', '-i', 'testsrc2=s=64x48', '-frames:v', '1', '-pix_fmt', 'yuvj420p')


def resized_jpeg(picture, width, height):
    at = picture.index(b'\xFF\xC0')
    return picture[:at + 5] + struct.pack('>HH', height, width) + picture[at + 9:]


class Bits:
    def __init__(self):
        self.text = ''

    def u(self, width, value):
        self.text += format(value, f'0{width}b')
        return self

    def ue(self, value):
        plain = format(value + 1, 'b')
        self.text += '0' * (len(plain) - 1) + plain
        return self

    def bytes(self):
        text = self.text + '1'
        text += '0' * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, 'big')


def h264_sps(width, height):
    """Of width and height in macroblocks."""
    sps = Bits().u(8, 66).u(8, 0).u(8, 62).ue(0).ue(0).ue(2).ue(1).u(1, 0).ue(width - 1).ue(height - 1).u(1, 1).u(1, 1).u(1, 0).u(1, 0).bytes()
    return b'\0\0\0\1\x67' + re.sub(b'\0\0(?=[\0-\3])', b'\0\0\3', sps)


def resized_h264(folder, width, height):
    """A stream of pictures whose head says another size."""
    stream = ffmpeg(folder, 'small.h264', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=0.4', '-c:v', 'libx264', '-profile:v', 'baseline',
                    '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
    units = re.split(b'\0\0\0?\1', stream)[1:]
    return b''.join(h264_sps(width, height) if unit[0] & 31 == 7 else b'\0\0\0\1' + unit for unit in units)


def patched(data, *changes):
    """Every occurrence of each old by its new, of which there must be one."""
    for old, new in changes:
        assert old in data, old
        data = data.replace(old, new)
    return data


# ---- the list ----

FILM, NONE = {'ok'}, {'broken', 'not-video'}
STOPPED = NONE | {'limit'}  # by what memory there is, before or after it was seen to be none


def sizes(folder):
    """Heads that promise sides as long as they can be written."""
    picture = jpeg(folder)
    for width, height in [(32767, 32767), (65535, 1), (1, 65535), (65500, 65500)]:
        size = f'{width}x{height}'
        yield f'mjpeg-{size}.mov', mp4(trak(width=min(width, 65535), height=height), media=resized_jpeg(picture, width, height)), NONE
        yield f'mjpeg-{size}.mkv', mkv(track(width=width, height=height), cluster(block(resized_jpeg(picture, width, height)))), NONE
        yield f'raw-{size}.mkv', mkv(track(codec=b'V_UNCOMPRESSED', width=width, height=height), cluster(block(bytes(3000)))), NONE
        yield f'h264-{size}.h264', resized_h264(folder, -(-width // 16), -(-height // 16)), FILM if 1 in (width, height) else NONE
    for codec, name in [('ffv1', 'ffv1.mkv'), ('huffyuv', 'huffyuv.avi'), ('gif', 'x.gif'), ('flv', 'flv.flv'), ('libvpx-vp9', 'vp9.webm')]:
        whole = ffmpeg(folder, name, '-f', 'lavfi', '-i', 'testsrc2=s=352x240:d=0.2', '-c:v', codec)
        for old, new in [('>HH', (32767, 32767)), ('>HH', (65535, 1)), ('<HH', (32767, 32767)), ('<HH', (65535, 1))]:
            changed = whole.replace(struct.pack(old, 352, 240), struct.pack(old, *new))
            for order in '<>':  # as two numbers of 32 bits, and as Matroska writes them
                changed = changed.replace(struct.pack(order + 'II', 352, 240), struct.pack(order + 'II', *new))
            changed = changed.replace(b'\xB0\x82\x01\x60\xBA\x81\xF0', b'\xB0\x82' + struct.pack('>H', new[0]) + b'\xBA\x81' + bytes([min(new[1], 255)]))
            if changed != whole:
                yield f'{codec}-{new[0]}x{new[1]}-{name}', changed, FILM if codec in ('ffv1', 'libvpx-vp9') else NONE  # whose pictures say otherwise


def shapes(folder):
    """Films that really are so long and so thin."""
    for width, height in [(16, 16000), (16000, 16), (2, 2000), (2000, 2)]:
        for name, words in [('jpeg.mov', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']), ('ffv1.mkv', ['-c:v', 'ffv1']),
                            ('h264.mp4', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'])]:
            yield f'shape-{width}x{height}-{name}', ffmpeg(folder, 'x-' + name, '-f', 'lavfi', '-i', f'testsrc2=s={width}x{height}:r=5:d=0.6', *words), FILM
    for ratio in ['1000/1', '1/1000', '65535/1']:
        yield f'pixels-{ratio.replace("/", "to")}.mkv', ffmpeg(folder, 'x.mkv', '-f', 'lavfi', '-i', f'testsrc2=s=64x48:r=5:d=0.6,setsar={ratio}',
                                                               '-c:v', 'ffv1'), FILM


def counts(_folder):
    """Tables of a great many, and tables that only say so."""
    yield 'tracks-100k.mkv', mkv(b''.join(track(n) for n in range(1, 100001)), cluster(block(b'x'))), STOPPED
    yield 'tracks-20k.mp4', mp4(*[trak(n) for n in range(1, 20001)]), STOPPED
    yield 'tags-100k.mkv', mkv(track(), tags(simple_tag(b'T', b'v') * 100000), cluster(block(b'x'))), STOPPED
    yield 'tags-5k-names.mkv', mkv(track(), tags(*[simple_tag(b'T%d' % n, b'v') for n in range(5000)]), cluster(block(b'x'))), STOPPED
    yield 'tag-20MB.mkv', mkv(track(), tags(simple_tag(b'TITLE', b'A' * (20 << 20))), cluster(block(b'x'))), STOPPED
    yield 'title-20MB.mp4', mp4(trak(), more=box(b'udta', box(b'\xa9nam', struct.pack('>HH', 0xFFFF, 0), b'A' * (20 << 20)))), STOPPED
    for count in [0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]:
        yield f'stsz-same-{count:x}.mp4', mp4(trak(stsz=u32(1, count), stts=u32(1, count, 1), stsc=u32(1, 1, count, 1))), STOPPED
        yield f'stsz-each-{count:x}.mp4', mp4(trak(stsz=u32(0, count))), STOPPED
        yield f'stts-{count:x}.mp4', mp4(trak(stts=u32(count, 1, 1))), STOPPED
        yield f'stts-one-{count:x}.mp4', mp4(trak(stts=u32(1, count, count))), STOPPED
        yield f'stsc-{count:x}.mp4', mp4(trak(stsc=u32(count, 1, 1, 1))), STOPPED
        yield f'stco-{count:x}.mp4', mp4(trak(stco=u32(count, 48))), STOPPED
        yield f'ctts-{count:x}.mp4', mp4(trak(ctts=full(b'ctts', u32(1, count, count)))), STOPPED
    yield 'packets-1M.mp4', mp4(trak(stsz=u32(1, 1000000), stts=u32(1, 1000000, 1), stsc=u32(1, 1, 1000000, 1)), media=bytes(1000000)), STOPPED
    blocks = b''.join(block(b'x', at) for at in range(10000))
    yield 'packets-1M.mkv', mkv(track(), *[cluster(blocks, at=10000 * n) for n in range(100)]), STOPPED
    fragment = box(b'moof', full(b'mfhd', u32(1)), box(b'traf', full(b'tfhd', u32(1)), full(b'trun', u32(0x7FFFFFFF))))
    yield 'fragments-50k.mp4', FTYP + box(b'moov', mvhd(), trak(), box(b'mvex', full(b'trex', u32(1, 1, 1, 1, 0)))) + fragment * 50000, STOPPED
    pages = b''.join(b'OggS\0\2' + bytes(8) + struct.pack('<III', n, 0, 0) + b'\1\x2a\x80theora\3\2\1' + bytes(33) for n in range(20000))
    yield 'streams-20k.ogv', pages, STOPPED


def times(folder):
    """Durations and moments beyond any clock."""
    picture = jpeg(folder)
    for duration in [10**9, 2**31 - 1, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1]:
        yield f'duration-{duration:x}.mp4', mp4(trak(duration=duration, stts=u32(1, 1, min(duration, 0xFFFFFFFF)), stsz=u32(0, 1, len(picture))),
                                                media=picture, duration=duration), FILM
    elst = box(b'edts', full(b'elst', u32(2), struct.pack('>QqI', 2**63, 2**63 - 1, 0x10000), struct.pack('>QqI', 1000, -2**63, 0), version=1))
    yield 'edits.mp4', mp4(trak(edts=elst), media=picture), NONE
    yield 'scale-0.mp4', mp4(trak(scale=0), media=picture, scale=0), FILM
    for duration in [1e9, math.nan, math.inf, -math.inf, -1e300, 1e300, 5e-324]:
        yield f'duration-{duration}.mkv', mkv(track(), cluster(block(picture)), duration=duration), FILM
    for scale in [0, 1, 2**63 - 1, 2**63, 2**64 - 1]:
        yield f'scale-{scale:x}.mkv', mkv(track(), cluster(block(picture), at=2**63 - 1), cluster(block(picture, -32768), at=5), scale=scale), FILM if scale < 2 else NONE
    flv = ffmpeg(folder, 'small.flv', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=0.4', '-c:v', 'flv')
    at = flv.index(b'duration\0') + 9
    for duration in [math.nan, math.inf, -1e300, 1e6]:
        yield f'duration-{duration}.flv', flv[:at] + struct.pack('>d', duration) + flv[at + 8:], FILM
    avi = ffmpeg(folder, 'small.avi', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=0.4', '-c:v', 'mpeg4')
    at = avi.index(b'vidsFMP4') + 20  # scale, rate, start, length
    for scale, rate, start, length in [(0, 0, 0, 10), (1, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 1, 0x7FFFFFFF, 0x7FFFFFFF)]:
        yield f'rate-{scale:x}-{rate:x}.avi', avi[:at] + struct.pack('<IIII', scale, rate, start, length) + avi[at + 16:], FILM


def depths(_folder):
    """Boxes in boxes, and what unpacks to more than it is."""
    for kind in [b'moov', b'trak', b'udta', b'meta']:
        yield f'nested-{kind.decode()}.mp4', FTYP + box(b'moov', mvhd(), nested(kind, 100000)), STOPPED
    yield 'nested-tags.mkv', mkv(track(), element('1254C367', element('7373', nested_elements('67C8', 100000))), cluster(block(b'x'))), STOPPED
    yield 'nested-chapters.mkv', mkv(track(), element('1043A770', element('45B9', nested_elements('B6', 100000))), cluster(block(b'x'))), STOPPED
    packed = zlib.compress(box(b'moov', mvhd(), bytes(100 << 20)), 9)
    head = box(b'cmov', box(b'dcom', b'zlib'), box(b'cmvd', u32(100 << 20), packed))
    yield 'packed-moov.mov', FTYP + box(b'moov', head), STOPPED
    yield 'packed-moov-says-4GB.mov', FTYP + box(b'moov', box(b'cmov', box(b'dcom', b'zlib'), box(b'cmvd', u32(0xFFFFFFFF), packed))), STOPPED
    zeros = zlib.compress(bytes(50 << 20), 9)

    def packed_by(algorithm, settings=b'', scope=1):
        inner = number('4254', algorithm, 1) + (element('4255', settings) if settings else b'')
        return element('6D80', element('6240', number('5031', 0, 1) + number('5032', scope, 1) + number('5033', 0, 1) + element('5034', inner)))

    yield 'packed-frames.mkv', mkv(track(encodings=packed_by(0)), cluster(*[block(zeros, at) for at in range(100)])), STOPPED
    yield 'packed-head.mkv', mkv(track(private=zeros, encodings=packed_by(0, scope=3)), cluster(block(zeros))), STOPPED
    yield 'packed-lzo.mkv', mkv(track(encodings=packed_by(2)), cluster(*[block(b'\0' * 4000 + b'\xff' * 4000, at) for at in range(100)])), STOPPED
    yield 'heads-10MB.mkv', mkv(track(encodings=packed_by(3, b'A' * (10 << 20))), cluster(*[block(b'x', at) for at in range(100)])), STOPPED


def chapters(folder):
    """Ten thousand of them."""
    path = os.path.join(folder, 'chapters.txt')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(';FFMETADATA1\n')
        for n in range(10000):
            file.write(f'[CHAPTER]\nTIMEBASE=1/10000\nSTART={n}\nEND={n + 1}\ntitle=第{n}章\n')
    for name in ['chapters.mkv', 'chapters.mp4']:
        yield name, ffmpeg(folder, 'x-' + name, '-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=1', '-i', path, '-map', '0', '-map_chapters', '1',
                           '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'), FILM


def bombs(folder):
    """Makes them; yields each one's name and the states that may come of it."""
    scratch = os.path.join(folder, 'scratch')
    os.makedirs(scratch)
    for kind in [sizes, shapes, counts, times, depths, chapters]:
        for name, data, outcomes in kind(scratch):
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(data)
            yield name, outcomes

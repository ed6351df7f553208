// As much of PNG as screenshots need: 8-bit RGB or RGBA is read, sixteen greys are read and written.
import zlib from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const channels = { 0: 1, 2: 3, 6: 4 };

function chunksOf(file) {
  const chunks = {};
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const kind = file.toString('latin1', at + 4, at + 8);
    (chunks[kind] ??= []).push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return chunks;
}

function paeth(a, b, c) {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

const filters = [() => 0, (a) => a, (a, b) => b, (a, b) => (a + b) >> 1, paeth];

// { width, height, grey: a byte a sample, of as many bits as the file's }
export function read(file) {
  const { IHDR: [head], IDAT } = chunksOf(file);
  const [width, height, depth, kind] = [head.readUInt32BE(0), head.readUInt32BE(4), head[8], head[9]];
  const size = Math.max((channels[kind] * depth) / 8, 1);
  const row = Math.ceil((width * channels[kind] * depth) / 8);
  const bytes = zlib.inflateSync(Buffer.concat(IDAT));
  const lines = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) {
    const filter = filters[bytes[y * (row + 1)]];
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      const a = x >= size ? lines[at - size] : 0;
      const b = y > 0 ? lines[at - row] : 0;
      const c = x >= size && y > 0 ? lines[at - row - size] : 0;
      lines[at] = bytes[y * (row + 1) + 1 + x] + filter(a, b, c);
    }
  }
  const sample = kind === 0 ? (x, y) => (lines[y * row + (x >> 1)] >> (x % 2 ? 0 : 4)) & 15
    : (x, y) => (lines[y * row + x * size] * 2 + lines[y * row + x * size + 1] * 5 + lines[y * row + x * size + 2]) >> 3;
  const grey = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) grey[y * width + x] = sample(x, y);
  return { width, height, grey };
}

// A quarter of a picture's width and height, in sixteen greys.
export function quarter({ width, height, grey }) {
  const small = { width: width >> 2, height: height >> 2 };
  small.grey = Buffer.alloc(small.width * small.height);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      let sum = 0;
      for (let i = 0; i < 16; i++) sum += grey[(y * 4 + (i >> 2)) * width + x * 4 + (i & 3)];
      small.grey[y * small.width + x] = Math.round(sum / 16 / 17);
    }
  }
  return small;
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

function crc(bytes) {
  let sum = 0xFFFFFFFF;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xEDB88320 : 0);
  }
  return (sum ^ 0xFFFFFFFF) >>> 0;
}

// Of what quarter() returns.
export function write({ width, height, grey }) {
  const row = Math.ceil(width / 2) + 1;
  const lines = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) lines[y * row + 1 + (x >> 1)] |= grey[y * width + x] << (x % 2 ? 0 : 4);
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

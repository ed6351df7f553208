// What each kind of page looks like, beside what it looked like when somebody last found it right: golden/, a quarter of the size in sixteen greys.
// UPDATE_GOLDEN=1 (./run screenshots) stores what is there now, where it differs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resize, soon, visit } from './house.mjs';
import { addressOf, kinds, siteOf } from './kinds.mjs';
import { quarter, read, write } from './png.mjs';

const stored = path.join(path.dirname(fileURLToPath(import.meta.url)), 'golden');
const apart = path.join(os.tmpdir(), 'pianmu-screenshots'); /* those that differ */
const sizes = [[1440, 900], [390, 844], [320, 640]];
const LEVELS = 3; /* by which a pixel must differ of sixteen, from all that are beside it: fonts may be a pixel off */
const SHARE = 0.004; /* of pixels that differ */

const shown = { browse: 'all works', list: 'a table of works', frames: 'frames of works', work: 'a work', compare: 'a comparison', marks: 'marks', 'work-page': 'the page of a work',
  report: 'statistics', units: 'units', unit: 'a unit', changes: 'changes', about: 'about', 'browse-en': 'all works', 'report-en': 'statistics' };

// The least by which a pixel differs from those around its place in `other`.
function nearest(grey, width, height, x, y, value) {
  let least = 16;
  for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, height - 1); v++) {
    for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, width - 1); u++) least = Math.min(least, Math.abs(grey[v * width + u] - value));
  }
  return least;
}

function shareThatDiffers(one, other) {
  const { width, height, grey } = one;
  if (width !== other.width || height !== other.height) return 1;
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (Math.abs(grey[at] - other.grey[at]) < LEVELS) continue;
      if (nearest(other.grey, width, height, x, y, grey[at]) >= LEVELS || nearest(grey, width, height, x, y, other.grey[at]) >= LEVELS) sum++;
    }
  }
  return sum / (width * height);
}

// '' where it is as stored; otherwise by how much it is not.
function compare(name, picture) {
  const file = path.join(stored, `${name}.png`);
  const small = quarter(read(picture));
  const share = fs.existsSync(file) ? shareThatDiffers(small, read(fs.readFileSync(file))) : 1;
  if (share <= SHARE) return '';
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.mkdirSync(stored, { recursive: true });
    fs.writeFileSync(file, write(small));
    return '';
  }
  fs.mkdirSync(apart, { recursive: true });
  fs.writeFileSync(path.join(apart, `${name}.png`), picture);
  return `${name}: ${(share * 100).toFixed(1)} % differs`;
}

// Everything is there that can be seen: pictures, posters of films, frames.
async function ready(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('.frames > i')].every((frame) => frame.style.backgroundImage || frame.getBoundingClientRect().top > innerHeight));
  await page.evaluate(async () => {
    const isSeen = (one) => one.getBoundingClientRect().top < innerHeight;
    const come = (source) => Object.assign(new Image(), { src: source }).decode().catch(() => {});
    const films = [...document.querySelectorAll('video')];
    const frames = [...document.querySelectorAll('.frames > i')].filter(isSeen).map((frame) => frame.style.backgroundImage.slice('url("'.length, -'")'.length));
    for (const film of films) film.controls = false; /* they are the browser's, and turn while it thinks */
    await document.fonts.ready;
    await Promise.all([...films.filter((film) => film.poster).map((film) => come(film.poster)), ...[...new Set(frames)].map(come),
      ...[...document.images].filter(isSeen).map((one) => { one.loading = 'eager'; return one.decode().catch(() => {}); })]);
    scrollTo(0, 0);
  });
  await page.waitForFunction(() => document.getAnimations().length === 0);
}

// '' where the page looks as stored, if not at once then when it has been painted to the end.
async function look(page, name) {
  let difference = '';
  await soon(async () => {
    difference = compare(name, await page.screenshot({ animations: 'disabled', caret: 'hide' }));
    assert.equal(difference, '');
  }, 3000).catch(() => {});
  return difference;
}

for (const [name, kind] of Object.entries(shown)) {
  test(`${name} looks as it did`, async () => {
    await visit(siteOf(kind), addressOf(kind, name.endsWith('-en') ? 'en' : 'zh'), async (page) => {
      await page.locator('h1').first().waitFor();
      if (kind === 'marks') await kinds[kind].first(page);
      const differing = [];
      for (const [width, height] of sizes) {
        await resize(page, width, height);
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          await ready(page);
          differing.push(await look(page, `${name}-${width}-${colorScheme}`));
        }
      }
      assert.equal(differing.filter(Boolean).join('\n'), '', `the pictures are in ${apart}, those of before in ${stored}; where the new ones are right: ./run screenshots`);
    }, { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
  });
}

test('a picture that is a pixel off is the same, one that lacks a line of text is not', () => {
  const picture = (draw) => ({ width: 90, height: 56, grey: Buffer.from(Array.from({ length: 90 * 56 }, (_, at) => draw(at % 90, Math.floor(at / 90)))) });
  const lines = (x, y) => ((x * 7 + y * 3) % 11 < 5 && y % 8 > 4 ? 2 : 15);
  assert.deepEqual(read(write(picture(lines))), picture(lines));
  assert.ok(shareThatDiffers(picture(lines), picture((x, y) => lines(x + 1, y))) <= SHARE);
  assert.ok(shareThatDiffers(picture(lines), picture((x, y) => (y > 20 && y < 24 ? 15 : lines(x, y)))) > SHARE);
});

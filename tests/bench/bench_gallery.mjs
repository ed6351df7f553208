// How long a reader waits for lists of 500, 5,000 and 50,000 works, in Debian's Chromium and from a folder: until something is seen, until all works are
// there, and from a letter, a filter, an order, a layout until the next picture of the window. Medians of ROUNDS; of each interaction the processor time of
// the page's main thread (script, style, layout, painting), which does not depend on what else the machine does, and after / what a clock shows. And memory.
//
// Usage: MAKE_SITE=… DRAW_FILM=… bench_gallery.mjs [ROUNDS]     (needs: npm --prefix tests/browser ci)
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { taken } from '../browser/rows.mjs';

const { chromium } = createRequire(new URL('../browser/package.json', import.meta.url))('playwright-core');
const ROUNDS = Number(process.argv[2]) || 5;
const SIZES = [500, 5000, 50000];
const PER_PART = 2000;
const MOST = 100; // ms an interaction, of 5,000 works

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pianmu-bench-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
execFileSync(process.env.MAKE_SITE, ['fair', path.join(folder, 'site'), process.env.DRAW_FILM], { stdio: ['ignore', 'ignore', 'inherit'] });
const gallery = path.join(folder, 'site', 'gallery');
const data = path.join(gallery, 'data');
const named = (start) => path.join(data, fs.readdirSync(data).find((name) => name.startsWith(start)));

const siteFile = named('site.');
const [[, site]] = taken(siteFile);
const [[, models]] = taken(named('works-'));
const isShared = (column) => typeof column !== 'string';
const at = (name) => site.columns.findIndex((column) => [column].flat().includes(name));
const listOf = (name) => site.columns.slice(0, at(name)).filter(isShared).length;

// The same numbers each time.
let seed = 1;
const random = (n) => {
  seed = (seed * 48271) % 2147483647;
  return seed % n;
};
const signs = '云岭二十四小时一束光的年末班车上样机螺丝找妈口罩背后凌晨点洁净室父亲工号座城在芯片生长纸园区守灯人再等分钟春夏秋冬山河湖海';
const syllables = 'yun ling er shi si xiao ban che shang de yang ji luo zhao ma kou zhao bei hou jing'.split(' ');
const some = (list, n) => Array.from({ length: n }, () => list[random(list.length)]);
const several = (n, of) => [0, ...Array.from({ length: n }, (_, i) => of(i))];
const units = several(400, () => [`${some(signs, 3).join('')}高新区`]);
const tags = several(30, (i) => [[`标签${i}`]]);
const nights = several(60, (i) => [1.6e12 + i * 86400000]);

function row(number) {
  const one = models.rows[number % models.rows.length].slice();
  const set = (name, value) => { one[at(name)] = value; };

  set('number', number);
  set('title', some(signs, 4 + random(6)).join(''));
  set('unit', 1 + random(400));
  set('duration', 20000 + random(900000));
  set('size', Math.round(1e6 + random(2e9)));
  set('received', 1 + random(60));
  set('author', '张三');
  set('entry', null);
  set('tags', random(4) ? 0 : 1 + random(30));
  return one.slice(0, at('tags') + (one[at('tags')] ? 1 : -1));
}

function partOf(rows) {
  const lists = models.lists.slice();

  lists[listOf('unit')] = units;
  lists[listOf('tags')] = tags;
  lists[listOf('received')] = nights;
  return { sounds: [...signs].map((sign, i) => sign + syllables[i % syllables.length]).join(''), lists, rows };
}

// Bytes of all parts.
function fill(works) {
  const rows = Array.from({ length: works }, (_, i) => row(i + 1));
  const parts = [];
  let bytes = 0;

  for (let first = 0; first < works; first += PER_PART) {
    const text = `pianmu.take("works",${JSON.stringify(partOf(rows.slice(first, first + PER_PART)))});`;

    parts.push(`data/bench-${works}-${first}.js`);
    fs.writeFileSync(path.join(gallery, parts.at(-1)), text);
    bytes += Buffer.byteLength(text);
  }
  fs.writeFileSync(siteFile, `pianmu.take("site",${JSON.stringify({ ...site, total: works, parts })});`);
  return bytes;
}

// Each begins where the former ended. They go the way of a reader's key or click, but for the moment in which typing may go on.
const interactions = {
  'search, one letter': () => { const box = document.getElementById('q'); box.value = 'y'; box.dispatchEvent(new CompositionEvent('compositionend')); },
  'search, another letter': () => { const box = document.getElementById('q'); box.value = 'yu'; box.dispatchEvent(new CompositionEvent('compositionend')); },
  'search, two signs': () => { const box = document.getElementById('q'); box.value = '云岭'; box.dispatchEvent(new CompositionEvent('compositionend')); },
  'search cleared': () => pianmu.go({}),
  filter: () => pianmu.go({ v: 'eligible' }),
  'two filters': () => pianmu.go({ v: 'eligible', d: '5|10' }),
  'filters cleared': () => pianmu.go({}),
  'order by title': () => pianmu.go({ s: 'title' }),
  'order by length': () => pianmu.go({ s: 'length' }),
  'units, opened': () => [...document.querySelectorAll('.facet summary')].find((one) => one.textContent.startsWith('单位')).click(),
  'as a table': () => pianmu.go({ s: 'length', l: 'list' }),
  'next page': () => document.querySelector('.pager [rel=next]').click(),
};

// From a call to the picture that follows it.
function until(page, act) {
  return page.evaluate(`new Promise((resolve) => {
    const started = performance.now();
    (${act})();
    requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => resolve(performance.now() - started); channel.port2.postMessage(0); });
  })`);
}

// Seconds of processor time that the main thread has spent.
async function spent(session) {
  const { metrics } = await session.send('Performance.getMetrics');

  return metrics.find((one) => one.name === 'ThreadTime').value;
}

const median = (values) => values.slice().sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function round(browser, times) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const note = (name, value) => (times[name] = times[name] || []).push(value);
  const session = await page.context().newCDPSession(page);

  await session.send('Performance.enable', { timeDomain: 'threadTicks' });

  await page.addInitScript(() => addEventListener('DOMContentLoaded', () => pianmu.on('works', () => {
    window.firstWorks = window.firstWorks || performance.now();
    if (pianmu.complete) window.allWorks = performance.now();
  })));
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.largest = one.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.hadRecentInput ? 0 : one.value; }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(pathToFileURL(path.join(gallery, 'index.html')).href);
  await page.waitForFunction(() => window.allWorks, null, { timeout: 120000 });
  await page.waitForTimeout(3000); // as a reader looks at what there is, the titles are put in order
  note('first contentful paint', await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
  note('largest contentful paint', await page.evaluate(() => window.largest));
  note('layout shift × 1000', await page.evaluate(() => window.shifts * 1000));
  note('first works', await page.evaluate(() => window.firstWorks));
  note('all works', await page.evaluate(() => window.allWorks));
  for (const [name, act] of Object.entries(interactions)) {
    const before = await spent(session);

    note(`${name} (clock)`, await until(page, act));
    note(name, ((await spent(session)) - before) * 1000);
    await page.waitForTimeout(150);
  }
  note('heap, MB', await page.evaluate(() => { window.gc(); return performance.memory.usedJSHeapSize / 1e6; }));
  await page.close();
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc', '--disable-background-networking'] });
const all = [];
for (const works of SIZES) {
  const times = {};

  times['rows, MB × 10'] = [fill(works) / 1e5];
  for (let i = 0; i < ROUNDS; i++) await round(browser, times);
  all.push(times);
}
await browser.close();

console.log(`${'ms'.padEnd(24)}${SIZES.map((works) => `${works} works`.padStart(14)).join('')}`);
const figure = (times, name) => (times[name] ? median(times[name]).toFixed(0) : '');
for (const name of Object.keys(all[0]).filter((one) => !one.endsWith('(clock)'))) {
  const cells = all.map((times) => (name in interactions ? `${figure(times, name)} / ${figure(times, `${name} (clock)`)}` : figure(times, name)));
  console.log(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(14)).join('')}`);
}
const slowest = (times) => Math.max(...Object.keys(interactions).map((name) => median(times[name])));
const budgets = [
  ['the slowest interaction with 5,000 works, ms of processor time', slowest(all[1]), MOST],
  ['the slowest interaction with 50,000 works, ms of processor time', slowest(all[2]), MOST],
  ['largest contentful paint with 500 works, ms', median(all[0]['largest contentful paint']), 1000],
  ['layout shift × 1000', Math.max(...all.map((times) => median(times['layout shift × 1000']))), 0],
];
for (const [what, measured, most] of budgets) console.log(`${measured <= most ? 'kept' : 'MISSED'}: ${what}: ${measured.toFixed(0)}, at most ${most} is wanted`);

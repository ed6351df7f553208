// Debian's Firefox, which keeps what pages store by the file: marks are made, kept, exported and read by the program all the same.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { contest, pianmu } from './contests.mjs';

const fair = pathToFileURL(path.join(process.env.SITES, 'fair/gallery/index.html')).href;

const LONG = 120000; /* ms: longer than anything takes on the slowest machine */
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'pianmu-firefox-'));
const saved = path.join(place, 'saved');
const { folder, gallery } = contest('in-firefox', '云岭高新区/末班车.mp4', '北辰高新区/归来.mp4', '沧浪高新区/守灯人.mp4');
const address = `${pathToFileURL(path.join(gallery, 'index.html')).href}`;

fs.mkdirSync(saved);
const browser = await puppeteer.launch({
  browser: 'firefox', timeout: LONG, protocolTimeout: 2 * LONG, executablePath: '/usr/bin/firefox-esr', headless: true, env: { ...process.env, HOME: place },
  extraPrefsFirefox: {
    'browser.download.folderList': 2, 'browser.download.dir': saved, 'browser.download.useDownloadDir': true, 'browser.download.alwaysOpenPanel': false,
    'browser.helperApps.neverAsk.saveToDisk': 'application/json,text/csv', 'intl.accept_languages': 'zh-CN',
  },
});

after(async () => {
  await browser.close();
  fs.rmSync(place, { recursive: true, force: true });
});

const points = { theme: 28, creative: 20, craft: 21, reach: 15 };

async function mark(page, id) {
  await page.evaluate((state) => { location.hash = state; }, `w=${id}`);
  await page.waitForSelector(`.work[data-id="${id}"] form.marks`);
  for (const [key, value] of Object.entries(points)) await page.type(`#score-${key}`, String(value));
}

// A page and what it complains of.
async function newWindow() {
  const page = await browser.newPage();
  const faults = [];
  page.setDefaultTimeout(LONG);
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  return { page, faults };
}

// A file that is wholly there.
async function download() {
  for (const end = performance.now() + LONG; performance.now() < end;) {
    const [name] = fs.readdirSync(saved).filter((one) => one.endsWith('.json'));
    if (name && fs.statSync(path.join(saved, name)).size > 0 && !fs.readdirSync(saved).some((one) => one.endsWith('.part'))) return path.join(saved, name);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`nothing was saved: ${fs.readdirSync(saved)}`);
}

test('marks are kept, counted, exported from a folder, and read by pianmu import-marks', async () => {
  const { page, faults } = await newWindow();

  await page.goto(`${address}#w=0001`);
  await mark(page, '0001');
  await mark(page, '0003');
  await page.reload();
  await page.waitForSelector('form.marks');
  assert.deepEqual(await page.evaluate(() => ['0001', '0002', '0003'].map((id) => pianmu.marks.totalOf(id))), [84, null, 84]);
  await page.evaluate(() => { location.hash = 'marks'; });
  await page.waitForSelector('#reviewer-name');
  assert.equal(await page.$eval('.progress tfoot', (foot) => foot.innerText.replace(/\s+/g, ' ').trim()), '全部 2 1 0 3');
  await page.type('#reviewer-name', '李四');
  await page.click('.who button');
  await page.click('.exchange .main');
  const file = await download();
  assert.match(path.basename(file), /^微视频大赛第一届评分_李四_\d{8}-\d{4}\.json$/);
  assert.match(pianmu(folder, 'import-marks', file), /李四\n {2}新增 2 部，更新 0 部，未变 0 部\n$/);
  assert.deepEqual(faults, []);
});

test('works are found, and their films play, from a folder', async () => {
  const { page, faults } = await newWindow();

  await page.goto(fair);
  await page.waitForFunction(() => document.documentElement.dataset.view === 'browse');
  for (const [text, found] of [['mbcs', '末班车上的样机'], ['０００２', '一束光的十年']]) {
    await page.$eval('#q', (input, value) => { input.value = value; input.dispatchEvent(new InputEvent('input', { bubbles: true })); }, text);
    await page.waitForFunction((title) => [...document.querySelectorAll('.card h2 a')].map((one) => one.textContent).join() === title, {}, found);
  }
  for (const id of ['0003', '0002']) { /* an original, and a copy of what is HEVC */
    await page.evaluate((work) => { location.hash = `w=${work}`; }, id);
    await page.waitForSelector(`.work[data-id="${id}"] .player-tools`);
    await page.$eval('.stage video', (film) => { film.muted = film.loop = true; return film.play(); });
    await page.waitForFunction(() => document.querySelector('.stage video').currentTime > 0.2);
    assert.equal(await page.$eval('.stage video', (film) => film.videoWidth), 640);
  }
  assert.deepEqual(faults, []);
});

// What the browser tests share: the two sites, a browser, and pages that are watched.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const fair = path.join(process.env.SITES, 'fair', 'gallery');
export const rough = path.join(process.env.SITES, 'rough', 'gallery');

// One page of each kind, in both languages.
export const fairPages = ['index.html', 'c/juqing/index.html', 'w/0002.html', 'w/0003.html', 'w/0012.html', 'w/0019.html', 'w/0021.html', 'w/0022.html',
  'report.html', 'u/index.html', 'u/b54027f046.html', 'changes.html', 'about.html']
  .flatMap((page) => [page, `en/${page}`]);
export const roughPages = ['index.html', '2.html', 'c/juqing/index.html', 'c/gongyi/index.html', 'w/0001.html', 'w/0005.html',
  'report.html', 'u/index.html', 'changes.html', 'about.html']
  .flatMap((page) => [page, `en/${page}`]);

// Debian's Chromium without what a window needs: the same engine at half the cost. Its own background traffic is off: a closed network would refuse it,
// many times over. A picture is painted with the page, not when there is time.
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-checker-imaging', '--autoplay-policy=no-user-gesture-required'];

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'pianmu-browser-'));
export const LONG = 120000; /* ms: longer than anything takes on the slowest machine */
export const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: flags, env: { ...process.env, HOME: profile }, timeout: LONG });

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg', '.mp4': 'video/mp4', '.vtt': 'text/vtt; charset=utf-8' };

const server = http.createServer((request, response) => {
  const file = path.join(process.env.SITES, decodeURIComponent(new URL(request.url, 'http://host').pathname));
  if (!file.startsWith(process.env.SITES) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  const [, from] = (request.headers.range ?? '').match(/^bytes=(\d+)-$/) ?? [];
  const { size } = fs.statSync(file);
  const start = Number(from ?? 0);
  response.writeHead(from ? 206 : 200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream', 'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes', 'Content-Length': size - start, ...(from && { 'Content-Range': `bytes ${start}-${size - 1}/${size}` }) });
  fs.createReadStream(file, { start }).pipe(response);
});
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
const origin = `http://127.0.0.1:${server.address().port}`;

after(async () => {
  await browser.close();
  server.close();
  fs.rmSync(profile, { recursive: true, force: true });
});

export function fileAddress(site, page) {
  return pathToFileURL(path.join(site, page)).href;
}

export function httpAddress(site, page) {
  return `${origin}/${path.relative(process.env.SITES, site)}/${page}`;
}

// Everything that a page of ours must never cause.
function watch(page, site) {
  const faults = [];
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => { if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`); });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const inside = url.protocol === 'file:' ? fileURLToPath(url).startsWith(site) : url.origin === origin;
    if (!inside) faults.push(`outside: ${request.url()}`);
  });
  return faults;
}

// With scripts switched off in the browser itself, axe would not run either.
function emptyOurScript(page) {
  return page.route(/\/[a-z]+\.[0-9a-f]+\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
}

// For options.before: no time passes for the page but what page.clock is told. What was asked for comes all the same.
export async function stopTime(page) {
  const now = Date.now();
  await page.clock.install({ time: now });
  await page.clock.pauseAt(now + 60 * 60 * 1000);
}

// A window of its own, that waits as long as the slowest machine takes.
export async function newWindow(options) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(LONG);
  return context;
}

// Opens one address after the other in a fresh window, runs `check` on each, and fails on anything that watch() saw. options.before(page) comes before
// the first address; options.script: false where the pages' own script is to be there but empty; the others are the browser's.
export async function visit(site, addresses, check = async () => {}, { before = () => {}, script = true, ...options } = {}) {
  const context = await newWindow(options);
  const page = await context.newPage();
  const faults = watch(page, site);
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
      (violation) => console.error(`policy: ${violation.violatedDirective} ${violation.blockedURI}`)));
  }
  try {
    if (!script) await emptyOurScript(page);
    await before(page);
    for (const address of [addresses].flat()) {
      await page.goto(address);
      if (options.javaScriptEnabled !== false && script) await settled(page);
      await check(page, address);
      assert.deepEqual(faults, [], address);
    }
  } finally {
    await context.close();
  }
}

// Lists lead to the scripted document, and that shows something first that is complete without script.
export async function settled(page) {
  await page.waitForFunction(() => {
    if (document.readyState === 'loading') return false; /* there may be no element yet */
    const { isApp, appState, view } = document.documentElement.dataset;

    return !appState && (!isApp || view);
  });
}

// Looks again and again until the check does not fail: what a page does in answer comes when the machine has time for it. `within`: ms
export async function soon(check, within = LONG) {
  const end = performance.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

// Returns when the page has heard of it.
export async function resize(page, width, height) {
  await page.setViewportSize({ width, height });
  await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height]);
}

// The address of a state of the scripted document: state('w=0003').
export function stateOf(site, state, address = fileAddress) {
  return `${address(site, 'index.html')}#${state}`;
}

// The addresses of several pages.
export function all(site, pages, address = fileAddress) {
  return pages.map((page) => address(site, page));
}

export function everyFile(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? everyFile(file) : [file];
  });
}

// Clicks a link and waits until the page it leads to has loaded.
export async function follow(page, link) {
  const before = page.url();
  await link.click();
  await page.waitForURL((url) => url.href !== before);
}

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
export const fairPages = ['index.html', 'c/juqing/index.html', 'w/0003.html', 'w/0012.html', 'w/0019.html', 'w/0021.html', 'w/0022.html', 'about.html']
  .flatMap((page) => [page, `en/${page}`]);
export const roughPages = ['index.html', '2.html', 'c/juqing/index.html', 'c/gongyi/index.html', 'w/0001.html', 'w/0005.html', 'about.html']
  .flatMap((page) => [page, `en/${page}`]);

// Chromium's own background traffic is off: a closed network would refuse it, many times over.
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'pianmu-browser-'));
export const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags, env: { ...process.env, HOME: profile } });

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg', '.mp4': 'video/mp4' };

const server = http.createServer((request, response) => {
  const file = path.join(process.env.SITES, decodeURIComponent(new URL(request.url, 'http://host').pathname));
  if (!file.startsWith(process.env.SITES) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' });
  fs.createReadStream(file).pipe(response);
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

// Opens one address after the other in a fresh window, runs `check` on each, and fails on anything that watch() saw.
export async function visit(site, addresses, check = async () => {}, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = watch(page, site);
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
      (violation) => console.error(`policy: ${violation.violatedDirective} ${violation.blockedURI}`)));
  }
  try {
    for (const address of [addresses].flat()) {
      await page.goto(address);
      await check(page, address);
      assert.deepEqual(faults, [], address);
    }
  } finally {
    await context.close();
  }
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

// Pages to read: statistics, units, changes, about; frames, copies and versions on the page of a work; all of them without script.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { everyFile, fair, fileAddress, follow, visit } from './house.mjs';

const withoutScript = { javaScriptEnabled: false };
const unit = 'u/b54027f046.html'; /* 沧浪高新区 */

test('every page can be reached from the first one', () => {
  const seen = new Set();
  const open = [path.join(fair, 'index.html')];
  while (open.length > 0) {
    const page = open.pop();
    if (seen.has(page)) continue;
    seen.add(page);
    for (const [, address] of fs.readFileSync(page, 'utf8').matchAll(/<a[^>]* href="([^"#]+\.html)/g)) open.push(path.resolve(path.dirname(page), address));
  }
  assert.deepEqual(everyFile(fair).filter((file) => file.endsWith('.html') && !seen.has(file)), []);
});

test('the figures of the statistics add up, and are drawn as long as they are', async () => {
  await visit(fair, fileAddress(fair, 'report.html'), async (page) => {
    const tables = await page.locator('.bars').evaluateAll((all) => all.map((table) => [...table.tBodies[0].rows].map((row) => ({
      count: Number(row.querySelector('.n').textContent), length: row.querySelector('.rest').getBoundingClientRect().width }))));
    assert.equal(tables.length, 5);
    for (const rows of tables) {
      const most = rows.reduce((a, b) => (a.count > b.count ? a : b));
      for (const row of rows) assert.ok(Math.abs(row.length - most.length * row.count / most.count) < 1.5);
    }
    for (const rows of tables.slice(0, 4)) assert.equal(rows.reduce((sum, row) => sum + row.count, 0), 22);
    await page.locator('.chart summary').first().click();
    const durations = await page.locator('.chart').first().locator('td').allInnerTexts();
    assert.equal(durations.map(Number).reduce((a, b) => a + b), 20);
    assert.match(await page.locator('.chart').first().locator('svg').ariaSnapshot(), /img "时长分布 20 部作品，4:00–5:00 最多，有 4 部/);
  }, withoutScript);
});

test('in forced colours the drawings keep apart from their ground', async () => {
  await visit(fair, fileAddress(fair, 'report.html'), async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const [dark, rest, ground] = await page.evaluate(() => [getComputedStyle(document.querySelector('.share rect:last-child')).fill,
      getComputedStyle(document.querySelector('.share .rest')).fill, getComputedStyle(document.body).backgroundColor]);
    assert.equal(new Set([dark, rest, ground]).size, 3);
  });
});

test('a unit is found from a work, and its page has its works and what is wrong with them', async () => {
  await visit(fair, fileAddress(fair, 'w/0003.html'), async (page) => {
    await follow(page, page.getByRole('link', { name: '沧浪高新区' }));
    assert.ok(page.url().endsWith(unit));
    assert.deepEqual(await page.locator('.entries h2').allInnerTexts(), ['末班车上的样机', '纸上园区', '复工第一天', '没有走完的路']);
    assert.match(await page.locator('.entries > li').first().innerText(), /不合格 2 项[^]*超出 42 秒/);
    assert.doesNotMatch(await page.locator('.entries').innerText(), /封装格式/);
    await follow(page, page.getByRole('navigation', { name: '工具' }).getByRole('link', { name: '单位' }));
    assert.match(await page.locator('.bars').innerText(), /沧浪高新区\s+4\s+1/);
  }, withoutScript);
});

test('changes are told by day, the newest first', async () => {
  await visit(fair, fileAddress(fair, 'changes.html'), async (page) => {
    const days = await page.locator('.day h2').allInnerTexts();
    assert.deepEqual(days, [...days].sort().reverse());
    assert.match(await page.locator('.day').filter({ hasText: '2026-02-26' }).innerText(), /审查结果\s+末班车上的样机[^]*待复核 → 不合格/);
  }, withoutScript);
});

test('each frame below a film leads to its moment, and lies over its part of the picture', async () => {
  await visit(fair, fileAddress(fair, 'w/0003.html'), async (page) => {
    const picture = await page.locator('.strip img').boundingBox();
    const links = page.locator('.strip a');
    assert.equal(await links.count(), 8);
    for (let i = 0; i < 8; i++) {
      const box = await links.nth(i).boundingBox();
      assert.ok(Math.abs(box.x - picture.x - picture.width * i / 8) < 2);
      assert.ok(box.height > picture.height + 20);
      assert.equal(await links.nth(i).getAttribute('href'), `../m/${(await page.locator('video').getAttribute('src')).slice(5)}#t=${await links.nth(i).getAttribute('data-at')}`);
    }
  }, withoutScript);
});

test('a copy is called one, and the way to the original stays', async () => {
  await visit(fair, fileAddress(fair, 'w/0002.html'), async (page) => {
    assert.equal(await page.getByText('预览版，非参赛原片').isVisible(), true);
    assert.match(await page.locator('video').getAttribute('src'), /-p1\.mp4$/);
    assert.match(await page.getByRole('link', { name: '下载原片' }).getAttribute('href'), /\.mp4$/);
    assert.equal(await page.getByText('无独立字幕文件').isVisible(), true);
  }, withoutScript);
});

test('what differs between the files of a work is marked', async () => {
  await visit(fair, fileAddress(fair, 'w/0003.html'), async (page) => {
    assert.match((await page.locator('.versions ins').allInnerTexts()).join(' '), /1920×1080 .*10 分 42 秒|10 分 42 秒 .*1920×1080/);
  }, withoutScript);
});

test('on paper a unit is a letter of one page, and statistics are without tools', async () => {
  const sheets = async (page) => (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  await visit(fair, fileAddress(fair, unit), async (page) => {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.crumb').isVisible(), false);
    assert.equal(await page.getByText('贵单位参加').isVisible(), true);
    assert.equal(await sheets(page), 1);
  });
  await visit(fair, fileAddress(fair, 'report.html'), async (page) => {
    assert.equal(await sheets(page), 2);
  });
});

test('the bars of statistics stand in the middle of their rows', async () => {
  await visit(fair, fileAddress(fair, 'report.html'), async (page) => {
    const off = await page.locator('.bars tbody tr').evaluateAll((rows) => Math.max(...rows.map((row) => {
      const [outer, inner] = [row, row.querySelector('svg')].map((one) => one.getBoundingClientRect());
      return Math.abs(outer.top + outer.height / 2 - inner.top - inner.height / 2);
    })));
    assert.ok(off <= 1, `${off} px`);
  });
});

// One work in the scripted document: its neighbours, its address, its languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fair, fileAddress, httpAddress, stateOf, visit } from './house.mjs';

const work = (id, more = '', address = fileAddress, site = fair) => stateOf(site, `w=${id}${more}`, address);
const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

for (const [how, address] of [['from a folder', fileAddress], ['from a server', httpAddress]]) {
  test(`a work opens in the scripted document ${how}, and its film plays`, async () => {
    await visit(fair, work('0003', '', address), async (page) => {
      await title(page, '末班车上的样机');
      assert.equal(await page.title(), '末班车上的样机 · 沧浪高新区 · 国家高新区微视频大赛');
      const film = page.locator('.stage video');
      await film.evaluate((video) => { video.muted = true; return video.play(); });
      await page.waitForFunction(() => document.querySelector('.stage video').currentTime > 0.2);
      assert.equal(await film.evaluate((video) => video.videoWidth), 640);
    });
  });
}

test('the neighbours are reached by link and key', async () => {
  await visit(fair, work('0003'), async (page) => {
    await title(page, '末班车上的样机');
    await page.keyboard.press('n');
    await title(page, '小螺丝找妈妈');
    await page.waitForFunction(() => document.activeElement.id === 'main');
    assert.equal(await page.locator('#main').getAttribute('aria-label'), '小螺丝找妈妈');
    await page.keyboard.press('p');
    await title(page, '末班车上的样机');
    await page.goBack();
    await title(page, '小螺丝找妈妈');
  });
});

test('the way back and the neighbours are those of what was found', async () => {
  await visit(fair, work('0003'), async (page) => {
    await title(page, '末班车上的样机');
    await page.evaluate(() => Object.defineProperty(pianmu, 'browsing', { value: { state: () => ({ c: 'juqing' }), order: ['0013', '0003', '0007'], describe: () => '剧情' } }));
    await page.keyboard.press('n');
    await page.goBack();
    await title(page, '末班车上的样机');
    assert.equal(await page.locator('.crumb p').first().innerText(), '← 剧情 第 2 部，共 3 部');
    assert.equal(await page.locator('.crumb a').first().getAttribute('href'), '#c=juqing');
    assert.equal(await page.getByRole('link', { name: /^上一部/ }).getAttribute('href'), '#w=0013');
    assert.equal(await page.getByRole('link', { name: /^下一部/ }).first().getAttribute('href'), '#w=0007');
  });
});

test('a number that no work has is said, with a way back', async () => {
  await visit(fair, work('0999'), async (page) => {
    await title(page, '没有编号为 0999 的作品。');
    assert.equal(await page.getByRole('link', { name: '返回列表' }).getAttribute('href'), '#');
    await page.goto(work('3'));
    await title(page, '末班车上的样机');
  });
});

test('another language keeps the film where it was', async () => {
  await visit(fair, work('0003'), async (page) => {
    await title(page, '末班车上的样机');
    const film = page.locator('.stage video');
    await film.evaluate((video) => { video.muted = true; return video.play(); });
    await film.evaluate((video) => { video.pause(); video.currentTime = 2; });
    await page.goto(work('0003', '&lang=en'));
    await page.getByText('Eligibility').waitFor();
    await page.waitForFunction(() => document.querySelector('.stage video').currentTime === 2);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.equal(await page.getByRole('button', { name: 'Previous frame' }).isVisible(), true);
  });
});

test('the page of a work leads to the same work in the scripted document', async () => {
  await visit(fair, fileAddress(fair, 'en/w/0003.html'), async (page) => {
    const link = page.getByRole('link', { name: 'Mark this work' });
    assert.match(await link.getAttribute('href'), /\/gallery\/index\.html#w=0003&lang=en$/);
    await page.getByLabel('Speed').waitFor();
    await page.keyboard.press('n');
    await page.waitForURL(/en\/w\/0004\.html$/);
  });
});

test('the technical data can be copied', async () => {
  await visit(fair, work('0003', '', httpAddress), async (page) => {
    await page.getByRole('button', { name: '复制技术参数' }).click();
    await page.getByRole('button', { name: '已复制' }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /^0003 末班车上的样机 · 沧浪高新区\n封装与大小：MP4，[^]*\n画面：H\.264 High，1920×1080，25 fps/);
  }, { permissions: ['clipboard-read', 'clipboard-write'] });
});

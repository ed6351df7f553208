// Two works side by side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fair, fileAddress, stateOf, visit } from './house.mjs';

const compare = (ids, more = '') => stateOf(fair, `compare=${ids}${more}`);

// Waits until both films stand there.
const areAt = (page, time, slack = 0) => page.waitForFunction(([wanted, by]) => [...document.querySelectorAll('.stage video')]
  .every((film) => !film.seeking && Math.abs(film.currentTime - wanted) <= by), [time, slack]);

const times = (page) => page.locator('.stage video').evaluateAll((films) => films.map((film) => film.currentTime));

test('two works are compared from the work view, with what differs marked', async () => {
  await visit(fair, stateOf(fair, 'w=0003'), async (page) => {
    await page.getByRole('button', { name: '对比' }).click();
    await page.goto(stateOf(fair, 'w=0009'));
    await page.getByRole('link', { name: '与《末班车上的样机》对比' }).click();
    await page.getByRole('heading', { level: 1, name: '对比' }).waitFor();
    await page.waitForURL(/#compare=0003%2C0009$/);
    const row = page.getByRole('row', { name: /^画面/ });
    assert.equal(await row.getByRole('rowheader').getByRole('img', { name: '不同' }).isVisible(), true);
    assert.deepEqual(await row.locator('mark').allInnerTexts(), ['1920×1080', '1080×1920']);
    assert.equal(await page.getByRole('row', { name: /^声音/ }).locator('mark').count(), 0);
    assert.deepEqual(await page.getByRole('heading', { level: 3 }).allInnerTexts(), ['资格审查\n否\n不合格 2 项', '资格审查\n待\n待复核 1 项']);
    await page.getByRole('link', { name: '左右对调' }).click();
    await page.getByRole('heading', { level: 2, name: '甲 纸上园区' }).waitFor();
  });
});

test('both films play together and stay together', async () => {
  await visit(fair, compare('0003,0004'), async (page) => {
    await page.getByRole('button', { name: '同时播放' }).waitFor();
    await page.locator('.stage video').evaluateAll((films) => films.forEach((film) => { film.loop = true; })); /* they last four seconds, a slow machine longer */
    await page.getByRole('button', { name: '同时播放' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('.stage video')].every((film) => film.currentTime > 0.3));
    await page.getByRole('button', { name: '暂停' }).click();
    await page.keyboard.press('2');
    await areAt(page, 0.8, 0.05);
    await page.locator('.stage video').first().evaluate((film) => { film.currentTime = 3; });
    await areAt(page, 3);
    await page.locator('.stage video').evaluateAll(([first, second]) => { second.currentTime = 0.5; first.currentTime = 2; }); /* one is still on its way */
    await areAt(page, 2);
    await page.locator('.stage video').evaluateAll(([first, second]) => { first.currentTime = 0.5; second.currentTime = 3; });
    await areAt(page, 3);
    await page.getByLabel('进度同步').uncheck();
    await page.locator('.stage video').first().evaluate((film) => new Promise((resolve) => { film.onseeked = resolve; film.currentTime = 1; }));
    assert.deepEqual(await times(page), [1, 3]);
    const muted = () => page.locator('.stage video').evaluateAll((films) => films.map((film) => film.muted));
    assert.deepEqual(await muted(), [false, true]);
    await page.getByRole('radio', { name: '乙' }).check();
    assert.deepEqual(await muted(), [true, false]);
  });
});

test('on a phone one work stands below the other, and nothing scrolls sideways', async () => {
  await visit(fair, [compare('0003,0012'), compare('0003,0012', '&lang=en')], async (page) => {
    await page.locator('.compared').waitFor();
    await page.waitForFunction(() => {
      const [first, second] = [...document.querySelectorAll('.side-by-side')].map((side) => side.getBoundingClientRect().top);
      return second > first + 200;
    });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  }, { viewport: { width: 320, height: 640 } });
});

test('one work, the same twice, or an unknown one is answered in words', async () => {
  await visit(fair, compare('0003'), async (page) => {
    const answer = async (ids, words) => {
      await page.goto(compare(ids));
      await page.getByText(words).waitFor();
    };
    await answer('0003', '对比需要两部不同的作品');
    await answer('0003,0003', '对比需要两部不同的作品');
    await answer('0003,0999', '没有编号为 0999 的作品');
  });
});

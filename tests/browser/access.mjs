// Reading by ear and by keyboard. What is asked of each kind of page is in matrix.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, fair, fileAddress, visit } from './house.mjs';

// What Tab reaches, in order: names of links and buttons.
async function tabOrder(page, steps) {
  const names = [];
  for (let i = 0; i < steps; i++) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(() => document.activeElement.innerText.replace(/\s+/g, ' ').trim()));
  }
  return names;
}

test('the keyboard goes from the skip link over the spine, the categories and what narrows them to the works', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    assert.deepEqual(await tabOrder(page, 17), ['跳到正文', '国家高新区微视频大赛 第二届 评审图录', '我的评分', '统计', '单位', '最近变化', '说明', 'EN', '明暗', '全部 22', '展示 4', '专题 4',
      '剧情 3', '动漫 3', '公益 3', '纪实 4', '未归类 1']);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
    assert.deepEqual(await tabOrder(page, 7), ['资格', '时长', '分辨率', '方向', '编码', '单位', '标签']);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SELECT');
    assert.deepEqual(await tabOrder(page, 9), ['↑', '大图', '列表', '多帧', '云岭二十四小时', '对比', '一束光的十年', '对比', '末班车上的样机']);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#w=0003$/);
  });
});

test('the skip link leads past the spine', async () => {
  await visit(fair, fileAddress(fair, 'c/juqing/index.html'), async (page) => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.id === 'main');
    assert.deepEqual(await tabOrder(page, 1), ['全部 22']);
  });
});

test('what has the focus is visibly marked and not covered', async () => {
  await visit(fair, all(fair, ['index.html', 'w/0003.html', 'about.html']), async (page) => {
    for (let i = 0; i < 24; i++) {
      await page.keyboard.press('Tab');
      const mark = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === document.body || focused.tagName === 'VIDEO') return null;
        const frame = focused.closest('.card h2')?.parentElement.querySelector('.pic') ?? focused;
        const box = frame.getBoundingClientRect();
        const style = getComputedStyle(frame);
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const covered = !(top && (focused.contains(top) || top.contains(focused) || frame.contains(top)));
        return { text: focused.innerText, outline: style.outlineStyle, width: parseFloat(style.outlineWidth), covered };
      });
      if (!mark) continue; /* the browser's own controls, or its window */
      assert.equal(mark.outline, 'solid', mark.text);
      assert.ok(mark.width >= 2, mark.text);
      assert.equal(mark.covered, false, mark.text);
    }
  }, { viewport: { width: 1440, height: 700 } });
});

test('a seal is heard as its words only', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    const heard = await page.locator('.card').nth(2).ariaSnapshot();
    assert.match(heard, /不合格 2 项/);
    assert.doesNotMatch(heard, /否/);
    assert.match(heard, /heading "末班车上的样机" \[level=2\]/);
  });
});

test('forced colours keep the current category and the seals apart', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const outlines = await page.locator('.tabs a').evaluateAll((all) => all.map((link) => getComputedStyle(link).outlineStyle));
    assert.deepEqual(outlines, ['solid', ...outlines.slice(1).map(() => 'none')]);
    const borders = await page.locator('.seal i').first().evaluate((sign) => getComputedStyle(sign).borderTopStyle);
    assert.equal(borders, 'solid');
  });
});

// Reading by ear, by keyboard and on narrow screens.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { all, fair, fairPages, fileAddress, rough, roughPages, visit } from './house.mjs';

const axe = createRequire(import.meta.url)('axe-core');
const rules = { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

async function violations(page) {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate((options) => window.axe.run(document, options), rules);
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join('; ')}`);
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on any kind of page, ${colorScheme}`, async () => {
    for (const [site, pages] of [[fair, fairPages], [rough, roughPages]]) {
      await visit(site, all(site, pages), async (page, address) => {
        for (const summary of await page.locator('summary').all()) await summary.click();
        assert.deepEqual(await violations(page), [], address);
      }, { colorScheme });
    }
  });
}

test('axe finds nothing on a phone', async () => {
  await visit(fair, all(fair, fairPages), async (page, address) => assert.deepEqual(await violations(page), [], address),
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
});

function overhang(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('no page scrolls sideways, from 320 pixels on', async () => {
  for (const [site, pages] of [[fair, fairPages], [rough, roughPages]]) {
    for (const width of [320, 390, 700, 701, 1080, 1081, 1440]) {
      await visit(site, all(site, pages), async (page, address) => assert.equal(await overhang(page), 0, `${address} at ${width}`),
        { viewport: { width, height: 800 } });
    }
  }
});

test('wide spacing of letters, words and lines loses nothing', async () => {
  const spacing = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`;
  await visit(fair, all(fair, fairPages), async (page, address) => {
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, spacing);
    assert.equal(await overhang(page), 0, address);
  }, { viewport: { width: 720, height: 800 } });
});

// What Tab reaches, in order: names of links and buttons.
async function tabOrder(page, steps) {
  const names = [];
  for (let i = 0; i < steps; i++) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(() => document.activeElement.innerText.replace(/\s+/g, ' ').trim()));
  }
  return names;
}

test('the keyboard goes from the skip link over the spine and the categories to the works', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    assert.deepEqual(await tabOrder(page, 16), ['跳到正文', '国家高新区微视频大赛 第二届 评审图录', '说明', 'EN', '明暗', '全部 22', '展示 4', '专题 4',
      '剧情 3', '动漫 3', '公益 3', '纪实 4', '未归类 1', '云岭二十四小时', '一束光的十年', '末班车上的样机']);
    await page.keyboard.press('Enter');
    await page.waitForURL(/w\/0003\.html$/);
  });
});

test('the skip link leads past the spine', async () => {
  await visit(fair, fileAddress(fair, 'c/juqing/index.html'), async (page) => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
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
        const frame = focused.closest('.card')?.querySelector('.pic') ?? focused;
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

test('headings form an outline without gaps, with one first heading', async () => {
  await visit(fair, all(fair, fairPages), async (page, address) => {
    const levels = await page.locator('h1, h2, h3, h4').evaluateAll((headings) => headings.map((heading) => Number(heading.tagName[1])));
    assert.equal(levels.filter((level) => level === 1).length, 1, address);
    levels.reduce((before, level) => { assert.ok(level <= before + 1, `${address}: ${levels}`); return level; }, 0);
  });
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

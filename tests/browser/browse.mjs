// Finding works in the scripted document: categories, search, filters, orders, layouts, frames, and the way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fair, fileAddress, follow, httpAddress, resize, rough, settled, soon, stopTime, visit } from './house.mjs';
import { catalogueOf } from './rows.mjs';

const index = (hash = '', address = fileAddress, site = fair) => address(site, 'index.html') + hash;
const titles = (page) => page.locator('.card h2').allInnerTexts();
const count = (page) => page.locator('.card').count();
const state = (page) => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
const showsCount = (page, wanted) => soon(async () => assert.equal(await count(page), wanted));
const showsTitles = (page, wanted, message) => soon(async () => assert.deepEqual(await titles(page), wanted, message));
const hasState = (page, wanted) => soon(async () => assert.deepEqual(await state(page), wanted));
const facet = (page, name) => page.locator('.facet').filter({ has: page.locator('summary', { hasText: new RegExp(`^${name}`) }) });

// { value: count } of an opened filter.
async function counts(page, name) {
  const control = facet(page, name);
  if (!await control.evaluate((details) => details.open)) await control.locator('summary').click();
  await control.locator('li').first().waitFor();
  return Object.fromEntries(await control.locator('label').evaluateAll((all) => all.map((label) => [label.querySelector('bdi').textContent, Number(label.querySelector('small').textContent)])));
}

async function choose(page, name, value) {
  await counts(page, name);
  await facet(page, name).locator('label', { hasText: value }).click();
}

async function look(page, text) {
  await page.locator('#q').fill(text);
  await page.waitForFunction((q) => (new URLSearchParams(location.hash.slice(1)).get('q') || '') === q, text.trim());
}

for (const [how, address] of [['from a folder', fileAddress], ['from a server', httpAddress]]) {
  test(`category, filter and search are in the address, kept by reloading and undone by Back, ${how}`, async () => {
    await visit(fair, index('', address), async (page) => {
      await showsCount(page, 22);
      await page.locator('.tabs a', { hasText: '剧情' }).click();
      await showsCount(page, 3);
      await choose(page, '资格', '不合格');
      await showsTitles(page, ['末班车上的样机']);
      await look(page, '末班车');
      await hasState(page, { c: 'juqing', v: 'ineligible', q: '末班车' });
      await page.reload();
      await settled(page);
      await showsTitles(page, ['末班车上的样机']);
      assert.equal(await page.locator('#q').inputValue(), '末班车');
      await page.goBack();
      await hasState(page, { c: 'juqing', v: 'ineligible' });
      await page.goBack();
      await page.waitForFunction(() => document.querySelectorAll('.card').length === 3);
      await page.goBack();
      await page.waitForFunction(() => document.querySelectorAll('.card').length === 22);
      assert.equal(await page.title(), '全部作品 · 国家高新区微视频大赛');
    });
  });
}

test('lists that are complete without script lead here, with what they show', async () => {
  await visit(fair, fileAddress(fair, 'en/c/juqing/index.html'), async (page) => {
    assert.match(page.url(), /\/gallery\/index\.html#lang=en&c=juqing$/);
    await showsCount(page, 3);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });
  await visit(rough, fileAddress(rough, '3.html'), (page) => showsCount(page, 10));
});

test('works are found by parts of titles, readings, numbers, units, authors and tags, however they are typed', async () => {
  const third = ['末班车上的样机'];
  const searches = [['班车上', third], ['mobanche', third], ['MBCSD', third], ['ｍｂｃｓ', third], ['0003', third], ['juqing-0003', third], ['００03', third],
    ['沧浪 样机', third], ['样机　沧浪', third], ['li lei', third], ['青年', third], ['样机 云岭', []], ['沧浪高新区 剧情片', []]];
  await visit(fair, index(), async (page) => {
    for (const [text, wanted] of searches) {
      await look(page, text);
      await showsTitles(page, wanted, text);
    }
    await look(page, '1');
    await soon(async () => assert.equal((await titles(page))[0], '云岭二十四小时', 'the number itself comes before numbers that contain it'));
    await look(page, '一');
    await soon(async () => assert.deepEqual((await titles(page)).slice(0, 2), ['一束光的十年', '一座城，在芯片上生长'], 'what begins so comes before what contains it'));
  });
});

test('while a word is being composed nothing is looked for, and Enter only ends the composing', async () => {
  await visit(fair, index(), async (page) => {
    const search = page.locator('#q');
    await search.focus();
    await search.evaluate((input) => {
      input.dispatchEvent(new CompositionEvent('compositionstart'));
      input.value = 'mo ban';
      input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
    });
    await page.clock.runFor(1000);
    assert.equal(await count(page), 22);
    assert.deepEqual(await state(page), {});
    await search.evaluate((input) => {
      input.value = '末班';
      input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
      input.dispatchEvent(new CompositionEvent('compositionend', { data: '末班' }));
    });
    assert.equal(await count(page), 1);
  }, { before: stopTime });
});

test('/ goes to the search, and is a letter in it', async () => {
  await visit(fair, index(), async (page) => {
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
    await page.keyboard.press('/');
    assert.equal(await page.locator('#q').inputValue(), '/');
  });
});

const band = (work) => (work.duration === null ? null : [[1, '1 分钟以内'], [3, '1–3 分钟'], [5, '3–5 分钟'], [10, '5–10 分钟'], [30, '10–30 分钟'], [Infinity, '30 分钟以上']]
  .find(([minutes]) => work.duration <= minutes * 60000)[1]);
const size = (work) => (!work.width ? null : [work.width, work.height].some((side) => side >= 3840) || Math.min(work.width, work.height) >= 2160 ? '4K'
  : Math.max(work.width, work.height) >= 1920 || Math.min(work.width, work.height) >= 1080 ? '1080P'
    : Math.max(work.width, work.height) >= 1280 || Math.min(work.width, work.height) >= 720 ? '720P' : '低于 720P');
const verdicts = { eligible: '合格', review: '待复核', ineligible: '不合格', unreadable: '无法读取', pending: '接收中', missing: '文件缺失', withdrawn: '已撤回', 'not-judged': '待评' };
const kinds = {
  资格: (work) => verdicts[work.standing],
  时长: band,
  分辨率: size,
  方向: (work) => (!work.width ? null : work.width === work.height ? '方形' : work.width > work.height ? '横屏' : '竖屏'),
  编码: (work) => work.codec,
  单位: (work) => work.unit,
  标签: (work) => work.tags,
};

function tallied(works, of) {
  const sums = {};
  for (const value of works.map(of).flat()) if (value !== null) sums[value] = (sums[value] || 0) + 1;
  return sums;
}

const positive = (sums) => Object.fromEntries(Object.entries(sums).filter(([, n]) => n > 0));
const hasCounts = (page, name, wanted) => soon(async () => assert.deepEqual(positive(await counts(page, name)), wanted, `${name} ${page.url()}`));

test('every count is that of the catalogue, under the filters that are on', async () => {
  for (const site of [fair, rough]) {
    const works = catalogueOf(site);
    const some = works.filter((work) => work.category === 'juqing');
    await visit(site, index('', fileAddress, site), async (page) => {
      for (const [among, hash] of [[works, ''], [some, '#c=juqing']]) {
        await page.goto('about:blank');
        await page.goto(index(hash, fileAddress, site));
        await settled(page);
        for (const [name, of] of Object.entries(kinds)) {
          if (await facet(page, name).isVisible()) await hasCounts(page, name, tallied(among, of));
        }
      }
      const tabs = await page.locator('.tabs small').allInnerTexts();
      const slugs = ['zhanshi', 'zhuanti', 'juqing', 'dongman', 'gongyi', 'jishi'].map((slug) => works.filter((work) => work.category === slug).length);
      assert.deepEqual(tabs.map(Number).slice(0, 7), [works.length, ...slugs]);
    });
  }
});

test('a filter counts under the others, several of its values add up, and chips take them away', async () => {
  await visit(fair, index(), async (page) => {
    await choose(page, '资格', '不合格');
    await choose(page, '资格', '待复核');
    await showsCount(page, 6);
    await hasCounts(page, '资格', { 合格: 12, 待复核: 3, 不合格: 3, 无法读取: 1, 接收中: 1, 文件缺失: 1, 已撤回: 1 });
    await hasCounts(page, '编码', { 'H.264': 4, 'H.265': 1, ProRes: 1 });
    await choose(page, '编码', 'ProRes');
    await showsTitles(page, ['从一粒种子到一条产线']);
    assert.deepEqual(await page.locator('.chip bdi').allInnerTexts(), ['不合格', '待复核', 'ProRes'].sort((a, b) => (a === 'ProRes') - (b === 'ProRes')));
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '编码：ProRes', 'Esc gives the focus back');
    await page.getByRole('button', { name: '去掉筛选条件：ProRes' }).click();
    await showsCount(page, 6);
    assert.match(await page.evaluate(() => document.activeElement.className), /chip/);
    await page.getByRole('button', { name: '全部清除' }).click();
    await showsCount(page, 22);
    await hasState(page, {});
  });
});

test('how many were found is said politely, after a moment', async () => {
  await visit(fair, index(), async (page) => {
    const status = page.getByRole('status');
    assert.equal(await status.innerText(), '22 部作品');
    await page.locator('.tabs a', { hasText: '动漫' }).click();
    await showsCount(page, 3);
    await page.clock.runFor(250);
    assert.equal(await status.innerText(), '22 部作品');
    await page.clock.runFor(100);
    assert.equal(await status.innerText(), '找到 3 部，共 22 部');
  }, { before: stopTime });
});

test('where nothing is left it says which filter to drop', async () => {
  await visit(fair, index('#c=dongman&v=ineligible&q=芯片'), async (page) => {
    assert.match(await page.locator('.empty').innerText(), /没有符合条件的作品。/);
    await page.getByRole('button', { name: '去掉“动漫”，有 1 部' }).click();
    await showsTitles(page, ['一座城，在芯片上生长']);
  });
});

test('works are put in order by any of the keys, either way, and what is not known comes last', async () => {
  const works = catalogueOf(fair);
  const collator = new Intl.Collator('zh-u-co-pinyin', { numeric: true });
  const by = (compare) => works.slice().sort((a, b) => compare(a, b) || a.id.localeCompare(b.id)).map((work) => work.title);
  const last = (a, b, compare) => (a === null ? (b === null ? 0 : 1) : b === null ? -1 : compare(a, b));
  const orders = {
    '': by(() => 0), '-id': by(() => 0).reverse(), title: by((a, b) => collator.compare(a.title, b.title)),
    unit: by((a, b) => last(a.unit, b.unit, collator.compare)), length: by((a, b) => last(a.duration, b.duration, (x, y) => y - x)),
    '-length': by((a, b) => last(a.duration, b.duration, (x, y) => x - y)), size: by((a, b) => b.size - a.size),
  };
  await visit(fair, index(), async (page) => {
    for (const [order, wanted] of Object.entries(orders)) {
      await page.goto(index(order ? `#s=${order}` : '#'));
      await showsTitles(page, wanted, order);
    }
    await page.getByRole('combobox').selectOption({ label: '时长' });
    await showsTitles(page, orders.length);
    await page.getByRole('button', { name: '倒序' }).click();
    await showsTitles(page, orders['-length']);
    await hasState(page, { s: '-length' });
  });
});

test('the table has headings that sort, and stays the reader’s layout', async () => {
  await visit(fair, index(), async (page) => {
    await page.getByRole('button', { name: '列表' }).click();
    assert.equal(await page.getByRole('row').count(), 23);
    assert.equal(await page.getByRole('rowheader').first().locator('a').innerText(), '云岭二十四小时');
    await page.getByRole('columnheader', { name: '时长' }).getByRole('button').click();
    assert.equal(await page.locator('[aria-sort=descending]').innerText(), '时长');
    assert.equal(await page.evaluate(() => document.activeElement.innerText), '时长');
    assert.equal(await page.getByRole('rowheader').first().locator('a').innerText(), '父亲的工号');
    await page.goto('about:blank');
    await page.goto(index());
    await page.getByRole('table').waitFor();
  });
});

test('sixty works are a page; the next one begins at its top, and Back returns to where one was', async () => {
  await visit(rough, index('', fileAddress, rough), async (page) => {
    await showsCount(page, 60);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(() => history.state?.y > 0 && history.state.y === scrollY); /* it was noted where one was */
    const before = await page.evaluate(() => scrollY);
    assert.ok(before > 1000);
    await follow(page, page.getByRole('link', { name: '下一页' }));
    await page.waitForFunction(() => scrollY === 0 && document.activeElement.id === 'main');
    await follow(page, page.getByRole('link', { name: '页码 3' }));
    await showsCount(page, 10);
    assert.match(await page.title(), /^全部作品，第 3 页/);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.pager [aria-current]').textContent === '页码 2');
    await page.goBack();
    await page.waitForFunction((y) => Math.abs(scrollY - y) < 4, before);
    assert.equal(await page.locator('.pager [aria-current]').textContent(), '页码 1');
  });
});

test('who scrolls and goes on at once begins at the top of a work that comes late', async () => {
  let bring;
  const waiting = new Promise((resolve) => { bring = resolve; });
  await visit(fair, index('#w=0003', httpAddress), async (page) => {
    await page.route('**/data/w/0004*', (route) => waiting.then(() => route.continue()));
    await page.evaluate(() => new Promise((resolve) => {
      addEventListener('scroll', resolve, { once: true });
      scrollTo(0, 400);
    }));
    await page.keyboard.press('n');
    await page.waitForURL(/#w=0004$/);
    await page.clock.runFor(1000);
    bring();
    await page.locator('.work[data-id="0004"]').waitFor();
    assert.deepEqual(await page.evaluate(() => [scrollY, history.state?.y ?? 0]), [0, 0]);
  }, { before: stopTime, viewport: { width: 1440, height: 400 } });
});

test('the page becomes another language in place', async () => {
  await visit(fair, index('#c=juqing&v=ineligible'), async (page) => {
    await page.getByRole('link', { name: 'EN', exact: true }).click();
    await page.waitForFunction(() => document.title === 'Drama · High-tech Zones Short Film Contest' && document.documentElement.lang === 'en');
    assert.equal(await page.locator('.contest b').innerText(), 'High-tech Zones Short Film Contest');
    assert.equal(await page.locator('.facet summary').first().innerText(), 'Eligibility: Not eligible');
    assert.equal(await page.locator('.card .seal').innerText(), '否\nNot eligible (2)');
    assert.equal(await page.locator('.card h2 a').getAttribute('lang'), 'zh-CN');
    assert.match(await page.getByRole('link', { name: 'About' }).getAttribute('href'), /en\/about\.html$/);
    assert.equal(await page.getByRole('navigation', { name: 'Tools' }).getByText(/我的|评分/).count(), 0);
    await hasState(page, { c: 'juqing', v: 'ineligible', lang: 'en' });
    await page.goto('about:blank');
    await page.goto(index());
    await page.waitForFunction(() => document.title.startsWith('All works'));
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForFunction(() => document.title.startsWith('全部作品') && !location.hash.includes('lang=en'));
  });
});

test('two works are chosen to be compared, and a third takes the place of the first', async () => {
  await visit(fair, index(), async (page) => {
    for (const title of ['云岭二十四小时', '一束光的十年', '末班车上的样机']) await page.getByRole('button', { name: `对比：${title}` }).click();
    assert.equal(await page.getByRole('button', { name: '对比：云岭二十四小时' }).getAttribute('aria-pressed'), 'false');
    assert.match(await page.getByRole('link', { name: '并排对比' }).getAttribute('href'), /^#compare=0002%2C0003$/);
    await page.reload();
    await settled(page);
    assert.equal(await page.getByRole('button', { name: '对比：一束光的十年' }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: '取消' }).click();
    assert.equal(await page.getByRole('link', { name: '并排对比' }).count(), 0);
  });
});

test('works that were marked say so and can be told apart; the public sees neither verdicts nor marks', async () => {
  const marks = () => {
    if (!window.pianmu) return;
    pianmu.marks = Object.assign(Object.create(pianmu.marks), {
      stateOf: (id) => ({ '0001': 'marked', '0002': 'recused' })[id] || 'unmarked', totalOf: (id) => (id === '0001' ? 86.5 : null) });
    Object.defineProperty(pianmu.marks, 'on', { get: () => pianmu.site.audience !== 'public' });
  };
  await visit(fair, 'about:blank', async (page) => {
    await page.addInitScript(`addEventListener('DOMContentLoaded', ${marks})`);
    await page.goto(index());
    await settled(page);
    assert.equal(await page.locator('.card .mine').first().innerText(), '已评 86.5');
    await hasCounts(page, '我的评分', { 未评: 20, 已评: 1, 回避: 1 });
    await page.goto(index('#s=score'));
    await page.addInitScript("addEventListener('DOMContentLoaded', () => { if (window.pianmu) pianmu.site.audience = 'public'; })");
    await page.goto('about:blank');
    await page.goto(index('#v=ineligible'));
    await settled(page);
    await showsCount(page, 22);
    assert.equal(await page.locator('.seal').count(), 0);
    assert.equal(await facet(page, '资格').count() + await facet(page, '我的评分').count(), 0);
  });
});

const showsFrame = (page, wanted) => page.waitForFunction((place) => document.querySelector('.scrub i')?.style.backgroundPosition === place, wanted);

// The files of frames that a page asks for.
function framesAsked(page) {
  const asked = [];
  page.on('request', (request) => {
    const [name] = /\/(data\/f|[sk])\/[^/]+$/.exec(request.url()) ?? [];
    if (name) asked.push(name.replace(/^\/|[0-9a-f]{8,}.*/g, ''));
  });
  return asked;
}

for (const [how, address] of [['from a folder', fileAddress], ['from a server', httpAddress]]) {
  test(`the pointer and the keys [ and ] show frames, which are not asked for before, ${how}`, async () => {
    await visit(fair, 'about:blank', async (page) => {
      const asked = framesAsked(page);
      await page.goto(index('', address));
      await settled(page);
      await page.clock.runFor(2000);
      assert.deepEqual(asked, []);
      const box = await page.locator('.card .pic').nth(2).boundingBox();
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width * 0.805, box.y + box.height / 2);
      await showsFrame(page, '66.6667% 100%'); /* 16 of 20, which is the seventh of the second row of ten */
      assert.equal(await page.locator('.scrub span').innerText(), '8:50');
      assert.deepEqual([...new Set(asked)], ['data/f/', 's/']);
      assert.ok(await page.locator('.scrub i').evaluate(async (frame) => {
        const picture = new Image();
        picture.src = /url\("(.*)"\)/.exec(frame.style.backgroundImage)[1];
        await picture.decode();
        return picture.naturalWidth === 1600 && picture.naturalHeight === 180;
      }));
      await page.mouse.move(2, 2);
      await page.locator('.scrub').waitFor({ state: 'detached' });
      await page.locator('.card h2 a').first().focus();
      await page.keyboard.press(']');
      await showsFrame(page, '0% 0%');
      await page.keyboard.press(']');
      await showsFrame(page, '11.1111% 0%');
      await page.keyboard.press('[');
      await showsFrame(page, '0% 0%');
      await page.keyboard.press('[');
      await showsFrame(page, '100% 100%');
      await page.keyboard.press('Tab');
      await page.locator('.scrub').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '多帧' }).click();
      assert.equal(await page.locator('.frames').first().locator('i').count(), 8);
      await page.waitForFunction(() => document.querySelector('.frames i:last-child').style.backgroundImage.includes('-k1.jpg'));
    }, { before: (page) => page.clock.install() });
  });
}

test('a finger shows no frames, nor does a pointer where no motion is wanted', async () => {
  await visit(fair, 'about:blank', async (page) => {
    const asked = framesAsked(page);
    await page.goto(index());
    await settled(page);
    await page.locator('.card .pic').first().hover({ force: true });
    await page.clock.runFor(2000);
    assert.deepEqual(asked, []);
  }, { reducedMotion: 'reduce', before: stopTime });
});

test('on paper the list is a table whose head is on every sheet, a line or two a work', async () => {
  await visit(fair, `${fileAddress(fair, 'index.html')}#l=list`, async (page) => {
    await page.emulateMedia({ media: 'print' });
    await resize(page, 680, 960);
    const displays = (selector) => page.locator(selector).evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).display))].sort());
    assert.deepEqual(await displays('.listing thead'), ['table-header-group']);
    assert.deepEqual(await displays('.listing thead button'), ['contents']); /* as a box of its own it is left out of the heads that follow */
    const heights = await page.locator('.listing tbody tr').evaluateAll((rows) => rows.map((row) => row.offsetHeight));
    assert.ok(Math.max(...heights) < 60, `${Math.max(...heights)} px`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= 680), true);
  });
});

test('the cells of the list are cells, each row under one line', async () => {
  await visit(fair, `${fileAddress(fair, 'index.html')}#l=list`, async (page) => {
    const displays = await page.locator('.listing td, .listing th').evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).display))]);
    assert.deepEqual(displays, ['table-cell']);
  });
});

test('an empty result names what to drop, in one pair of quotation marks', async () => {
  await visit(fair, `${fileAddress(fair, 'index.html')}#q=无此&v=eligible`, async (page) => {
    assert.equal((await page.locator('.empty button').first().innerText()).trim(), '去掉“无此”，有 12 部');
  });
});

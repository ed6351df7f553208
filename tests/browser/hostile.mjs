// Text that is meant to break pages, wherever the script shows text: as it was written, and nothing else happens (visit() watches for that).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fair, fileAddress, httpAddress, newWindow, rough, settled, soon, stateOf, visit } from './house.mjs';

const titles = ['</script><img src=x onerror=alert(1)>', '"\'><svg onload=alert(1)>&amp;&lt;', '\\u{202E}4pm.exe \\u{2028} \\u{FEFF}', /^没有空格也没有标点的超长标题/,
  /^AVeryLongTitleWithoutAnySpace/, '𠮷野家 👨‍👩‍👧 😀 مرحبا שלום', '{{text title}} {{if x}}', 'https://example.org/?a=1&b=2#c'];
const state = (hash) => stateOf(rough, hash);

// Nothing but what our pages are made of.
async function isOurs(page) {
  assert.equal(await page.locator('[onerror], [onload], svg[onload], img[src="x"], #main script, #main iframe').count(), 0);
}

function assertTitle(shown, i, where) {
  const wanted = titles[i % titles.length];
  if (wanted instanceof RegExp) assert.match(shown, wanted, where);
  else assert.equal(shown, wanted, where);
}

for (const layout of ['grid', 'list', 'reel']) {
  test(`titles and units are shown literally as ${layout}`, async () => {
    await visit(rough, state(`l=${layout}`), async (page) => {
      const shown = await page.locator('#main [data-id]').evaluateAll((all) => all.slice(0, 8).map((one) => one.querySelector('h2 a, th a').textContent));
      assert.equal(shown.length, 8);
      shown.forEach((title, i) => assertTitle(title, i, layout));
      await isOurs(page);
    });
  });
}

test('what is searched for is shown literally: in the field, on its chip, and where nothing is found', async () => {
  await visit(rough, state(''), async (page) => {
    for (const text of ['<img src=x onerror=alert(1)>', '"\'><svg onload=alert(1)>', '{n}{q}', 'a|b\\c&v=x#y%00%ff', '.*[(']) {
      await page.locator('#q').fill(text);
      await page.locator('.chip bdi').filter({ hasText: text }).waitFor();
      assert.equal(await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('q')), text);
      await isOurs(page);
    }
    await page.reload();
    await settled(page);
    assert.equal(await page.locator('#q').inputValue(), '.*[(');
  });
});

test('values of filters with signs of the address in them can be chosen, and taken away', async () => {
  await visit(rough, state(''), async (page) => {
    const control = page.locator('.facet').filter({ has: page.locator('summary', { hasText: /^标签/ }) });
    for (const i of [0, 1, 7]) {
      await control.locator('summary').click();
      await control.locator('label', { hasText: titles[i] }).click();
      assert.deepEqual(await page.locator('.chip bdi').allTextContents(), [titles[i]]);
      await page.reload();
      await settled(page);
      const [first] = await page.locator('.card h2 a').allTextContents();
      assert.equal(first, titles[i]);
      await page.locator('.chip').first().click();
      await page.waitForFunction(() => !document.querySelector('.chip'));
    }
    await isOurs(page);
  });
});

test('an address that nobody would write is answered in words', async () => {
  for (const hash of ['w=<img src=x onerror=alert(1)>', 'compare=<b>,%22', 'l=x&s=y&p=-1', 'p=999999', 'c=nowhere&v=%00', '%E4%ZZ', 'marks=<b>', 'w=__proto__', 'lang=xx&s=constructor', 'lang=constructor', 'l=toString&s=-toString']) {
    await visit(rough, 'about:blank', async (page) => {
      await page.goto(state(hash));
      await settled(page);
      assert.notEqual((await page.locator('#main').innerText()).trim(), '', hash);
      await isOurs(page);
    });
  }
});

test('works are shown literally one by one, with their verdicts, notes, tags and file names', async () => {
  await visit(rough, state('w=0001'), async (page) => {
    for (let i = 0; i < titles.length; i++) {
      await page.evaluate((id) => { location.hash = `w=${id}`; }, String(i + 1).padStart(4, '0'));
      await page.waitForFunction((id) => document.querySelector('#main .work')?.dataset.id === id || pianmu.state().w === id, String(i + 1).padStart(4, '0'));
      await page.waitForFunction((title) => document.querySelector('#main h1')?.textContent.startsWith(title), typeof titles[i] === 'string' ? titles[i] : titles[i].source.slice(1));
      assertTitle(await page.locator('#main h1').textContent(), i, 'h1');
      await page.evaluate(() => document.querySelectorAll('#main details').forEach((one) => { one.open = true; }));
      if (typeof titles[i] === 'string') assert.ok((await page.locator('#main .tags').textContent()).includes(titles[i]));
      await isOurs(page);
    }
  });
});

test('works are compared and marked literally', async () => {
  await visit(rough, [state('compare=0001,0002'), state('marks')], async (page, address) => {
    if (address.includes('compare')) {
      await page.locator('.compared').waitFor();
      assert.deepEqual(await page.locator('.side-by-side h2 bdi').allTextContents(), titles.slice(0, 2));
    } else {
      await page.reload(); /* addresses differ after # only */
      await page.locator('#main h1').waitFor();
    }
    await isOurs(page);
  });
});

test('rows of the page of marks are literal', async () => {
  await visit(rough, fileAddress(rough, 'index.html'), async (page) => {
    await page.evaluate(() => {
      pianmu.site.criteria = [{ key: 'theme', title: { zh: '<b>主题</b>', en: '<b>Theme</b>' }, maximum: 30 }];
      pianmu.marks.reviewer = { name: '<img src=x onerror=alert(1)>', unit: '"\'>' };
      for (const id of ['0001', '0002']) pianmu.marks.put(id, { content: pianmu.byId.get(id).content, scores: { theme: 1 }, note: '<svg onload=alert(1)>', recused: false, shortlisted: false, updatedAt: '2026-03-01T04:00:00.000Z' });
      location.hash = 'marks';
    });
    await page.locator('.marks-page .all').waitFor();
    const text = await page.locator('#main').innerText();
    for (const words of [...titles.slice(0, 2), '<b>主题</b>', '<img src=x onerror=alert(1)>']) assert.ok(text.includes(words), words);
    await isOurs(page);
  });
});

// As if escaping had failed: what the policy is there for.
test('what gets into a page all the same does not run, and reaches nobody', async () => {
  const page = fs.readFileSync(path.join(fair, 'w/0003.html'), 'utf8');
  const evil = '<script>window.ran = "script"</script><img src="x" onerror="window.ran = 1"><img src="https://evil.invalid/x.png"><style>body { display: none }</style>'
    + '<iframe src="https://evil.invalid/"></iframe><base href="https://evil.invalid/"><form action="https://evil.invalid/"><button>send</button></form>'
    + '<a href="javascript:window.ran = 1">link</a>';
  const context = await newWindow();
  try {
    const shown = await context.newPage();
    const reached = [];
    const violations = [];
    shown.on('console', (message) => violations.push(message.text()));
    shown.on('response', (response) => { if (response.url().includes('evil')) reached.push(response.url()); });
    await shown.route('**/w/0003.html', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: page.replace('</h1>', `</h1>${evil}`) }));
    await shown.goto(httpAddress(fair, 'w/0003.html'));
    await shown.evaluate(() => { // not Playwright's clicks: they wait for the page that does not come
      document.querySelector('form[action*=evil] button').click();
      document.querySelector('a[href^=javascript]').click();
    });
    for (const directive of ['script-src', 'style-src', 'img-src', 'base-uri', 'form-action']) {
      await soon(() => assert.ok(violations.some((text) => text.includes(directive)), directive));
    }
    assert.equal(await shown.evaluate(() => window.ran), undefined);
    assert.ok(await shown.locator('h1').isVisible());
    assert.deepEqual(reached, []);
  } finally {
    await context.close();
  }
});

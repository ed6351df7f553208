// What of script and style comes when, what is remembered from page to page, and what each audience is offered.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { contest, pianmu } from './contests.mjs';
import { fair, fileAddress, httpAddress, newWindow, settled, stateOf, visit } from './house.mjs';

const heading = (page) => page.locator('#main h1');

test('what works, comparing and marks need has come before anybody asks, and the list of keys tells of it', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    await page.waitForFunction(() => ['work', 'compare', 'marks'].every((name) => pianmu.views[name]));
    await page.keyboard.press('?');
    assert.match(await page.getByRole('dialog').innerText(), /播放或暂停[^]*下一部、上一部/);
  });
});

for (const state of ['w=0003', 'compare=0003,0004', 'marks']) {
  test(`#${state} is complete when it is the first that is asked for`, async () => {
    await visit(fair, stateOf(fair, state), async (page) => {
      await heading(page).waitFor();
      if (state === 'w=0003') await page.locator('form.marks').waitFor();
      const sheets = await page.evaluate(() => [...document.styleSheets].map((sheet) => sheet.href.replace(/.*\//, '').split('.')[0]));
      assert.deepEqual(sheets.sort(), ['app', 'pages']);
    });
  });
}

test('a script that does not come is said, asked for again, and keeps nobody from the list', async () => {
  const context = await newWindow();
  const page = await context.newPage();
  try {
    await page.route(/\/work\.[0-9a-f]+\.js$/, (route) => route.abort());
    const refused = page.waitForEvent('requestfailed');
    await page.goto(stateOf(fair, 'c=juqing', httpAddress));
    await settled(page);
    await refused; /* before anybody asked */
    const alert = page.getByRole('alert').filter({ hasText: '作品数据没有读到' });
    await page.locator('.card h2 a').first().click();
    await alert.waitFor();
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 3);
    await page.locator('.card h2 a').first().click();
    await alert.waitFor();
    await page.unroute(/\/work\.[0-9a-f]+\.js$/);
    await page.getByRole('button', { name: '再试一次' }).click();
    await page.getByRole('heading', { level: 1, name: '末班车上的样机' }).waitFor();
  } finally {
    await context.close();
  }
});

test('pages and the scripted document remember the same: the place in a film, and that keys are off', async () => {
  await visit(fair, fileAddress(fair, 'w/0003.html'), async (page) => {
    await page.locator('.player-tools').first().waitFor();
    await page.evaluate(() => {
      pianmu.keep('places', JSON.stringify({ [document.querySelector('.work').dataset.version]: 125 }));
      pianmu.keep('keys', 'off');
    });
    await page.getByRole('link', { name: '去评分' }).click();
    await page.getByRole('button', { name: '从 2:05 继续' }).waitFor();
    await page.keyboard.press('n');
    assert.match(page.url(), /#w=0003/);
  });
});

test('each audience is offered what it has: marks, verdicts, units', async () => {
  const { folder, gallery } = contest('audiences', '云岭高新区/末班车.mp4', '北辰高新区/归来.mp4');
  pianmu(folder, 'gallery', '--public');
  pianmu(folder, 'gallery', '--blind', 'unit');
  const audiences = [
    [gallery, { marks: true, way: '去评分', hint: '题名、单位、编号或拼音首字母', unit: 1 }],
    [`${gallery}-public`, { marks: false, way: '在图录中打开', hint: '题名、单位、编号或拼音首字母', unit: 1 }],
    [`${gallery}-blind`, { marks: true, way: '去评分', hint: '题名、编号或拼音首字母', unit: 0 }],
  ];
  for (const [site, { marks, way, hint, unit }] of audiences) {
    const [page1] = fs.readdirSync(path.join(site, 'w'));
    await visit(site, fileAddress(site, 'index.html'), async (page) => {
      assert.equal(await page.locator('#q').getAttribute('placeholder'), hint);
      assert.equal(await page.getByRole('link', { name: '我的评分' }).count(), marks ? 1 : 0);
      assert.equal(await page.evaluate(() => pianmu.site.checks.length), marks ? 4 : 0);
      assert.equal(await page.locator('.facet summary').filter({ hasText: '单位' }).count(), unit);
      assert.equal(await page.getByRole('option', { name: '单位' }).count(), unit);
      assert.equal(await page.getByRole('option', { name: '我的评分' }).count(), marks ? 1 : 0);
      assert.equal(fs.readdirSync(site).some((name) => name.startsWith('marks.')), marks);
      await page.goto(fileAddress(site, `w/${page1}`));
      await page.getByRole('link', { name: way }).click();
      await page.waitForURL(/#w=/);
      await settled(page);
      assert.equal(await page.locator('form.marks').count(), marks ? 1 : 0);
      await page.goto(fileAddress(site, 'en/about.html'));
      if (marks) {
        await page.getByRole('link', { name: 'My marks' }).click();
        await page.getByRole('heading', { level: 1, name: 'My marks' }).waitFor();
      } else {
        assert.equal(await page.locator('[data-marks-link]').count(), 0);
      }
    });
  }
});

// Marks: typed, kept, refused, exported, imported, and read by the program.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { contest, pianmu, replace } from './contests.mjs';
import { fileAddress, settled, visit } from './house.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const fair = contest('marked', '云岭高新区/末班车.mp4', '北辰高新区/归来.mp4', '沧浪高新区/守灯人.mp4');
const schema = JSON.parse(fs.readFileSync(path.join(here, '../../docs/marks.schema.json'), 'utf8'));
const isRight = new Ajv({ allErrors: true }).compile(schema);

const at = (state, gallery = fair.gallery) => `${fileAddress(gallery, 'index.html')}#${state}`;
const answer = (page, check, word) => page.getByRole('group', { name: check, exact: true }).getByRole('radio', { name: word, exact: true });
const sizesOf = (page) => page.locator('.check input').evaluateAll((inputs) => inputs.map((input) => [input.offsetWidth, input.offsetHeight]));
const field = (page, name) => page.getByRole('textbox', { name });

// Opens states of the gallery one after the other in one window.
async function open(state, check, { gallery = fair.gallery, address = at(state, gallery), script = () => {}, inside = gallery, ...options } = {}) {
  await visit(inside, 'about:blank', async (page) => {
    await page.context().addInitScript(script);
    await page.goto(address);
    await settled(page);
    await check(page);
  }, options);
}

async function toMarks(page) {
  await page.evaluate(() => { location.hash = 'marks'; });
  await page.waitForFunction(() => document.documentElement.dataset.view === 'marks');
}

async function mark(page, id, points, more = async () => {}) {
  await page.evaluate((hash) => { location.hash = hash; }, `w=${id}`);
  await page.locator(`.work[data-id="${id}"] form.marks`).waitFor();
  for (const [name, value] of Object.entries(points)) await field(page, name).fill(String(value));
  await more();
}

const whole = { 主题立意: 28, 创意表达: 20, 视听制作: 21, 传播效果: 15 };

async function introduce(page, name = '张三', unit = '清华大学') {
  await toMarks(page);
  await field(page, '姓名').fill(name);
  await field(page, '单位').fill(unit);
  await page.getByRole('button', { name: '保存' }).click();
}

async function exported(page, button = '导出评分文件（交主办方）') {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await waiting;
  const file = path.join(fair.folder, `${Math.random()}`, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

test('what is typed is kept, and there after a reload', async () => {
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole, () => field(page, '备注').fill('结尾有力'));
    assert.equal(await page.locator('.sum output').innerText(), '84');
    assert.match(await page.locator('.kept').innerText(), /已保存在本机　\d/);
    await page.waitForFunction(() => pianmu.marks.get('0001').note === '结尾有力');
    await page.reload();
    assert.equal(await field(page, '主题立意').inputValue(), '28');
    assert.equal(await field(page, '备注').inputValue(), '结尾有力');
    assert.equal(await page.locator('.sum output').innerText(), '84');
    assert.equal(await page.evaluate(() => pianmu.marks.stateOf('0001')), 'marked');
    assert.equal(await page.evaluate(() => pianmu.marks.totalOf('0001')), 84);
    assert.deepEqual(await page.evaluate(() => pianmu.marks.nextUnmarked(['0001', '0002', '0003'], '0003')), '0002');
  });
});

test('points out of range are refused where they are typed, not clipped, and what was there stays', async () => {
  await open('w=0001', async (page) => {
    const theme = field(page, '主题立意');

    await theme.fill('28');
    await field(page, '创意表达').focus();
    for (const wrong of ['31', '-1', '2.5', 'x', '1e1']) {
      await theme.fill(wrong);
      assert.equal(await theme.inputValue(), wrong);
      assert.equal(await theme.getAttribute('aria-invalid'), 'true');
      const described = await theme.evaluate((input) => input.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' '));
      assert.match(described, /30 分 请填 0 至 30 的整数。刚才填的没有保存，此项仍为：28。/);
      assert.equal(await page.locator('.sum output').innerText(), '—');
      assert.equal(await page.evaluate(() => pianmu.marks.get('0001').scores.theme), 28);
    }
    await theme.fill('３０');
    assert.equal(await theme.getAttribute('aria-invalid'), null);
    assert.equal(await page.evaluate(() => pianmu.marks.get('0001').scores.theme), 30);
    await theme.fill('');
    assert.equal(await page.evaluate(() => 'theme' in pianmu.marks.get('0001').scores), false);
  });
});

test('one who stands aside has not marked, and is not asked again', async () => {
  await open('w=0002', async (page) => {
    await page.getByRole('checkbox', { name: /申请回避/ }).check();
    assert.ok(await field(page, '主题立意').isDisabled());
    assert.deepEqual(await page.evaluate(() => [pianmu.marks.stateOf('0002'), pianmu.marks.totalOf('0002'), pianmu.marks.nextUnmarked(['0001', '0002'], '0001')]), ['recused', null, null]);
    await page.getByRole('checkbox', { name: /申请回避/ }).uncheck();
    assert.equal(await page.evaluate(() => pianmu.marks.stateOf('0002')), 'unmarked');
  });
});

test('manual checks are answered, kept and taken back, and make no work a marked one', async () => {
  await open('w=0001', async (page) => {
    assert.equal(await page.locator('.check').count(), 4);
    assert.ok(await answer(page, '无水印', '未答').isChecked());
    for (const [width, height] of await sizesOf(page)) assert.ok(width >= 24 && height >= 24, `${width} × ${height}`);
    await answer(page, '无水印', '不符合').check();
    await answer(page, '原创作品', '符合').check();
    await page.reload();
    assert.ok(await answer(page, '无水印', '不符合').isChecked());
    assert.ok(await answer(page, '无广告', '未答').isChecked());
    assert.deepEqual(await page.evaluate(() => [pianmu.marks.get('0001').checks, pianmu.marks.stateOf('0001'), pianmu.marks.progress().marked]), [{ watermark: false, original: true }, 'unmarked', 0]);
    await answer(page, '无水印', '不符合').focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.evaluate(() => pianmu.marks.get('0001').checks.watermark), true);
    await answer(page, '无水印', '未答').check();
    await answer(page, '原创作品', '未答').check();
    assert.deepEqual(await page.evaluate(() => [pianmu.marks.get('0001').checks, pianmu.marks.list(true).length]), [{}, 0]);
    assert.match(await page.locator('.kept').innerText(), /尚未评分/);
    await page.getByRole('checkbox', { name: /申请回避/ }).check();
    assert.ok(await answer(page, '无水印', '符合').isDisabled());
  });
});

test('the answers to a check are large enough for a thumb', async () => {
  await open('w=0001', async (page) => {
    await page.locator('.check').first().waitFor();
    for (const [width, height] of await sizesOf(page)) assert.ok(width >= 44 && height >= 44, `${width} × ${height}`);
  }, { hasTouch: true, isMobile: true, viewport: { width: 1200, height: 900 } });
});

test('Enter goes from one criterion to the next', async () => {
  await open('w=0001', async (page) => {
    await field(page, '主题立意').focus();
    for (const points of ['28', '20', '21', '15']) await page.keyboard.type(`${points}\n`);
    assert.equal(await page.locator('.sum output').innerText(), '84');
    assert.ok(await field(page, '备注').evaluate((note) => note === document.activeElement));
  });
});

test('the exported file has a name, fits its schema, and is read by pianmu import-marks', async () => {
  let file;
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole, () => field(page, '备注').fill('=1+1'));
    await answer(page, '无水印', '不符合').check();
    await answer(page, '有简体中文字幕', '符合').check();
    await page.evaluate(() => pianmu.marks.set('0001', { checks: { gone: true } })); /* answered before it was taken out of the settings */
    await mark(page, '0002', {}, () => page.getByRole('checkbox', { name: /申请回避/ }).check());
    await mark(page, '0003', { 主题立意: 10 }, () => page.getByRole('checkbox', { name: /推荐入围/ }).check());
    await introduce(page);
    assert.match(await page.locator('.exchange').innerText(), /有 3 部作品的改动还没有导出/);
    file = await exported(page);
    assert.match(path.basename(file), /^微视频大赛第一届评分_张三_\d{8}-\d{4}\.json$/);
    assert.match(await page.locator('.said').innerText(), /已导出：微视频大赛第一届评分_张三/);
    assert.match(await page.locator('.exchange').innerText(), /已全部导出/);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '导出评分文件（交主办方）');
    const table = fs.readFileSync(await exported(page, '导出表格（CSV，供自己查看）'), 'utf8');
    assert.ok(table.startsWith('\ufeff"编号","题名"'));
    assert.match(table, /"0001","[^"]+","云岭高新区","28","20","21","15","84","","","不符合","","符合","","'=1\+1"/);
    await page.getByRole('checkbox', { name: '包含备注' }).uncheck();
    const bare = JSON.parse(fs.readFileSync(await exported(page), 'utf8'));
    assert.ok(isRight(bare), JSON.stringify(isRight.errors));
    assert.ok(bare.marks.every((one) => one.note === null));
  });
  const text = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.ok(isRight(text), JSON.stringify(isRight.errors));
  assert.deepEqual(text.marks[0].scores, { theme: 28, creative: 20, craft: 21, reach: 15 });
  assert.deepEqual(text.marks.map((one) => one.checks), [{ watermark: false, 'subtitles-zh-Hans': true }, {}, {}]);
  assert.match(pianmu(fair.folder, 'import-marks', file), /张三（清华大学）\n {2}新增 3 部，更新 0 部，未变 0 部\n$/);
  assert.match(pianmu(fair.folder, 'import-marks', file), /未变 3 部/);
  assert.match(pianmu(fair.folder, 'show', '1'), /无水印：不符合  有简体中文字幕：符合/);
});

test('a file of before there were checks says nothing of them', async () => {
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole, () => answer(page, '无水印', '不符合').check());
    await introduce(page);
    const file = JSON.parse(fs.readFileSync(await exported(page), 'utf8'));

    for (const one of file.marks) Object.assign(one, { checks: undefined, updatedAt: new Date(Date.now() + 60000).toISOString(), scores: { theme: 1 } });
    assert.ok(isRight(JSON.parse(JSON.stringify(file))));
    await page.locator('#marks-file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
    await page.getByRole('dialog').getByRole('button', { name: '导入' }).click();
    assert.deepEqual(await page.evaluate(() => [pianmu.marks.get('0001').scores, pianmu.marks.get('0001').checks]), [{ theme: 1 }, { watermark: false }]);
  });
});

test('a file brings marks to another computer, and says first what it changes', async () => {
  let file;
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole);
    await mark(page, '0002', whole);
    await introduce(page);
    file = await exported(page);
  });
  await open('w=0002', async (page) => {
    await mark(page, '0002', { 主题立意: 1 });
    await toMarks(page);
    await page.locator('#marks-file').setInputFiles(file);
    const question = page.getByRole('dialog');
    assert.match(await question.innerText(), /新增 1 部作品的评分[\s\S]*保留本机 1 部/);
    await question.getByRole('button', { name: '取消' }).click();
    assert.equal(await page.evaluate(() => pianmu.marks.stateOf('0001')), 'unmarked');
    await page.locator('#marks-file').setInputFiles(file);
    await question.getByRole('button', { name: '导入' }).click();
    assert.deepEqual(await page.evaluate(() => [pianmu.marks.totalOf('0001'), pianmu.marks.get('0002').scores.theme, pianmu.marks.reviewer.name]), [84, 1, '张三']);
    assert.match(await page.locator('.said').innerText(), /已导入 1 部作品的评分/);
  });
});

test('what is no file of this gallery and reviewer is refused with a reason', async () => {
  await open('marks', async (page) => {
    await introduce(page);
    await mark(page, '0001', whole);
    await toMarks(page);
    const good = JSON.parse(fs.readFileSync(await exported(page), 'utf8'));
    const [one] = good.marks;
    for (const [text, why] of [['x', /不是从评审图录导出/], [{ ...good, catalogue: '0'.repeat(16) }, /另一个赛事文件夹/], [{ ...good, edition: 'x' }, /另一届/],
      [{ ...good, audience: 'blind' }, /另一种图录/], [{ ...good, reviewer: { ...good.reviewer, id: '0'.repeat(16), name: '李四' } }, /这是李四的评分，本机的评审人是张三/],
      [{ ...good, marks: [one, one] }, /出现两次/], [{ ...good, marks: [{ ...one, scores: { theme: 31 } }] }, /超过满分 30/], [{ ...good, marks: [{ ...one, scores: { beauty: 1 } }] }, /没有的评分项/],
      [{ ...good, marks: [{ ...one, checks: { logo: true } }] }, /没有的人工核查项“logo”/], [{ ...good, marks: [{ ...one, checks: { watermark: 'no' } }] }, /不完整/],
      [{ ...good, marks: [{ ...one, scores: { theme: '1' } }] }, /不完整/], [{ ...good, marks: [{ ...one, updatedAt: '2999-01-01T00:00:00.000Z' }] }, /晚于现在/]]) {
      await page.locator('#marks-file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)) });
      const question = page.getByRole('dialog');
      assert.match((await question.innerText()).replace(/ /g, ''), new RegExp(why.source.replace(/ /g, '')));
      assert.match(await question.innerText(), /本机的评分没有变动/);
      await question.getByRole('button', { name: '知道了' }).click();
    }
    assert.equal(await page.evaluate(() => pianmu.marks.totalOf('0001')), 84);
  });
});

test('a blind gallery knows nothing of what was marked in the other', async () => {
  const blind = path.join(path.dirname(fair.folder), 'blind');
  pianmu(fair.folder, 'gallery', '--blind', 'unit', '--output', blind);
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole);
    await page.goto(at('marks', blind));
    await page.waitForFunction(() => window.pianmu && pianmu.site);
    assert.deepEqual(await page.evaluate(() => [pianmu.site.audience, pianmu.marks.list().length]), ['blind', 0]);
    await page.goto(at('marks'));
    await page.waitForFunction(() => window.pianmu && pianmu.site);
    assert.equal(await page.evaluate(() => pianmu.marks.totalOf('0001')), 84);
  }, { inside: path.dirname(fair.folder) });
});

test('clearing asks first and says what no file has yet', async () => {
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole);
    await introduce(page);
    await page.getByRole('button', { name: '清空' }).click();
    assert.match(await page.getByRole('dialog').innerText(), /清空本机上 1 部作品的评分？[\s\S]*其中 1 部的改动还没有导出/);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => pianmu.marks.totalOf('0001')), 84);
    await page.getByRole('button', { name: '清空' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '清空' }).click();
    await page.reload();
    assert.equal(await page.evaluate(() => pianmu.marks.stateOf('0001')), 'unmarked');
  });
});

test('two windows do not overwrite each other', async () => {
  await open('w=0001', async (page) => {
    const other = await page.context().newPage();

    await other.goto(at('w=0001'));
    await settled(other);
    await field(page, '主题立意').fill('28');
    await other.waitForFunction(() => document.getElementById('score-theme').value === '28');
    await field(other, '创意表达').fill('20');
    await page.waitForFunction(() => document.getElementById('score-creative').value === '20');
    await mark(other, '0002', { 主题立意: 5 });
    await field(page, '视听制作').fill('9');
    await page.waitForFunction(() => pianmu.marks.get('0002'));
    await page.reload();
    assert.deepEqual(await page.evaluate(() => [pianmu.marks.get('0001').scores, pianmu.marks.get('0002').scores]), [{ theme: 28, creative: 20, craft: 9 }, { theme: 5 }]);
  });
});

test('two catalogues in two folders do not mix', async () => {
  const second = contest('second', '望海高新区/再等一分钟.mp4');
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole);
    const other = await page.context().newPage();

    await other.goto(at('w=0001', second.gallery));
    assert.equal(await field(other, '主题立意').inputValue(), '');
    await field(other, '主题立意').fill('3');
    await page.reload();
    assert.equal(await field(page, '主题立意').inputValue(), '28');
  }, { inside: path.dirname(fair.folder) });
});

for (const [how, before] of [['denied', () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })],
  ['full', () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }]]) {
  test(`storage that is ${how} is said at once, marks stay in the window, and leaving it asks`, async () => {
    await open('w=0001', async (page) => {
      assert.match(await page.getByRole('alert').filter({ visible: true }).innerText(), /无法保存评分[\s\S]*关闭前请务必导出/);
      await mark(page, '0001', whole);
      await mark(page, '0002', {});
      await mark(page, '0001', {});
      assert.equal(await page.locator('.sum output').innerText(), '84');
      const leaving = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
      assert.ok(await leaving());
      await introduce(page);
      const file = JSON.parse(fs.readFileSync(await exported(page), 'utf8'));
      assert.equal(file.marks.length, 1);
      assert.ok(!await leaving());
    }, { script: before });
  });
}

test('after ten changes, or a day, a file is asked for', async () => {
  await open('w=0001', async (page) => {
    await field(page, '主题立意').fill('1');
    assert.ok(await page.locator('.due').isHidden());
    await page.evaluate(() => pianmu.marks.put('0002', { ...pianmu.marks.get('0001'), updatedAt: new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString() }));
    await field(page, '主题立意').fill('2');
    assert.match(await page.locator('.due').innerText(), /有 2 部作品的评分还没有导出/);
  });
});

test('five thousand marks with notes fit, and are counted at once', async () => {
  await open('marks', async (page) => {
    const took = await page.evaluate(() => {
      const scores = { theme: 28, creative: 20, craft: 21, reach: 15 };

      for (let i = 1; i <= 5000; i++) pianmu.marks.put(String(i).padStart(4, '0'), { content: '0'.repeat(32), scores, note: '结尾有力'.repeat(25), recused: false, shortlisted: false, updatedAt: new Date().toISOString() });
      const works = [...Array(5000)].map((_, i) => ({ id: String(i + 1).padStart(4, '0') }));
      const text = JSON.stringify(pianmu.marks.list());
      const quickest = (run) => Math.min(...[...Array(10)].map(() => { /* the machine had nothing else to do then */
        const start = performance.now();
        run();
        return performance.now() - start;
      }));
      const { marked } = pianmu.marks.progress(works);

      return { marked, troubled: pianmu.marks.troubled, ratio: quickest(() => pianmu.marks.progress(works)) / quickest(() => JSON.parse(text)) };
    });
    assert.deepEqual([took.marked, took.troubled], [4997, false]); /* three were made of another film than is there */
    assert.ok(took.ratio < 10, `${took.ratio} times as long as reading them all`);
    await page.reload();
    await page.locator('.marks-page').waitFor();
    assert.equal(await page.evaluate(() => pianmu.marks.list().length), 5000);
  });
});

test('no marks are made in a gallery without criteria', async () => {
  await open('w=0001', async (page) => {
    assert.ok(await page.locator('[data-marks]').isHidden());
    await toMarks(page);
    assert.match(await page.locator('#main').innerText(), /此图录不设评分/);
  }, { script: () => addEventListener('DOMContentLoaded', () => { pianmu.site.criteria = []; }) });
});

test('the page of all marks: progress, a table in any order, links to works', async () => {
  await open('w=0001', async (page) => {
    await mark(page, '0001', { ...whole, 主题立意: 1 });
    await mark(page, '0003', whole, async () => {
      await answer(page, '无广告', '不符合').check();
      await page.getByRole('checkbox', { name: /推荐入围/ }).check();
      await field(page, '备注').fill('结尾有力');
    });
    await introduce(page);
    assert.deepEqual(await page.locator('.all tbody td:nth-child(4)').allInnerTexts(), ['已评', '已评，人工核查 1/4，推荐入围，有备注']);
    assert.deepEqual(await page.locator('.progress tfoot td').allInnerTexts(), ['2', '1', '0', '3', '']);
    await page.getByRole('button', { name: '合计' }).click();
    const ids = () => page.locator('.all tbody td:first-child').allInnerTexts();
    assert.deepEqual(await ids(), ['0003', '0001']);
    await page.getByRole('button', { name: '合计' }).click();
    assert.deepEqual(await ids(), ['0001', '0003']);
    assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'ascending');
    await page.getByRole('link', { name: '继续评分：下一部未评作品' }).click();
    await page.locator('.work[data-id="0002"] form.marks').waitFor();
    await page.waitForURL(/#w=0002$/);
  });
});

// Last: it changes the gallery that the others use.
test('a replaced film is to be watched again, and its mark does not count until then', async () => {
  const third = contest('third', '云岭高新区/末班车.mp4');
  await open('w=0001', async (page) => {
    await mark(page, '0001', whole);
    await introduce(page);
    const before = await exported(page);
    replace(third.folder, '云岭高新区/末班车.mp4', 99);
    await page.goto('about:blank');
    await page.goto(at('w=0001', third.gallery));
    assert.match(await page.locator('form.marks .warning').first().innerText(), /作品文件已更换，请重新观看/);
    assert.equal(await field(page, '主题立意').inputValue(), '28');
    assert.equal(await page.evaluate(() => pianmu.marks.stateOf('0001')), 'unmarked');
    assert.match(pianmu(third.folder, 'import-marks', before), /文件已更换，照收/);
    await page.getByRole('button', { name: '已重新观看，评分有效' }).click();
    assert.equal(await page.evaluate(() => pianmu.marks.totalOf('0001')), 84);
    assert.ok(await page.locator('form.marks .warning').first().isHidden());
    await toMarks(page);
    assert.doesNotMatch(pianmu(third.folder, 'import-marks', await exported(page)), /文件已更换/);
  }, { gallery: third.gallery });
});

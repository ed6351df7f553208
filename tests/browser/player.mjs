// The player: keys, frames, speed, coming back, and what it says where a browser cannot show or play something.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fair, fileAddress, httpAddress, soon, stateOf, visit } from './house.mjs';

const work = (id, more = '', address = fileAddress, site = fair) => stateOf(site, `w=${id}${more}`, address);
const FRAME = 1 / 25;

// Waits until it is so; `argument` is serialised.
const until = (page, condition, argument) => page.waitForFunction(condition, argument);

const isAt = (page, time, slack = 0.001) => until(page, ([wanted, by]) => {
  const film = document.querySelector('.stage video');
  return !film.seeking && Math.abs(film.currentTime - wanted) <= by;
}, [time, slack]);

// The film of a page, stopped at its first second.
async function load(page) {
  const film = page.locator('.stage video');
  await page.locator('.player-tools').first().waitFor();
  await film.evaluate(async (video) => {
    video.muted = true;
    await video.play();
    video.pause();
    video.currentTime = 1;
  });
  await isAt(page, 1);
  return film;
}

const at = (film) => film.evaluate((video) => video.currentTime);
const is = (film, member) => film.evaluate((video, name) => video[name], member);
const isSoon = (film, member, wanted) => soon(async () => assert.equal(await is(film, member), wanted));

// Films last four seconds, what is done on a slow machine may last longer.
const endlessly = (film) => film.evaluate((video) => { video.loop = true; });

async function moves(page, film, key, from, to) {
  await film.evaluate((video, time) => { video.currentTime = time; }, from);
  await isAt(page, from);
  await page.keyboard.press(key);
  await isAt(page, to).catch(async () => assert.fail(`${key}: from ${from} to ${await at(film)}, not ${to}`));
}

const places = { 'in the scripted document': work('0003'), 'on the page of a work': fileAddress(fair, 'w/0003.html') };

for (const [where, address] of Object.entries(places)) {
  test(`each key does what the list says, ${where}`, async () => {
    await visit(fair, address, async (page) => {
      const film = await load(page);
      await moves(page, film, 'l', 1, 4);
      await moves(page, film, 'j', 3, 0);
      await moves(page, film, 'ArrowRight', 0.5, 4);
      await moves(page, film, 'ArrowLeft', 3.5, 0);
      await moves(page, film, '.', 1, 1 + 1.5 * FRAME);
      await moves(page, film, ',', 1, 1 - 0.5 * FRAME);
      await moves(page, film, '5', 1, 2);
      await moves(page, film, '0', 1, 0);
      await page.keyboard.press('>');
      assert.equal(await is(film, 'playbackRate'), 1.25);
      await soon(async () => assert.equal(await page.getByLabel('倍速').inputValue(), '1.25'));
      await page.keyboard.press('<');
      await page.keyboard.press('<');
      assert.equal(await is(film, 'playbackRate'), 0.75);
      await page.keyboard.press('m');
      assert.equal(await is(film, 'muted'), false);
      await page.keyboard.press('m');
      await endlessly(film);
      await page.keyboard.press('k');
      assert.equal(await is(film, 'paused'), false);
      await page.keyboard.press('Space');
      assert.equal(await is(film, 'paused'), true);
      await page.keyboard.press('f');
      await until(page, () => document.fullscreenElement?.localName === 'video');
      await page.keyboard.press('f');
      await until(page, () => !document.fullscreenElement);
    });
  });
}

test('keys work once where the film has the focus, and its own controls keep theirs', async () => {
  await visit(fair, work('0003'), async (page) => {
    const film = await load(page);
    await film.focus();
    await moves(page, film, 'ArrowLeft', 3.5, 0);
    await endlessly(film);
    await page.keyboard.press('Space');
    assert.equal(await is(film, 'paused'), false);
    await page.keyboard.press('Space');
    assert.equal(await is(film, 'paused'), true);
    await page.keyboard.press('Tab'); /* to the browser's play button, which the space bar presses */
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'video');
    await page.keyboard.press('Space');
    await isSoon(film, 'paused', false);
  });
});

test('keys are silent while somebody types, with modifiers, and when switched off', async () => {
  await visit(fair, work('0003'), async (page) => {
    let film = await load(page);
    await page.evaluate(() => document.querySelector('.side').append(document.createElement('textarea')));
    await page.locator('textarea').last().click();
    await page.keyboard.type('k l 5 m?');
    assert.equal(await page.locator('textarea').last().inputValue(), 'k l 5 m?');
    assert.deepEqual([await at(film), await is(film, 'paused'), await is(film, 'muted')], [1, true, true]);
    await page.getByLabel('倍速').focus();
    await page.keyboard.press('5');
    assert.equal(await at(film), 1);
    await film.focus();
    await page.keyboard.press('Control+m');
    assert.equal(await is(film, 'muted'), true);
    await page.keyboard.press('?');
    await page.getByLabel('启用单键快捷键').uncheck();
    await page.keyboard.press('m'); /* in the dialog */
    await page.keyboard.press('Escape');
    await page.keyboard.press('m');
    assert.equal(await is(film, 'muted'), true);
    await page.reload();
    film = await load(page);
    await page.keyboard.press('m');
    assert.equal(await is(film, 'muted'), true);
    await page.getByRole('button', { name: '快捷键' }).click();
    await page.getByLabel('启用单键快捷键').check();
    await page.getByRole('button', { name: '关闭' }).click();
    await page.keyboard.press('m');
    assert.equal(await is(film, 'muted'), false);
  });
});

test('the list of keys says them in both languages, and gives the focus back', async () => {
  await visit(fair, [work('0003'), fileAddress(fair, 'en/w/0003.html')], async (page, address) => {
    const isEnglish = address.includes('/en/');
    const button = page.getByRole('button', { name: isEnglish ? 'Shortcuts' : '快捷键' });
    await button.click();
    const dialog = page.getByRole('dialog', { name: isEnglish ? 'Keyboard shortcuts' : '快捷键' });
    assert.match(await dialog.innerText(), isEnglish ? /Play or pause[^]*Next or previous work/ : /播放或暂停[^]*下一部、上一部/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await soon(async () => assert.equal(await button.evaluate((one) => one === document.activeElement), true));
  });
});

test('a place is offered, not forced, and only for the same version', async () => {
  const address = work('0003');
  await visit(fair, address, async (page) => {
    await page.locator('.player-tools').first().waitFor();
    await page.evaluate(() => {
      const version = document.querySelector('.work').dataset.version;
      pianmu.keep('places', JSON.stringify({ [version]: 2, other: 3 }));
    });
    await page.reload();
    const offer = page.getByRole('button', { name: '从 0:02 继续' });
    assert.equal(await at(page.locator('.stage video')), 0);
    await offer.click();
    await until(page, () => document.querySelector('.stage video').currentTime > 2.05);
    await offer.waitFor({ state: 'detached' });
    await page.goto(work('0004'));
    await page.getByRole('heading', { level: 1, name: '小螺丝找妈妈' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^从 / }).count(), 0);
  });
});

test('where one stopped is kept, but not near the ends', async () => {
  await visit(fair, work('0003'), async (page) => {
    const film = await load(page);
    const kept = () => page.evaluate(() => Object.values(JSON.parse(pianmu.recall('places')) ?? {}));
    const stop = async (seconds) => {
      await film.evaluate((video, time) => {
        Object.defineProperty(video, 'currentTime', { value: time, configurable: true });
        Object.defineProperty(video, 'duration', { value: 600, configurable: true });
        video.dispatchEvent(new Event('pause'));
      }, seconds);
    };
    await stop(125.7);
    assert.deepEqual(await kept(), [125]);
    await stop(598);
    assert.deepEqual(await kept(), []);
    await stop(2);
    assert.deepEqual(await kept(), []);
  });
});

// ---- films that a browser takes for good ones ----

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pianmu-films-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

function film(name, ...how) {
  const file = path.join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4', ...how, file]);
  return file;
}

// In place of every film of the site.
async function served(file, id, check) {
  await visit(fair, 'about:blank', async (page) => {
    await page.route('**/m/*', (route) => route.fulfill({ path: file, contentType: 'video/mp4' }));
    await page.goto(work(id, '', httpAddress));
    await page.locator('.player-tools').first().waitFor();
    await page.locator('.stage video').evaluate((video) => {
      video.loop = true; /* until it was looked at for long enough, though the machine have time for it now and then only */
      video.play().catch(() => {});
    });
    await check(page);
  });
}

test('sound without a picture is told', async () => {
  await served(film('mpeg4.mp4', '-c:v', 'mpeg4', '-c:a', 'aac'), '0003', async (page) => {
    const notice = page.locator('.notice');
    await notice.waitFor();
    assert.match(await notice.innerText(), /有声音，没有画面[^]*浏览器的限制，不是作品的问题[^]*下载原片/);
    assert.equal(await page.locator('.notice').count(), 1);
  });
});

test('a picture without sound is told where there is a sound track', async () => {
  await served(film('ac3.mp4', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'ac3'), '0003', async (page) => {
    await page.locator('.notice').waitFor();
    assert.match(await page.locator('.notice').innerText(), /有画面，没有声音[^]*请勿据此评判声音/);
  });
});

test('a film that cannot be opened is told', async () => {
  const file = path.join(folder, 'broken.mp4');
  fs.writeFileSync(file, 'no film at all');
  await served(file, '0003', async (page) => {
    await page.locator('.notice').waitFor();
    assert.match(await page.locator('.notice').innerText(), /此片不能在浏览器中播放[^]*下载原片/);
  });
});

test('a film that plays well is not complained about', async () => {
  await visit(fair, work('0003', '', httpAddress), async (page) => {
    await page.locator('.player-tools').first().waitFor();
    await page.locator('.stage video').evaluate((video) => video.play());
    await until(page, () => document.querySelector('.stage video').currentTime > 2.5);
    assert.equal(await page.locator('.notice').count(), 0);
  });
});

// ---- frames, preview and original, subtitles ----

test('a frame of the strip leads to its moment, and is marked while it is shown', async () => {
  for (const address of Object.values(places)) {
    await visit(fair, address, async (page) => {
      await page.locator('.player-tools').first().waitFor();
      const frames = page.locator('.strip [data-at]');
      await page.evaluate(() => document.querySelectorAll('.strip [data-at]').forEach((frame, i) => { frame.dataset.at = String(0.25 + i / 2); }));
      await frames.nth(4).click();
      await isAt(page, 2.25, FRAME);
      await soon(async () => assert.deepEqual(await frames.evaluateAll((all) => all.map((one) => one.getAttribute('aria-current'))),
        [null, null, null, null, 'true', null, null, null]));
      await frames.nth(2).focus();
      await page.keyboard.press('Enter');
      await isAt(page, 1.25, FRAME);
      assert.equal(await is(page.locator('.stage video'), 'paused'), true);
    });
  }
});

test('what browsers cannot play is shown as a preview, and called one', async () => {
  await visit(fair, [work('0002'), fileAddress(fair, 'w/0002.html')], async (page) => {
    await load(page);
    assert.equal(await is(page.locator('.stage video'), 'videoWidth'), 640);
    assert.equal(await page.getByText('预览版，非参赛原片').isVisible(), true);
  });
});

test('the switch between preview and original keeps the moment', async () => {
  await visit(fair, work('0001'), async (page) => {
    const film = await load(page);
    const label = page.getByText('预览版，非参赛原片');
    const original = page.locator('a[data-film=original]');
    assert.equal(await label.isVisible(), true);
    await film.evaluate((video) => { video.currentTime = 2; });
    await page.keyboard.press('>');
    await original.click();
    await isAt(page, 2);
    assert.equal(await label.isVisible(), false);
    assert.equal(await original.getAttribute('aria-current'), 'true');
    assert.equal(await is(film, 'playbackRate'), 1.25);
    assert.equal(await is(film, 'paused'), true);
    await page.locator('a[data-film=proxy]').click();
    await isAt(page, 2);
    assert.equal(await label.isVisible(), true);
  });
});

for (const [how, address] of [['from a folder', fileAddress], ['from a server', httpAddress]]) {
  test(`subtitles are switched on by key ${how}`, async () => {
    await visit(fair, work('0003', '', address), async (page) => {
      const film = await load(page);
      const showing = () => film.evaluate((video) => [...video.textTracks].map((track) => track.mode === 'showing'));
      await page.keyboard.press('c');
      assert.deepEqual(await showing(), [true, false]);
      await until(page, () => [...document.querySelector('.stage video').textTracks].some((track) => track.activeCues?.[0]?.text === '凌晨四点，'));
      await page.keyboard.press('c');
      assert.deepEqual(await showing(), [false, true]);
      await page.keyboard.press('c');
      assert.deepEqual(await showing(), [false, false]);
    });
  });
}

test('nothing of a film is fetched before it is asked for in the scripted document', async () => {
  const fetched = [];
  await visit(fair, 'about:blank', async (page) => {
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(work('0003', '', httpAddress));
    await page.locator('.player-tools').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.ok(!fetched.some((url) => /\/m\//.test(url)), fetched.join('\n'));
  });
});

// Films: those that browsers play, and what stands in place of the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fair, fileAddress, httpAddress, visit } from './house.mjs';

async function play(page) {
  return page.locator('video').evaluate(async (film) => {
    film.muted = true;
    film.loop = true; /* it lasts four seconds, a slow machine longer */
    await film.play();
    await new Promise((resolve) => { film.ontimeupdate = () => film.currentTime > 0.2 && resolve(); });
    return { width: film.videoWidth, height: film.videoHeight, paused: film.paused };
  });
}

for (const [how, address] of [['from a folder', fileAddress], ['from a server', httpAddress]]) {
  test(`an H.264 film plays ${how}`, async () => {
    await visit(fair, address(fair, 'w/0003.html'), async (page) => {
      assert.deepEqual(await play(page), { width: 640, height: 360, paused: false });
    });
  });
}

test('nothing of a film is fetched before it is asked for', async () => {
  const fetched = [];
  await visit(fair, 'about:blank', async (page) => {
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(httpAddress(fair, 'w/0003.html'));
    await page.waitForLoadState('networkidle');
    assert.ok(fetched.some((url) => url.endsWith('.jpg')));
    assert.ok(!fetched.some((url) => url.endsWith('.mp4')), fetched.join('\n'));
  });
});

test('what browsers cannot play is a picture, a reason, a file name and a way to the file', async () => {
  await visit(fair, fileAddress(fair, 'w/0012.html'), async (page) => {
    assert.equal(await page.locator('video').count(), 0);
    assert.ok(await page.locator('.stage img').evaluate((picture) => picture.naturalWidth > 0));
    const notice = await page.locator('.notice').innerText();
    assert.match(notice, /此片不能在浏览器中播放/);
    assert.match(notice, /zhuanti\/work 12\.mp4/);
    assert.match(await page.getByRole('link', { name: '下载原片' }).getAttribute('href'), /^\.\.\/m\/[0-9a-f]+\.mov$/);
  });
});

test('a file that cannot be read says why', async () => {
  await visit(fair, fileAddress(fair, 'w/0019.html'), async (page) => {
    assert.equal(await page.locator('video').count(), 0);
    assert.match(await page.locator('.notice').innerText(), /文件损坏[\s\S]*缺少索引[\s\S]*gongyi\/work 19\.mp4/);
  });
});

test('an upright film stands whole in a wide frame', async () => {
  await visit(fair, fileAddress(fair, 'w/0009.html'), async (page) => {
    const stage = await page.locator('.stage').boundingBox();
    const film = await page.locator('video').boundingBox();
    assert.ok(Math.abs(stage.width / stage.height - 16 / 9) < 0.02);
    assert.ok(film.height <= stage.height + 1 && film.width <= stage.width + 1);
    assert.equal(await page.locator('video').evaluate((video) => getComputedStyle(video).objectFit), 'contain');
  });
});

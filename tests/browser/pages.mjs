// Pages, links and text, from a folder and from a server, with script and without.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { all, everyFile, fair, fairPages, fileAddress, follow, httpAddress, rough, roughPages, settled, stopTime, visit } from './house.mjs';
import { catalogueOf, filesOf, taken } from './rows.mjs';

// Every picture, also those that wait to be scrolled to; fails where one cannot be decoded.
function showAll(page) {
  return page.evaluate(() => Promise.all([...document.images].map((picture) => {
    picture.loading = 'eager';
    return picture.decode();
  })));
}

for (const [how, address] of [['from a folder', fileAddress], ['from a server', httpAddress]]) {
  test(`every kind of page opens ${how} without a complaint`, async () => {
    await visit(fair, all(fair, fairPages, address), showAll);
  });

  test(`text that is meant to break pages does nothing ${how}`, async () => {
    await visit(rough, all(rough, roughPages, address), showAll);
  });
}

function addressesIn(html) {
  const attributes = [...html.matchAll(/\s(href|src|poster|srcset)="([^"]*)"/g)];
  return attributes.flatMap(([, name, value]) => (name === 'srcset' ? value.split(', ').map((one) => one.split(' ')[0]) : [value]))
    .map((address) => (address.startsWith('#') ? address : address.split('#')[0]));
}

// Every address of a page or of a fragment in the data, as it stands.
function addressesOf(file) {
  const text = fs.readFileSync(file, 'utf8');
  if (file.endsWith('.html')) return addressesIn(text).map((address) => [address, path.dirname(file)]);
  if (file.endsWith('.css')) return [...text.matchAll(/url\("?([^")]*)/g)].map(([, address]) => [address, path.dirname(file)]);
  return [];
}

// What a data file leads to: the files that it names, the works' own in both languages, and what the fragments of pages within it lead to. All as seen
// from the index page.
function addressesOfData(file, site) {
  const found = [];
  const collect = (value) => {
    if (value && typeof value === 'object') Object.values(value).forEach(collect);
    else if (typeof value === 'string' && /^((data|[mpsk])\/[^ ]*|[a-z]+\.[0-9a-f]+)\.[a-z0-9]+$/.test(value)) found.push([`./${value}`, site]);
  };
  for (const [kind, value] of taken(file)) {
    if (kind === 'words') continue;
    if (kind === 'works') catalogueOf(site).flatMap(filesOf).forEach(collect);
    else collect(value);
    if (value.html) found.push(...addressesIn(value.html).map((address) => [address, site]));
  }
  return found;
}

for (const [name, site] of [['fair', fair], ['rough', rough]]) {
  test(`every link, picture and data file of the ${name} site leads to a file inside it, and every file is led to`, () => {
    const files = everyFile(site);
    const reached = new Set([path.join(site, 'MANIFEST'), path.join(site, 'index.html')]);
    assert.ok(files.filter((file) => file.endsWith('.html')).length > 40);
    for (const file of files) {
      const isData = path.relative(site, file).startsWith('data/');
      for (const [address, from] of isData ? addressesOfData(file, site) : addressesOf(file)) {
        if (address.startsWith('#') || address === '' || address.startsWith('data:')) continue;
        assert.match(address, /^\.\.?\//, `${file}: ${address}`);
        const target = path.resolve(from, decodeURIComponent(address.split('#')[0]));
        assert.ok(target.startsWith(`${site}/`), `${file}: ${address}`);
        assert.ok(fs.statSync(target).isFile(), `${file}: ${address}`);
        reached.add(target);
        if (target.endsWith('.vtt')) reached.add(`${target}.js`); /* the same for pages that were opened from a folder */
      }
    }
    assert.deepEqual(files.filter((file) => !reached.has(file)).map((file) => path.relative(site, file)), []);
  });
}

test('no page holds a script, style or handler of its own', () => {
  for (const page of [...everyFile(fair), ...everyFile(rough)].filter((file) => file.endsWith('.html'))) {
    const markup = fs.readFileSync(page, 'utf8').replace(/"[^"]*"/g, '""');
    assert.doesNotMatch(markup, /<style|<script(?! src=""><\/script>)|<[^>]*\s(style|on[a-z]+)=/i, page);
  }
});

test('without script there are sixty works a page, and ways to all the others', async () => {
  const options = { javaScriptEnabled: false };
  await visit(rough, fileAddress(rough, 'index.html'), async (page) => {
    assert.equal(await page.locator('.card').count(), 60);
    assert.equal(await page.locator('#theme').isVisible(), false);
    await follow(page, page.getByRole('link', { name: '下一页' }));
    await follow(page, page.getByRole('link', { name: '页码 3' }));
    assert.equal(await page.locator('.card').count(), 10);
    await follow(page, page.getByRole('navigation', { name: '作品类别' }).getByRole('link', { name: /^展示/ }));
    assert.match(page.url(), /c\/zhanshi\/index\.html$/);
    assert.equal(await page.locator('.tabs [aria-current]').innerText(), '展示 19');
  }, options);
});

test('without script a work shows its film, its verdict and its facts', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    await follow(page, page.getByRole('link', { name: '末班车上的样机' }));
    assert.equal(await page.locator('h1').innerText(), '末班车上的样机');
    assert.equal(await page.locator('video[controls][preload=none][poster]').count(), 1);
    assert.match(await page.locator('.verdict').innerText(), /时长\s+要求 3 分钟至 10 分钟（含）；实测 10 分 42 秒，超出 42 秒。/);
    assert.equal(await page.getByText('封装格式', { exact: true }).isVisible(), false);
    await page.locator('summary').first().click();
    assert.equal(await page.getByText('封装格式', { exact: true }).isVisible(), true);
    await page.getByText('人工核查 1/2', { exact: true }).click();
    assert.equal(await page.getByText('无水印', { exact: true }).isVisible(), true);
    assert.match(await page.locator('.tags').innerText(), /抗疫\s+青年创业/);
    assert.match(await page.locator('.notes').innerText(), /补交字幕稿[^]*张三\s+2026-03-01/);
    assert.match(await page.locator('.tech').innerText(), /H\.264 High\s+1920×1080\s+25 fps/);
    await follow(page, page.getByRole('link', { name: '下一部 小螺丝找妈妈' }));
    assert.equal(await page.locator('h1').innerText(), '小螺丝找妈妈');
  }, { javaScriptEnabled: false });
});

test('a withdrawn work says who withdrew it and why, and shows no film', async () => {
  await visit(fair, fileAddress(fair, 'w/0022.html'), async (page) => {
    assert.match(await page.locator('.verdict').innerText(), /已撤回[^]*撤回：单位来函撤回（张三，2026-03-01）。/);
    assert.equal(await page.locator('video').count(), 0);
  });
});

test('the language switch leads to the same page and back', async () => {
  await visit(fair, fileAddress(fair, 'w/0003.html'), async (page) => {
    await follow(page, page.getByRole('link', { name: 'EN', exact: true }));
    assert.match(page.url(), /\/en\/w\/0003\.html$/);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.equal(await page.locator('h1').getAttribute('lang'), 'zh-CN');
    await follow(page, page.getByRole('link', { name: '中文' }));
    assert.doesNotMatch(page.url(), /\/en\//);
  });
});

test('titles are shown as they were written', async () => {
  await visit(rough, fileAddress(rough, 'w/0001.html'), async (page) => {
    assert.equal(await page.locator('h1').innerText(), '</script><img src=x onerror=alert(1)>');
  });
  await visit(rough, fileAddress(rough, 'w/0003.html'), async (page) => {
    assert.equal(await page.locator('h1').innerText(), '\\u{202E}4pm.exe \\u{2028} \\u{FEFF}');
  });
  await visit(rough, fileAddress(rough, 'w/0006.html'), async (page) => {
    assert.equal(await page.locator('h1').innerText(), '𠮷野家 👨‍👩‍👧 😀 مرحبا שלום');
  });
});

test('light or dark follows the system, can be chosen, and stays chosen', async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    assert.equal(await ground(page), 'rgb(21, 21, 21)');
    await page.getByRole('button', { name: '明暗' }).click();
    assert.equal(await ground(page), 'rgb(243, 243, 242)');
    await page.reload();
    assert.equal(await ground(page), 'rgb(243, 243, 242)');
    await follow(page, page.getByRole('link', { name: '说明' }));
    assert.equal(await ground(page), 'rgb(243, 243, 242)');
  }, { colorScheme: 'dark' });
});

test('a first view keeps to its budget', async () => {
  const size = (file) => fs.statSync(path.join(rough, file)).size;
  const [style, script] = ['css', 'js'].map((kind) => fs.readdirSync(rough).find((name) => name.startsWith('app.') && name.endsWith(kind)));
  assert.ok(size('index.html') <= 60 * 1024);
  assert.ok(size(script) < 60 * 1024 && size(style) < 30 * 1024 && size(script) + size(style) <= 90 * 1024, `${size(script)} ${size(style)}`);
  const fetched = [];
  const code = () => fetched.filter((name) => /\.(css|js)$/.test(name) && !/^(site|words|works)/.test(name)).sort();
  await visit(rough, 'about:blank', async (page) => {
    page.on('request', (request) => fetched.push(path.basename(request.url())));
    await page.goto(httpAddress(rough, 'index.html'));
    await settled(page);
    assert.deepEqual(code(), [style, script].sort());
    await page.clock.fastForward(1000);
    await page.waitForFunction(() => pianmu.views.compare && pianmu.views.marks && pianmu.views.work);
    assert.ok(code().length > 2);
  }, { before: stopTime });
});

test('pictures take their place before they are loaded, and only the first row is hurried', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    const pictures = await page.locator('.card img').evaluateAll((all) => all.map((img) => ({
      sized: img.hasAttribute('width') && img.hasAttribute('height'), lazy: img.loading === 'lazy', alt: img.getAttribute('alt') })));
    assert.ok(pictures.every((picture) => picture.sized && picture.alt === ''));
    assert.deepEqual(pictures.map((picture) => picture.lazy), pictures.map((_, place) => place >= 4));
    const shift = await page.evaluate(() => new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
        .observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 300);
    }));
    assert.ok(shift < 0.0002, `layout shift ${shift}`); // a tool that comes late makes 0.0005
  });
});

test('on paper there are three columns of works and no controls', async () => {
  await visit(fair, fileAddress(fair, 'index.html'), async (page) => {
    await page.emulateMedia({ media: 'print' });
    const columns = await page.locator('.grid').evaluate((grid) => getComputedStyle(grid).gridTemplateColumns.split(' ').length);
    assert.equal(columns, 3);
    assert.equal(await page.getByRole('navigation', { name: '工具' }).isVisible(), false);
    assert.equal(await page.getByText('国家高新区微视频大赛').isVisible(), true);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const sheets = pdf.match(/\/Type\s*\/Page\b/g).length;
    assert.ok(sheets >= 2 && sheets <= 3, `${sheets} sheets`);
  });
});

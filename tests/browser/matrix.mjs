// For everybody: each kind of page in light and dark, both languages, three widths, with and without script. Each pair of these in the ordinary
// run, all of them with GALLERY_MATRIX=full (./run test --all).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringAxe, violations } from './axe.mjs';
import { fair, resize, rough, visit } from './house.mjs';
import { addressOf, isThere, kinds, siteOf } from './kinds.mjs';
import { combinations } from './pairs.mjs';

const chosen = combinations({ width: [1440, 390, 320], theme: ['light', 'dark'], script: ['with', 'without'], language: ['zh', 'en'], kind: Object.keys(kinds) },
  ({ kind, script }) => isThere(kind, script === 'with'));

const overhang = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// WCAG 1.4.12.
async function spaceOut(page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  });
}

// One first heading, and no level skipped.
async function outlineFaults(page) {
  const levels = await page.locator('h1, h2, h3, h4').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1])));
  const gaps = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1);
  return gaps.length > 0 || levels.filter((level) => level === 1).length !== 1 ? [`headings ${levels}`] : [];
}

async function faultsOf(page, { kind, script }) {
  await page.locator('h1').first().waitFor();
  if (script === 'with') await kinds[kind].first?.(page);
  await page.waitForFunction(() => document.getAnimations().length === 0);
  const faults = await violations(page, siteOf(kind) !== rough);
  if (kind !== 'the keys') faults.push(...await outlineFaults(page));
  const before = await overhang(page);
  await spaceOut(page);
  return faults.concat([before && `${before} pixels too wide`, await overhang(page) && `${await overhang(page)} pixels too wide with wide spacing`].filter(Boolean));
}

// So that the next address is as if it were the first; they may differ behind # only.
async function forgetAll(page) {
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.goto('about:blank');
}

const touch = (width) => (width === 1440 ? {} : { hasTouch: true, isMobile: true });

for (const width of [1440, 390, 320]) {
  for (const theme of ['light', 'dark']) {
    for (const script of ['with', 'without']) {
      const these = chosen.filter((one) => one.width === width && one.theme === theme && one.script === script);
      if (these.length === 0) continue;
      test(`each kind of page is for everybody: ${width} pixels, ${theme}, ${script} script`, async () => {
        const found = {};
        for (const site of [fair, rough]) {
          const places = new Map(these.filter((one) => siteOf(one.kind) === site).map((one) => [addressOf(one.kind, one.language, script === 'with'), one]));
          await visit(site, [...places.keys()], async (page, address) => {
            const faults = await faultsOf(page, places.get(address));
            if (faults.length > 0) found[`${places.get(address).kind}, ${address}`] = faults;
            await forgetAll(page);
          }, { viewport: { width, height: 844 }, colorScheme: theme, before: bringAxe, script: script === 'with', ...touch(width) });
        }
        assert.deepEqual(found, {});
      });
    }
  }
}

// Also what 200 % of a window of 1440 leaves: 720.
test('no kind of page scrolls sideways on either side of where its layout changes', async () => {
  const found = {};
  for (const site of [fair, rough]) {
    for (const script of [true, false]) {
      const these = Object.keys(kinds).filter((kind) => siteOf(kind) === site && isThere(kind, true) === script);
      await visit(site, these.map((kind) => addressOf(kind, 'zh', script)), async (page, address) => {
        for (const width of [320, 480, 700, 701, 720, 1080, 1081, 1440]) {
          await resize(page, width, 200);
          if (await overhang(page) > 0) found[`${address} at ${width}`] = await overhang(page);
        }
        await forgetAll(page);
      }, { script });
    }
  }
  assert.deepEqual(found, {});
});

test('a table of combinations has each pair of values', async () => {
  const seen = new Set(chosen.flatMap(({ kind, ...more }) => Object.values(more).map((value) => `${kind} ${value}`)));
  for (const kind of Object.keys(kinds)) {
    for (const value of [1440, 390, 320, 'light', 'dark', 'zh', 'en']) assert.ok(seen.has(`${kind} ${value}`), `${kind} ${value}`);
  }
  assert.ok(chosen.length >= Object.keys(kinds).length * 3);
});

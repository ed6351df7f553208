// The kinds of pages and views, by name: where each is in either language, and what is done there first. A place that begins with # is a state of
// the scripted document; `first` is only done where there is script.
import { fair, fileAddress, rough } from './house.mjs';

// Every disclosure open, and a work's points out of range, so that what is hidden at first is judged, too.
async function unfold(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
}

async function mistype(page) {
  await unfold(page);
  await page.locator('#score-theme').fill('99');
}

async function askForKeys(page) {
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
}

// Some marks of 1 March, by somebody.
async function someMarks(page) {
  await page.evaluate(() => {
    pianmu.marks.reviewer = { name: '张三', unit: '清华大学' };
    for (const [id, theme] of [['0001', 28], ['0004', 25], ['0013', 30]]) {
      pianmu.marks.put(id, { content: pianmu.byId.get(id).content, scores: { theme, idea: 20, craft: 21, effect: 15 }, note: '结尾有力', recused: false, shortlisted: id === '0013',
        updatedAt: '2026-03-01T04:00:00.000Z' });
    }
  });
  await page.reload();
  await page.locator('.marks-page').waitFor();
}

const unit = 'u/b54027f046.html';

export const kinds = {
  'all works': { at: '#', page: 'index.html', first: unfold },
  'a table of works': { at: '#l=list' },
  'frames of works': { at: '#l=reel' },
  'nothing found': { at: '#q=xyz&v=ineligible' },
  'a work': { at: '#w=0003', first: mistype },
  'a work with a copy': { at: '#w=0001', first: unfold },
  'a work that does not play': { at: '#w=0012' },
  'no such work': { at: '#w=0999' },
  'the keys': { at: '#w=0004', first: askForKeys },
  marks: { at: '#marks', first: someMarks },
  'a comparison': { at: '#compare=0003,0012' },
  'half a comparison': { at: '#compare=0003' },
  'a category': { page: 'c/juqing/index.html' },
  'the page of a work': { at: 'w/0003.html', page: 'w/0003.html', first: unfold },
  'the page of a broken work': { at: 'w/0019.html', page: 'w/0019.html' },
  'the page of a withdrawn work': { at: 'w/0022.html', page: 'w/0022.html' },
  statistics: { at: 'report.html', page: 'report.html', first: unfold },
  units: { at: 'u/index.html', page: 'u/index.html' },
  'a unit': { at: unit, page: unit },
  changes: { at: 'changes.html', page: 'changes.html' },
  about: { at: 'about.html', page: 'about.html' },
  'hostile works': { site: rough, at: '#', page: 'index.html', first: unfold },
  'a table of hostile works': { site: rough, at: '#l=list' },
  'a hostile work': { site: rough, at: '#w=0005', page: 'w/0005.html', first: unfold },
  'a hostile comparison': { site: rough, at: '#compare=0001,0005' },
  'hostile statistics': { site: rough, at: 'report.html', page: 'report.html', first: unfold },
  'hostile units': { site: rough, at: 'u/index.html', page: 'u/index.html' },
};

// Whether a kind exists with script, or without.
export function isThere(kind, withScript) {
  return (withScript ? kinds[kind].at : kinds[kind].page) !== undefined;
}

export function siteOf(kind) {
  return kinds[kind].site ?? fair;
}

export function addressOf(kind, language, withScript = true, address = fileAddress) {
  const { at, page } = kinds[kind];
  const wanted = withScript ? at : page;
  if (wanted.startsWith('#')) return `${address(siteOf(kind), 'index.html')}${wanted}${wanted === '#' ? '' : '&'}lang=${language}`;
  return address(siteOf(kind), language === 'en' ? `en/${wanted}` : wanted);
}

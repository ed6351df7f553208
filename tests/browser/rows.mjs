// What a site's data tell of its works, read without the pages' script; see catalog/gallery/rows.h.
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

// The values of the calls that a data file holds: [[kind, value], …]
export function taken(file) {
  const calls = [];
  vm.runInNewContext(fs.readFileSync(file, 'utf8'), { pianmu: { take: (kind, value) => calls.push([kind, value]) } });
  return calls;
}

const named = (folder, start) => fs.readdirSync(folder).filter((name) => name.startsWith(start)).sort().map((name) => path.join(folder, name));

function workOf(row, columns, lists) {
  const work = {};
  let shared = 0;
  columns.forEach((column, i) => {
    const values = typeof column === 'string' ? [row[i]] : lists[shared++][row[i] ?? 0];
    [column].flat().forEach((name, k) => { work[name] = values[k] ?? null; });
  });
  return { ...work, id: String(work.number).padStart(4, '0') };
}

// Every work by the names of the columns, with its id.
export function catalogueOf(site) {
  const folder = path.join(site, 'data');
  const [[, { columns }]] = taken(named(folder, 'site.')[0]);
  return named(folder, 'works-').flatMap(taken).flatMap(([, { rows, lists }]) => rows.map((row) => workOf(row, columns, lists)));
}

// The files of a work that its row tells of.
export function filesOf(work) {
  return [...(work.posters ?? []).map(([ending]) => `p/${work.version}${ending}`), ...(work.sheet ? [`k/${work.version}${work.sheet[0]}`] : []),
    ...(work.sprite ? [`s/${work.version}${work.sprite}`, `data/f/${work.version}${work.sprite.replace('.jpg', '.js')}`] : []),
    ...['zh', 'en'].map((language) => `data/w/${work.id}-${language}.${work.detail}.js`)];
}

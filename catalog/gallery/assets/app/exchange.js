/* Marks in files: what reviewers hand in, and what brings their marks to another computer. The form of the JSON is docs/marks.schema.json.
 *
 *   pianmu.exchange.json(withNotes), .csv(withNotes)   offers a file
 *   pianmu.exchange.plan(text)                         what a file would change: { refused: sentence } or { fresh, newer, same, older, unknown, … }
 *   pianmu.exchange.apply(plan)
 */
(function () {
  'use strict';

  const SCHEMA = 'pianmu-marks-1';
  const MARKS_MAX = 100000;
  const DAY = 24 * 60 * 60 * 1000;
  const words = pianmu.words;

  /* ---- out ---- */

  /* Names that every system takes. */
  const clean = (text) => [...text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff"*/:<>?\\|]/g, ' ').replace(/\s+/g, ' ').trim()].slice(0, 40).join('');

  function fileName(extension) {
    const now = new Date();
    const two = (n) => String(n).padStart(2, '0');
    const contest = clean(pianmu.text(pianmu.site.title) + pianmu.text(pianmu.site.subtitle));

    return `${words('app.marks.file-name', {
      contest, reviewer: clean(pianmu.marks.reviewer.name), date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`,
    })}.${extension}`;
  }

  function offer(text, type, extension) {
    const link = pianmu.element('a', { href: URL.createObjectURL(new Blob([text], { type })), download: fileName(extension) });

    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return link.download;
  }

  /* Those that this gallery asks: one that was given up since would have the file refused. */
  const askedOf = (checks) => Object.fromEntries(Object.entries(checks).filter(([key]) => pianmu.site.checks.some((check) => check.key === key)));

  function json(withNotes) {
    const now = new Date().toISOString();
    const site = pianmu.site;
    const marks = pianmu.marks.list().map(([id, mark]) => ({ id, ...mark, checks: askedOf(mark.checks), note: withNotes ? mark.note : null }));
    const name = offer(`${JSON.stringify({
      schema: SCHEMA, catalogue: site.catalogue, edition: site.edition, rules_hash: site.rules_hash, audience: site.audience,
      reviewer: pianmu.marks.reviewer, exportedAt: now, marks,
    }, null, 1)}\n`, 'application/json', 'json');

    pianmu.marks.noteExport(now);
    return name;
  }

  /* What makes a spreadsheet compute a cell is told from text by an apostrophe. */
  const cell = (value) => `"${(/^(\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(value) ? `'${value}` : String(value)).replace(/"/g, '""')}"`;

  function csv(withNotes) {
    const { criteria, checks } = pianmu.site;
    const answer = (met) => (met === undefined ? '' : words(`app.marks.check.${met ? 'yes' : 'no'}`));
    const yes = (is) => (is ? words('app.marks.yes') : '');
    const head = [words('app.marks.column.id'), words('app.marks.column.title'), words('app.marks.column.unit'), ...criteria.map((one) => pianmu.text(one.title)),
      words('app.marks.sum'), words('app.marks.column.recused'), words('app.marks.column.shortlisted'), ...checks.map((one) => pianmu.text(one.title)), ...(withNotes ? [words('app.marks.note')] : []), words('app.marks.column.updated')];
    const rows = pianmu.marks.list(true).map(([id, mark]) => {
      const work = pianmu.byId.get(id) || {};

      return [id, work.title || '', work.unit || '', ...criteria.map((one) => pianmu.marks.pointsOf(mark, one) ?? ''), pianmu.marks.totalOf(id) ?? '',
        yes(mark.recused), yes(mark.shortlisted), ...checks.map((one) => answer(mark.checks[one.key])), ...(withNotes ? [mark.note] : []), new Date(mark.updatedAt).toLocaleString(document.documentElement.lang)];
    });

    return offer(`\ufeff${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`, 'text/csv', 'csv');
  }

  /* ---- in ---- */

  const same = (a, b) => JSON.stringify(pianmu.marks.tidy(a)) === JSON.stringify(pianmu.marks.tidy(b));

  /* Why a file is not for this page; null: it is. */
  function faultOf(file) {
    const site = pianmu.site;
    const mine = pianmu.marks.reviewer;

    if (typeof file !== 'object' || file === null || typeof file.schema !== 'string' || !file.schema.startsWith('pianmu-marks-')) return words('app.marks.import.foreign');
    if (file.schema !== SCHEMA) return words('app.marks.import.newer-form');
    if (file.catalogue !== site.catalogue) return words('app.marks.import.catalogue');
    if (file.edition !== site.edition) return words('app.marks.import.edition', { theirs: file.edition, ours: site.edition });
    if (file.audience !== site.audience) return words('app.marks.import.audience');
    if (!file.reviewer || !/^[0-9a-f]{16}$/.test(file.reviewer.id) || typeof file.reviewer.name !== 'string' || !file.reviewer.name) return words('app.marks.import.damaged');
    if (mine && mine.id !== file.reviewer.id && (mine.name !== file.reviewer.name || mine.unit !== file.reviewer.unit)) return words('app.marks.import.reviewer', { theirs: file.reviewer.name, ours: mine.name });
    if (!Array.isArray(file.marks) || file.marks.length > MARKS_MAX || isNaN(new Date(file.exportedAt))) return words('app.marks.import.damaged');
    return null;
  }

  function faultOfMark(entry, mark, seen) {
    const criteria = new Map(pianmu.site.criteria.map((one) => [one.key, one]));
    const id = entry && typeof entry.id === 'string' ? entry.id.slice(0, 40) : '?';

    if (!mark || !/^[0-9]{1,9}$/.test(id)) return words('app.marks.import.damaged-mark', { id });
    if (seen.has(id)) return words('app.marks.import.twice', { id });
    if (new Date(mark.updatedAt) - Date.now() > DAY) return words('app.marks.import.future', { id });
    for (const [key, points] of Object.entries(mark.scores)) {
      if (!criteria.has(key)) return words('app.marks.import.criterion', { id, key });
      if (points > criteria.get(key).maximum) return words('app.marks.import.points', { id, criterion: pianmu.text(criteria.get(key).title), points, max: criteria.get(key).maximum });
    }
    const unknown = Object.keys(mark.checks).find((key) => !(key in askedOf(mark.checks)));

    return unknown ? words('app.marks.import.check', { id, key: unknown }) : null;
  }

  /* All or nothing: one mark that is not right, and the file is not taken. */
  function plan(text) {
    let file;

    try {
      file = JSON.parse(text);
    } catch (error) {
      return { refused: words('app.marks.import.foreign') };
    }
    const fault = faultOf(file);

    if (fault) return { refused: fault };
    const result = { file, fresh: [], newer: [], same: [], older: [], unknown: [], rulesDiffer: file.rules_hash !== pianmu.site.rules_hash };
    const seen = new Set();

    for (const entry of file.marks) {
      const mark = pianmu.marks.tidy(entry);
      const wrong = faultOfMark(entry, mark, seen);

      if (wrong) return { refused: wrong };
      seen.add(entry.id);
      const mine = pianmu.marks.get(entry.id);

      /* A file without notes says nothing of them; nor does one of before there were checks. */
      if (entry.note === null && mine) mark.note = mine.note;
      if (entry.checks === undefined && mine) mark.checks = mine.checks;
      if (!pianmu.byId.has(entry.id)) result.unknown.push(entry.id);
      else if (!mine) result.fresh.push([entry.id, mark]);
      else if (same(mine, mark)) result.same.push(entry.id);
      else if (mine.updatedAt < mark.updatedAt) result.newer.push([entry.id, mark]);
      else result.older.push(entry.id);
    }
    return result;
  }

  function apply(result) {
    const exported = new Date(result.file.exportedAt).toISOString();
    const wasWhole = pianmu.marks.unexported().length === 0 && result.older.length === 0;

    if (!pianmu.marks.reviewer || pianmu.marks.reviewer.id !== result.file.reviewer.id) pianmu.marks.adopt(result.file.reviewer);
    for (const [id, mark] of [...result.fresh, ...result.newer]) pianmu.marks.put(id, mark);
    if (wasWhole && exported > (pianmu.marks.exportedAt || '')) pianmu.marks.noteExport(exported);
    pianmu.tell('marks');
  }

  pianmu.exchange = { json, csv, plan, apply, FILE_MAX: 32 * 1024 * 1024 };
})();

/* What the reviewer marked, kept by the browser: one entry a work, so that two windows never overwrite each other's.
 *
 * A mark is what exported files hold: { content, scores: { theme: 28, … }, checks: { watermark: true, … }, note, recused, shortlisted, updatedAt }.
 * Its content is that of the bytes that were seen: where the file was replaced since, the mark stays and does not count until it is confirmed.
 * Checks are what the reviewer thinks of manual checks; scores alone make a work marked.
 *
 *   pianmu.marks.on              whether works are marked here at all
 *   .get(id)                     a mark; undefined: none
 *   .set(id, changes)            changes members of it (scores and checks are merged; one of undefined goes) and keeps it
 *   .confirm(id)                 it holds for the bytes that are there now
 *   .stateOf(id)                 'marked' (every criterion has points) | 'unmarked' | 'recused'
 *   .isStale(id)                 whether it was made of other bytes
 *   .checksOf(work)              the manual checks that are asked of it
 *   .totalOf(id)                 the sum of a marked work; null
 *   .progress(works)             { total, marked, recused, left, stale } of some rows, by default of all
 *   .nextUnmarked(ids, from)     the first unmarked one behind `from` in this order, and round again; null: none is left
 *
 * Tells "marks" with the id of a mark that changed (undefined: many did), "marks-trouble" when the browser will not keep them.
 */
(function () {
  'use strict';

  const PREFIX = 'mark/';
  const ID = /^[0-9]{1,9}$/;
  const NOTE_MAX = 4000; /* characters, as the importer has it */
  const DAY = 24 * 60 * 60 * 1000;
  const MANY = 10; /* changes that no file has yet */

  let marks = null; /* id → mark; read when first wanted */
  let troubled = false;
  const unkept = new Set(); /* ids of marks that are in memory alone */

  const isPlain = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const isWhen = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !isNaN(new Date(value));

  /* A well-formed copy of something that claims to be a mark, or null. */
  function tidy(mark) {
    if (!isPlain(mark) || !isPlain(mark.scores) || !isWhen(mark.updatedAt)) return null;
    const scores = Object.entries(mark.scores);
    const { checks = {} } = mark; /* none in marks of before there were any */

    if (!scores.every(([key, points]) => /^[a-z][a-z0-9-]{0,31}$/.test(key) && Number.isInteger(points) && points >= 0 && points <= 1000)) return null;
    if (!isPlain(checks) || !Object.entries(checks).every(([key, met]) => /^[a-z][a-zA-Z0-9-]{0,31}$/.test(key) && typeof met === 'boolean')) return null;
    return {
      content: typeof mark.content === 'string' && /^[0-9a-f]{32}$/.test(mark.content) ? mark.content : null,
      scores: Object.fromEntries(scores),
      checks: { ...checks },
      note: typeof mark.note === 'string' ? mark.note.slice(0, NOTE_MAX).replace(/\p{Surrogate}/gu, '') : '', /* half a character is none */
      recused: mark.recused === true,
      shortlisted: mark.shortlisted === true,
      updatedAt: mark.updatedAt,
    };
  }

  /* As it is kept; undefined: not, or not well-formed. */
  function recall(id) {
    try {
      return tidy(JSON.parse(pianmu.recall(PREFIX + id))) || undefined;
    } catch (error) {
      return undefined;
    }
  }

  function all() {
    if (!marks) {
      marks = new Map();
      for (const name of pianmu.kept(PREFIX)) {
        const id = name.slice(PREFIX.length);
        const mark = ID.test(id) && recall(id);

        if (mark) marks.set(id, mark);
      }
    }
    return marks;
  }

  function trouble() {
    if (troubled) return;
    troubled = true;
    pianmu.tell('marks-trouble');
  }

  /* Keeps a whole mark, as it is. */
  function put(id, mark) {
    all().set(id, mark);
    if (pianmu.keep(PREFIX + id, JSON.stringify(mark))) {
      unkept.delete(id);
    } else {
      unkept.add(id);
      trouble();
    }
  }

  /* Later than what it replaces even where the clock was set back, so that merging files takes it for the newer one. */
  function moment(old) {
    return new Date(Math.max(Date.now(), old ? new Date(old.updatedAt).getTime() + 1 : 0)).toISOString();
  }

  function pointsOf(mark, criterion) {
    const points = mark ? mark.scores[criterion.key] : undefined;

    return Number.isInteger(points) && points >= 0 && points <= criterion.maximum ? points : null;
  }

  const isWhole = (mark) => pianmu.site.criteria.every((criterion) => pointsOf(mark, criterion) !== null);
  const isEmpty = (mark) => !mark.recused && !mark.shortlisted && !mark.note && Object.keys({ ...mark.scores, ...mark.checks }).length === 0;
  const sum = (mark) => pianmu.site.criteria.reduce((total, criterion) => total + (pointsOf(mark, criterion) || 0), 0);

  const api = {
    NOTE_MAX,
    tidy,
    put,
    pointsOf,
    isEmpty,
    sum,

    get on() {
      return Boolean(pianmu.site) && pianmu.tells.marks();
    },

    get maximum() {
      return pianmu.site.criteria.reduce((total, criterion) => total + criterion.maximum, 0);
    },

    get: (id) => all().get(id),

    /* [id, mark], by number; empty ones are kept to say that a mark was taken back, and `told` leaves them out */
    list(told) {
      return [...all()].filter(([, mark]) => !told || !isEmpty(mark)).sort(([a], [b]) => a - b || (a < b ? -1 : 1));
    },

    set(id, changes) {
      const work = pianmu.byId.get(id);
      const old = (unkept.has(id) ? null : recall(id)) || all().get(id); /* another window may just have changed it */
      const mark = { content: work ? work.version : null, note: '', recused: false, shortlisted: false, ...old, ...changes };

      for (const part of ['scores', 'checks']) {
        mark[part] = { ...(old && old[part]), ...changes[part] };
        Object.keys(mark[part]).forEach((key) => { if (mark[part][key] === undefined) delete mark[part][key]; });
      }
      if (old ? isEmpty(old) : !mark.content) mark.content = work ? work.version : null;
      mark.updatedAt = moment(old);
      put(id, mark);
      pianmu.tell('marks', id);
    },

    confirm: (id) => api.set(id, { content: pianmu.byId.get(id).version }),

    isStale(id) {
      const mark = all().get(id);
      const work = pianmu.byId.get(id);

      return Boolean(mark && work && !isEmpty(mark) && mark.content && work.version && mark.content !== work.version);
    },

    stateOf(id) {
      const mark = all().get(id);

      if (!mark) return 'unmarked';
      if (mark.recused) return 'recused';
      return isWhole(mark) && !api.isStale(id) ? 'marked' : 'unmarked';
    },

    checksOf: (work) => pianmu.site.checks.filter((check) => check.categories.includes(work.category)),

    totalOf: (id) => (api.stateOf(id) === 'marked' ? sum(all().get(id)) : null),

    progress(works = pianmu.works) {
      const counts = { total: works.length, marked: 0, recused: 0, unmarked: 0, stale: 0 };

      for (const work of works) {
        counts[api.stateOf(work.id)]++;
        counts.stale += api.isStale(work.id);
      }
      return { ...counts, left: counts.unmarked };
    },

    nextUnmarked(ids, from) {
      const start = ids.indexOf(from) + 1;

      if (!api.on) return null;
      return [...ids.slice(start), ...ids.slice(0, start)].find((id) => id !== from && api.stateOf(id) === 'unmarked') || null;
    },

    /* ---- what no file has yet ---- */

    get troubled() {
      return troubled;
    },

    /* Whether the browser keeps anything at all: asked before somebody has marked for an hour. */
    check() {
      if (!pianmu.keep('marks/try', '1')) trouble();
      return !troubled;
    },

    get exportedAt() {
      const when = pianmu.recall('marks/exported');

      return isWhen(when) ? when : null;
    },

    unexported() {
      const since = api.exportedAt || '';

      return [...all().values()].filter((mark) => mark.updatedAt > since);
    },

    /* Whether it is time to export. */
    isDue() {
      const open = api.unexported();

      return open.length > MANY || open.some((mark) => Date.now() - new Date(mark.updatedAt) > DAY);
    },

    noteExport(when) {
      pianmu.keep('marks/exported', when);
      unkept.clear(); /* a file has them */
      pianmu.tell('marks');
    },

    clear() {
      for (const id of all().keys()) pianmu.forget(PREFIX + id);
      marks = new Map();
      unkept.clear();
      pianmu.forget('marks/exported');
      pianmu.tell('marks');
    },

    /* ---- who marks: { id, name, unit }; the id tells two of one name apart ---- */

    get reviewer() {
      try {
        const reviewer = JSON.parse(pianmu.recall('marks/reviewer'));

        return isPlain(reviewer) && /^[0-9a-f]{16}$/.test(reviewer.id) && reviewer.name ? reviewer : stranger;
      } catch (error) {
        return stranger;
      }
    },

    set reviewer({ name, unit }) {
      const id = api.reviewer ? api.reviewer.id : [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

      api.adopt({ id, name, unit });
    },

    /* Who they are on another computer. */
    adopt({ id, name, unit }) {
      stranger = { id, name, unit: unit || '' };
      pianmu.keep('marks/reviewer', JSON.stringify(stranger));
    },
  };

  let stranger = null; /* a reviewer whom the browser would not keep */

  pianmu.marks = api;

  pianmu.onKept((name) => {
    if (!marks) return;
    if (name === null || name === 'marks/exported') {
      if (name === null) marks = null;
      pianmu.tell('marks');
    } else if (name.startsWith(PREFIX) && ID.test(name.slice(PREFIX.length))) {
      const id = name.slice(PREFIX.length);
      const mark = recall(id);

      if (mark) marks.set(id, mark);
      else marks.delete(id);
      pianmu.tell('marks', id);
    }
  });

  addEventListener('beforeunload', (event) => {
    if (unkept.size > 0) {
      event.preventDefault();
      event.returnValue = '';
    }
  });
})();

/* #marks: who marks, how far it is, all marks in a table, and their files. */
(function () {
  'use strict';

  const element = pianmu.element;
  const words = pianmu.words;
  const ROWS = 200; /* of the table at once */

  let place = null;
  let shown = ROWS;
  let withNotes = true;
  let order = { by: 'id', down: false };

  const button = (key, onclick, attributes) => element('button', { type: 'button', class: 'action', onclick, ...attributes }, words(key));
  const addressOf = (id) => pianmu.address({ w: id });
  const titleOf = (work) => element('bdi', { lang: pianmu.langOf(work.title || '') }, work.title || work.id);

  /* ---- questions ---- */

  /* Lines and two answers; what is chosen runs `act`. */
  function ask(title, lines, yes, act) {
    const dialog = element('dialog', { class: 'question', 'aria-labelledby': 'question', onclose: () => dialog.remove() });

    dialog.append(element('h2', { id: 'question' }, title), ...lines.map((line) => element('p', {}, line)),
      element('p', { class: 'answers' }, act && button(yes, () => { dialog.close(); act(); }), button(act ? 'app.marks.cancel' : 'app.marks.close', () => dialog.close(), { autofocus: true })));
    place.append(dialog);
    dialog.showModal();
  }

  function announce(text) {
    place.querySelector('.said').textContent = text;
  }

  /* ---- who ---- */

  function askWho(then) {
    const mine = pianmu.marks.reviewer;
    const name = element('input', { id: 'reviewer-name', maxlength: 60, autocomplete: 'name', required: true, '.value': mine ? mine.name : '' });
    const unit = element('input', { id: 'reviewer-unit', maxlength: 100, autocomplete: 'organization', '.value': mine ? mine.unit : '' });
    const fault = element('p', { id: 'reviewer-fault', class: 'fault', role: 'alert' });
    const keep = (event) => {
      event.preventDefault();
      if (!name.value.trim()) {
        fault.textContent = words('app.marks.reviewer.nameless');
        name.setAttribute('aria-invalid', 'true');
        name.setAttribute('aria-describedby', fault.id);
        name.focus();
        return;
      }
      pianmu.marks.reviewer = { name: name.value.trim(), unit: unit.value.trim() };
      draw();
      if (then) then();
    };
    const form = element('form', { class: 'who', novalidate: true, onsubmit: keep },
      element('p', { class: 'hint' }, words('app.marks.reviewer.why')),
      element('div', {}, element('label', { for: name.id }, words('app.marks.reviewer.name')), name), fault,
      element('div', {}, element('label', { for: unit.id }, words('app.marks.reviewer.unit')), unit),
      element('button', { class: 'action' }, words('app.marks.reviewer.keep')));

    place.querySelector('.reviewer').replaceChildren(form);
    if (mine || then) name.focus();
  }

  function who() {
    const mine = pianmu.marks.reviewer;

    return element('div', { class: 'reviewer' }, mine && element('p', {}, words('app.marks.reviewer'), element('b', {}, element('bdi', {}, mine.name)), ' ',
      element('bdi', {}, mine.unit || ''), ' ', button('app.marks.reviewer.change', () => askWho(), { class: 'quiet' })));
  }

  /* ---- how far ---- */

  function progressRow(title, works) {
    const counts = pianmu.marks.progress(works);
    const due = counts.total - counts.recused;

    return element('tr', {}, element('th', { scope: 'row' }, title), element('td', {}, counts.marked), element('td', {}, counts.left), element('td', {}, counts.recused), element('td', {}, counts.total),
      element('td', { class: 'meter' }, element('progress', { max: due || 1, value: due ? counts.marked : 1, 'aria-label': words('app.marks.progress-of', { title }) })));
  }

  function progress() {
    const rows = pianmu.site.categories.map((category) => [pianmu.text(category.title), pianmu.works.filter((work) => work.category === category.slug)]);
    const others = pianmu.works.filter((work) => !pianmu.site.categories.some((category) => category.slug === work.category));
    const columns = ['category', 'marked', 'left', 'recused', 'all'];

    if (others.length) rows.push([words('gallery.no-category'), others]);
    return element('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': words('app.marks.progress') }, element('table', { class: 'progress' }, element('caption', { class: 'sr' }, words('app.marks.progress')),
      element('thead', {}, element('tr', {}, columns.map((column) => element('th', { scope: 'col' }, words(`app.marks.column.${column}`))), element('td', { class: 'meter' }))),
      element('tbody', {}, rows.filter(([, works]) => works.length).map((row) => progressRow(...row))),
      element('tfoot', {}, progressRow(words('app.marks.total'), pianmu.works))));
  }

  function nextLink() {
    const next = pianmu.marks.nextUnmarked(pianmu.works.map((work) => work.id));

    return next ? element('a', { class: 'action', href: addressOf(next) }, words('app.marks.next')) : element('p', {}, words('app.marks.all-done'));
  }

  /* ---- all marks ---- */

  const columns = () => [
    { key: 'id', words: words('app.marks.column.id'), of: (row) => Number(row.id) },
    { key: 'title', words: words('app.marks.column.title'), of: (row) => row.work.title || '' },
    { key: 'sum', words: words('app.marks.sum'), of: (row) => pianmu.marks.totalOf(row.id) ?? -1, figure: true },
    { key: 'state', words: words('app.marks.column.state'), of: (row) => row.state },
    ...pianmu.site.criteria.map((one) => ({ key: `score ${one.key}`, words: pianmu.text(one.title), of: (row) => pianmu.marks.pointsOf(row.mark, one) ?? -1, figure: true })),
    { key: 'category', words: words('app.marks.column.category'), of: (row) => row.category },
    { key: 'updated', words: words('app.marks.column.updated'), of: (row) => row.mark.updatedAt },
  ];

  /* "2/4": of the checks of a work */
  function checkWords(id, mark) {
    const asked = pianmu.byId.has(id) ? pianmu.marks.checksOf(pianmu.byId.get(id)) : [];
    const done = asked.filter((check) => check.key in mark.checks).length;

    return done > 0 && words('app.marks.state.checks', { done, all: asked.length });
  }

  function stateWords(id, mark) {
    const state = pianmu.marks.stateOf(id);
    const said = pianmu.marks.isStale(id) && state !== 'recused' ? 'stale' : state === 'unmarked' && !pianmu.marks.isEmpty(mark) && Object.keys(mark.scores).length ? 'begun' : state;

    return [words(`app.marks.state.${said}`), checkWords(id, mark), mark.shortlisted && words('app.marks.state.shortlisted'), mark.note && words('app.marks.state.noted')].filter(Boolean).join(pianmu.language === 'zh' ? '，' : ', ');
  }

  function rowsInOrder() {
    const collator = new Intl.Collator(pianmu.language === 'zh' ? 'zh-u-co-pinyin' : 'en', { numeric: true });
    const column = columns().find((one) => one.key === order.by) || columns()[0];
    const rows = pianmu.marks.list(true).map(([id, mark]) => {
      const work = pianmu.byId.get(id) || {};

      return { id, mark, work, category: work.id ? pianmu.category(work.category) : '', state: stateWords(id, mark) };
    });

    rows.forEach((row) => { row.value = column.of(row); });
    rows.sort((a, b) => (typeof a.value === 'number' ? a.value - b.value : collator.compare(a.value, b.value)) * (order.down ? -1 : 1) || a.id - b.id);
    return rows;
  }

  /* First up, then down; where the best is wanted, first down. */
  function sortBy(column) {
    order = { by: column.key, down: order.by === column.key ? !order.down : Boolean(column.figure) };
    drawTable();
    place.querySelector(`th[data-column="${CSS.escape(column.key)}"] button`).focus();
  }

  function headOf(column) {
    const is = order.by === column.key;

    return element('th', { scope: 'col', 'data-column': column.key, 'aria-sort': is && (order.down ? 'descending' : 'ascending'), class: column.figure && 'figure' },
      element('button', { type: 'button', onclick: () => sortBy(column) }, column.words, element('i', { 'aria-hidden': 'true' }, is ? (order.down ? '↓' : '↑') : '')));
  }

  function rowOf({ id, mark, work, category, state }) {
    const figure = (points) => element('td', { class: 'figure' }, points ?? '—');

    return element('tr', {}, element('td', {}, id), element('th', { scope: 'row' }, pianmu.byId.has(id) ? element('a', { href: addressOf(id) }, titleOf(work)) : words('app.marks.gone')), figure(pianmu.marks.totalOf(id)), element('td', {}, state),
      pianmu.site.criteria.map((one) => figure(pianmu.marks.pointsOf(mark, one))), element('td', {}, category),
      element('td', {}, new Date(mark.updatedAt).toLocaleString(document.documentElement.lang, { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })));
  }

  function drawTable() {
    const rows = rowsInOrder();
    const table = element('table', { class: 'all' }, element('caption', {}, words('app.marks.table', { n: rows.length })), element('thead', {}, element('tr', {}, columns().map(headOf))),
      element('tbody', {}, rows.slice(0, shown).map(rowOf)));
    const more = rows.length > shown && button('app.marks.more', () => { shown += ROWS; drawTable(); });

    place.querySelector('.table').replaceChildren(...(rows.length ? [element('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': words('app.marks.title') }, table), more || ''] : [element('p', { class: 'hint' }, words('app.marks.none'))]));
  }

  /* ---- files ---- */

  function offer(kind) {
    if (!pianmu.marks.reviewer) {
      askWho(() => offer(kind));
      return;
    }
    const name = pianmu.exchange[kind](withNotes);

    announce(words(kind === 'json' ? 'app.marks.exported' : 'app.marks.exported-table', { file: name }));
  }

  function summary(plan) {
    const lines = [['fresh', plan.fresh], ['newer', plan.newer], ['same', plan.same], ['older', plan.older]].filter(([, list]) => list.length).map(([key, list]) => words(`app.marks.import.${key}`, { n: list.length }));

    if (plan.unknown.length) lines.push(words('app.marks.import.unknown', { n: plan.unknown.length, list: plan.unknown.slice(0, 10).join(pianmu.language === 'zh' ? '、' : ', ') }));
    if (plan.rulesDiffer) lines.push(words('app.marks.import.rules'));
    return lines.length ? lines : [words('app.marks.import.nothing')];
  }

  async function take(input) {
    const file = input.files[0];

    if (!file) return;
    const plan = file.size > pianmu.exchange.FILE_MAX ? { refused: words('app.marks.import.foreign') } : pianmu.exchange.plan(await file.text());

    input.value = '';
    if (plan.refused) {
      ask(words('app.marks.import.refused'), [plan.refused, words('app.marks.import.unchanged')]);
      return;
    }
    const changes = plan.fresh.length + plan.newer.length;

    ask(words('app.marks.import.summary', { file: file.name }), summary(plan), 'app.marks.import.apply', changes > 0 && (() => {
      pianmu.exchange.apply(plan);
      drawAnew();
      announce(words('app.marks.import.done', { n: changes }));
    }));
  }

  function askToClear() {
    const open = pianmu.marks.unexported().length;

    ask(words('app.marks.clear.question', { n: pianmu.marks.list(true).length }), [words('app.marks.clear.final'), open ? element('b', {}, words('app.marks.clear.unexported', { n: open })) : words('app.marks.clear.exported')], 'app.marks.clear.yes', () => {
      pianmu.marks.clear();
      drawAnew();
      announce(words('app.marks.cleared'));
    });
  }

  function files() {
    const input = element('input', { type: 'file', id: 'marks-file', class: 'sr', accept: '.json,application/json', onchange: (event) => take(event.target) });
    const when = pianmu.marks.exportedAt;
    const open = pianmu.marks.unexported().length;
    const said = !pianmu.marks.list().length ? '' : open ? words('app.marks.open', { n: open }) : words('app.marks.safe', { time: new Date(when).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }) });

    return element('section', { class: 'exchange', 'aria-labelledby': 'marks-files' }, element('h2', { id: 'marks-files' }, words('app.marks.files')),
      element('p', { class: pianmu.marks.isDue() ? 'warning' : 'hint' }, words('app.marks.files-why'), ' ', said),
      element('p', { class: 'row' }, button('app.marks.export', () => offer('json'), { class: 'action main' }), button('app.marks.export-table', () => offer('csv')),
        element('label', { class: 'tick' }, element('input', { type: 'checkbox', '.checked': withNotes, onchange: (event) => { withNotes = event.target.checked; } }), ' ', words('app.marks.with-notes'))),
      element('p', { class: 'row' }, input, element('label', { for: 'marks-file', class: 'action' }, words('app.marks.import')), button('app.marks.clear', askToClear, { disabled: !pianmu.marks.list().length })));
  }

  /* ---- the page ---- */

  function draw() {
    pianmu.head(words('gallery.title', { title: words('app.marks.title'), contest: pianmu.text(pianmu.site.title) }), words('app.marks.title'));
    if (!pianmu.marks.on) {
      place.replaceChildren(element('h1', { tabindex: -1 }, words('app.marks.title')), element('p', {}, words('app.marks.off')));
      return;
    }
    pianmu.marks.check();
    place.replaceChildren(element('div', { class: 'marks-page' }, element('p', { class: 'crumb' }, element('a', { href: '#' }, words('app.marks.back'))), element('h1', { tabindex: -1 }, words('app.marks.title')),
      pianmu.marks.troubled && element('p', { class: 'warning', role: 'alert' }, words('app.marks.trouble')), who(), progress(), nextLink(), element('p', { class: 'said', role: 'status' }), files(), element('div', { class: 'table' })));
    if (!pianmu.marks.reviewer) askWho();
    drawTable();
  }

  /* After a question, whose button is gone. */
  function drawAnew() {
    draw();
    place.querySelector('h1').focus();
  }

  pianmu.views.marks = {
    show(state, where) {
      place = where;
      shown = ROWS;
      draw();
    },
    leave() {
      place = null;
    },
  };

  /* An export, or another window: all is drawn anew, and the keyboard stays where it was. */
  pianmu.on('marks', () => {
    const reached = () => [...place.querySelectorAll('a, button, input')];

    if (!place || place.querySelector('dialog, form')) return;
    const at = reached().indexOf(document.activeElement);

    draw();
    if (at >= 0 && reached()[at]) reached()[at].focus({ preventScroll: true });
  });
})();

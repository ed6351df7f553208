/* The marks of the work that is shown: fills [data-marks] of its article when the work view tells "work".
 * What is typed is kept at once; what is out of range is refused in place and what was there before stays. */
(function () {
  'use strict';

  const element = pianmu.element;
  const words = pianmu.words;
  const NOTE_PAUSE = 400; /* ms without a key until a note is kept */

  let id = null;
  let fields = null; /* the parts of the form that follow the mark */

  /* ---- points ---- */

  /* undefined: nothing; null: no integer in range. Full-width figures are figures. */
  function pointsIn(input, criterion) {
    const text = input.value.normalize('NFKC').trim();

    if (!text) return undefined;
    return /^\d{1,4}$/.test(text) && Number(text) <= criterion.maximum ? Number(text) : null;
  }

  function say(field, points) {
    const kept = field.before === null ? words('app.marks.nothing') : field.before;
    const wrong = points === null;

    field.fault.textContent = wrong ? words('app.marks.out-of-range', { max: field.criterion.maximum, kept }) : '';
    field.input.toggleAttribute('aria-invalid', wrong);
    if (wrong) field.input.setAttribute('aria-invalid', 'true');
  }

  function takePoints(field) {
    const points = pointsIn(field.input, field.criterion);
    const wanted = points === null ? (field.before === null ? undefined : field.before) : points;
    const mark = pianmu.marks.get(id);

    if ((mark ? mark.scores[field.criterion.key] : undefined) !== wanted) pianmu.marks.set(id, { scores: { [field.criterion.key]: wanted } });
    say(field, points);
    showSum();
  }

  /* Enter goes on, as it does in a table of figures. */
  function goOn(event) {
    if (event.key !== 'Enter' || event.isComposing) return;
    const inputs = [...fields.points.map((field) => field.input), fields.note];

    event.preventDefault();
    inputs[inputs.indexOf(event.target) + 1].focus();
  }

  function pointField(criterion) {
    const name = `score-${criterion.key}`;
    const input = element('input', {
      id: name, type: 'text', inputmode: 'numeric', maxlength: 4, autocomplete: 'off', 'aria-describedby': `${name}-most ${name}-fault`, onkeydown: goOn,
    });
    const field = { criterion, input, before: null, fault: element('p', { id: `${name}-fault`, class: 'fault', role: 'alert' }) };

    input.addEventListener('focus', () => { field.before = pianmu.marks.pointsOf(pianmu.marks.get(id), criterion); });
    input.addEventListener('input', (event) => { if (!event.isComposing) takePoints(field); });
    input.addEventListener('compositionend', () => takePoints(field));
    field.row = element('div', { class: 'score' }, element('label', { for: name }, pianmu.text(criterion.title)),
      element('small', { id: `${name}-most` }, words('app.marks.at-most', { max: criterion.maximum })), input, field.fault);
    return field;
  }

  /* ---- manual checks: what the reviewer thinks of them, for the organiser who decides ---- */

  const ANSWERS = { yes: true, no: false, open: undefined };

  function checkField(check) {
    const inputs = Object.entries(ANSWERS).map(([name, met]) => element('input', { type: 'radio', name: `check-${check.key}`, value: name, onchange: () => pianmu.marks.set(id, { checks: { [check.key]: met } }) }));
    const row = element('fieldset', { class: 'check' }, element('legend', {}, pianmu.text(check.title)),
      element('div', {}, inputs.map((input) => element('label', {}, input, element('span', {}, words(`app.marks.check.${input.value}`))))));

    return { check, inputs, row };
  }

  function showAnswer({ check, inputs }, mark) {
    const met = mark ? mark.checks[check.key] : undefined;

    inputs.forEach((input) => { input.checked = ANSWERS[input.value] === met; });
  }

  function checkFields() {
    fields.checks = pianmu.marks.checksOf(pianmu.byId.get(id)).map(checkField);
    fields.checking = fields.checks.length > 0 && element('fieldset', { class: 'checks' }, element('legend', {}, words('app.marks.checks'), ' ', element('small', {}, words('app.marks.checks-why'))),
      fields.checks.map((field) => field.row));
    return fields.checking;
  }

  /* ---- the form ---- */

  function tick(member, key) {
    const input = element('input', { type: 'checkbox', onchange: () => pianmu.marks.set(id, { [member]: input.checked }) });

    fields[member] = input;
    return element('label', { class: 'tick' }, input, ' ', words(key));
  }

  function noteField() {
    let pause = 0;
    const note = element('textarea', { id: 'mark-note', rows: 3, maxlength: pianmu.marks.NOTE_MAX, 'aria-describedby': 'mark-note-hint' });
    const marked = id;
    const keep = () => {
      clearTimeout(pause);
      const mark = pianmu.marks.get(marked);

      if ((mark ? mark.note : '') !== note.value) pianmu.marks.set(marked, { note: note.value });
    };

    note.addEventListener('input', () => { clearTimeout(pause); pause = setTimeout(keep, NOTE_PAUSE); });
    note.addEventListener('change', keep);
    fields.keepNote = keep;
    return note;
  }

  function showSum() {
    const mark = pianmu.marks.get(id);
    const wrong = fields.points.some((field) => field.input.hasAttribute('aria-invalid'));
    const given = mark && pianmu.site.criteria.some((criterion) => pianmu.marks.pointsOf(mark, criterion) !== null);
    const open = mark ? pianmu.site.criteria.filter((criterion) => pianmu.marks.pointsOf(mark, criterion) === null).length : 0;

    fields.sum.textContent = given && !wrong ? String(pianmu.marks.sum(mark)) : '—';
    fields.open.textContent = given && open && !wrong ? words('app.marks.still-open', { n: open }) : '';
  }

  function keptWords(mark) {
    if (pianmu.marks.troubled) return '';
    if (!mark || pianmu.marks.isEmpty(mark)) return words('app.marks.not-yet');
    const when = new Date(mark.updatedAt);
    const today = when.toDateString() === new Date().toDateString();
    const time = when.toLocaleString(document.documentElement.lang, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });

    return words('app.marks.kept', { time });
  }

  /* A live region speaks when its text changes, so it is left alone where it does not. */
  function setText(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }

  function refresh() {
    const mark = pianmu.marks.get(id);
    const recused = Boolean(mark && mark.recused);

    for (const field of fields.points) {
      const points = pianmu.marks.pointsOf(mark, field.criterion);

      if (document.activeElement !== field.input) {
        if (!field.input.hasAttribute('aria-invalid')) field.input.value = points === null ? '' : points;
        field.before = points;
      }
      field.input.disabled = recused;
    }
    for (const field of fields.checks) showAnswer(field, mark);
    if (fields.checking) fields.checking.disabled = recused;
    if (document.activeElement !== fields.note) fields.note.value = mark ? mark.note : '';
    fields.recused.checked = recused;
    fields.shortlisted.checked = Boolean(mark && mark.shortlisted);
    fields.shortlisted.disabled = recused;
    fields.stale.hidden = !pianmu.marks.isStale(id);
    fields.trouble.hidden = !pianmu.marks.troubled;
    fields.due.hidden = pianmu.marks.troubled || !pianmu.marks.isDue();
    setText(fields.due.firstChild, words('app.marks.due', { n: pianmu.marks.unexported().length }));
    setText(fields.kept, keptWords(mark));
    showSum();
  }

  function staleNotice() {
    return element('div', { class: 'warning', role: 'status' }, element('p', {}, element('b', {}, words('app.marks.stale'))), element('p', {}, words('app.marks.stale-why')),
      element('button', { type: 'button', class: 'action', onclick: () => pianmu.marks.confirm(id) }, words('app.marks.confirm')));
  }

  function make() {
    fields = {};
    fields.points = pianmu.site.criteria.map(pointField);
    fields.sum = element('output', { for: fields.points.map((field) => field.input.id).join(' ') });
    fields.open = element('small', {});
    fields.note = noteField();
    fields.kept = element('p', { class: 'kept', role: 'status' });
    fields.stale = staleNotice();
    fields.trouble = element('p', { class: 'warning', role: 'alert' }, words('app.marks.trouble'));
    fields.due = element('p', { class: 'due' }, element('span', {}), ' ', element('a', { href: pianmu.address({ marks: '' }) }, words('app.marks.to-export')));
    return element('form', { class: 'marks', novalidate: true, autocomplete: 'off', onsubmit: (event) => event.preventDefault() },
      fields.stale, fields.trouble, fields.points.map((field) => field.row),
      element('p', { class: 'sum' }, element('span', {}, words('app.marks.sum')), fields.open, fields.sum), checkFields(),
      element('label', { for: 'mark-note' }, words('app.marks.note'), ' ', element('small', { id: 'mark-note-hint' }, words('app.marks.note-hint'))), fields.note,
      tick('shortlisted', 'app.marks.shortlist'), tick('recused', 'app.marks.recuse'), fields.kept, fields.due);
  }

  function leave() {
    if (fields) fields.keepNote();
    fields = null;
  }

  /* { work, article } */
  function fill(detail) {
    const place = detail.article.querySelector('[data-marks]');

    leave();
    if (!place || !pianmu.marks.on) return;
    id = detail.work.id;
    pianmu.marks.check();
    place.replaceChildren(element('h2', { id: 'my-marks' }, words('app.marks.title'), element('small', {}, words('app.marks.out-of', { max: pianmu.marks.maximum }))), make());
    place.setAttribute('aria-labelledby', 'my-marks');
    place.hidden = false;
    refresh();
  }

  pianmu.on('work', fill);
  pianmu.on('marks', (changed) => { if (fields && (changed === undefined || changed === id)) refresh(); });
  pianmu.on('marks-trouble', () => { if (fields) refresh(); });
  addEventListener('hashchange', () => { if (fields) fields.keepNote(); });
  addEventListener('pagehide', () => { if (fields) fields.keepNote(); });
})();

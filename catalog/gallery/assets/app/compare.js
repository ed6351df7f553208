/* Two works side by side, #compare=0003,0012: both films, what was found of each, and the facts of both in one table that says where they differ. */
(function () {
  'use strict';

  const element = pianmu.element;
  const words = pianmu.words;
  const NEAR = 0.15; /* s between two films that run together */
  const NAMES = ['app.compare.first', 'app.compare.second'];

  let wanted = null; /* the last that was asked for */
  let shownIn = null; /* language */
  let sides = []; /* { work, detail, article, player } */
  let left = null; /* { ids, language, places }: what was compared before, and where both films stood */

  /* ---- both films ---- */

  const players = () => sides.map((side) => side.player).filter(Boolean);

  function follow(film, other) {
    const isApart = Math.abs(other.currentTime - film.currentTime) > NEAR;

    if (pianmu.together && isApart && !(other.duration <= film.currentTime)) other.currentTime = film.currentTime;
  }

  /* While they stand, the one whose place was chosen last leads, once both have come where they were sent. */
  function tieTogether([first, second]) {
    const films = [first.film, second.film];
    let lead = films;

    first.film.addEventListener('timeupdate', () => { if (!first.film.paused && !second.film.paused && !second.film.seeking) follow(...films); });
    [films, [...films].reverse()].forEach((these) => {
      these[0].addEventListener('seeking', () => { lead = these; });
      these[0].addEventListener('seeked', () => { if (films.every((film) => film.paused && !film.seeking)) follow(...lead); });
    });
  }

  function playBoth() {
    const both = players();
    const anyPlays = both.some((player) => !player.film.paused);

    if (!anyPlays) follow(both[0].film, both[1].film);
    both.forEach((player) => player.play(!anyPlays));
  }

  function hear(place) {
    players().forEach((player, i) => { player.film.muted = i !== place; });
  }

  function controls() {
    const both = players();

    if (both.length < 2) return element('p', { class: 'player-tools' }, pianmu.helpButton());
    const button = element('button', { type: 'button', class: 'tool strong', onclick: playBoth }, words('app.compare.play'));
    const sync = element('input', { type: 'checkbox', '.checked': true, onchange: () => { pianmu.together = sync.checked; follow(both[0].film, both[1].film); } });

    both.forEach((player) => ['play', 'pause', 'ended'].forEach((name) => player.film.addEventListener(name, () => {
      button.textContent = words(both.some((one) => !one.film.paused) ? 'app.compare.pause' : 'app.compare.play');
    })));
    return element('div', { class: 'player-tools together' }, button, element('label', { class: 'tool' }, sync, ' ', words('app.compare.together')),
      element('span', { role: 'radiogroup', 'aria-label': words('app.compare.sound') }, element('span', { 'aria-hidden': 'true' }, words('app.compare.sound')),
        both.map((player, i) => element('label', { class: 'tool' },
          element('input', { type: 'radio', name: 'sound', '.checked': i === 0, onchange: () => hear(i) }), ' ', words(NAMES[i])))),
      pianmu.helpButton());
  }

  /* ---- one side ---- */

  /* Two articles in one document: what they name by id has to stay apart, and a landmark within each would be there twice. */
  function separate(part, place) {
    [part, ...part.querySelectorAll('[id], [aria-labelledby]')].forEach((one) => {
      if (one.id) one.id = `${one.id}-${place}`;
      if (one.hasAttribute('aria-labelledby')) one.setAttribute('aria-labelledby', `${one.getAttribute('aria-labelledby')}-${place}`);
    });
    return part;
  }

  function column(side, place) {
    const { work, article } = side;
    const head = element('header', null,
      element('h2', { id: `compared-${place}`, lang: pianmu.langOf(work.title) },
        element('a', { href: pianmu.address({ w: work.id }) }, element('i', null, words(NAMES[place])), ' ', element('bdi', null, work.title))),
      article.querySelector('.by'));
    const verdict = article.querySelector('.verdict');
    const media = article.querySelector('.media');
    const data = { ...article.dataset };
    const box = element('section', { class: 'work side-by-side', 'aria-labelledby': `compared-${place}` }, head, media, verdict && separate(verdict, place));

    Object.assign(box.dataset, data);
    box.querySelectorAll('nav[aria-label]').forEach((nav) => nav.setAttribute('aria-label', `${words(NAMES[place])} ${nav.getAttribute('aria-label')}`));
    if (verdict) verdict.removeAttribute('aria-labelledby');
    box.querySelectorAll('.verdict h2').forEach((heading) => heading.replaceWith(element('h3', { id: heading.id }, ...heading.childNodes)));
    side.player = pianmu.player(box, true);
    return box;
  }

  /* ---- the facts of both ---- */

  /* Subjects in the order of the first, then those that only the second has; a subject may come twice (two sound tracks). */
  function rowsOf(both) {
    const named = both.map((detail) => {
      const seen = {};

      return new Map(detail.facts.map(([name, ...parts]) => {
        seen[name] = (seen[name] || 0) + 1;
        return [seen[name] > 1 ? `${name} ${seen[name]}` : name, parts];
      }));
    });

    return [...new Set([...named[0].keys(), ...named[1].keys()])].map((name) => ({ name, parts: named.map((facts) => facts.get(name) || []) }));
  }

  function cell(parts, others) {
    if (parts.length === 0) return element('td', null, '—');
    return element('td', null, parts.flatMap((part) => [element(others.includes(part) ? 'span' : 'mark', null, part), ' ']));
  }

  function table() {
    const rows = rowsOf(sides.map((side) => side.detail)).map(({ name, parts: [first, second] }) => {
      const isSame = first.join('\n') === second.join('\n');

      return { isSame, row: element('tr', { class: isSame ? null : 'differs' },
        element('th', { scope: 'row' }, name, isSame ? null : [' ', element('span', { class: 'differs-sign', role: 'img', 'aria-label': words('app.compare.differs') }, '≠')]),
        cell(first, second), cell(second, first)) };
    });
    const different = rows.filter((one) => !one.isSame).length;

    return element('section', { class: 'compared', 'aria-labelledby': 'facts' },
      element('h2', { id: 'facts' }, words('gallery.facts')),
      element('p', null, words(different === 0 ? 'app.compare.none-differ' : 'app.compare.some-differ', { n: different, total: rows.length })),
      element('table', null,
        element('thead', null, element('tr', null, element('td'), sides.map((side, i) => element('th', { scope: 'col' },
          element('i', null, words(NAMES[i])), ' ', element('bdi', { lang: pianmu.langOf(side.work.title) }, side.work.title))))),
        element('tbody', null, rows.map((one) => one.row))));
  }

  /* ---- the view ---- */

  function crumb(ids) {
    return element('nav', { class: 'crumb', 'aria-label': words('gallery.place') },
      element('p', null, element('a', { href: pianmu.address(pianmu.browsing.state()) }, element('span', { 'aria-hidden': 'true' }, '←'), ' ', words('app.work.back'))),
      ids.length === 2 && element('p', null, element('a', { href: pianmu.address({ compare: `${ids[1]},${ids[0]}` }) }, words('app.compare.swap'))));
  }

  function put(place) {
    place.replaceChildren(crumb(sides.map((side) => side.work.id)),
      element('h1', { class: 'compare' }, words('app.compare.title')));
    const columns = element('div', { class: 'columns' }, sides.map(column));

    place.append(controls(), columns, table());
    if (players().length === 2) {
      tieTogether(players());
      pianmu.together = true;
      hear(0);
    }
    if (left && left.ids === String(sides.map((side) => side.work.id)) && left.language !== pianmu.language) {
      sides.forEach((side, i) => { if (left.places[i]) side.player.restore(left.places[i]); });
    }
    pianmu.head(`${words('app.compare.title')} · ${sides.map((side) => side.work.title).join(' / ')} · ${pianmu.text(pianmu.site.title)}`);
  }

  function putMissing(place, text) {
    place.replaceChildren(crumb([]), element('div', { class: 'prose' }, element('h1', null, words('app.compare.title')), element('p', null, text)));
    pianmu.head(words('app.compare.title'));
  }

  function leaveSides() {
    if (sides.length === 0) return;
    left = { ids: String(sides.map((side) => side.work.id)), language: shownIn, places: sides.map((side) => side.player && side.player.place()) };
    players().forEach((player) => player.leave());
    sides = [];
    pianmu.together = false;
  }

  pianmu.views.compare = {
    async show(state, place) {
      const ids = state.compare.split(',').map((id) => id.trim().padStart(4, '0'));
      const missing = ids.find((id) => !pianmu.byId.has(id));
      const name = `${ids}/${pianmu.language}`;

      if (wanted === name) return;
      wanted = name;
      leaveSides();
      if (missing || ids.length !== 2 || ids[0] === ids[1]) {
        putMissing(place, missing && state.compare ? words('app.work.unknown', { id: missing }) : words('app.compare.two'));
        return;
      }
      try {
        const details = await Promise.all(ids.map(pianmu.detail));

        if (wanted !== name) return;
        sides = ids.map((id, i) => ({ work: pianmu.byId.get(id), detail: details[i], article: pianmu.article(details[i]) }));
        shownIn = pianmu.language;
        put(place);
      } catch (error) {
        if (wanted === name) pianmu.trouble(() => pianmu.go(state, true));
      }
    },

    leave() {
      wanted = null;
      leaveSides();
    },
  };
})();

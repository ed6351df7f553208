/* Finding works: categories, search, filters, orders, layouts, sixty works at a time. All of it is in the address. */
(function () {
  'use strict';

  const { element } = pianmu;
  const PER_PAGE = 60;
  const FIRST_ROW = 4;    /* cards whose pictures do not wait to be scrolled to */
  const NEARBY_PAGES = 2; /* links to each side of the current page */
  const VALUES_SHOWN = 80; /* of a filter; the others are found by typing */
  const VALUES_AT_A_GLANCE = 12;
  const TYPING = 60;      /* ms without another letter, and it is looked for */
  const QUIET = 300;      /* ms without another change, and it is said */
  const layouts = ['grid', 'list', 'reel'];
  const words = (key, values) => pianmu.words(key, values);

  let view = null;   /* the elements of the page that is shown */
  let state = {};    /* what it shows */
  let result = null; /* of sift() for it */
  let order = [];    /* ids */

  /* ---- works chosen to be compared: two at most, for as long as the window is open ---- */

  let picked = null;

  const pickedIds = () => (picked = picked || (pianmu.recall('compare', true) || '').split(',').filter(Boolean));

  pianmu.picked = {
    ids: pickedIds,
    has: (id) => pickedIds().includes(id),
    /* A third takes the place of the first. */
    toggle(id) {
      picked = pianmu.picked.has(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2);
      pianmu.keep('compare', picked.join(','), true);
      pianmu.tell('picked');
    },
    clear() {
      picked = [];
      pianmu.keep('compare', '', true);
      pianmu.tell('picked');
    },
  };

  /* ---- what is shown ---- */

  const known = () => pianmu.works.length;

  /* Only what a list depends on; the page is not among it. */
  const sought = (of) => JSON.stringify([known(), of.q, of.s, ...pianmu.facets().map((facet) => of[facet.key])]);

  let found = '';

  function find() {
    const live = state.m || (state.s || '').endsWith('score');

    if (found === sought(state) && !live) return;
    result = pianmu.sift(state);
    order = pianmu.arrange(result.hits, result.qualities, state).map((place) => pianmu.works[place].id);
    found = sought(state);
    pianmu.keep('browsing', pianmu.address({ ...state, p: null, lang: null }), true);
  }

  const headingOf = () => (state.c ? pianmu.facets()[0].label(state.c) : words('gallery.all-works'));

  /* The order in which the reader goes through works, also after the page of one was loaded anew. */
  pianmu.browsing = {
    state: () => Object.fromEntries(new URLSearchParams((pianmu.recall('browsing', true) || '').slice(1))),
    get order() {
      if (!view) state = pianmu.browsing.state();
      find();
      return order;
    },
    /* "剧情　不合格" */
    describe() {
      if (!view) state = pianmu.browsing.state();
      return [headingOf(), ...filters().filter((one) => one.key !== 'c').map((one) => one.label)].join('　');
    },
  };

  /* To another state; what does not name its page begins at the first. */
  const go = (change, replace) => pianmu.go({ ...state, p: null, ...change }, replace);
  const to = (change) => pianmu.address({ ...state, p: null, ...change });

  function toggled(key, value) {
    const values = pianmu.chosen(state, key);

    return pianmu.choice(values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  }

  /* Every filter that is on: its key, name, label and the state without it. */
  function filters() {
    const list = state.q ? [{ key: 'q', name: words('app.search'), label: words('app.quoted', { text: state.q }), change: { q: null } }] : [];

    for (const facet of pianmu.facets()) {
      for (const value of pianmu.chosen(state, facet.key)) {
        list.push({ key: facet.key, name: words(facet.name || 'gallery.categories'), label: facet.label(value), change: { [facet.key]: toggled(facet.key, value) } });
      }
    }
    return list;
  }

  /* ---- categories and search ---- */

  function tabs() {
    const facet = pianmu.facets()[0];
    const slugs = [...pianmu.site.categories.map((one) => one.slug), ...(facet.codes.has('_') ? ['_'] : [])];
    const total = result.without.c === undefined ? result.hits.length : result.without.c + result.hits.length;
    const rows = [[null, words('gallery.all'), total], ...slugs.map((slug) => [slug, facet.label(slug), result.counts(facet, slug)])];

    if (view.tabs.children.length !== rows.length) view.tabs.replaceChildren(...rows.map(() => element('li', null, element('a'))));
    rows.forEach(([slug, name, n], i) => {
      const link = view.tabs.children[i].firstChild;

      link.href = to({ c: slug });
      link.replaceChildren(name, ' ', element('small', null, String(n)));
      if ((state.c || null) === slug) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    });
  }

  let typing = 0;

  /* The first letter is a step that Back returns from, the others are not. */
  function look() {
    const q = view.search.value.trim();

    clearTimeout(typing);
    if (q !== (state.q || '')) go({ q }, Boolean(state.q));
  }

  function searchBox() {
    view.search = element('input', {
      id: 'q', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: words(pianmu.tells.units() ? 'app.search-hint' : 'app.search-hint-blind'), 'aria-keyshortcuts': '/',
      oninput: (event) => {
        clearTimeout(typing);
        if (!event.isComposing) typing = setTimeout(look, TYPING);
      },
      oncompositionend: look,
      onkeydown: (event) => {
        if (event.key === 'Enter' && !event.isComposing) look();
      },
    });
    return element('div', { class: 'find', role: 'search' }, element('label', { class: 'sr', for: 'q' }, words(pianmu.tells.units() ? 'app.search-label' : 'app.search-label-blind')), view.search,
      element('kbd', { 'aria-hidden': 'true' }, '/'));
  }

  /* ---- filters ---- */

  function valuesOf(facet) {
    const values = facet.order ? facet.order().filter((value) => facet.codes.has(value)) : [...facet.values];

    if (facet.order) return values;
    return facet.byName ? pianmu.sortByName(values) : values.sort((a, b) => result.counts(facet, b) - result.counts(facet, a));
  }

  function option(facet, value, chosen) {
    return element('li', null, element('label', null,
      element('input', { type: 'checkbox', '.checked': chosen.includes(value), '.choice': value, onchange: () => go({ [facet.key]: toggled(facet.key, value) }) }),
      element('span', { lang: facet.label(value) === value ? pianmu.langOf(value) : null }, element('bdi', null, facet.label(value))), ' ',
      element('small', null, String(result.counts(facet, value)))));
  }

  /* The list of an open filter, made anew; what had the focus has it again. */
  function fill(control) {
    const { facet, list, narrow, more } = control;
    const chosen = pianmu.chosen(state, facet.key);
    const typed = narrow ? pianmu.fold(narrow.value).trim() : '';
    const all = valuesOf(facet).filter((value) => chosen.includes(value) || ((facet.order || result.counts(facet, value)) && pianmu.fold(facet.label(value)).includes(typed)));
    const shown = all.slice(0, VALUES_SHOWN);
    const focused = list.contains(document.activeElement) ? document.activeElement.choice : undefined;

    if (narrow) narrow.hidden = facet.values.length <= VALUES_AT_A_GLANCE;
    list.replaceChildren(...shown.map((value) => option(facet, value, chosen)));
    more.textContent = all.length > shown.length ? words('app.more-values', { n: all.length - shown.length }) : '';
    if (focused !== undefined) [...list.querySelectorAll('input')].filter((box) => box.choice === focused).forEach((box) => box.focus());
  }

  /* A panel stays inside the window. */
  function settle(control) {
    control.panel.classList.remove('left');
    if (control.panel.getBoundingClientRect().right > document.documentElement.clientWidth - 8) control.panel.classList.add('left');
  }

  function facetControl(facet) {
    const control = { facet, list: element('ul', { role: 'list' }), more: element('p', { class: 'more' }) };

    control.narrow = !facet.order && element('input', {
      type: 'search', autocomplete: 'off', 'aria-label': words('app.narrow', { facet: words(facet.name) }), placeholder: words('app.narrow-hint'),
      oninput: (event) => { if (!event.isComposing) fill(control); }, oncompositionend: () => fill(control) });
    control.panel = element('div', { class: 'panel' }, control.narrow, control.list, control.more);
    control.summary = element('summary');
    control.details = element('details', {
      class: 'facet',
      ontoggle: () => {
        if (!control.details.open) return;
        view.facets.filter((other) => other !== control).forEach((other) => { other.details.open = false; });
        fill(control);
        settle(control);
      } }, control.summary, control.panel);
    return control;
  }

  /* What is told of a filter while it is closed. */
  function head(control) {
    const { facet, summary } = control;
    const chosen = pianmu.chosen(state, facet.key);
    const told = chosen.length === 1 ? words('app.facet-one', { facet: words(facet.name), value: facet.label(chosen[0]) })
      : chosen.length ? words('app.facet-several', { facet: words(facet.name), n: chosen.length }) : words(facet.name);

    if (summary.textContent !== told) summary.textContent = told;
    summary.classList.toggle('on', chosen.length > 0);
    control.details.hidden = facet.values.length < (facet.key === 't' ? 1 : 2) && !chosen.length; /* where there is nothing to choose */
    if (control.details.open) fill(control);
  }

  /* By Esc, which gives the focus back, or by a click elsewhere. */
  function closeFacets(event) {
    for (const { details, summary } of view.facets.filter((control) => control.details.open && (event.key || !control.details.contains(event.target)))) {
      if (event.key && details.contains(document.activeElement)) summary.focus();
      details.open = false;
    }
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && view) closeFacets(event);
  });

  document.addEventListener('click', (event) => {
    if (view) closeFacets(event);
  });

  /* ---- orders and layouts ---- */

  function sortControl() {
    const { name } = pianmu.orderOf(state);
    const named = pianmu.orders().filter(([one]) => one !== 'id' || state.q);
    const options = [['', words(state.q ? 'app.sort.answer' : 'app.sort.id')], ...named.map(([one, { name: key }]) => [one, words(key)])];
    const shown = name === 'id' && !state.q ? '' : name;

    view.sort.replaceChildren(...options.map(([value, label]) => element('option', { value, '.selected': value === shown }, label)));
    view.turn.hidden = !name && Boolean(state.q);
    view.turn.textContent = pianmu.orderOf(state).direction < 0 ? '↓' : '↑';
  }

  const layoutOf = () => [state.l, pianmu.recall('layout')].find((layout) => layouts.includes(layout)) || 'grid';

  function chooseLayout(layout) {
    pianmu.keep('layout', layout);
    pianmu.go({ ...state, l: layout });
  }

  function layoutControl() {
    return element('div', { class: 'layouts', role: 'group', 'aria-label': words('app.layout') }, layouts.map((layout) =>
      element('button', { type: 'button', '.layout': layout, onclick: () => chooseLayout(layout) }, words(`app.layout.${layout}`))));
  }

  const sortBy = (name) => go({ s: state.s === name || (name === 'id' && !state.s && !state.q) ? `-${name}` : name });

  /* ---- the page ---- */

  function build(place) {
    view = { place, facets: pianmu.facets().slice(1).map(facetControl), layout: '' };
    view.heading = element('h1', { class: 'sr' });
    view.tabs = element('ul', { role: 'list' });
    view.sort = element('select', { onchange: () => go({ s: view.sort.value }) });
    view.turn = element('button', { type: 'button', class: 'turn', 'aria-label': words('app.sort.turn'), title: words('app.sort.turn'),
      onclick: () => go({ s: (state.s || '').startsWith('-') ? state.s.slice(1) : `-${state.s || 'id'}` }) });
    view.layouts = layoutControl();
    view.fold = element('button', { type: 'button', class: 'fold', 'aria-expanded': 'false', onclick: () => {
      view.fold.setAttribute('aria-expanded', String(view.tools.classList.toggle('open')));
    } }, words('app.filters'));
    view.tools = element('div', { class: 'tools' }, view.fold, element('div', { class: 'facets', role: 'group', 'aria-label': words('app.filters') }, view.facets.map((control) => control.details)),
      element('div', { class: 'arrange' }, element('label', null, `${words('app.sort')} `, view.sort), view.turn, view.layouts));
    view.count = element('span', { class: 'count', role: 'status' });
    view.tally = element('span', { class: 'seals' });
    view.chips = element('ul', { class: 'chips', role: 'list', 'aria-label': words('app.chips') });
    view.results = element('div', { class: 'results' });
    view.pager = element('nav', { class: 'pager', 'aria-label': words('gallery.pages') });
    view.basket = element('div', { class: 'basket', role: 'region', 'aria-label': words('app.pick') });
    view.results.addEventListener('click', (event) => {
      const button = event.target.closest('.pick');

      if (button) pianmu.picked.toggle(button.picks);
    });
    pianmu.scrubWithin(view.results);
    place.replaceChildren(view.heading, element('div', { class: 'bar' }, element('nav', { class: 'tabs', 'aria-label': words('gallery.categories') }, view.tabs), searchBox()),
      view.tools, view.chips, element('p', { class: 'tally' }, view.count, ' ', view.tally), view.results, view.pager, view.basket);
  }

  /* ---- results ---- */

  let saying = 0;

  function countWords() {
    const n = result.hits.length;

    if (!pianmu.complete) return words('app.loading', { n: known(), total: pianmu.site.total });
    if (n !== known()) return words('app.found', { n, total: known() });
    return words(n === 1 ? 'gallery.count-one' : 'gallery.count', { n });
  }

  function tell() {
    const told = countWords();

    clearTimeout(saying);
    if (!view.count.textContent) view.count.textContent = told;
    else if (view.count.textContent !== told) saying = setTimeout(() => { if (view) view.count.textContent = told; }, QUIET);
  }

  /* How the works that are left stand. */
  function tally() {
    const facet = pianmu.facets().find((one) => one.key === 'v');
    const chosen = pianmu.chosen(state, 'v');
    const standings = facet ? pianmu.site.standings.filter(({ slug }) => result.counts(facet, slug) && (!chosen.length || chosen.includes(slug))) : [];

    view.tally.replaceChildren(...standings.flatMap((one) => [element('span', { class: `seal ${one.tone}` },
      element('i', { 'aria-hidden': 'true', lang: 'zh-CN' }, one.sign), ` ${words(one.words)} ${result.counts(facet, one.slug)}`), ' ']));
  }

  function chips() {
    const on = filters().filter((one) => one.key !== 'c');

    view.fold.classList.toggle('on', on.some((one) => one.key !== 'q'));
    view.chips.hidden = on.length === 0;
    view.chips.replaceChildren(...on.map((one) => element('li', null, element('button', {
      type: 'button', class: 'chip', 'aria-label': words('app.drop', { filter: one.label }), onclick: () => { go(one.change); refocus(); } },
    element('bdi', null, one.label), element('span', { 'aria-hidden': 'true' }, '×')))),
    on.length > 1 ? element('li', null, element('button', { type: 'button', class: 'plain', onclick: () => { dropAll(); refocus(); } }, words('app.drop-all'))) : '');
  }

  const dropAll = () => pianmu.go({ c: state.c, s: state.s, l: state.l });

  /* The button that was pressed is gone: the next filter has the focus, or the search. */
  function refocus() {
    (view.chips.querySelector('button') || view.search).focus();
  }

  /* Which filter to drop, and what that would bring back. */
  function nothing() {
    const on = filters();
    const help = on.filter((one) => pianmu.chosen(state, one.key).length < 2 && result.without[one.key] > 0);

    return element('div', { class: 'empty' }, element('p', null, words(on.length ? 'app.nothing' : 'gallery.empty')),
      on.length > 0 && element('ul', { role: 'list' }, help.map((one) => element('li', null, element('button', { type: 'button', class: 'plain', onclick: () => go(one.change) },
        words('app.drop-for', { filter: one.key === 'q' ? one.label : words('app.quoted', { text: one.label }), n: result.without[one.key] })))),
      help.length === 0 && element('li', null, element('button', { type: 'button', class: 'plain', onclick: () => pianmu.go({ l: state.l }) }, words('app.drop-all')))));
  }

  function heading(column) {
    const { name, direction } = pianmu.orderOf(state);
    const label = words(column.title || column.name);
    const current = column.order && (name || (state.q ? '' : 'id')) === column.order;

    return element('th', { scope: 'col', class: column.class, 'aria-sort': current && (direction > 0 ? 'ascending' : 'descending') },
      column.order ? element('button', { type: 'button', onclick: () => { sortBy(column.order); const again = view.results.querySelector('[aria-sort] button'); if (again) again.focus(); } }, label)
        : element('span', { class: column.hidden ? 'sr' : null }, label));
  }

  const renderers = {
    grid: (works) => element('ul', { class: 'grid', role: 'list' }, works.map((work, i) => pianmu.card(work, i < FIRST_ROW))),
    list: (works) => element('table', { class: 'listing' }, element('caption', { class: 'sr' }, headingOf()),
      element('thead', null, element('tr', null, pianmu.columns().map(heading))), element('tbody', null, works.map((work, i) => pianmu.row(work, i < FIRST_ROW)))),
    reel: (works) => element('ul', { class: 'reels', role: 'list' }, works.map((work, i) => pianmu.stripOf(work, i < FIRST_ROW))),
  };

  let drawn = '';

  function draw(page) {
    const ids = order.slice((page - 1) * PER_PAGE, page * PER_PAGE);
    const layout = layoutOf();
    const now = `${layout} ${pianmu.complete && !ids.length} ${ids}${layout === 'list' ? state.s : ''}`;

    for (const button of view.layouts.children) button.setAttribute('aria-pressed', String(button.layout === layout));
    if (now === drawn && view.results.firstChild) return;
    drawn = now;
    view.results.replaceChildren(ids.length ? renderers[layout](ids.map((id) => pianmu.byId.get(id))) : pianmu.complete ? nothing() : '');
  }

  function pager(page, pages) {
    const numbers = [];
    const link = (p, label, attributes) => element('a', { href: pianmu.address({ ...state, p: p > 1 ? p : null }), ...attributes }, label);

    for (let p = 1; p <= pages; p++) {
      if (p > 1 && p < pages && Math.abs(p - page) > NEARBY_PAGES) continue;
      if (numbers.length && p - numbers[numbers.length - 1] > 1) numbers.push(null);
      numbers.push(p);
    }
    view.pager.hidden = pages < 2;
    view.pager.replaceChildren(element('ul', { role: 'list' },
      page > 1 && element('li', null, link(page - 1, words('gallery.previous-page'), { rel: 'prev' })),
      numbers.map((p) => (p === null ? element('li', { class: 'gap', 'aria-hidden': 'true' }, '…')
        : element('li', null, link(p, [element('span', { class: 'sr' }, `${words('gallery.page')} `), String(p)], { 'aria-current': p === page && 'page' })))),
      page < pages && element('li', null, link(page + 1, words('gallery.next-page'), { rel: 'next' }))));
  }

  function basket() {
    const ids = pianmu.picked.ids().filter((id) => pianmu.byId.has(id));

    view.basket.hidden = ids.length === 0;
    document.documentElement.classList.toggle('with-basket', ids.length > 0);
    view.results.querySelectorAll('.pick').forEach((button) => button.setAttribute('aria-pressed', String(ids.includes(button.picks))));
    view.basket.replaceChildren(element('p', null, ids.map((id) => element('bdi', null, pianmu.byId.get(id).title))),
      ids.length === 2 ? element('a', { class: 'action', href: pianmu.address({ compare: ids.join(',') }) }, words('app.compare')) : element('p', { class: 'hint' }, words('app.pick-another')),
      element('button', { type: 'button', class: 'plain', onclick: pianmu.picked.clear }, words('app.pick-none')));
  }

  pianmu.on('picked', () => {
    if (view) basket();
  });

  function update() {
    find();
    const pages = Math.max(Math.ceil(order.length / PER_PAGE), 1);
    const page = Math.min(Math.max(parseInt(state.p, 10) || 1, 1), pages);
    const title = page > 1 ? words('gallery.heading-page', { title: headingOf(), n: page }) : headingOf();

    pianmu.head(words('gallery.title', { title, contest: pianmu.text(pianmu.site.title) }));
    view.heading.textContent = title;
    if (document.activeElement !== view.search) view.search.value = state.q || '';
    tabs();
    view.facets.forEach(head);
    sortControl();
    chips();
    tally();
    draw(page);
    pager(page, pages);
    basket();
    tell();
  }

  /* Parts arrive quickly: what is shown keeps up now and then. */
  let keepingUp = 0;

  pianmu.on('works', () => {
    if (!view || (keepingUp && !pianmu.complete)) return;
    clearTimeout(keepingUp);
    keepingUp = setTimeout(() => {
      keepingUp = 0;
      if (view) update();
    }, pianmu.complete ? 0 : 400);
  });

  pianmu.on('marks', () => {
    found = '';
    drawn = '';
  });

  pianmu.views.browse = {
    show(wanted, place) {
      state = wanted;
      if (!view) build(place);
      update();
    },

    leave() {
      clearTimeout(saying);
      clearTimeout(typing);
      view = null;
      drawn = '';
      document.documentElement.classList.remove('with-basket');
    },
  };
})();

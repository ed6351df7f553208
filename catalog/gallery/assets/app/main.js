/* Starts the scripted document, and shows in it what its address says: #c=juqing&q=abc (browsing), #w=0037 (a work), #marks, #compare=0037,0041.
 *
 * A view is { show(state, place), leave() }: it fills `place` by the state and tells its title by pianmu.head(), is called again when the state
 * changes within it, and is left for another. pianmu.views.browse is here from the beginning; .work, .compare and .marks are brought by the files
 * that site.views names: nobody needs them to find a work. */
(function () {
  'use strict';

  const root = document.documentElement;
  const IDLE = 1000; /* ms after all works are there */

  /* ---- the address ---- */

  pianmu.state = function () {
    return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  };

  /* The address of a state; undefined, null and '' are left out. It tells the language where that is not the site's own. */
  pianmu.address = function (state) {
    const lang = state.lang || (pianmu.language === pianmu.site.language ? null : pianmu.language);
    const wanted = Object.entries({ ...state, lang }).filter(([key, value]) => value !== undefined && value !== null && (value !== '' || key === 'marks'));

    return `#${new URLSearchParams(wanted)}`;
  };

  /* Goes to a state; `replace`: without a step that Back would return to. */
  pianmu.go = function (state, replace) {
    const address = pianmu.address(state);

    if (replace) history.replaceState(history.state, '', address === '#' ? location.pathname + location.search : address);
    else history.pushState({ y: pianmu.views[nameOf(state)] === current ? scrollY : 0 }, '', address);
    show(replace);
  };

  /* ---- views ---- */

  let current = null;
  let place = null;
  let wanted = null; /* the state that was asked for last */
  let shown = null;  /* the one that is shown */
  let taken = null;  /* the one whose place on the page was taken: the others are still on their way */

  const nameOf = (state) => ['compare', 'marks'].find((name) => name in state && name in pianmu.site.views) || (state.w ? 'work' : 'browse');

  /* Its files; asked for again where one did not come. */
  const brought = new Set(['browse']);

  async function bring(name) {
    if (brought.has(name)) return;
    await Promise.all(pianmu.site.views[name].map(pianmu.load));
    brought.add(name);
  }

  function leave() {
    if (current) current.leave();
    current = null;
  }

  function enter(view) {
    leave();
    pianmu.head(document.title);
    if (view !== pianmu.views.browse) place.replaceChildren(); /* what is there without script stays until there is more */
    current = view;
  }

  async function show(replaced) {
    const state = pianmu.state();
    const name = nameOf(state);

    wanted = state;
    try {
      if (state.lang && state.lang !== pianmu.language) await switchLanguage(state.lang);
      if (!brought.has(name)) await bring(name);
    } catch (error) {
      if (wanted === state) pianmu.trouble(() => show(replaced));
      return;
    }
    if (wanted !== state) return;
    const left = shown;
    const view = pianmu.views[name];

    shown = state;
    if (view !== current) enter(view);
    await view.show(state, place);
    if (wanted !== state) return;
    root.dataset.view = name;
    if (!replaced) takePlace(left);
    taken = state;
  }

  /* What the window and, where the page has no heading that says it, its main part are called. */
  pianmu.head = function (title, label) {
    document.title = title;
    if (label) place.setAttribute('aria-label', label);
    else place.removeAttribute('aria-label');
  };

  /* Something did not come; `again` asks for it once more. */
  pianmu.trouble = function (again) {
    leave();
    place.replaceChildren(pianmu.element('p', { class: 'warning', role: 'alert' }, pianmu.words('app.no-data'), ' ',
      pianmu.element('button', { type: 'button', class: 'tool', onclick: again }, pianmu.words('app.work.again'))));
  };

  /* ---- where a reader was on each step of the history ---- */

  let noting = 0;

  function notePlace() {
    clearTimeout(noting);
    noting = setTimeout(() => { if (taken === wanted) history.replaceState({ ...history.state, y: scrollY }, ''); }, 100);
  }

  /* A step made by a link begins at its top, and there the keyboard goes on; Back leads to where one was, and to the work one comes from. */
  function takePlace(left) {
    const { y } = history.state || {};
    const work = y !== undefined && left && left.w ? place.querySelector(`[data-id="${CSS.escape(left.w)}"] a`) : null;

    clearTimeout(noting);
    if (left && !place.contains(document.activeElement)) (work || place).focus({ preventScroll: true });
    scrollTo(0, y || 0);
  }

  async function switchLanguage(language) {
    if (!Object.hasOwn(pianmu.site.words, language)) return;
    await pianmu.loadWords(language);
    pianmu.language = language;
    pianmu.keep('language', language);
    root.lang = language === 'zh' ? 'zh-CN' : 'en';
    leave();
    pianmu.tell('language');
  }

  /* ---- the beginning ---- */

  /* Lists begin with the first works; another view waits for its work. */
  function showWhatIsThere() {
    const state = pianmu.state();

    if (!current && (pianmu.complete || nameOf(state) === 'browse' || pianmu.byId.has(state.w))) show();
  }

  /* What other views need, while somebody looks at the first one. */
  function bringAll() {
    Object.keys(pianmu.site.views).forEach((name) => bring(name).catch(() => {}));
  }

  async function start() {
    const kept = pianmu.state().lang || pianmu.recall('language');

    place = document.getElementById('main');
    if (kept && Object.hasOwn(pianmu.site.words, kept)) pianmu.language = kept;
    await pianmu.loadWords(pianmu.language);
    root.lang = pianmu.language === 'zh' ? 'zh-CN' : 'en';
    pianmu.tell('language');
    pianmu.on('works', showWhatIsThere);
    addEventListener('popstate', () => show());
    history.scrollRestoration = 'manual';
    addEventListener('scroll', notePlace, { passive: true });
    bring(nameOf(pianmu.state())).catch(() => {}); /* show() tells where it did not come */
    await pianmu.loadWorks().catch(() => pianmu.trouble(() => location.reload()));
    setTimeout(bringAll, IDLE);
  }

  /* Lists other than the scripted document lead to it. */
  function leadToDocument() {
    const start = document.querySelector('link[rel=start]');

    location.replace(`${start.href}#${root.dataset.appState}`);
  }

  document.addEventListener('DOMContentLoaded', () => {
    if (root.dataset.appState) leadToDocument();
    else if (root.dataset.isApp && pianmu.site) start().catch(() => {}); /* without sentences it is what it is without script */
  });
})();

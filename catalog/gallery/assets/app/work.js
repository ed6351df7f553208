/* One work in the scripted document, #w=0037: the article that its page has too, with the way back to the list it was found in, its neighbours
 * there, and the player. Tells "work" with { work, detail, article } when it is shown.
 * The list says in which order works are gone through (pianmu.browsing), and which were chosen to be compared (pianmu.picked). */
(function () {
  'use strict';

  const element = pianmu.element;
  const words = pianmu.words;

  let shown = null; /* { id, language, article, player } */
  let wanted = null; /* the last that was asked for: an answer that comes late is not shown */
  let left = null; /* { id, language, place }: what was shown before, and where its film stood */

  /* ---- the list it was found in ---- */

  /* Of all works where it is not among those that were found. */
  function listed() {
    const ids = pianmu.browsing.order;

    return ids.includes(shown.id) ? { state: pianmu.browsing.state(), ids } : { state: {}, ids: pianmu.works.map((work) => work.id) };
  }

  function neighbour(by) {
    const { ids } = listed();

    return ids[ids.indexOf(shown.id) + by];
  }

  function nextUnmarked() {
    return pianmu.marks.nextUnmarked(listed().ids, shown.id);
  }

  const addressOf = (id) => pianmu.address({ w: id });

  function linkTo(id, key, rel) {
    const { title } = pianmu.byId.get(id);

    return element('a', { href: addressOf(id), rel }, words(key), ' ', element('bdi', { class: 'long', lang: pianmu.langOf(title) }, title));
  }

  function crumb() {
    const { state, ids } = listed();
    const isPart = ids.length < pianmu.works.length;
    const previous = neighbour(-1);
    const next = neighbour(1);

    return element('nav', { class: 'crumb', 'aria-label': words('gallery.place') },
      element('p', null,
        element('a', { href: pianmu.address(state) }, element('span', { 'aria-hidden': 'true' }, '←'), ' ',
          isPart ? pianmu.browsing.describe() : words('gallery.all-works')), ' ',
        element('span', { class: 'count' }, words('app.work.place', { n: ids.indexOf(shown.id) + 1, total: ids.length }))),
      element('p', { class: 'neighbours' },
        previous && linkTo(previous, 'gallery.previous', 'prev'), ' ', next && linkTo(next, 'gallery.next', 'next'), ' ',
        element('a', { class: 'unmarked', hidden: true }, words('app.work.next-unmarked'))));
  }

  function refreshUnmarked(place) {
    const link = place.querySelector('.unmarked');
    const id = link && nextUnmarked();

    if (!link) return;
    link.hidden = !id || id === shown.id;
    if (!link.hidden) link.href = addressOf(id);
  }

  /* ---- comparing ---- */

  /* The first of two is noted, the second leads to both. */
  function compareButton() {
    const others = () => pianmu.picked.ids().filter((id) => id !== shown.id && pianmu.byId.has(id));
    const button = element('button', { type: 'button', class: 'tool', 'aria-pressed': String(pianmu.picked.has(shown.id)), onclick: () => {
      pianmu.picked.toggle(shown.id);
      button.setAttribute('aria-pressed', String(pianmu.picked.has(shown.id)));
      pianmu.say(words(pianmu.picked.has(shown.id) ? 'app.work.held' : 'app.work.released'));
    } }, words('app.work.compare'));
    const other = others().pop();

    if (!other) return button;
    return element('a', { class: 'tool', href: pianmu.address({ compare: `${other},${shown.id}` }), onclick: pianmu.picked.clear },
      words('app.work.compare-with', { title: pianmu.byId.get(other).title }));
  }

  /* ---- the article ---- */

  /* Links between pages become states of this document. */
  function turnLinks(article) {
    article.querySelectorAll('a[href]').forEach((link) => {
      const [, kind, name] = link.getAttribute('href').match(/^(?:\.\/)?(?:zh\/|en\/)?([wc])\/([^/.]+)(?:\.html|\/index\.html)$/) || [];

      if (kind === 'w' && pianmu.byId.has(name)) link.setAttribute('href', addressOf(name));
      else if (kind === 'c') link.setAttribute('href', pianmu.address({ c: name }));
    });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (error) { /* not allowed, or not over http */
      const field = element('textarea', { class: 'sr', '.value': text });

      document.body.append(field);
      field.select();
      const copied = document.execCommand('copy');

      field.remove();
      if (!copied) throw error;
    }
  }

  /* "题名…\n封装与大小：MP4, 612 MB", as one pastes it into a letter */
  function factsText(work, detail) {
    const name = `${work.id} ${work.title}${work.unit ? ` · ${work.unit}` : ''}`;

    return [name, ...detail.facts.map(([subject, ...parts]) => words('app.work.fact', { name: subject, text: parts.join(words('app.work.between')) }))].join('\n');
  }

  function addCopyButton(article, work, detail) {
    const facts = article.querySelector('.tech');
    const button = element('button', { type: 'button', class: 'tool', onclick: () => copy(factsText(work, detail))
      .then(() => pianmu.say(button.textContent = words('app.work.copied')), () => pianmu.say(button.textContent = words('app.work.not-copied'))) },
    words('app.work.copy'));

    if (facts) facts.after(element('p', { class: 'player-tools' }, button));
  }

  /* The fragment of a work as an article; the markup is our own, see article.html. */
  pianmu.article = function (detail) {
    const box = element('div', { '.innerHTML': detail.html });
    const article = box.firstElementChild;

    turnLinks(article);
    pianmu.localiseTimes(article);
    return article;
  };

  function title(work) {
    return [work.title, work.unit, pianmu.text(pianmu.site.title)].filter(Boolean).join(' · ');
  }

  function put(place, work, detail) {
    const article = pianmu.article(detail);
    const sameFilm = left && left.id === work.id && left.language !== pianmu.language ? left.place : null;

    shown = { id: work.id, language: pianmu.language, article };
    place.replaceChildren(crumb(), article);
    shown.player = pianmu.player(article);
    addCopyButton(article, work, detail);
    (article.querySelector('.player-tools') || article.querySelector('.media').appendChild(element('div', { class: 'player-tools' }, pianmu.helpButton())))
      .append(compareButton());
    pianmu.head(title(work), work.title);
    if (sameFilm && shown.player) shown.player.restore(sameFilm);
    pianmu.tell('work', { work, detail, article });
    refreshUnmarked(place);
  }

  function putMissing(place, id) {
    shown = null;
    place.replaceChildren(element('div', { class: 'prose' },
      element('h1', null, words('app.work.unknown', { id })),
      element('p', null, words('app.work.unknown-why')),
      element('p', null, element('a', { class: 'action', href: pianmu.address(pianmu.browsing.state()) }, words('app.work.back')))));
    pianmu.head(words('app.work.unknown', { id }));
  }

  /* ---- the view ---- */

  function leaveShown() {
    if (!shown) return;
    left = { id: shown.id, language: shown.language, place: shown.player && shown.player.place() };
    if (shown.player) shown.player.leave();
    shown = null;
  }

  pianmu.views.work = {
    async show(state, place) {
      const id = pianmu.byId.has(state.w) ? state.w : String(state.w).padStart(4, '0');
      const work = pianmu.byId.get(id);
      const name = `${id}/${pianmu.language}`;

      if (wanted === name) return;
      wanted = name;
      leaveShown();
      if (!work) {
        putMissing(place, state.w);
        return;
      }
      try {
        const detail = await pianmu.detail(id);

        if (wanted === name) put(place, work, detail);
      } catch (error) {
        if (wanted !== name) return;
        wanted = null;
        pianmu.trouble(() => pianmu.go(state, true));
      }
    },

    leave() {
      wanted = null;
      leaveShown();
    },
  };

  pianmu.on('marks', () => { if (shown) refreshUnmarked(document); });

  /* ---- the page of a work, w/0037.html ---- */

  /* It is complete as it is; it gets the player, and the way to where works are marked. */
  async function enhancePage() {
    const article = document.querySelector('.work');
    const root = document.documentElement;

    if (!root.dataset.words || !article) return;
    await pianmu.load(root.dataset.words);
    pianmu.player(article);
    const start = document.querySelector('link[rel=start]').href;
    const state = new URLSearchParams({ w: article.dataset.id, lang: pianmu.language });

    const key = document.querySelector('[data-marks-link]') ? 'app.work.open' : 'app.work.open-public';

    document.querySelector('.crumb .neighbours').append(element('a', { href: `${start}#${state}` }, words(key)));
  }

  document.addEventListener('DOMContentLoaded', () => enhancePage().catch(() => {})); /* without it, the page is what it was */
})();

/* A work in a list: as a card (the same as templates/card.html), as a row of the table, as a strip of frames. */
(function () {
  'use strict';

  const { element } = pianmu;
  const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

  /* "4:02", "1:02:03" of milliseconds */
  pianmu.clock = function (ms) {
    const s = Math.round(ms / 1000);
    const two = (n) => String(n).padStart(2, '0');

    return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
  };

  /* "612.4 MB" */
  pianmu.bytes = function (n) {
    let unit = 0;

    for (; n >= 1000 && unit < UNITS.length - 1; unit++) n /= 1000;
    return `${unit ? n.toFixed(1) : n} ${UNITS[unit]}`;
  };

  const foreign = (text) => element('span', { lang: pianmu.langOf(text) }, element('bdi', null, text));

  const frameOf = (work) => (work.width && work.height ? `${work.width}×${work.height}` : null);

  /* null: this audience is told nothing of it */
  pianmu.seal = function (work) {
    const standing = pianmu.site.standings.find((one) => one.slug === work.standing);

    if (!pianmu.tells.verdicts() || !standing) return null;
    return element('span', { class: `seal ${standing.tone}` }, element('i', { 'aria-hidden': 'true', lang: 'zh-CN' }, standing.sign), ' ',
      work.seal ? pianmu.text(work.seal) : pianmu.words(standing.words));
  };

  /* What the reader did with it: "已评 86" */
  function mineOf(work) {
    const state = pianmu.marks.on ? pianmu.marks.stateOf(work.id) : 'unmarked';

    return state === 'marked' || state === 'recused'
      ? element('span', { class: 'mine' }, pianmu.words(`app.mark.${state}`), state === 'marked' && ` ${pianmu.marks.totalOf(work.id)}`) : null;
  }

  /* Pictures near 16:9 fill the frame; all others stand in it whole. */
  const fills = ([, width, height]) => Math.abs(width * 9 - height * 16) * 50 <= height * 16;

  function picture(work, eager, sizes) {
    const [small, larger] = work.pictures;

    if (!small) return element('p', { class: 'none' }, pianmu.words('gallery.no-picture'));
    return element('img', {
      src: small[0], width: small[1], height: small[2], alt: '',
      srcset: larger && `${small[0]} ${small[1]}w, ${larger[0]} ${larger[1]}w`,
      sizes: larger && (small[2] > small[1] ? '104px' : sizes),
      fetchpriority: eager && 'high', loading: !eager && 'lazy', decoding: !eager && 'async',
    });
  }

  function pic(work, eager, sizes) {
    return element('div', { class: work.pictures[0] && !fills(work.pictures[0]) ? 'pic whole' : 'pic' }, picture(work, eager, sizes),
      work.duration !== null && element('b', null, element('span', { class: 'sr' }, `${pianmu.words('gallery.fact.duration')} `), pianmu.clock(work.duration)));
  }

  function link(work) {
    return element('a', { href: pianmu.address({ w: work.id }), lang: pianmu.langOf(work.title) }, element('bdi', null, work.title));
  }

  function pick(work) {
    return element('button', {
      type: 'button', class: 'pick', 'aria-pressed': String(pianmu.picked.has(work.id)),
      'aria-label': pianmu.words('app.pick-title', { title: work.title }), '.picks': work.id,
    }, pianmu.words('app.pick'));
  }

  const by = (work) => element('p', { class: 'by' }, work.unit && [foreign(work.unit), ' '], element('span', null, `${pianmu.category(work.category)} ${work.id}`), ' ', mineOf(work));

  const spec = (work) => [work.status && pianmu.words(`status.${work.status}`), frameOf(work), work.codec].filter(Boolean).flatMap((text) => [element('span', null, text), ' ']);

  pianmu.card = (work, eager) => element('li', { class: 'card', 'data-id': work.id },
    element('h2', null, link(work)), pic(work, eager, '(max-width: 700px) 92vw, 320px'), by(work),
    element('p', { class: 'foot' }, element('span', { class: 'spec' }, spec(work)), ' ', pianmu.seal(work)), pick(work));

  /* ---- the table ---- */

  /* The order by which a column's heading sorts; what is left out on narrow screens. */
  pianmu.columns = () => [
    { name: 'app.column.picture', hidden: true, class: 'thumb', of: (work, eager) => pic(work, eager, '96px') },
    { name: 'app.sort.title', title: 'app.column.title', order: 'title', row: true, of: (work) => [link(work), element('small', null, [work.unit, work.id].filter(Boolean).join('　'))] },
    pianmu.tells.units() && { name: 'app.facet.unit', order: 'unit', class: 'mid', of: (work) => work.unit && foreign(work.unit) },
    { name: 'app.sort.id', order: 'id', class: 'mid', of: (work) => [element('span', { class: 'wide' }, `${pianmu.category(work.category)} `), work.id] },
    { name: 'gallery.fact.duration', order: 'length', class: 'number mid', of: (work) => (work.duration === null ? null : pianmu.clock(work.duration)) },
    { name: 'app.facet.size', class: 'wide', of: (work) => frameOf(work) || (work.status && pianmu.words(`status.${work.status}`)) },
    { name: 'app.facet.codec', class: 'wide', of: (work) => work.codec },
    { name: 'app.sort.size', order: 'size', class: 'number wide', of: (work) => pianmu.bytes(work.size) },
    pianmu.tells.verdicts() && { name: 'app.facet.verdict', of: pianmu.seal },
    pianmu.marks.on && { name: 'app.sort.score', order: 'score', class: 'number mid', of: mineOf },
    { name: 'app.pick', hidden: true, class: 'tick mid', of: pick },
  ].filter(Boolean);

  pianmu.row = (work, eager) => element('tr', { 'data-id': work.id }, pianmu.columns().map((column) =>
    element(column.row ? 'th' : 'td', { class: column.class, scope: column.row && 'row' }, [column.of(work, eager)].flat())));

  /* ---- frames of the whole film ---- */

  /* Backgrounds know no loading="lazy". */
  const watcher = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
    const [file, frames] = target.strip;

    target.querySelectorAll('i').forEach((frame, i) => {
      frame.style.backgroundImage = `url("${file}")`;
      frame.style.backgroundSize = `${frames * 100}% 100%`;
      frame.style.backgroundPosition = `${frames > 1 ? (i * 100) / (frames - 1) : 0}% 0`;
    });
    watcher.unobserve(target);
  }), { rootMargin: '400px' });

  function frames(work) {
    const strip = element('div', { class: 'frames', '.strip': work.strip });

    for (let i = 0; i < work.strip[1]; i++) {
      const frame = element('i');

      frame.style.aspectRatio = `${work.strip[2]} / ${work.strip[3]}`;
      strip.append(frame);
    }
    watcher.observe(strip);
    return strip;
  }

  pianmu.stripOf = (work, eager) => element('li', { class: 'card reel', 'data-id': work.id },
    element('h2', null, link(work)), by(work),
    element('p', { class: 'foot' }, element('span', { class: 'spec' }, work.duration !== null && [element('span', null, pianmu.clock(work.duration)), ' '], spec(work)), ' ', pianmu.seal(work)),
    work.strip ? frames(work) : element('div', { class: 'frames' }, pic(work, eager, '160px')), pick(work));
})();

/* In which order works are shown. */
(function () {
  'use strict';

  const collator = new Intl.Collator('zh-u-co-pinyin', { numeric: true });

  /* ---- titles by their reading ---- */

  /* Comparing fifty thousand titles takes a while: what arrives is put in order at once, and the runs are merged while nobody waits; then the other orders
   * are made as well. */
  let runs = [];
  let taken = 0;

  const byTitle = (a, b) => collator.compare(pianmu.works[a].title, pianmu.works[b].title) || a - b;

  function takeRun() {
    const run = [];

    for (; taken < pianmu.works.length; taken++) run.push(taken);
    if (run.length > 0) runs.push(run.sort(byTitle));
  }

  function mergeTwo() {
    const [a, b, ...rest] = runs;
    const merged = [];
    let i = 0;
    let j = 0;

    while (i < a.length && j < b.length) merged.push(byTitle(a[i], b[j]) <= 0 ? a[i++] : b[j++]);
    runs = [...rest, merged.concat(a.slice(i), b.slice(j))];
  }

  function makeAllInIdleTime() {
    pianmu.orders().filter(([, order]) => !order.live).forEach(([, order], i) => [1, -1].forEach((way) => setTimeout(placesOf, 50 * i, order, way)));
  }

  function mergeInIdleTime() {
    if (runs.length > 1) mergeTwo();
    setTimeout(runs.length > 1 ? mergeInIdleTime : makeAllInIdleTime, 20);
  }

  pianmu.on('works', () => {
    takeRun();
    if (pianmu.complete) setTimeout(mergeInIdleTime, 200);
  });

  function titleRanks() {
    const ranks = new Float64Array(pianmu.works.length);

    takeRun();
    while (runs.length > 1) mergeTwo();
    if (runs[0]) runs[0].forEach((place, rank) => { ranks[place] = rank; });
    return ranks;
  }

  pianmu.sortByName = (names) => names.sort(collator.compare);

  function unitRanks() {
    const ranks = new Map(pianmu.sortByName([...new Set(pianmu.works.map((work) => work.unit).filter(Boolean))]).map((unit, rank) => [unit, rank]));

    return pianmu.works.map((work) => (work.unit ? ranks.get(work.unit) : NaN));
  }

  /* ---- the orders ---- */

  const numbers = (of) => () => Float64Array.from(pianmu.works, (work) => of(work) ?? NaN);

  /* first: −1 where the largest comes first unless the other way is asked for */
  const orders = {
    id: { name: 'app.sort.id', first: 1, keys: numbers((work) => work.place) },
    title: { name: 'app.sort.title', first: 1, keys: titleRanks },
    unit: { name: 'app.facet.unit', first: 1, keys: unitRanks, tells: 'units' },
    length: { name: 'gallery.fact.duration', first: -1, keys: numbers((work) => work.duration) },
    size: { name: 'app.sort.size', first: -1, keys: numbers((work) => work.size) },
    received: { name: 'app.sort.received', first: -1, keys: numbers((work) => work.received) },
    score: { name: 'app.sort.score', first: -1, tells: 'marks', live: true, keys: numbers((work) => pianmu.marks.totalOf(work.id)) },
  };

  const isKnown = (order) => !order.tells || pianmu.tells[order.tells]();

  pianmu.orders = () => Object.entries(orders).filter(([, order]) => isKnown(order));

  /* All places. What is equal stays in the order of numbers; what is not known comes last either way. */
  function sort(keys, direction) {
    const known = [];
    const unknown = [];

    keys.forEach((key, place) => (Number.isNaN(key) ? unknown : known).push(place));
    return known.sort((a, b) => (keys[a] - keys[b]) * direction || a - b).concat(unknown);
  }

  function placesOf(order, direction) {
    if (order.live || order.works !== pianmu.works.length) Object.assign(order, { works: pianmu.works.length, made: order.keys(), sorted: {} });
    order.sorted[direction] = order.sorted[direction] || sort(order.made, direction);
    return order.sorted[direction];
  }

  /* Of an address: "-title" is the other way round; the best answers first where something is looked for. */
  pianmu.orderOf = function (state) {
    const name = (state.s || '').replace(/^-/, '');
    const order = Object.hasOwn(orders, name) ? orders[name] : null;

    if (!order || !isKnown(order)) return { name: '', direction: 1 };
    return { name, direction: order.first * ((state.s || '').startsWith('-') ? -1 : 1) };
  };

  function byQuality(places, qualities) {
    const alike = [[], [], [], []];

    for (const place of places) alike[qualities[place]].push(place);
    return alike.reverse().flat();
  }

  /* Places in the order of a state. */
  pianmu.arrange = function (places, qualities, state) {
    const { name, direction } = pianmu.orderOf(state);

    if (!name) return qualities ? byQuality(places, qualities) : places;
    const all = placesOf(orders[name], direction);
    const wanted = new Uint8Array(all.length);

    for (const place of places) wanted[place] = 1;
    return all.filter((place) => wanted[place]);
  };
})();

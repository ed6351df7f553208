/* By what works are told apart, and how many there are of each kind. */
(function () {
  'use strict';

  const MINUTE = 60000;
  const lengths = [['1', 1], ['3', 3], ['5', 5], ['10', 10], ['30', 30], ['more', Infinity]]; /* up to so many minutes, that included */

  function lengthOf(work) {
    return work.duration === null ? null : lengths.find(([, minutes]) => work.duration <= minutes * MINUTE)[0];
  }

  /* By either side, so that wide and upright pictures count as what they are sold as. */
  const sizes = [['4k', 3840, 2160], ['1080', 1920, 1080], ['720', 1280, 720], ['less', 0, 0]];

  function sizeOf(work) {
    const long = Math.max(work.width, work.height);
    const short = Math.min(work.width, work.height);

    return work.width && work.height ? sizes.find((size) => long >= size[1] || short >= size[2])[0] : null;
  }

  function orientationOf(work) {
    if (!work.width || !work.height) return null;
    if (Math.abs(work.width - work.height) * 50 <= work.height) return 'square';
    return work.width > work.height ? 'landscape' : 'portrait';
  }

  const literal = (value) => value;
  const said = (facet) => (value) => pianmu.words(`app.${facet}.${value}`);

  function standingWords(value) {
    const standing = pianmu.site.standings.find((one) => one.slug === value);

    return standing ? pianmu.words(standing.words) : value;
  }

  /* Of a slug; null: it has none. */
  pianmu.category = function (slug) {
    const category = pianmu.site.categories.find((one) => one.slug === slug);

    return category ? pianmu.text(category.title) : pianmu.words('gallery.no-category');
  };

  /* key: in the address. of(work): its value, several, or null. order: of the values, where they have one of their own. live: asked anew each
   * time. tells: which of pianmu.tells it needs. */
  const facets = [
    { key: 'c', of: (work) => work.category || '_', label: pianmu.category },
    { key: 'v', name: 'app.facet.verdict', of: (work) => work.standing, label: standingWords, tells: 'verdicts',
      order: () => pianmu.site.standings.map((one) => one.slug) },
    { key: 'd', name: 'gallery.fact.duration', of: lengthOf, label: said('length'), order: () => lengths.map((one) => one[0]) },
    { key: 'r', name: 'app.facet.size', of: sizeOf, label: said('size'), order: () => sizes.map((one) => one[0]) },
    { key: 'o', name: 'app.facet.orientation', of: orientationOf, label: said('orientation'), order: () => ['landscape', 'portrait', 'square'] },
    { key: 'k', name: 'app.facet.codec', of: (work) => work.codec, label: literal },
    { key: 'u', name: 'app.facet.unit', of: (work) => work.unit, label: literal, byName: true, tells: 'units' },
    { key: 't', name: 'app.facet.tag', of: (work) => work.tags, label: literal },
    { key: 'm', name: 'app.facet.mark', of: (work) => pianmu.marks.stateOf(work.id), label: said('mark'), tells: 'marks', live: true,
      order: () => ['unmarked', 'marked', 'recused'] },
  ];

  for (const facet of facets) Object.assign(facet, { values: [], codes: new Map(), kinds: new Map(), codesOf: [], places: null, known: 0 });

  /* Those of this audience, the category among them. */
  pianmu.facets = () => facets.filter((facet) => !facet.tells || pianmu.tells[facet.tells]());

  /* ---- values as small numbers ---- */

  function codeOf(facet, value) {
    let code = facet.codes.get(value);

    if (code === undefined) {
      code = facet.values.length;
      facet.codes.set(value, code);
      facet.values.push(value);
    }
    return code;
  }

  /* What a work has of a facet, none, one value or several, as one number: codesOf has the codes of the values. */
  function kindOf(facet, work) {
    const value = facet.of(work);
    const name = Array.isArray(value) ? value.join('\n') : value;
    let kind = facet.kinds.get(name);

    if (kind === undefined) {
      kind = facet.codesOf.length;
      facet.kinds.set(name, kind);
      facet.codesOf.push(value === null ? [] : [value].flat().map((one) => codeOf(facet, one)));
    }
    return kind;
  }

  function index() {
    for (const facet of pianmu.facets()) {
      facet.places = facet.places || new Uint32Array(pianmu.site.total);
      if (facet.live) facet.known = 0;
      for (; facet.known < pianmu.works.length; facet.known++) facet.places[facet.known] = kindOf(facet, pianmu.works[facet.known]);
    }
  }

  pianmu.on('works', index);

  /* ---- what the address holds: values with | between them ---- */

  pianmu.chosen = function (state, key) {
    return state[key] ? state[key].match(/(?:\\.|[^|\\])+/g).map((value) => value.replace(/\\(.)/g, '$1')) : [];
  };

  pianmu.choice = (values) => values.map((value) => value.replace(/[\\|]/g, '\\$&')).join('|');

  /* ---- the sieve ---- */

  /* The places of the works that a state leaves, and how many there are of each value under the other filters: counts(key, value).
   * without[key]: how many there would be without that filter. */
  pianmu.sift = function (state) {
    const qualities = pianmu.search(state.q || '');
    const works = pianmu.works.length;
    /* of each work: how many filters leave it out, and one of these */
    const misses = new Uint8Array(works);
    const missed = new Uint8Array(works);
    const hits = [];

    index();
    const sieves = ['q', ...pianmu.facets().filter((facet) => state[facet.key])];
    /* how many works each leaves out alone */
    const alone = new Uint32Array(sieves.length);

    for (let place = 0; qualities && place < works; place++) misses[place] = qualities[place] ? 0 : 1;
    sieves.slice(1).forEach((facet, i) => {
      const wanted = new Set(pianmu.chosen(state, facet.key).map((value) => facet.codes.get(value)));
      const fits = facet.codesOf.map((codes) => codes.some((code) => wanted.has(code)));

      for (let place = 0; place < works; place++) {
        if (fits[facet.places[place]]) continue;
        misses[place]++;
        missed[place] = i + 1;
      }
    });
    for (let place = 0; place < works; place++) {
      if (misses[place] === 0) hits.push(place);
      else if (misses[place] === 1) alone[missed[place]]++;
    }

    /* By codes. What only the facet itself leaves out counts for it. */
    function countOf(facet) {
      const own = sieves.indexOf(facet);
      const kinds = new Uint32Array(facet.codesOf.length);
      const counts = new Uint32Array(facet.values.length);

      for (let place = 0; place < works; place++) {
        if (misses[place] === 0 || (own > 0 && misses[place] === 1 && missed[place] === own)) kinds[facet.places[place]]++;
      }
      facet.codesOf.forEach((codes, kind) => codes.forEach((code) => { counts[code] += kinds[kind]; }));
      return counts;
    }

    const counted = new Map();

    function counts(facet, value) {
      if (!counted.has(facet)) counted.set(facet, countOf(facet));
      return counted.get(facet)[facet.codes.get(value)] || 0;
    }

    return { hits, qualities, counts, without: Object.fromEntries(sieves.map((facet, i) => [facet.key || facet, alone[i]])) };
  };
})();

/* The data of the site: scripts that each hold one call, pianmu.take(kind, value). And the other files that come when they are wanted. */
(function () {
  'use strict';

  const waiting = new Map(); /* kind and name → how to answer who asked */

  /* A text as it is said, and its initials: "mobanche mbc". A sign that a part's sounds do not have is said as it is written. */
  function spell(sounds, text) {
    let whole = '';
    let initials = '';

    for (const sign of pianmu.fold(text)) {
      const syllable = sounds.get(sign) || (/[\p{L}\p{N}\p{M}]/u.test(sign) ? sign : '');

      whole += syllable;
      initials += sounds.has(sign) ? syllable[0] : syllable;
    }
    return `${whole} ${initials}`;
  }

  /* A work of the lists, made of a row; rows.h says how they are written. What is none is null. Names of files are put together when they are wanted. */
  class Work {
    constructor(row, lists, sounds) {
      let shared = 0;

      pianmu.site.columns.forEach((column, i) => {
        const values = Array.isArray(column) ? lists[shared++][row[i] || 0] : [row[i]];

        [column].flat().forEach((member, k) => { this[member] = values[k] ?? null; });
      });
      this.place = pianmu.works.length;
      this.id = String(this.number).padStart(4, '0');
      this.sounds = sounds;
    }

    /* [["p/….jpg", width, height], …], narrowest first */
    get pictures() {
      return (this.posters || []).map(([ending, width, height]) => [`p/${this.version}${ending}`, width, height]);
    }

    /* The file that says when the frames of its sprite are. */
    get frames() {
      return this.sprite && `data/f/${this.version}${this.sprite.replace('.jpg', '.js')}`;
    }

    /* [file, frames, width, height of one] */
    get strip() {
      return this.sheet && [`k/${this.version}${this.sheet[0]}`, ...this.sheet.slice(1)];
    }

    /* What is searched: a line each. */
    get lines() {
      const { unit, sounds } = this;

      return [this.title, ...(this.reading || spell(sounds, this.title)).split(' '), this.category && `${this.category}-${this.id}`, this.id, this.number,
        this.entry, this.author, ...(this.tags || []), unit, ...(unit ? (this.unitReading || spell(sounds, unit)).split(' ') : [])].filter(Boolean);
    }
  }

  const takers = {
    site(site) {
      pianmu.site = site;
    },

    words(words) {
      pianmu.sentences[words.language] = words;
    },

    /* The text of a <track>, by the name of its file. */
    captions(track) {
      pianmu.captions[track.id] = track.text;
    },

    works(part) {
      const sounds = new Map(Array.from(part.sounds.matchAll(/(\P{ASCII})([a-z]+)/gu), ([, sign, syllable]) => [sign, syllable]));

      for (const row of part.rows) {
        const work = new Work(row, part.lists, sounds);

        pianmu.works.push(work);
        pianmu.byId.set(work.id, work);
      }
    },
  };

  pianmu.take = function (kind, value) {
    if (takers[kind]) takers[kind](value);
    const name = `${kind}/${value.id || ''}/${value.language || ''}`;

    if (waiting.has(name)) {
      waiting.get(name)(value);
      waiting.delete(name);
    }
  };

  /* Loads a script or style of the site once; rejects where it is not there, and is tried again then. Addresses are seen from the page. */
  const loaded = new Map();

  pianmu.load = function (file) {
    const isStyle = file.endsWith('.css');

    if (!loaded.has(file)) {
      loaded.set(file, new Promise((resolve, reject) => {
        const one = pianmu.element(isStyle ? 'link' : 'script', {
          ...(isStyle ? { rel: 'stylesheet', href: file } : { src: file }),
          onload: () => { if (!isStyle) one.remove(); resolve(); },
          onerror: () => { one.remove(); loaded.delete(file); reject(new Error(file)); },
        });

        document.head.append(one);
      }));
    }
    return loaded.get(file);
  };

  /* One work in full, in today's language: { id, language, html, … }. The last few are remembered. */
  const details = new Map();
  const DETAILS_KEPT = 20;

  pianmu.detail = async function (id) {
    const name = `${id}/${pianmu.language}`;
    const file = `data/w/${id}-${pianmu.language}.${pianmu.byId.get(id).detail}.js`;

    if (details.has(name)) return details.get(name);
    const answer = new Promise((resolve) => { waiting.set(`work/${name}`, resolve); });

    await pianmu.load(file);
    const detail = await answer;

    loaded.delete(file);
    details.set(name, detail);
    if (details.size > DETAILS_KEPT) details.delete(details.keys().next().value);
    return detail;
  };

  /* The frames of a work: { sprite, columns, width, height, times }, times in ms; null where it has none. */
  const frames = new Map();

  pianmu.frames = function ({ frames: file }) {
    if (!file) return Promise.resolve(null);
    if (!frames.has(file)) {
      const answer = new Promise((resolve) => { waiting.set(`frames/${file.slice('data/f/'.length, -'.js'.length)}/`, resolve); });

      frames.set(file, pianmu.load(file).then(() => answer, (error) => { frames.delete(file); throw error; }));
    }
    return frames.get(file);
  };

  pianmu.loadWords = (language) => pianmu.load(pianmu.site.words[language]);

  /* All works, a part after the other; tells "works" after each. */
  pianmu.loadWorks = async function () {
    const { parts } = pianmu.site;

    for (let i = 0; i < parts.length; i++) {
      await pianmu.load(parts[i]);
      pianmu.complete = i + 1 === parts.length;
      pianmu.tell('works');
    }
    if (parts.length === 0) {
      pianmu.complete = true;
      pianmu.tell('works');
    }
  };
})();

/* What is typed, and how well works answer it. Both are folded, so that width, case and forms of signs do not matter. */
(function () {
  'use strict';

  const INNER = 1;
  /* of a line: a title, a reading, a number, a unit … */
  const PREFIX = 2;
  const EXACT = 3;
  /* of a work; nobody can look for it */
  const END = '\f';

  pianmu.fold = (text) => text.normalize('NFKC').toLowerCase().replace(/ß/g, 'ss').replace(/ς/g, 'σ');

  /* One text a part, from end to end: every line of a work stands between line ends, so that where a line begins and ends can be looked for as well. starts:
   * of each of its works, and the end. */
  const texts = [];
  let taken = 0;

  function take() {
    const works = pianmu.works.slice(taken);
    const text = pianmu.fold(works.map((work) => `\n${work.lines.join('\n')}\n${END}`).join(''));
    const starts = new Uint32Array(works.length + 1);

    for (let i = 1; i <= works.length; i++) starts[i] = text.indexOf(END, starts[i - 1]) + 1;
    if (works.length) texts.push({ text, starts, first: taken });
    taken = pianmu.works.length;
  }

  pianmu.on('works', take);

  /* Gives every work of a text that has the word this quality. */
  function find({ text, starts, first }, word, quality, qualities) {
    const works = starts.length - 1;

    for (let at = text.indexOf(word), i = 0; at >= 0; at = text.indexOf(word, starts[i])) {
      while (starts[i + 1] <= at) i++;
      qualities[first + i++] = quality;
      if (i === works) return;
    }
  }

  function qualitiesOf(word) {
    const qualities = new Uint8Array(pianmu.works.length);

    for (const text of texts) {
      find(text, word, INNER, qualities);
      find(text, `\n${word}`, PREFIX, qualities);
      find(text, `\n${word}\n`, EXACT, qualities);
    }
    return qualities;
  }

  let last = { typed: '', qualities: [] };

  /* The quality of every work as an answer, by its place, 0 where it is none; null: nothing is looked for. All words must be there; a work is as good an
   * answer as the worst of them. */
  pianmu.search = function (query) {
    const typed = pianmu.fold(query).trim();

    if (!typed) return null;
    if (typed !== last.typed || last.qualities.length !== pianmu.works.length) {
      const [qualities, ...others] = typed.split(/\s+/).map(qualitiesOf);

      others.forEach((other) => qualities.forEach((quality, place) => { qualities[place] = Math.min(quality, other[place]); }));
      last = { typed, qualities };
    }
    return last.qualities;
  };
})();

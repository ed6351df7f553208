/* Keys of one stroke. They are off while somebody types, in dialogs, with modifiers, and altogether for readers who switched them off
 * (WCAG 2.1.4). help.js lists them. */
(function () {
  'use strict';

  pianmu.keyGroups = [];

  /* Keys of one kind: { keys: ['k', ' '], shown: ['K', 'app.key.space'], words: 'app.key.play', run(key, event), when() }. `run` answers false
   * where it has nothing to do: the key is the browser's then. A key without `run` is only listed; one without `words`, or whose `when` answers
   * false, is not. Kinds that come later are listed before the others. */
  pianmu.addKeys = function (title, keys) {
    pianmu.keyGroups.unshift({ title, keys });
  };

  /* ---- pressed ---- */

  const offNames = 'input, textarea, select, [contenteditable], dialog';
  const pressNames = 'button, summary, [role=button]'; /* they are pressed with the space bar */

  pianmu.keysAreOn = () => pianmu.recall('keys') !== 'off';

  function isForUs(event) {
    const at = event.target.closest ? event.target : document.body;

    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (at.closest(offNames) || document.querySelector('dialog[open]')) return false;
    return !(event.key === ' ' && at.closest(pressNames)) && pianmu.keysAreOn();
  }

  function keyNamed(name) {
    return pianmu.keyGroups.flatMap((group) => group.keys).find((key) => key.run && key.keys.includes(name));
  }

  /* Caught on the way down: a player that has the focus would step by keys of its own as well. */
  document.addEventListener('keydown', (event) => {
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = isForUs(event) && keyNamed(name);

    if (!key || key.run(name, event) === false) return;
    event.preventDefault();
  }, true);

  /* A key that is held down switches once. */
  pianmu.once = (run) => (name, event) => (event.repeat ? undefined : run(name, event));

  /* ---- said ---- */

  let said = null;

  /* To those who listen; politely. */
  pianmu.say = function (text) {
    if (!said) {
      said = pianmu.element('p', { class: 'sr', role: 'status' });
      document.body.append(said);
    }
    said.textContent = '';
    setTimeout(() => { said.textContent = text; }, 50); /* so that the same text is heard again */
  };

  /* ---- to other works: keys go where the links above a work go, on its page as well ---- */

  function follow(selector) {
    const link = document.querySelector(`.crumb ${selector}`);

    if (!link || link.hidden) return false;
    link.click();
    return true;
  }

  /* The list takes a moment to come. */
  function toSearch(tries) {
    const field = document.querySelector('#q');

    if (field) field.select();
    else if (tries > 0) setTimeout(toSearch, 50, tries - 1);
  }

  function search() {
    if (!document.documentElement.dataset.isApp) return false;
    if (!document.querySelector('#q')) follow('a');
    toSearch(40);
    return true;
  }

  pianmu.addKeys('app.keys.pages', [
    { keys: ['n'], shown: ['N', 'P'], words: 'app.key.neighbour', run: pianmu.once(() => follow('[rel=next]')) },
    { keys: ['p'], run: pianmu.once(() => follow('[rel=prev]')) },
    { keys: ['u'], shown: ['U'], words: 'app.key.unmarked', when: () => pianmu.marks.on, run: pianmu.once(() => follow('.unmarked')) },
    { keys: ['g'], shown: ['G'], words: 'app.key.list', run: pianmu.once(() => follow('a')) },
    { keys: ['[', ']'], shown: ['[', ']'], words: 'app.key.scrub' }, /* scrub.js hears them on a card */
    { keys: ['/'], shown: ['/'], words: 'app.key.search', run: search },
    { keys: ['?', '？'], shown: ['?'], words: 'app.key.help', run: () => Boolean(pianmu.help) && pianmu.help() },
  ]);
})();

/* The dialog that lists the keys of keys.js, and switches them off and on. */
(function () {
  'use strict';

  const element = pianmu.element;
  const words = pianmu.words;

  function listOf(group) {
    const lines = group.keys.filter((key) => key.words && (!key.when || key.when())).map((key) => element('div', null,
      element('dt', null, key.shown.flatMap((name, i) => [i ? ' ' : null, element('kbd', null, name.startsWith('app.') ? words(name) : name)])),
      element('dd', null, words(key.words))));

    return element('section', null, element('h3', null, words(group.title)), element('dl', { class: 'keys' }, lines));
  }

  function switchKeys(event) {
    pianmu.keep('keys', event.target.checked ? 'on' : 'off');
  }

  pianmu.help = function () {
    if (!pianmu.sentences[pianmu.language] || document.querySelector('dialog.help')) return false;
    if (document.fullscreenElement) document.exitFullscreen(); /* it would lie below the film */
    const dialog = element('dialog', { class: 'help', 'aria-labelledby': 'help', onclose: () => dialog.remove(),
      onclick: (event) => { if (event.target === dialog) dialog.close(); } },
    element('div', { class: 'inside' },
      element('header', null,
        element('h2', { id: 'help' }, words('app.keys.title')),
        element('button', { type: 'button', onclick: () => dialog.close() }, words('app.keys.close'))),
      element('p', null, element('label', null,
        element('input', { type: 'checkbox', '.checked': pianmu.keysAreOn(), onchange: switchKeys }), ' ', words('app.keys.use'))),
      element('div', { class: 'groups' }, pianmu.keyGroups.map(listOf))));

    document.body.append(dialog);
    dialog.showModal();
  };

  pianmu.helpButton = () => element('button', { type: 'button', class: 'tool keys-button', 'aria-haspopup': 'dialog', onclick: pianmu.help },
    words('app.keys.button'), ' ', element('kbd', { 'aria-hidden': 'true' }, '?'));
})();

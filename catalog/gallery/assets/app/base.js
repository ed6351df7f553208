/* The script of the pages. They are complete without it; with it, everything happens in one document, the index page, since a browser may keep
 * what it stores by the file. gallery.c says which parts are joined to which file, and in which order; each adds to the one object `pianmu`.
 * Floor: Chromium 109, Firefox 115, Safari 15.4; no modules, since pages opened from a folder cannot load them. */
window.pianmu = (function () {
  'use strict';

  const root = document.documentElement;
  const listeners = {};

  /* What data.js loads, and the views that main.js shows. */
  const pianmu = { site: null, works: [], byId: new Map(), captions: {}, sentences: {}, views: {}, language: root.lang.startsWith('zh') ? 'zh' : 'en' };

  /* The sentence of a key of catalog/messages in today's language, {placeholders} filled in. */
  pianmu.words = function (key, values) {
    const sentence = (pianmu.sentences[pianmu.language] || {})[key];

    return sentence === undefined ? key : sentence.replace(/\{([a-z-]+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  };

  /* Of a text in both languages, as the site's data have them. */
  pianmu.text = (text) => text[pianmu.language] || text.zh || text.en || '';

  pianmu.on = function (event, listener) {
    (listeners[event] = listeners[event] || []).push(listener);
  };

  pianmu.tell = function (event, detail) {
    (listeners[event] || []).forEach((listener) => listener(detail));
  };

  /* An element with attributes, properties that begin with a point, listeners that begin with "on", and children: elements or texts.
   * Attributes that are false, null or undefined are left out. */
  pianmu.element = function (name, attributes, ...children) {
    const element = document.createElement(name);

    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
      else if (key.startsWith('.')) element[key.slice(1)] = value;
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };

  /* What the audience of this gallery is told at all. */
  pianmu.tells = {
    verdicts: () => pianmu.site.audience !== 'public',
    units: () => pianmu.site.audience !== 'blind',
    marks: () => pianmu.site.audience !== 'public' && pianmu.site.criteria.length > 0,
  };

  /* "zh-CN" for an entrant's text that has Han characters on a page that is not Chinese. */
  pianmu.langOf = (text) => (pianmu.language !== 'zh' && /\p{Script=Han}/u.test(text) ? 'zh-CN' : null);

  /* ---- what the browser keeps ---- */

  /* Keys belong to this catalogue, edition and audience: pages of all folders may share one store. */
  const START = `pianmu/${root.dataset.store}/`;

  /* null where storage is forbidden. `brief`: for as long as the window is open, and in this window alone. */
  function attempt(act, brief) {
    try {
      return act(brief ? sessionStorage : localStorage);
    } catch (error) {
      return null;
    }
  }

  /* null: nothing */
  pianmu.recall = (name, brief) => attempt((store) => store.getItem(START + name), brief);

  /* false: it could not be kept */
  pianmu.keep = (name, value, brief) => attempt((store) => { store.setItem(START + name, value); return true; }, brief) === true;

  pianmu.forget = (name) => attempt((store) => store.removeItem(START + name));

  /* The names under which something is kept that begin so. */
  pianmu.kept = (beginning) => attempt((store) => Object.keys(store).filter((key) => key.startsWith(START + beginning)).map((key) => key.slice(START.length))) || [];

  /* Another window of this catalogue kept or forgot something: listener(name), null where everything was cleared. */
  pianmu.onKept = function (listener) {
    addEventListener('storage', (event) => {
      if (event.key === null) listener(null);
      else if (event.key.startsWith(START)) listener(event.key.slice(START.length));
    });
  };

  return pianmu;
})();

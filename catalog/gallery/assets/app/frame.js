/* On every page: light or dark as the reader chose, times in the reader's own zone, and the way to the marks. In the scripted document also what
 * stands around its views, in the language of today. */
(function () {
  'use strict';

  const root = document.documentElement;

  function shown() {
    return root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }

  function show(theme) {
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  }

  function offerThemes() {
    const button = document.getElementById('theme');

    button.addEventListener('click', () => {
      show(shown() === 'dark' ? 'light' : 'dark');
      pianmu.keep('theme', root.dataset.theme);
    });
  }

  pianmu.localiseTimes = function (within) {
    within.querySelectorAll('time[datetime]').forEach((time) => {
      const moment = new Date(time.dateTime);

      if (isNaN(moment)) return;
      time.title = time.textContent;
      time.textContent = moment.toLocaleString(root.lang, { dateStyle: 'medium', timeStyle: 'short' });
    });
  };

  /* ---- the frame of the scripted document, in the language of today ---- */

  function retell() {
    const other = pianmu.language === 'zh' ? ['en', 'en', 'EN'] : ['zh', 'zh-CN', '中文'];
    const folder = pianmu.language === pianmu.site.language ? '' : `${pianmu.language}/`;
    const language = document.getElementById('language');
    const name = document.querySelector('.contest b');
    const subtitle = document.querySelector('.contest .subtitle');

    document.querySelectorAll('[data-word]').forEach((one) => { one.textContent = pianmu.words(one.dataset.word); });
    document.querySelectorAll('[data-label]').forEach((one) => { one.setAttribute('aria-label', pianmu.words(one.dataset.label)); });
    document.querySelectorAll('[data-page]').forEach((one) => { one.href = `./${folder}${one.dataset.page}`; });
    offerMarks(pianmu.address({ marks: '' }));
    name.textContent = pianmu.text(pianmu.site.title);
    if (subtitle) subtitle.textContent = pianmu.text(pianmu.site.subtitle);
    [language.lang, language.textContent] = other.slice(1);
    language.hreflang = language.lang;
    language.onclick = (event) => {
      event.preventDefault();
      pianmu.go({ ...pianmu.state(), lang: other[0] }, true);
    };
  }

  pianmu.on('language', retell);

  /* Marks are made with script, in the scripted document; pages without them have no link to show. */
  function offerMarks(address) {
    document.querySelectorAll('[data-marks-link]').forEach((link) => { link.href = address; });
  }

  /* Before the first paint, so that nothing moves after it. */
  root.dataset.scripted = '1';
  show(pianmu.recall('theme'));
  document.addEventListener('DOMContentLoaded', () => {
    offerThemes();
    if (!root.dataset.isApp) offerMarks(`${document.querySelector('link[rel=start]').href}#marks=&lang=${pianmu.language}`);
    pianmu.localiseTimes(document);
  });
})();

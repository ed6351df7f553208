/* Pages are complete without this script. It keeps the choice of light or dark, and shows times in the reader's own zone. */
(function () {
  'use strict';

  var root = document.documentElement;
  var key = 'pianmu/' + root.dataset.edition + '/theme';

  function stored() {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return null; /* storage is forbidden: the choice lasts for this page */
    }
  }

  function store(theme) {
    try {
      localStorage.setItem(key, theme);
    } catch (error) {
      /* as above */
    }
  }

  function shown() {
    return root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }

  function show(theme) {
    if (theme === 'dark' || theme === 'light') {
      root.dataset.theme = theme;
    }
  }

  function offerThemes() {
    var button = document.getElementById('theme');

    button.hidden = false;
    button.addEventListener('click', function () {
      show(shown() === 'dark' ? 'light' : 'dark');
      store(root.dataset.theme);
    });
  }

  function localiseTimes() {
    document.querySelectorAll('time[datetime]').forEach(function (time) {
      var moment = new Date(time.dateTime);

      if (!isNaN(moment)) {
        time.title = time.textContent;
        time.textContent = moment.toLocaleString(root.lang, { dateStyle: 'medium', timeStyle: 'short' });
      }
    });
  }

  show(stored()); /* before the first paint */
  document.addEventListener('DOMContentLoaded', function () {
    offerThemes();
    localiseTimes();
  });
})();

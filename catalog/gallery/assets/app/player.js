/* The player of an article (article.html): the browser's own <video controls>, and besides keys, single frames, speed, the place where one left
 * off, frames that seek, the switch between preview and original, and the truth where a browser shows no picture or plays no sound.
 *
 * What it goes by:
 *   .work[data-version][data-frame-rate="30000/1001"][data-has-sound]
 *   .stage video             its src is what is shown first
 *   [data-at="12.480"]       of the strip: seconds
 *   a[data-film="proxy"]     and "original": the switch; aria-current says which is shown
 *   [data-only="proxy"]      there while that film is shown, else hidden
 * Nothing of a film is fetched before somebody asks for it. */
(function () {
  'use strict';

  const element = pianmu.element;
  const words = pianmu.words;
  const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
  const PLACES_KEPT = 500;
  const EDGE = 5; /* s from either end: not worth coming back to */

  /* Those of the page, in order; keys go to all that follow each other, else to the one that was used last. */
  const players = [];
  let used = null;

  pianmu.together = false;

  /* ---- where one left off, by version of a film ---- */

  function places() {
    try {
      return JSON.parse(pianmu.recall('places')) || {};
    } catch (error) {
      return {};
    }
  }

  function keepPlace(version, seconds, duration) {
    const kept = places();

    delete kept[version];
    if (seconds > EDGE && seconds < duration - EDGE) kept[version] = Math.floor(seconds);
    Object.keys(kept).slice(0, -PLACES_KEPT).forEach((old) => delete kept[old]);
    pianmu.keep('places', JSON.stringify(kept));
  }

  /* ---- subtitles ---- */

  const TIMES = /(?:(\d+):)?(\d+):(\d+\.\d+)\s+-->\s+(?:(\d+):)?(\d+):(\d+\.\d+)/;

  /* Of our own WebVTT: cues between empty lines, times on a line, text below. */
  function cuesOf(text) {
    return text.split(/\n{2,}/).flatMap((block) => {
      const lines = block.split('\n');
      const place = lines.findIndex((line) => TIMES.test(line));
      const [h, m, s, toH, toM, toS] = place < 0 ? [] : lines[place].match(TIMES).slice(1).map((part) => Number(part || 0));

      return place < 0 ? [] : [new VTTCue(h * 3600 + m * 60 + s, toH * 3600 + toM * 60 + toS, lines.slice(place + 1).join('\n'))];
    });
  }

  /* Browsers do not load a <track> for a page from a folder: there the same text comes as a script, once it is wanted. */
  function bringTracks(film) {
    const scripts = new Map(); /* TextTrack → address of the script; none once it was asked for */

    if (location.protocol !== 'file:') return;
    film.querySelectorAll('track').forEach((track) => {
      scripts.set(film.addTextTrack('subtitles', track.label, track.srclang), track.getAttribute('src'));
      track.remove();
    });
    film.textTracks.addEventListener('change', () => scripts.forEach((address, track) => {
      if (track.mode !== 'showing') return;
      scripts.delete(track);
      pianmu.load(`${address}.js`).then(() => cuesOf(pianmu.captions[address.split('/').pop()]).forEach((cue) => track.addCue(cue)), () => {});
    }));
  }

  /* ---- one player ---- */

  function frameRate(work) {
    const [number, of = 1] = (work.dataset.frameRate || '25').split('/').map(Number);

    return number > 0 && of > 0 ? number / of : 25;
  }

  /* null where the article has no film. `plain`: without tools of its own. */
  pianmu.player = function (article, plain) {
    const film = article.querySelector('.stage video');

    if (!film) return null;
    const work = article.closest('.work') || article;
    const rate = frameRate(work);
    const tools = element('div', { class: 'player-tools' });
    const speed = element('select', { '.title': words('app.player.speed'), 'aria-label': words('app.player.speed'),
      onchange: () => player.setSpeed(Number(speed.value)) },
    RATES.map((one) => element('option', { value: one, selected: one === 1 }, `${one}×`)));
    const shown = () => (article.querySelector('a[data-film][aria-current]') || { dataset: { film: 'original' } }).dataset.film;
    let trouble = null;
    let inControls = false;
    let checked = 0; /* seconds played since the film was loaded */

    const player = {
      film,

      /* Has the focus one of the browser's own controls inside the film, which need the space bar and arrows? */
      inControls: () => inControls,

      play(on) {
        if (!on) film.pause();
        else if (film.paused) film.play().catch(() => {}); /* it tells by an event */
      },

      seek(seconds) {
        const last = isNaN(film.duration) ? Infinity : film.duration;

        film.currentTime = Math.max(0, Math.min(seconds, last));
        if (film.readyState === 0) film.load(); /* asked for now */
      },

      /* To the middle of a frame, so that rounding shows no neighbour. */
      step(by) {
        film.pause();
        player.seek((Math.floor(film.currentTime * rate + 0.001) + by + 0.5) / rate);
      },

      setSpeed(value) {
        film.defaultPlaybackRate = film.playbackRate = value;
      },

      faster(by) {
        const place = RATES.indexOf(film.playbackRate) + by;

        if (RATES[place]) player.setSpeed(RATES[place]);
        pianmu.say(words('app.player.speed-is', { n: film.playbackRate }));
      },

      mute() {
        film.muted = !film.muted;
        pianmu.say(words(film.muted ? 'app.player.muted' : 'app.player.unmuted'));
      },

      fullscreen() {
        if (document.fullscreenElement) document.exitFullscreen();
        else if (film.requestFullscreen) film.requestFullscreen().catch(() => {});
        else if (film.webkitEnterFullscreen) film.webkitEnterFullscreen();
      },

      /* Off, the first, the second …, off. */
      captions() {
        const tracks = [...film.textTracks];
        const place = tracks.findIndex((track) => track.mode === 'showing');
        const next = tracks[place + 1];

        tracks.forEach((track) => { track.mode = track === next ? 'showing' : 'disabled'; });
        pianmu.say(tracks.length === 0 ? words('app.player.no-captions')
          : next ? words('app.player.captions', { name: next.label || next.language }) : words('app.player.captions-off'));
      },

      /* The other film, at the same moment. */
      show(link) {
        const { currentTime, paused } = film;

        article.querySelectorAll('a[data-film]').forEach((one) => one.toggleAttribute('aria-current', false));
        link.setAttribute('aria-current', 'true');
        article.querySelectorAll('[data-only]').forEach((one) => { one.hidden = one.dataset.only !== link.dataset.film; });
        clearTrouble();
        film.src = link.href;
        if (currentTime === 0 && paused) return;
        film.addEventListener('loadedmetadata', () => { film.currentTime = currentTime; }, { once: true });
        film.load();
        player.play(!paused);
      },

      place: () => ({ time: film.currentTime, playing: !film.paused, film: shown() }),

      /* As place() told it. */
      restore(place) {
        const link = article.querySelector(`a[data-film="${place.film}"]`);

        if (link && shown() !== place.film) player.show(link);
        if (place.time > 0) player.seek(place.time);
        player.play(place.playing);
      },

      leave() {
        remember();
        film.pause();
        film.removeAttribute('src'); /* lets go of the file */
        film.load();
        players.splice(players.indexOf(player), 1);
        if (used === player) used = null;
        removeEventListener('pagehide', remember);
      },
    };

    /* ---- what was seen ---- */

    function remember() {
      if (film.currentTime > 0 && work.dataset.version) keepPlace(work.dataset.version, film.currentTime, film.duration || Infinity);
    }

    function offerPlace() {
      const seconds = places()[work.dataset.version];
      const button = seconds && element('button', { type: 'button', class: 'tool strong',
        onclick: () => { player.seek(seconds); player.play(true); film.focus(); } },
      words('app.player.resume', { time: pianmu.clock(seconds * 1000) }));

      if (!seconds) return;
      tools.prepend(button);
      film.addEventListener('playing', () => button.remove(), { once: true });
    }

    function markFrame() {
      const frames = [...article.querySelectorAll('[data-at]')];
      const now = frames.filter((frame) => Number(frame.dataset.at) <= film.currentTime + 0.5 / rate).pop();

      frames.forEach((frame) => {
        if (frame === now) frame.setAttribute('aria-current', 'true');
        else frame.removeAttribute('aria-current');
      });
    }

    /* ---- what a browser cannot do ---- */

    function clearTrouble() {
      if (trouble) trouble.remove();
      trouble = null;
      checked = 0;
    }

    /* The same notice as stands on pages of films that are known not to play, with the way to another one. */
    function tell(headline, reason) {
      const other = article.querySelector(`a[data-film]:not([data-film="${shown()}"])`);
      const ways = [
        other && element('button', { type: 'button', class: 'action', onclick: () => { player.show(other); player.play(true); } },
          words(other.dataset.film === 'proxy' ? 'app.player.to-proxy' : 'app.player.to-original')),
        shown() === 'original' && element('a', { class: 'action', href: film.currentSrc || film.src, download: true }, words('gallery.download')),
      ];

      if (trouble) return;
      trouble = element('div', { class: 'notice' }, element('p', null, element('b', null, words(headline))), element('p', null, words(reason)),
        article.querySelector('[data-at]') && element('p', null, words('app.player.see-strip')), element('p', { class: 'ways' }, ways));
      article.querySelector('.stage').after(trouble);
      pianmu.say(`${words(headline)} ${words(reason)}`);
    }

    function hasNoSound() {
      if (film.mozHasAudio !== undefined) return !film.mozHasAudio;
      return film.webkitAudioDecodedByteCount === 0;
    }

    /* Sound without picture raises no error, nor does the reverse. */
    function check() {
      const expected = work.dataset.hasSound && shown() === 'original';

      if (film.readyState >= 2 && film.videoWidth === 0) tell('app.player.no-picture', 'app.player.no-picture-reason');
      else if (expected && checked > 1.5 && hasNoSound()) tell('app.player.no-sound', 'app.player.no-sound-reason');
    }

    /* ---- all of it together ---- */

    let before = 0;

    function onTime() {
      const passed = film.currentTime - before;

      before = film.currentTime;
      if (!film.paused && passed > 0 && passed < 1) checked += passed / film.playbackRate;
      if (Math.floor(film.currentTime) % EDGE === 0) remember();
      markFrame();
      check();
    }

    const events = {
      timeupdate: onTime,
      seeked: markFrame,
      pause: remember,
      loadeddata: check,
      error: () => { if (film.getAttribute('src')) tell('gallery.not-playable', 'app.player.error-reason'); },
      ratechange: () => { speed.value = String(film.playbackRate); },
      play: () => { used = player; },
      pointerdown: () => { used = player; inControls = false; },
      blur: () => { inControls = false; },
      /* The first stop is the film itself; then come its controls, from the last one when going backwards. */
      keydown: (event) => { if (event.key === 'Tab') inControls = !event.shiftKey; },
      keyup: (event) => { if (event.key === 'Tab' && event.shiftKey) inControls = true; },
    };

    Object.entries(events).forEach(([name, listener]) => film.addEventListener(name, listener));
    addEventListener('pagehide', remember);
    bringTracks(film);
    article.querySelectorAll('a[data-film]').forEach((link) => link.addEventListener('click', (event) => {
      event.preventDefault();
      player.show(link);
    }));
    article.querySelectorAll('[data-at]').forEach((frame) => frame.addEventListener('click', (event) => {
      event.preventDefault();
      player.seek(Number(frame.dataset.at));
    }));
    if (!plain) {
      tools.append(element('label', { class: 'tool' }, element('span', { 'aria-hidden': 'true' }, words('app.player.speed')), ' ', speed),
        element('span', { class: 'steps' },
          element('button', { type: 'button', class: 'tool', onclick: () => player.step(-1) }, words('app.player.frame-back')),
          element('button', { type: 'button', class: 'tool', onclick: () => player.step(1) }, words('app.player.frame-on'))),
        pianmu.helpButton());
      article.querySelector('.media').append(tools);
      offerPlace();
    }
    players.push(player);
    return player;
  };

  /* ---- keys ---- */

  function addressed() {
    if (pianmu.together) return players;
    return players.length > 0 ? [used || players[0]] : [];
  }

  /* false: there is no film */
  function each(run) {
    return function (name, event) {
      const mine = addressed();

      if (mine.length === 0) return false;
      mine.forEach((player) => run(player, name, event));
      return true;
    };
  }

  /* All of them stop, or all of them start. */
  function toggle() {
    const mine = addressed();
    const play = mine.every((player) => player.film.paused);

    mine.forEach((player) => player.play(play));
    return mine.length > 0;
  }

  const isNative = () => addressed().some((player) => player.inControls());
  const unlessNative = (run) => (name, event) => (isNative() ? false : each(run)(name, event));
  const by = (seconds) => each((player) => player.seek(player.film.currentTime + seconds));
  const one = (run) => pianmu.once(each(run));

  pianmu.addKeys('app.keys.player', [
    { keys: ['k'], shown: ['K', 'app.key.space'], words: 'app.key.play', run: pianmu.once(toggle) },
    { keys: [' '], run: pianmu.once(() => !isNative() && toggle()) },
    { keys: ['j'], shown: ['J', 'L'], words: 'app.key.ten', run: by(-10) },
    { keys: ['l'], run: by(10) },
    { keys: ['ArrowLeft', 'ArrowRight'], shown: ['←', '→'], words: 'app.key.five',
      run: unlessNative((player, name) => player.seek(player.film.currentTime + (name === 'ArrowLeft' ? -5 : 5))) },
    { keys: [',', '.'], shown: [',', '.'], words: 'app.key.frame', run: each((player, name) => player.step(name === ',' ? -1 : 1)) },
    { keys: ['<', '>'], shown: ['<', '>'], words: 'app.key.speed', run: each((player, name) => player.faster(name === '<' ? -1 : 1)) },
    { keys: [...'0123456789'], shown: ['0', '…', '9'], words: 'app.key.tenth',
      run: each((player, name) => { if (player.film.duration) player.seek(player.film.duration * Number(name) / 10); }) },
    { keys: ['m'], shown: ['M'], words: 'app.key.mute', run: one((player) => player.mute()) },
    { keys: ['f'], shown: ['F'], words: 'app.key.fullscreen', run: one((player) => player.fullscreen()) },
    { keys: ['c'], shown: ['C'], words: 'app.key.captions', run: one((player) => player.captions()) },
  ]);
})();

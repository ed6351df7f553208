/* A film seen by its frames: the pointer over a card's picture, or [ and ] on a card that has the focus. The sprite is asked for no sooner.
 * Who does not want motion has the keys; who has no pointer, the layout with frames. */
(function () {
  'use strict';

  const { element } = pianmu;
  const INTENT = 80; /* ms: a pointer that only passes by asks for nothing */
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  let card = null; /* the one whose frames are shown */
  let timer = 0;

  /* The sprite's file, its frames' size and times, and the picture itself, decoded. null: none */
  async function spriteOf(work) {
    const frames = work && work.frames ? await pianmu.frames(work) : null;

    if (frames && !frames.picture) {
      frames.picture = new Image();
      frames.picture.src = frames.sprite;
    }
    if (frames) await frames.picture.decode();
    return frames;
  }

  function overlay(pic) {
    let scrub = pic.querySelector('.scrub');

    if (!scrub) {
      scrub = element('div', { class: 'scrub', 'aria-hidden': 'true' }, element('i'), element('span'), element('em'));
      pic.append(scrub);
    }
    return scrub;
  }

  function show(shown, frames, n) {
    const [picture, time, line] = overlay(shown.querySelector('.pic')).children;
    const rows = Math.ceil(frames.times.length / frames.columns);
    const across = (n % frames.columns) / Math.max(frames.columns - 1, 1);
    const down = Math.floor(n / frames.columns) / Math.max(rows - 1, 1);

    picture.style.backgroundImage = `url("${frames.sprite}")`;
    picture.style.backgroundSize = `${frames.columns * 100}% ${rows * 100}%`;
    picture.style.backgroundPosition = `${across * 100}% ${down * 100}%`;
    picture.style.aspectRatio = `${frames.width} / ${frames.height}`;
    picture.className = frames.width * 9 >= frames.height * 16 ? 'broad' : '';
    time.textContent = pianmu.clock(frames.times[n]);
    line.style.width = `${((n + 1) * 100) / frames.times.length}%`;
    shown.frame = n;
  }

  function end() {
    clearTimeout(timer);
    if (card) {
      card.querySelectorAll('.scrub').forEach((scrub) => scrub.remove());
      delete card.frame;
    }
    card = null;
  }

  /* Shows frame `choose(how many)` of a card, once it is there. */
  async function step(shown, choose) {
    const frames = await spriteOf(pianmu.byId.get(shown.dataset.id)).catch(() => null);

    if (frames && shown === card) show(shown, frames, choose(frames.times.length));
  }

  function hover(event) {
    const shown = event.target.closest('.card');
    const pic = shown && shown.querySelector('.pic');
    const box = pic && pic.getBoundingClientRect();
    const x = event.clientX;

    if (event.pointerType === 'touch' || still.matches) return;
    if (!box || x < box.left || x >= box.right || event.clientY < box.top || event.clientY >= box.bottom) {
      end();
      return;
    }
    if (shown !== card) end();
    card = shown;
    clearTimeout(timer);
    timer = setTimeout(() => step(shown, (n) => Math.floor(((x - box.left) / box.width) * n)), shown.frame === undefined ? INTENT : 0);
  }

  function press(event) {
    const shown = event.target.closest('.card');
    const by = { '[': -1, ']': 1 }[event.key];

    if (event.key === 'Escape') end();
    if (!by || !shown || !shown.querySelector('.pic') || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (shown !== card) end();
    card = shown;
    step(shown, (n) => (shown.frame === undefined ? (by > 0 ? 0 : n - 1) : (shown.frame + by + n) % n));
  }

  pianmu.scrubWithin = function (place) {
    place.addEventListener('pointermove', hover);
    place.addEventListener('pointerleave', end);
    place.addEventListener('keydown', press);
    place.addEventListener('focusout', end);
  };
})();

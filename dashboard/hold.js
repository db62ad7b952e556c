/** What changes by itself does not change under somebody's hand. */

const BUSY = ':is(:hover, :has(:focus-visible))';
/** A hand that rests for so long is no hand: a pointer left there must not stop the page. */
const REST = 60_000;
/** Nobody reads faster, and what comes a hundred times a second would keep a processor busy. */
const PAUSE = 250;

/** Draws soon; while somebody points at the element, or has come to it by keyboard, when they leave. */
export function drawWhenLeft(element, draw) {
  let isDue = false;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let usedAt = Number.NEGATIVE_INFINITY;
  let timer = null;

  /** When it may be drawn: now, or in so many milliseconds. */
  function wait() {
    const now = performance.now();
    const held = element.matches(BUSY) ? usedAt + REST - now : 0;
    return Math.max(0, held, drawnAt + PAUSE - now);
  }

  function attempt() {
    clearTimeout(timer);
    if (!isDue) return;
    const time = wait();
    if (time > 0) {
      timer = setTimeout(attempt, time);
      return;
    }
    isDue = false;
    drawnAt = performance.now();
    draw();
  }

  for (const type of ['pointerenter', 'pointermove', 'focusin', 'keydown']) {
    element.addEventListener(type, () => {
      usedAt = performance.now();
    });
  }
  element.addEventListener('pointerleave', attempt);
  element.addEventListener('focusout', () => queueMicrotask(attempt));
  return function request() {
    isDue = true;
    attempt();
  };
}

/** What changes by itself does not change under somebody's hand. */

const BUSY = ':is(:hover, :has(:focus-visible))';

/** Draws now, or, while somebody points at it or has come to it by keyboard, when they leave. */
export function drawWhenLeft(element, draw) {
  let isDue = false;
  function attempt() {
    if (!isDue || element.matches(BUSY)) return;
    isDue = false;
    draw();
  }
  element.addEventListener('pointerleave', attempt);
  element.addEventListener('focusout', () => queueMicrotask(attempt));
  return function request() {
    isDue = true;
    attempt();
  };
}

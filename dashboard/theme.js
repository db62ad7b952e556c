/** Light, dark, or as the system has it. */
import { byId, setText } from './dom.js';

const THEMES = ['auto', 'light', 'dark'];
const root = document.documentElement;

export function startTheme() {
  const button = byId('theme');
  let theme = localStorage.getItem('theme') ?? 'auto';
  function apply() {
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    setText(button, `Theme: ${theme}`);
  }
  apply();
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    localStorage.setItem('theme', theme);
    apply();
    for (const listener of listeners) listener();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const listener of listeners) listener();
  });
}

const listeners = new Set();

/** What is painted on a canvas has to be painted again. */
export function onThemeChange(listener) {
  listeners.add(listener);
}

/** The colour that a custom property stands for just now, as a canvas takes it. */
export function colourOf(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

const probe = document.createElement('span');
probe.hidden = true;
document.body.append(probe);

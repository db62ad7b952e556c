/** Where an answer can come from, the cheapest first. */
import { make } from './dom.js';

export const TIERS = {
  memory: 'the same question, from this process',
  exact: 'the same question, from the store',
  promoted: 'a question matched by meaning before',
  semantic: 'a question that means the same',
  upstream: 'answered by a model',
};

export const makeSwatch = (tier) => make('span', { class: 'swatch', 'data-tier': tier, 'aria-hidden': 'true' });

/** Of one request. */
export function tierOf({ tier, promoted }) {
  return promoted ? 'promoted' : tier;
}

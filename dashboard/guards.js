/** What each guard refused: questions that were near enough, and not the same. */
import { byId, keepChildren, make } from './dom.js';
import { makeNumber } from './numbers.js';

export function showGuards(guards) {
  const names = Object.keys(guards).sort((one, other) => guards[other] - guards[one]);
  const highest = Math.max(1, ...Object.values(guards));
  byId('no-guards').hidden = names.length > 0;
  keepChildren(byId('guards'), names, String, (name) => {
    const gauge = make('span', { class: 'gauge', 'aria-hidden': 'true' }, make('span'));
    return make('li', {}, make('span', {}, name), makeNumber(`guards.${name}`, 'count'), gauge);
  });
  for (const item of byId('guards').children) {
    item.querySelector('.gauge span').style.width = `${(100 * guards[item.dataset.key]) / highest}%`;
  }
}

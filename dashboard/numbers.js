/** Every `<data data-metric>` shows that number of the report, written as `data-format` says. */
import { make, setText } from './dom.js';
import { FORMATS, NONE } from './format.js';

export function showNumbers(report) {
  const numbers = new Map(flatten(report));
  for (const element of document.querySelectorAll('data[data-metric]')) {
    const { metric, format, if: condition } = element.dataset;
    const value = numbers.get(metric);
    const isKnown = value !== undefined && (condition === undefined || numbers.get(condition) > 0);
    element.value = String(value ?? '');
    setText(element, isKnown ? FORMATS[format](value) : NONE);
  }
}

/** One more of them. `condition`: the number without which this one says nothing. */
export function makeNumber(metric, format, condition) {
  return make('data', { 'data-metric': metric, 'data-format': format, 'data-if': condition }, NONE);
}

/** `[['requests.total', 4], ...]` */
function flatten(report, prefix = '') {
  return Object.entries(report).flatMap(([name, value]) => {
    if (typeof value === 'number') return [[prefix + name, value]];
    return value instanceof Object ? flatten(value, `${prefix}${name}.`) : [];
  });
}

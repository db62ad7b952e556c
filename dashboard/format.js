/** How numbers and times are written. */

export const NONE = '–';

const number = (options) => {
  const format = new Intl.NumberFormat('en', options);
  return (value) => format.format(value);
};
const whole = number({ maximumFractionDigits: 0 });
const compact = number({ notation: 'compact', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoFigures = number({ maximumSignificantDigits: 2 });
const oneDigit = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = number({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const threeFigures = number({ minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** By the name that `data-format` gives it. */
export const FORMATS = {
  count: (value) => (value < 1e7 ? whole(value) : compact(value)),
  about: twoFigures,
  percent: (value) => `${oneDigit(value)}%`,
  rate: (value) => (value < 10 ? oneDigit(value) : whole(value)),
  ms: (value) => (value < 10 ? twoDigits(value) : value < 100 ? oneDigit(value) : whole(value)),
  dollars(value) {
    const sign = value < 0 ? '−' : '';
    const amount = Math.abs(value);
    return `${sign}$${amount > 0 && amount < 1 ? threeFigures(amount) : twoDigits(amount)}`;
  },
  similarity: (value) => (Math.floor(value * 1e4) / 1e4).toFixed(4),
  bytes(value) {
    const [unit, size] = value < 1e6 ? ['kB', 1e3] : value < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
    return `${threeFigures(value / size)} ${unit}`;
  },
  duration(seconds) {
    const [minutes, hours, days] = [60, 3_600, 86_400].map((size) => Math.floor(seconds / size));
    if (days > 0) return `${days} d ${hours % 24} h`;
    if (hours > 0) return `${hours} h ${minutes % 60} min`;
    return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
  },
};

/** A power of ten of milliseconds: `0.1 ms`, `10 s`. */
export function decadeOf(exponent) {
  return exponent < 3 ? `${10 ** exponent} ms` : `${10 ** (exponent - 3)} s`;
}

/** `14:05:09`, of epoch milliseconds or an ISO time. */
export const timeOf = (time) => clock.format(new Date(time));
/** `14:05` */
export const minuteOf = (time) => minute.format(new Date(time));
/** `21 Nov, 14:05` */
export const dayOf = (time) => day.format(new Date(time));

/** `1 entry`, `1,234 entries` */
export function plural(count, one, many = `${one}s`) {
  return `${FORMATS.count(count)} ${count === 1 ? one : many}`;
}

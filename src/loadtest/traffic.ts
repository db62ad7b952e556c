/** What the users of a load test ask. */

const SUBJECTS = [
  ...['photosynthesis', 'a black hole', 'compound interest', 'the water cycle', 'plate tectonics', 'a vaccine'],
  ...['natural selection', 'inflation', 'a neural network', 'the greenhouse effect', 'an enzyme', 'a prime number'],
  ...['the speed of light', 'a database index', 'osmosis', 'supply and demand', 'a hash table', 'the immune system'],
  ...['quantum entanglement', 'a tsunami', 'the ozone layer', 'public key cryptography', 'a monsoon', 'friction'],
];

/** The same question in other words. */
const WORDINGS = [
  (subject: string) => `What is ${subject}?`,
  (subject: string) => `Can you tell me what ${subject} is?`,
  (subject: string) => `what is ${subject}`,
  (subject: string) => `Please explain what ${subject} is.`,
];

/** Questions that look alike and are not: each has an answer of its own. */
const NUMBERED = 400;
const SHARE_OF_NUMBERED = 0.15;

/**
 * One question after the other: a few subjects are asked about often and many rarely, in several wordings, and some
 * questions in between differ in a number. There are some 500 in all, so that a test never fills a cache.
 * @param random from 0 to 1
 */
export function createTraffic(random: () => number): () => string {
  const below = (count: number) => Math.floor(random() * count);
  return function nextQuestion() {
    if (random() < SHARE_OF_NUMBERED) return `How many minutes are there in ${2 + below(NUMBERED)} hours?`;
    const subject = SUBJECTS[Math.floor(random() ** 2 * SUBJECTS.length)] ?? 'gravity';
    return (WORDINGS[below(WORDINGS.length)] ?? WORDINGS[0]!)(subject);
  };
}

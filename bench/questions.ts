/** Questions for the load: as many as needed, each unlike the others, and other wordings of the same. */

const TASKS = [
  ...['repair', 'clean', 'paint', 'store', 'choose', 'sell', 'build', 'move', 'insure', 'measure', 'design', 'lock'],
  ...['transport', 'photograph', 'decorate', 'describe', 'draw', 'inspect', 'replace', 'restore', 'protect', 'weigh'],
];
const THINGS = [
  ...['a wooden boat', 'an old bicycle', 'a leather sofa', 'a glass table', 'a garden fence', 'a wool carpet'],
  ...['a brass lamp', 'a stone wall', 'a silk dress', 'a kitchen knife', 'a mountain tent', 'an electric guitar'],
  ...[
    'a grand piano',
    'a bee hive',
    'a fishing net',
    'a clay oven',
    'a solar panel',
    'a water pump',
    'a tennis racket',
  ],
  ...['a pocket watch', 'a church bell', 'a toy train', 'a rain barrel', 'a bookshelf', 'a saddle'],
];
const PLACES = [
  ...['in a small flat', 'on a farm', 'near the sea', 'in a museum', 'at a school', 'in the desert', 'on an island'],
  ...['in a hospital', 'in a forest', 'at an airport', 'in a hotel', 'in a workshop', 'on a balcony', 'in a library'],
  ...['in a castle', 'on a ship', 'in a cellar', 'in a greenhouse', 'at a market', 'in a theatre'],
];

/** Questions that there are: 11,000. */
const QUESTIONS = TASKS.length * THINGS.length * PLACES.length;

/** The question that is stored. Two numbers that are near each other share as little as possible. */
export function question(number: number): string {
  return `How do I ${matter(number)}?`;
}

const WORDINGS = ['Can you please tell me how I', 'Please tell me how I', 'Hello, how do I', 'Could you tell me how I'];

/** Another wording of one of the first `of` questions; no number gives the same as another, up to four times `of`. */
export function reword(number: number, of: number): string {
  return `${WORDINGS[Math.floor(number / of) % WORDINGS.length]} ${matter(number % of)}?`;
}

function matter(number: number): string {
  // 4,931 is prime to 11,000, so that every combination comes once.
  const at = (number * 4_931) % QUESTIONS;
  const task = TASKS[at % TASKS.length];
  const thing = THINGS[Math.floor(at / TASKS.length) % THINGS.length];
  const place = PLACES[Math.floor(at / (TASKS.length * THINGS.length))];
  return `${task} ${thing} ${place}`;
}

const WHO = ['baker', 'pilot', 'king', 'nurse', 'lawyer', 'painter', 'sailor', 'judge', 'farmer', 'dancer', 'miner'];
const DID = ['forgive', 'follow', 'betray', 'invite', 'praise', 'avoid', 'warn', 'blame', 'thank', 'envy', 'trust'];
const WHOM = ['widow', 'dentist', 'poet', 'soldier', 'queen', 'monk', 'thief', 'teacher', 'butcher', 'spy', 'clown'];
const WHEN = ['war', 'flood', 'wedding', 'harvest', 'trial', 'feast', 'storm', 'election', 'strike', 'eclipse', 'fire'];

/** A question that nobody asked: 14,641 of them. */
export function newQuestion(number: number): string {
  const at = (number * 4_937) % (WHO.length * DID.length * WHOM.length * WHEN.length);
  const pick = (words: readonly string[], stride: number): string =>
    words[Math.floor(at / stride) % words.length] ?? '';
  return `Why did the ${pick(WHO, 1)} ${pick(DID, 11)} the ${pick(WHOM, 121)} after the ${pick(WHEN, 1_331)}?`;
}

export function chat(content: string, stream = false): string {
  return JSON.stringify({
    model: 'llama-3.3-70b-versatile',
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content },
    ],
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
  });
}

/** Who is spoken of: the persons of a question's pronouns. */
import { TELLING } from './words.ts';

const PRONOUNS = {
  self: 'i me my mine myself we us our ours ourselves',
  you: 'you your yours yourself',
  he: 'he him his himself',
  she: 'she her hers herself',
  they: 'they them their theirs themselves',
};

const PERSONS: ReadonlyMap<string, string> = new Map(
  Object.entries(PRONOUNS).flatMap(([person, words]) => words.split(' ').map((word) => [word, person] as const)),
);

/** What is only said to the one who answers: "could you tell me", "I would like to know", "in your opinion". */
const ADDRESS = new RegExp(
  [
    String.raw`\bthank you\b`,
    String.raw`\b(?:would|do) you mind (?:telling|explaining|showing|giving|helping|listing)\b(?: me| us)?`,
    String.raw`\bi would (?:be grateful|appreciate it|like)(?: if you)?\b`,
    String.raw`\b(?:you|i|we) (?:please )?(?:could|${TELLING}|know|think|believe|want|need)\b(?: (?:me|us))?`,
    String.raw`\b(?:tell|show|give|help|let) (?:me|us)\b`,
    String.raw`\bin (?:my|your) opinion\b`,
  ].join('|'),
  'g',
);
/** "Please could you ...": whatever is asked for. */
const REQUESTED = /\b(?:please,? (?:can|could|would|will) you|(?:can|could|would|will) you (?:please|kindly))\b/g;

/**
 * The persons in the order in which they are spoken of, each run of one once. Where there is no "I", "you" is anybody:
 * "how do you", "how do I".
 */
export function personsIn(prose: string): readonly string[] {
  const spokenOf =
    prose
      .replace(REQUESTED, ' ')
      .replace(ADDRESS, ' ')
      .match(/\p{L}+/gu) ?? [];
  const persons = spokenOf.map((word) => PERSONS.get(word)).filter((person) => person !== undefined);
  const named = persons.includes('self') ? persons : persons.map((person) => (person === 'you' ? 'self' : person));
  return named.filter((person, at) => person !== named[at - 1]);
}

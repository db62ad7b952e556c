/** What the scripted upstream says: words and values that depend on the question alone. */

interface Turn {
  readonly role?: string;
  readonly content?: unknown;
}

/** Known questions have a real answer, so that the demo reads well. */
const FACTS: readonly (readonly [RegExp, string])[] = [
  [/capital.*\bfrance\b/i, 'The capital of France is Paris.'],
  [
    /\bphotosynthesis\b/i,
    'Photosynthesis turns light, water and carbon dioxide into sugar and oxygen. It happens in the chloroplasts of plants, algae and some bacteria.',
  ],
  [
    /\bre(?:set|cover).*\bpassword\b/i,
    'Open the sign-in page, choose "Forgot password", and follow the link in the message you receive.',
  ],
];

export function wordsFor(question: string): string {
  const fact = FACTS.find(([pattern]) => pattern.test(question));
  return fact ? fact[1] : `This is the scripted answer to: ${question.slice(0, 200)}`;
}

/** The text of the last message, whoever's it is. */
export function lastPrompt(turns: readonly Turn[]): string {
  return textOf(turns.at(-1)?.content);
}

/** The text of a string, or of the text parts of a list. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : '')).join('');
}

/** Words with the blanks before them; joined they are the text again. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

export function countTokens(text: string): number {
  return tokensOf(text).length;
}

interface Schema {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** The smallest value that fits a JSON schema, its strings being `text`. */
export function instanceOf(schema: Schema, text: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return 42;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return schema.items ? [instanceOf(schema.items, text)] : [];
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, value]) => [name, instanceOf(value, text)]),
      );
  }
}

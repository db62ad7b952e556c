/** What a stored body says, for people. */

/** The text of an answer of any endpoint; else the body itself. */
export function textOf(body) {
  if (typeof body === 'string') return body;
  const choices = body?.choices?.map(({ message, text }) => message?.content ?? message?.refusal ?? text);
  const output = body?.output?.flatMap(({ content = [] }) => content.map(({ text }) => text));
  const said = (choices ?? output ?? []).filter((text) => typeof text === 'string' && text !== '');
  return said.length > 0 ? said.join('\n\n') : JSON.stringify(body, null, 2);
}

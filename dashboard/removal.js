/** Invalidating many entries, counted first; and clearing all. */
import { admin } from './api.js';
import { confirm } from './dialogs.js';
import { byId, setText } from './dom.js';
import { plural } from './format.js';

const WAYS = {
  tag: { what: 'Tag', example: 'products', body: (value) => ({ tags: [value] }) },
  pattern: {
    what: 'Pattern over the whole question',
    example: 'What is * in Berlin?',
    body: (value) => ({ pattern: value }),
  },
  likeness: {
    what: 'Like this question',
    example: 'What does it cost?',
    body: (text, threshold) => ({ similar_to: { text, threshold } }),
  },
};

/** `refresh`: called when something was removed. */
export function startRemoval(refresh) {
  startInvalidate(refresh);
  const said = byId('clear-said');
  async function clear(tier, question) {
    if (!(await confirm(question))) return;
    const done = await attempt(said, () => admin('POST', '/cache/clear', { tier }));
    if (!done) return;
    const { entries, vectors } = done.cleared;
    setText(said, `Removed ${plural(entries, 'entry', 'entries')} and ${plural(vectors, 'vector')}.`);
    refresh();
  }
  byId('clear-all').addEventListener('click', () =>
    clear('all', {
      title: 'Clear the cache?',
      text: 'Every stored answer is removed, of all namespaces, from every process. What is asked next is paid for again.',
      action: 'Clear everything',
    }),
  );
  byId('clear-semantic').addEventListener('click', () =>
    clear('semantic', {
      title: 'Forget meanings?',
      text: 'Nothing stored so far is matched by meaning any more. Answers stay, and are found by their exact questions.',
      action: 'Forget meanings',
    }),
  );
}

function startInvalidate(refresh) {
  const form = byId('invalidate');
  const { by, value, threshold } = form.elements;
  const button = byId('invalidate-now');
  const said = byId('invalidate-said');
  let counted = null;

  const bodyOf = () => WAYS[by.value].body(value.value.trim(), Number(threshold.value));
  const send = (body) => attempt(said, () => admin('POST', '/cache/invalidate', body));

  /** What was counted is no longer what is written there. */
  function forget() {
    counted = null;
    button.disabled = true;
    setText(button, 'Invalidate');
  }

  function chooseWay() {
    const { what, example } = WAYS[by.value];
    setText(byId('invalidate-what'), what);
    value.placeholder = example;
    byId('likeness').hidden = by.value !== 'likeness';
    forget();
  }

  by.addEventListener('change', chooseWay);
  form.addEventListener('input', forget);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    forget();
    const body = bodyOf();
    const found = await send({ ...body, dry_run: true });
    if (!found) return;
    const entries = plural(found.invalidated, 'entry', 'entries');
    setText(
      said,
      found.invalidated === 0 ? 'No entry matches.' : `${entries} would be removed. Nothing has been, so far.`,
    );
    if (found.invalidated === 0) return;
    counted = body;
    button.disabled = false;
    setText(button, `Invalidate ${entries}`);
  });
  button.addEventListener('click', async () => {
    const body = counted;
    forget();
    const done = await send(body);
    if (!done) return;
    setText(said, `Removed ${plural(done.invalidated, 'entry', 'entries')}.`);
    refresh();
  });
}

/** The threshold in force, until somebody writes another. */
export function showThreshold(threshold) {
  const input = byId('invalidate').elements.threshold;
  if (input.value === '') input.value = String(threshold);
}

async function attempt(said, action) {
  try {
    return await action();
  } catch (error) {
    setText(said, error.message);
    return null;
  }
}

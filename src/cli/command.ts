/** What a command is: its options, what `--help` says of them, and what it does. */
import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { UsageError } from './failure.ts';
import { connectTo, type RunningProxy } from './proxy.ts';

/** As `parseArgs` takes it, with what `--help` says. */
export interface Option extends ParseArgsOptionDescriptor {
  /** Stands for its value; an option without one is a flag. */
  readonly value?: string;
  readonly means: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What was given for them; those without a default may be absent. */
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

interface Definition<O extends Options> {
  readonly name: string;
  /** What follows the name: `FILE`, or `[FILE]` where it may be left out. */
  readonly takes?: string;
  readonly summary: string;
  readonly options: O;
  /** The end of `--help`. */
  readonly notes?: () => string;
  /** Resolves when all went well. Throws Failure, UsageError. */
  readonly run: (given: Given<O>) => Promise<void>;
}

export interface Given<O extends Options> {
  readonly values: Values<O>;
  /** What follows the name; `''` when it may be left out, and was. */
  readonly argument: string;
}

export interface Command extends Omit<Definition<Options>, 'run'> {
  readonly run: (args: readonly string[]) => Promise<void>;
}

/** A command that works on this machine alone. */
export function localCommand<const O extends Options>(definition: Definition<O>): Command {
  return {
    ...definition,
    run(args) {
      const { values, positionals } = parse(args, definition.options);
      // What parseArgs returns for a set of options that is not known here.
      return definition.run({ values: values as Values<O>, argument: argumentIn(positionals, definition.takes) });
    },
  };
}

const REMOTE = {
  url: { type: 'string', value: 'URL', means: 'the proxy (LLM_CACHE_URL, or http://127.0.0.1:3000)' },
  'admin-key': { type: 'string', value: 'KEY', means: 'its admin key (ADMIN_API_KEY)' },
  json: { type: 'boolean', default: false, means: 'prints JSON' },
} as const satisfies Options;

interface RemoteDefinition<O extends Options> extends Omit<Definition<O>, 'run'> {
  readonly run: (given: Given<O & typeof REMOTE> & { readonly proxy: RunningProxy }) => Promise<void>;
}

/** A command that asks a running proxy. */
export function remoteCommand<const O extends Options>(definition: RemoteDefinition<O>): Command {
  return localCommand({
    ...definition,
    options: { ...definition.options, ...REMOTE },
    async run(given: Given<O & typeof REMOTE>) {
      const proxy = connectTo(given.values);
      try {
        await definition.run({ ...given, proxy });
      } finally {
        await proxy.close();
      }
    },
  });
}

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/(?<=[^.]\.) /)[0] ?? '') : String(error));
  }
}

function argumentIn([first, ...others]: readonly string[], takes: string | undefined): string {
  const surplus = takes === undefined ? first : others[0];
  if (surplus !== undefined) throw new UsageError(`Unexpected argument '${surplus}'.`);
  if (first === undefined && takes !== undefined && !takes.startsWith('['))
    throw new UsageError(`${takes} is missing.`);
  return first ?? '';
}

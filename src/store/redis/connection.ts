import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { createBreaker, OutOfService, reasonOf } from '../../breaker.ts';
import type { Ms, Outage } from '../../types.ts';

/** A URL (`redis://` or `rediss://`, with user, password and number of the database), or the same in parts. */
export type RedisServer =
  | string
  | { readonly host: string; readonly port: number; readonly password?: string | undefined; readonly db: number };

interface RedisConnectionOptions {
  readonly server: RedisServer;
  /** CACHE_PREFIX: begins the keys of the probes too. */
  readonly prefix?: string;
  /** What Redis may cost a request. */
  readonly timeout: Ms;
  readonly now?: () => Ms;
  /** Told what the operator should know: what to change, that Redis went out, that it is back. */
  readonly onNotice?: (message: string) => void;
  /** Told once when a connection is lost, not again while it stays away. */
  readonly onError: (error: Error) => void;
}

interface ChannelListener {
  message(text: string): void;
  /** Messages may have been missed. */
  gap(): void;
}

export interface RedisConnection {
  /** For what nobody waits for: a command rejects at once without a connection, and after some seconds without a reply. */
  readonly commands: Redis;
  /** For what a request waits for: rejects when it takes longer than the budget, and at once while Redis is out. */
  urgent<T>(work: () => Promise<T>): Promise<T>;
  /** For what stores something: rejects at once while Redis is out, or takes no writes (a replica, full, no right to). */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** For what an operator waits for, however long it takes: rejects with OutOfService when Redis is out, or refuses it. */
  patient<T>(work: () => Promise<T>): Promise<T>;
  /** One that takes no writes is out too, though it is still read from. */
  readonly outage: Outage | null;
  /** Hears what is published, on a connection of its own. A gap is told when that is cut, and when it is back. */
  listen(channel: string, listener: ChannelListener): void;
  /** Resolves when it can be used, or has not come about in a moment: it goes on trying. */
  opened(): Promise<void>;
  close(): Promise<void>;
}

/** Nobody waits for these commands, but none may be waited for in vain. */
const COMMAND_TIMEOUT = 5_000;
/** A connection on which a reply is overdue for so long is dead, whatever TCP says. */
const SOCKET_TIMEOUT = 5_000;
const HEARTBEAT = 1_000;
/** How long a start waits for Redis. */
const OPENING = 1_000;
/** Between two connections made anew because the server had become a replica. */
const RECONNECT: Ms = 10_000;

/** Replies that say that the server cannot be used; any other error reply is about the command. */
const UNUSABLE = /^(?:LOADING|MASTERDOWN|CLUSTERDOWN|BUSY|NOAUTH|NOPERM|WRONGPASS)\b/;
const NOT_CONNECTED = 'is not connected';
/** Replies that say that it cannot be written to, in Redis 6 with a script's name in front. */
const UNWRITABLE = /(?:^|-)(?:READONLY|OOM|MISCONF|NOREPLICAS|NOPERM)\b/;

type Options = Omit<RedisOptions, 'replyMapping'>;

/** A cache would rather miss than wait: nothing is queued for a connection that is away, nothing is sent twice. */
const OPTIONS: Options = {
  enableOfflineQueue: false,
  // Rejects what is under way when the connection is lost. With 1 it would wait for its time-out if the first attempt to
  // reconnect succeeds, and auto-pipelining would hold back what comes after it.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  commandTimeout: COMMAND_TIMEOUT,
  socketTimeout: SOCKET_TIMEOUT,
  connectTimeout: 5_000,
  retryStrategy: (attempt) => Math.min(50 * 2 ** (attempt - 1), 1_000) + Math.random() * 100,
};

/** Two connections to one Redis, or to what speaks like it (Valkey). Begins to connect; never throws for that. */
export function connectRedis(options: RedisConnectionOptions): RedisConnection {
  const { server, prefix = '', timeout, now = Date.now, onNotice = () => {} } = options;
  let closed = false;
  const onError = (error: Error) => {
    if (!closed) options.onError(error);
  };
  const commands = connect(server, { ...OPTIONS, enableAutoPipelining: true, reconnectOnError: afterFailover() });
  const subscriber = connect(server, { ...OPTIONS, commandTimeout: HEARTBEAT });
  const breaker = createBreaker({
    name: 'Redis',
    timeout,
    probe: () => commands.get(`${prefix}probe`),
    isOutage: (error) => !isReply(error) || UNUSABLE.test(error.message),
    describe: (error) => (isLoss(error) ? NOT_CONNECTED : reasonOf(error, 'Redis')),
    onChange: onNotice,
    now,
  });
  const writing = createBreaker({
    name: 'Redis',
    // Nobody waits for a write: only its refusal counts here. That it does not answer is the other's affair.
    timeout: COMMAND_TIMEOUT,
    probe: () => commands.set(`${prefix}probe`, '', 'PX', 1),
    isOutage: refusesWrites,
    onChange: onNotice,
    now,
  });
  const listeners = new Map<string, ChannelListener>();

  for (const connection of [commands, subscriber]) reportLoss(connection, onError);
  let failure: Error | undefined;
  commands.on('error', (error: Error) => {
    failure = error;
  });
  commands.on('close', () => {
    if (!closed) breaker.trip(failure ? reasonOf(failure, 'Redis') : NOT_CONNECTED);
    failure = undefined;
  });
  const gap = () => {
    for (const listener of listeners.values()) listener.gap();
  };

  async function subscribe(channels: readonly string[]): Promise<void> {
    if (channels.length === 0) return;
    try {
      await subscriber.subscribe(...channels);
      hears = true;
      gap();
    } catch (error) {
      onError(toError(error));
      subscriber.disconnect(true);
    }
  }

  commands.once('ready', () => {
    commands.info('memory').then((info) => {
      const policy = /^maxmemory_policy:(allkeys-\w+)/m.exec(info)?.[1];
      if (policy) onNotice(`Redis evicts by ${policy}, lists of what is stored included: volatile-lfu is better`);
    }, onError);
  });
  const ready = Promise.all([commands, subscriber].map((one) => new Promise((resolve) => one.once('ready', resolve))));
  subscriber.on('ready', () => void subscribe([...listeners.keys()]));
  // Once for each cut: while Redis is away nobody can be told anything, and each attempt to reach it ends in a close.
  let hears = false;
  subscriber.on('close', () => {
    if (hears) gap();
    hears = false;
  });
  subscriber.on('message', (channel, text) => listeners.get(channel)?.message(text));

  // A cut that TCP does not notice shows in the heartbeat.
  const heartbeat = setInterval(() => {
    if (subscriber.status !== 'ready') return;
    subscriber.ping().catch((error) => {
      onError(toError(error));
      subscriber.disconnect(true);
    });
  }, HEARTBEAT).unref();

  async function run<T>(work: () => Promise<T>, budget: Ms): Promise<T> {
    if (commands.status !== 'ready') breaker.trip(NOT_CONNECTED);
    return breaker.run(work, budget);
  }

  return {
    commands,
    urgent: (work) => run(work, timeout),
    write: (work) => run(() => writing.run(work, Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY),
    async patient(work) {
      try {
        return await breaker.runPatiently(work);
      } catch (error) {
        if (!refusesWrites(error)) throw error;
        throw new OutOfService(`Redis ${reasonOf(error, 'Redis')}`, { cause: error });
      }
    },
    get outage() {
      return breaker.outage ?? writing.outage;
    },
    listen(channel, listener) {
      listeners.set(channel, listener);
      if (subscriber.status === 'ready') void subscribe([channel]);
    },
    async opened() {
      await Promise.race([ready, delay(OPENING, undefined, { ref: false })]);
    },
    async close() {
      closed = true;
      clearInterval(heartbeat);
      breaker.close();
      writing.close();
      listeners.clear();
      for (const connection of [commands, subscriber]) connection.disconnect();
    },
  };
}

function connect(server: RedisServer, options: Options): Redis {
  if (typeof server === 'string') return new Redis(server, options);
  const { host, port, db, password } = server;
  return new Redis({ ...options, host, port, db, ...(password !== undefined && { password }) });
}

/** After a failover behind one name, what was the primary answers READONLY: its name leads to the new one. */
function afterFailover(): (error: Error) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!error.message.startsWith('READONLY') || performance.now() - last < RECONNECT) return false;
    last = performance.now();
    return true;
  };
}

function reportLoss(connection: Redis, onError: (error: Error) => void): void {
  let told = false;
  connection.on('error', (error: Error) => {
    if (!told) onError(error);
    told = true;
  });
  connection.on('ready', () => {
    told = false;
  });
}

/** What ioredis says when the connection went while, or just before, a command was sent. */
function isLoss(error: unknown): boolean {
  return error instanceof Error && /^(?:Connection is closed|Stream isn't writeable)/.test(error.message);
}

function refusesWrites(error: unknown): boolean {
  return isReply(error) && UNWRITABLE.test(error.message);
}

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

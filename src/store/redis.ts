import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import type { Ms } from '../types.ts';
import { createBreaker } from './breaker.ts';

/** A URL (`redis://` or `rediss://`, with user, password and number of the database), or the same in parts. */
export type RedisServer =
  | string
  | { readonly host: string; readonly port: number; readonly password?: string | undefined; readonly db: number };

interface RedisConnectionOptions {
  readonly server: RedisServer;
  /** What Redis may cost a request. */
  readonly timeout: Ms;
  /** Told what the operator should change. */
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
  /** For what a request waits for: rejects when it takes longer than the budget, and at once while Redis owes a reply. */
  urgent<T>(work: () => Promise<T>): Promise<T>;
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
  // After a failover behind one name, what was the primary answers READONLY: its name leads to the new one.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/** Two connections to one Redis, or to what speaks like it (Valkey). Begins to connect; never throws for that. */
export function connectRedis(options: RedisConnectionOptions): RedisConnection {
  const { server, timeout, onNotice = () => {} } = options;
  let closed = false;
  const onError = (error: Error) => {
    if (!closed) options.onError(error);
  };
  const commands = connect(server, { ...OPTIONS, enableAutoPipelining: true });
  const subscriber = connect(server, { ...OPTIONS, commandTimeout: HEARTBEAT });
  const breaker = createBreaker({ name: 'Redis', timeout, probe: () => commands.ping() });
  const listeners = new Map<string, ChannelListener>();

  for (const connection of [commands, subscriber]) reportLoss(connection, onError);
  const gap = () => {
    for (const listener of listeners.values()) listener.gap();
  };

  async function subscribe(channels: readonly string[]): Promise<void> {
    if (channels.length === 0) return;
    try {
      await subscriber.subscribe(...channels);
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
  subscriber.on('close', gap);
  subscriber.on('message', (channel, text) => listeners.get(channel)?.message(text));

  // A cut that TCP does not notice shows in the heartbeat.
  const heartbeat = setInterval(() => {
    if (subscriber.status !== 'ready') return;
    subscriber.ping().catch((error) => {
      onError(toError(error));
      subscriber.disconnect(true);
    });
  }, HEARTBEAT).unref();

  return {
    commands,
    async urgent(work) {
      if (commands.status !== 'ready') throw new Error('Redis is not connected');
      return breaker.run(work);
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

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

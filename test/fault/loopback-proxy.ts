/** A TCP proxy on loopback that can be a bad line: late, cut, dripping, dead, or not there. */
import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Line {
  /** Milliseconds that everything takes longer, in both directions. */
  readonly delay?: number;
  /** Bytes at a time, with a few milliseconds between them. */
  readonly drip?: number;
  /** What is sent gets nowhere, and nobody is told: a pulled cable. It arrives when the line is good again. */
  readonly dead?: boolean;
}

export interface LoopbackProxy extends AsyncDisposable {
  readonly port: number;
  /** How the line is from now on; `{}` is a good one. */
  line: Line;
  /** Ends all connections with a reset; new ones are taken. */
  cut(): void;
  /** Also refuses new connections, until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
}

const DRIP_EVERY = 5;

export async function startLoopbackProxy(target: number): Promise<LoopbackProxy> {
  const open = new Set<Socket>();

  async function pass(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from) await send(chunk, to);
      await revive(to);
      to.end();
    } catch {
      // A line that breaks breaks on both sides.
      from.resetAndDestroy();
      to.resetAndDestroy();
    }
  }

  async function revive(to: Socket): Promise<void> {
    while (proxy.line.dead && !to.destroyed) await delay(10);
  }

  async function send(bytes: Buffer, to: Socket): Promise<void> {
    await revive(to);
    if (proxy.line.delay) await delay(proxy.line.delay);
    for (let from = 0; from < bytes.length; ) {
      const size = proxy.line.drip ?? bytes.length;
      if (!to.write(bytes.subarray(from, from + size))) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      from += size;
      if (proxy.line.drip) await delay(DRIP_EVERY);
    }
  }

  const server = createServer((client) => {
    const far = dial(target, '127.0.0.1');
    for (const socket of [client, far]) {
      open.add(socket);
      socket.setNoDelay(true);
      // Told to `pass` too, which ends both sides.
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    void pass(client, far);
    void pass(far, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const proxy: LoopbackProxy = {
    port,
    line: {},
    cut() {
      for (const socket of open) socket.resetAndDestroy();
    },
    async refuse() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      proxy.cut();
      await closed;
    },
    async accept() {
      if (server.listening) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async [Symbol.asyncDispose]() {
      await proxy.refuse();
    },
  };
  return proxy;
}

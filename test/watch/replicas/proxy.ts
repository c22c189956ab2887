import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a way to the server is lost: connections are cut once, cut and refused, or stand and carry nothing. */
export type Partition = 'cut' | 'refuse' | 'hang';

/** A way to a server that can be lost. What was sent while it hung arrives when it is mended, as on a line that was only slow. */
export class Proxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #state: Partition | 'open' = 'open';

  private constructor(target: number) {
    this.#server = createServer((near) => {
      this.#join(near, target);
    });
  }

  static async to(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  break(how: Partition): void {
    if (how !== 'hang') this.#cut();
    else for (const pair of this.#pairs) for (const socket of pair) socket.pause();
    this.#state = how === 'cut' ? 'open' : how;
  }

  mend(): void {
    this.#state = 'open';
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  #join(near: Socket, target: number): void {
    if (this.#state === 'refuse') {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near]] as const) {
      from.setNoDelay(true).on('error', () => undefined);
      from.on('data', (chunk) => to.write(chunk));
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.end();
      });
      if (this.#state === 'hang') from.pause();
    }
  }

  #cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

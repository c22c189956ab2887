import type { ApiCallOptions, ApiResponse } from '../port.ts';
import { type Connections } from './connections.ts';
import { Line, type Outgoing } from './line.ts';
import { Turn } from './turn.ts';
// Each is lost only when a server closes it just while the turn is waited for.
const MOST_REPLACED = 3;

/**
 * Sends a request and reads its answer. Takes a connection, waits until it stands, then for the turn, and only then signs and
 * sends; a connection that is lost or suspected meanwhile is replaced, since nothing has been sent on it. Where half of the
 * connections are taken, the turn comes first: waiting for it costs nothing, while waiting for a connection costs the attempt's
 * time, and calls of other operations need some too. Where that turn is past by the time the connection stands, another is taken in
 * its place. An abort closes the connection. Where a connection that had worked before fails or is silent, the idle ones of its host
 * are closed as well.
 */
export async function exchange(connections: Connections, outgoing: Outgoing, options: ApiCallOptions): Promise<ApiResponse> {
  const { signal } = options;
  const turn = new Turn(options);
  if (connections.isBusy) {
    // After those that came before and still connect, which ask for their turns when they have done so.
    await connections.settled(signal);
    await turn.come();
  }
  signal.throwIfAborted();
  const entered = connections.enter(signal);
  if (entered) await entered;
  try {
    return await sendOver(connections, outgoing, options, turn);
  } finally {
    connections.leave();
  }
}

async function sendOver(connections: Connections, outgoing: Outgoing, options: ApiCallOptions, turn: Turn): Promise<ApiResponse> {
  for (let replaced = 0; ; replaced += 1) {
    options.signal.throwIfAborted();
    const line = new Line(connections, outgoing, options);
    try {
      if ((await line.isReady(turn)) || replaced === MOST_REPLACED) return await line.send();
    } finally {
      line.close();
    }
  }
}

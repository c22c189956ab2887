// Run as a process of its own: answers all requests alike, at once or (first argument) together every so many milliseconds, and says on `GET /` how many of each action came in the busiest sliding second.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const everyMs = Number(process.argv[2] ?? 0);
const came = new Map<string, number[]>();

/** How many of these ascending times lie in the fullest second. */
function busiestSecond(times: readonly number[]): number {
  let [most, from] = [0, 0];
  for (const [index, at] of times.entries()) {
    while (at - (times[from] ?? at) >= 1_000) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

const server = createServer((request, response) => {
  const now = performance.now();
  request.resume();
  if (request.method === 'GET') {
    response.end(
      JSON.stringify(
        Object.fromEntries([...came].map(([action, times]) => [action, { requests: times.length, busiestSecond: busiestSecond(times) }])),
      ),
    );
    came.clear();
    return;
  }
  const action = String(request.headers['x-acs-action']);
  came.set(action, [...(came.get(action) ?? []), now]);
  setTimeout(
    () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"Code":"200","Success":true,"Datapoints":"[]","RequestId":"R"}');
    },
    everyMs === 0 ? 0 : everyMs - (now % everyMs),
  );
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${String((server.address() as AddressInfo).port)}\n`);
});
// Ends with the process that started it.
process.stdin.on('end', () => process.exit()).resume();

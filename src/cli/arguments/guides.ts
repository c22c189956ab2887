import type { CommandName } from './options.ts';

/** What the help says of a command, besides its options. */
export interface Guide {
  /** In the list of commands. */
  readonly summary: string;
  readonly text: readonly string[];
  readonly examples: readonly string[];
  /** What the exit codes 0, 1 and 3 mean. */
  readonly codes: Readonly<Record<0 | 1 | 3, string>>;
  /** The heading of docs/permissions.md that has the policy. */
  readonly permissions: string;
}

/** What each command does. */
export const GUIDES: Readonly<Record<CommandName, Guide>> = {
  preflight: {
    summary: 'Check what this key may read, and where the service differs from its documentation.',
    text: [
      'Tries every operation that only reads, each once if possible. Reports which operations are allowed, the smallest policy with the missing permissions, the clock, the hosts and the proxy, the resources, how the service spells each metric and event, and the dimension keys. It changes nothing.',
    ],
    examples: [
      'preflight --region cn-hangzhou',
      'preflight --region cn-hangzhou --features watch,alerts',
      'preflight --region cn-hangzhou --record vpn-recording.ndjson',
    ],
    codes: {
      0: 'no errors and no warnings; there may be notes',
      1: 'errors or warnings',
      3: 'the service was not reached, or refused the key',
    },
    permissions: 'everything-that-only-reads',
  },
  state: {
    summary: 'Show what is up and what is down now.',
    text: [
      'Shows each VPN gateway and transit router, its connections and their tunnels: state, BGP, health check and traffic. It asks once. "since at least": the state has lasted since then or longer; the command reads only the last minutes and the newest events. "seen" is the age of the newest evidence.',
      'Unknown is not down: a tunnel without evidence is shown as unknown, and does not change the exit code.',
    ],
    examples: ['state --region cn-hangzhou', 'state --region cn-hangzhou --gateway vpn-bp1q8bgx4xnkm2ogj7x2k --json', 'state --simulate'],
    codes: {
      0: 'nothing is down',
      1: 'something is down (see --fail-on)',
      3: 'nothing could be read, or a gateway or connection that you named does not exist',
    },
    permissions: 'a-watch',
  },
  watch: {
    summary: 'Show changes as they happen, with a live table on a terminal.',
    text: [
      'Asks once a minute, and writes a line for each change of a tunnel, BGP session, health check or connection. On a terminal a table of all tunnels stays below these lines. Failures go to stderr; the watch continues. Ctrl-C ends it.',
      'With --json it writes a line of type state after the first round, then a line for each change.',
    ],
    examples: ['watch --region cn-hangzhou', 'watch --region cn-hangzhou --interval 30s --for 1h', 'watch --simulate'],
    codes: {
      0: 'nothing was down at the end',
      1: 'something was down at the end (see --fail-on)',
      3: 'nothing could be read, and trying again would not help; or nothing that you named exists',
    },
    permissions: 'a-watch',
  },
  history: {
    summary: 'Show the changes of the past, and how available each tunnel was.',
    text: [
      'Reads datapoints and events of the past. Writes a line for each change, then a table: the share of the known time in which each connection and tunnel was up, and its outages. Unknown time is neither up nor down.',
      'If the start is more than 31 days ago, it reads datapoints of five minutes, which the service keeps for 91 days.',
    ],
    examples: [
      'history --region cn-hangzhou --last 7d',
      'history --region cn-hangzhou --from 2026-03-01 --to 2026-03-02 --json',
      'history --simulate',
    ],
    codes: { 0: 'no outage', 1: 'an outage (see --fail-on)', 3: 'the past could not be read, or nothing that you named exists' },
    permissions: 'a-history',
  },
};

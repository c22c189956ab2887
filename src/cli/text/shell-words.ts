// What the errors of the package say to who writes code, as it is for who writes a command.
const WORDS: readonly (readonly [api: RegExp, shell: string])[] = [
  [/, or pass `credentials`/g, ''],
  [/ in `credentials` or (?=ALIBABA)/g, ' in '],
  [
    /Lower `requestsPerSecond`, or run fewer callers under this account/g,
    'Run fewer programs under this account at a time, or try again later',
  ],
  [/no answer within (\d+)000 ms \(attemptTimeoutMs\)/g, 'no answer within $1 s'],
  [/Raise `attemptTimeoutMs`, or check/g, 'Check'],
  [/DNS, firewall, `endpoint`/g, 'DNS, firewall, proxy. Check the spelling of --region and --endpoint'],
  [/ or give an `agent` with `ca`; else check `endpoint`/g, '; else check --endpoint'],
  [/Check `endpoint`, `agent`, `proxy` and `userAgent`/g, 'Check --endpoint and --proxy'],
  [/mend what `write` writes to, and record again/g, 'make room, or name a file elsewhere, and record again'],
  [
    / is no line of a recording: give what `recordingTransport` wrote, unchanged/g,
    ' is not a line of a recording: give a file that --record wrote, unchanged',
  ],
  [/give what `recordingTransport` wrote, unchanged/g, 'give a file that --record wrote, unchanged'],
  [/^endpoint\.\w+ (?=["'])/, '--endpoint '],
  [/^proxy (?=["'])(.*), or false$/, '--proxy $1, or none'],
  [/^regionId (?=["'])/, '--region '],
  [/^features holds /, '--features has '],
  [/, which gateway\(id\) takes/g, ': give it with --gateway'],
  [/, which connection\(id\), or attachment\(id\) for one on a transit router, takes/g, ': give it with --connection'],
  [/, which tunnel\(id\) takes/g, ': give its connection with --connection'],
  [/, which \w+\(id\) takes/g, ''],
  [
    /^start (\S+) is older than the (\d+) days that points of \d+ s are kept \(since (\S+)\)$/,
    'the service keeps datapoints for $2 days, and $1 is older: begin at $3 or later',
  ],
  [/`endpoint`/g, '--endpoint'],
  [/`proxy`/g, '--proxy'],
  [/`regionId`/g, '--region'],
];

/** A message of the package, with the options of the command line in place of those of the API. */
export function inShellWords(message: string): string {
  return WORDS.reduce((text, [api, shell]) => text.replace(api, shell), message);
}

/** The commands. */
export const COMMANDS = ['preflight', 'state', 'watch', 'history'] as const;

export type CommandName = (typeof COMMANDS)[number];

/** An option of the command line. */
export interface OptionSpec {
  /** What stands for its value in the help. Absent for an option that takes none. */
  readonly value?: string;
  readonly text: string;
  /** Whether it may be given several times, or hold a list. */
  readonly multiple?: true;
  /** The commands that have it. Default: all. */
  readonly of?: readonly CommandName[];
}

const TARGETED: readonly CommandName[] = ['state', 'watch', 'history'];

/** Every option, by its name without the dashes, in the order of the help. */
export const OPTIONS = {
  region: {
    value: 'id',
    text: 'The region, such as cn-hangzhou. Default: ALIBABA_CLOUD_REGION_ID, ALIBABACLOUD_REGION_ID or ALICLOUD_REGION_ID.',
  },
  gateway: {
    value: 'id',
    text: 'Only connections of this VPN gateway. Repeat it, or give several with commas.',
    multiple: true,
    of: TARGETED,
  },
  connection: {
    value: 'id',
    text: 'Only this connection; with --gateway, this one too. Repeat it, or give several with commas.',
    multiple: true,
    of: TARGETED,
  },
  features: {
    value: 'list',
    text: 'Only what these features need, such as watch,alerts. Default: all but export.',
    multiple: true,
    of: ['preflight'],
  },
  interval: { value: 'time', text: 'Time between two rounds, 1s or more. Default: 60s.', of: ['watch'] },
  for: { value: 'time', text: 'Ends after this time, such as 10m. Default: runs until Ctrl-C.', of: ['watch'] },
  last: { value: 'time', text: 'A time range that ends now, such as 24h or 7d. Default: 24h.', of: ['history'] },
  from: { value: 'time', text: 'Start of the time range, such as 2026-03-01T08:00:00Z or 2026-03-01.', of: ['history'] },
  to: { value: 'time', text: 'End of the time range. Default: now.', of: ['history'] },
  'fail-on': {
    value: 'what',
    text: 'When to exit with code 1: any (a tunnel, BGP session or health check is down), connection (a connection is down, with all its tunnels) or never. Default: any.',
    of: TARGETED,
  },
  json: { text: 'NDJSON on stdout: one JSON object per line, each with a type. Times are ISO 8601 in UTC.' },
  record: {
    value: 'file',
    text: 'Writes the answers of the service, as far as this package reads them, to a new file. Ids, names and addresses are replaced.',
  },
  replay: { value: 'file', text: 'Takes the answers from a recording instead of the service. Needs no key.' },
  simulate: { text: 'Takes the answers from a built-in example account instead of the service. Needs no key.' },
  endpoint: { value: 'host', text: 'Host, or host:port, of a stand-in for the service.' },
  http: { text: 'Reaches --endpoint over HTTP instead of HTTPS.' },
  proxy: { value: 'url', text: 'An HTTP proxy, such as http://proxy.example:3128, or none. Default: HTTPS_PROXY and NO_PROXY.' },
  verbose: { text: 'Writes progress, what the SDK works around, and the stack traces of errors to stderr.' },
  help: { text: 'Shows this help.' },
  version: { text: 'Shows the version.' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

/** The names of the options that a command has. */
export function optionsOf(command: CommandName): OptionName[] {
  return optionNames().filter((name) => specOf(name).of?.includes(command) ?? true);
}

export function optionNames(): OptionName[] {
  return Object.keys(OPTIONS) as OptionName[];
}

export function specOf(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

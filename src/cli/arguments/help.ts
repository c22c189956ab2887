import { GUIDES } from './guides.ts';
import { type CommandName, COMMANDS, type OptionName, optionsOf, specOf } from './options.ts';

const PROGRAM = 'npx alicloud-vpn-monitor';
const DOCS = 'https://github.com/alicloud-vpn-monitor/alicloud-vpn-monitor/blob/main/docs';
const WIDTH = 100;

/** The help of the program. */
export function programHelp(): string {
  return [
    `Usage: ${PROGRAM} <command> [options]`,
    'Monitoring of Alibaba Cloud VPN Gateway from a shell. It only reads, and changes nothing.',
    section(
      'Commands',
      COMMANDS.map((command) => [command, GUIDES[command].summary]),
    ),
    section('Try it without a key', [
      [`${PROGRAM} state --simulate`, ''],
      [`${PROGRAM} watch --simulate`, ''],
    ]),
    wrapped(
      'The key comes from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or from the profile of the aliyun command, a credentials file or the role of the instance.',
    ),
    section('Exit codes', [
      ['0', 'all is well'],
      ['1', 'something is down, or the preflight found errors or warnings'],
      ['2', 'wrong usage'],
      ['3', 'the question could not be answered: no network, no key, no permission'],
      ['130', 'ended by Ctrl-C before there was an answer'],
    ]),
    `${PROGRAM} <command> --help explains a command; --version shows the version.\nGuide: ${DOCS}/command-line.md`,
  ].join('\n\n');
}

/** The help of one command. */
export function commandHelp(command: CommandName): string {
  const { text, examples, codes, permissions, summary } = GUIDES[command];
  return [
    `Usage: ${PROGRAM} ${command} [options]`,
    summary,
    ...text.map((paragraph) => wrapped(paragraph)),
    section(
      'Options',
      optionsOf(command).map((name) => [optionLabel(name), specOf(name).text]),
    ),
    section(
      'Examples',
      examples.map((example) => [`${PROGRAM} ${example}`, '']),
    ),
    section('Exit codes', [
      ['0', codes[0]],
      ['1', codes[1]],
      ['2', 'wrong usage'],
      ['3', codes[3]],
      ['130', 'ended by Ctrl-C before there was an answer'],
    ]),
    `Permissions: ${DOCS}/permissions.md#${permissions}\nGuide: ${DOCS}/command-line.md#${command}`,
  ].join('\n\n');
}

function optionLabel(name: OptionName): string {
  const { value } = specOf(name);
  return `${name === 'help' ? '-h, ' : ''}--${name}${value === undefined ? '' : ` <${value}>`}`;
}

function section(title: string, rows: readonly (readonly [label: string, text: string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, text]) => (text === '' ? `  ${label}` : wrapped(text, `  ${label.padEnd(width)}  `)));
  return [`${title}:`, ...lines].join('\n');
}

/** A text in lines of the width of the help. @param head - Stands before the first line, and as blanks before the others. */
function wrapped(text: string, head = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && head.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, index) => (index === 0 ? head : ' '.repeat(head.length)) + one).join('\n');
}

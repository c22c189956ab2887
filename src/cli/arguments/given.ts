import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';
import { didYouMean } from './nearest.ts';
import { type CommandName, COMMANDS, type OptionName, optionNames, OPTIONS, optionsOf, specOf } from './options.ts';

/** What was given, as text: the command and its options, each of which it has. */
export interface Given {
  /** Absent where only the help or the version is asked for. */
  readonly command: CommandName | undefined;
  readonly options: ReadonlyMap<OptionName, readonly string[]>;
}

/** Reads the arguments. @throws {@link UsageError} that names what is not understood, and what is nearest to it. */
export function readArguments(argv: readonly string[]): Given {
  const config = Object.fromEntries(
    optionNames().map((name) => [name, { type: specOf(name).value === undefined ? 'boolean' : 'string' } as const]),
  );
  // Not strict: its messages name neither the nearest option nor the command that has one.
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...config, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const known = knownOptions(argv);
  const options = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const name = optionNamed(token.name, token.rawName, known);
    const value = checkedValue(name, token.value, token.inlineValue === true);
    if (options.has(name) && specOf(name).value !== undefined && !specOf(name).multiple) throw new UsageError(`--${name} is given twice`);
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  if (words[0] === 'help') {
    words.shift();
    options.set('help', []);
  }
  const command = commandOf(words);
  if (command !== undefined) assertHas(command, options);
  return { command, options };
}

/** The command that is meant, where the rest is not understood. */
export function commandIn(argv: readonly string[]): CommandName | undefined {
  return argv.flatMap((word) => COMMANDS.filter((command) => command === word))[0];
}

function knownOptions(argv: readonly string[]): OptionName[] {
  const command = commandIn(argv);
  return command === undefined ? optionNames() : optionsOf(command);
}

function optionNamed(name: string, raw: string, known: readonly OptionName[]): OptionName {
  if (Object.hasOwn(OPTIONS, name)) return name as OptionName;
  throw new UsageError(`there is no option ${raw}${didYouMean(name, known, { dash: '--' })}`);
}

function checkedValue(name: OptionName, value: string | undefined, isInline: boolean): string {
  const { value: wanted } = specOf(name);
  if (wanted === undefined) {
    if (isInline) throw new UsageError(`--${name} takes no value`);
    return '';
  }
  // What begins with a dash is the next option, unless it is written as --name=value.
  if (value === undefined || value === '' || (!isInline && value.startsWith('-')))
    throw new UsageError(`--${name} needs a value: --${name} <${wanted}>`);
  return value;
}

function commandOf([word, ...others]: readonly string[]): CommandName | undefined {
  if (word === undefined) return undefined;
  const command = COMMANDS.find((one) => one === word);
  if (command === undefined) {
    const meant = didYouMean(word, COMMANDS, { else: `; the commands are ${COMMANDS.join(', ')}` });
    throw new UsageError(`there is no command ${JSON.stringify(word)}${meant}`);
  }
  if (others[0] !== undefined) throw new UsageError(`${command} takes options only, but was given ${JSON.stringify(others[0])}`);
  return command;
}

function assertHas(command: CommandName, options: ReadonlyMap<OptionName, unknown>): void {
  const has = optionsOf(command);
  for (const name of options.keys()) {
    if (!has.includes(name))
      throw new UsageError(`${command} has no option --${name}; it belongs to ${(specOf(name).of ?? COMMANDS).join(', ')}`);
  }
}

export { commandIn, type Given, readArguments } from './given.ts';
export { commandHelp, programHelp } from './help.ts';
export { type FailOn, type Invocation, invocationOf, type Range, type SourceOptions } from './invocation.ts';
export type { CommandName } from './options.ts';

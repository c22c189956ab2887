export { commandIn, readArguments, type Given } from './given.ts';
export { commandHelp, programHelp } from './help.ts';
export { invocationOf, type FailOn, type Invocation, type Range, type SourceOptions } from './invocation.ts';
export type { CommandName } from './options.ts';

import type { CommandName } from '../arguments/index.ts';
import type { Command } from './command.ts';
import { history } from './history.ts';
import { preflight } from './preflight.ts';
import { state } from './state.ts';
import { watch } from './watch.ts';

export type { Command, CommandContext } from './command.ts';

/** What each command does. */
export const commands: Readonly<Record<CommandName, Command>> = { preflight, state, watch, history };

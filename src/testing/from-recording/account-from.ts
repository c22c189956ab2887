import type { SimulatorOptions } from '../options.ts';
import type { RecordedAccount } from './model.ts';
import type { SimulatorOptionsOfRecording } from './options.ts';
import { readAccount } from './read-account.ts';

/** The account of a recording, with what the options say otherwise. */
export function accountFrom({ recording, ...given }: SimulatorOptionsOfRecording): RecordedAccount {
  const { options, past } = readAccount(recording, given.regionId);
  const own: Partial<SimulatorOptions> = Object.fromEntries(Object.entries<unknown>(given).filter(([, value]) => value !== undefined));
  return { options: { ...options, ...own, data: { ...options.data, ...own.data }, events: { ...options.events, ...own.events } }, past };
}

import { VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import type { Logger } from '../internal/logger.ts';
import { misspellingOf } from '../internal/misspelling.ts';
import { finiteNumber, isRecord, text } from '../internal/records.ts';
import { rowsUnder } from '../internal/rows-under.ts';
import type { ServiceCaller } from '../transport/index.ts';

const ACTION = 'DescribeContactGroupList';
const PAGE_SIZE = 100;
const MAX_PAGES = 100;

const forbidden = /* @__PURE__ */ new WeakSet<Logger>();

/**
 * Refuses contact groups that the account does not have: nobody would be notified. Asks for no more pages than it takes to find them all, and
 * for none without names. Where the list may not or cannot be read, a warning says so and the names are taken as they are.
 *
 * @throws `VpnMonitorError` with code `not-found` that names the nearest groups.
 */
export async function assertContactGroups(
  caller: ServiceCaller,
  names: readonly string[],
  { logger, signals }: { readonly logger: Logger; readonly signals: readonly (AbortSignal | undefined)[] },
): Promise<void> {
  if (names.length === 0) return;
  using linked = linkSignals(...signals);
  const known = new Set<string>();
  try {
    if (!(await readGroups(caller, known, names, linked.signal))) {
      logger.warn(`contact groups are not checked: the answer of ${ACTION} has no list that can be read`, { groups: names });
      return;
    }
  } catch (error) {
    if (!VpnMonitorError.isInstance(error) || error.code !== 'forbidden') throw error;
    if (!forbidden.has(logger)) logger.warn(`contact groups are not checked: ${error.message}`, { error });
    forbidden.add(logger);
    return;
  }
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  const which = missing.map((name) => {
    const meant = misspellingOf(name, [...known]);
    return `${JSON.stringify(name)}${meant === undefined ? '' : ` (did you mean ${JSON.stringify(meant)}?)`}`;
  });
  const all = [...known]
    .slice(0, 20)
    .map((name) => JSON.stringify(name))
    .join(', ');
  const message = `the account has no contact group ${which.join(', ')}; it has ${known.size === 0 ? 'none' : `${known.size}: ${all}`}. Nothing was changed.`;
  throw new VpnMonitorError(message, { code: 'not-found', action: ACTION });
}

/** The names of all contact groups of the account; `undefined` where the answer has no list that can be read. */
export async function contactGroupNames(caller: ServiceCaller, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const known = new Set<string>();
  return (await readGroups(caller, known, undefined, signal)) ? [...known] : undefined;
}

/** Adds the account's groups page by page, until all that are wanted are there, or all. Whether the service gave a list at all. */
async function readGroups(
  caller: ServiceCaller,
  known: Set<string>,
  wanted: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const isFound = (): boolean => wanted !== undefined && wanted.every((name) => known.has(name));
  for (let page = 1; page <= MAX_PAGES && !isFound(); page++) {
    const { body } = await caller.call({ product: 'cms', action: ACTION, params: { PageNumber: page, PageSize: PAGE_SIZE } }, { signal });
    const before = known.size;
    const found = groupNames(body);
    if (found === undefined && page === 1) return false;
    for (const name of found ?? []) known.add(name);
    const total = finiteNumber(body['Total']);
    // Without a count a short page shows nothing, since the service may cut pages: one without news is the end. A count of one full page may be of that page alone.
    const isWhole = total !== undefined && known.size >= total && (total !== PAGE_SIZE || page > 1);
    if (isWhole || known.size === before) return true;
  }
  return true;
}

/** Names alone: the rows hold contacts too. `undefined` for an answer that has no list and does not say that there is nothing to list. */
function groupNames(body: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const names = rowsUnder(body['ContactGroups'], ['ContactGroups', 'ContactGroup']);
  const rows = rowsUnder(body['ContactGroupList'], ['ContactGroupList', 'ContactGroup']);
  const found = [...(names ?? []), ...(rows ?? [])].flatMap((row) => text(isRecord(row) ? row['Name'] : row) ?? []);
  if (found.length > 0) return found;
  const total = finiteNumber(body['Total']);
  const isEmpty = total === undefined ? names !== undefined || rows !== undefined : total === 0;
  return isEmpty ? [] : undefined;
}

import { VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import type { Logger } from '../internal/logger.ts';
import { misspellingOf } from '../internal/misspelling.ts';
import { finiteNumber, isRecord, text } from '../internal/records.ts';
import { listIn } from '../internal/list-in.ts';
import type { ServiceCaller } from '../transport/index.ts';

const ACTION = 'DescribeContactGroupList';
const PAGE_SIZE = 100;
const MAX_PAGES = 100;

const forbidden = /* @__PURE__ */ new WeakSet<Logger>();

/**
 * Refuses contact groups that the account does not have: nobody would be notified. Asks for no more pages than it takes to find them all, and
 * for none without names. Where the list may not be read, one warning says so and the names are taken as they are.
 *
 * @throws `VpnMonitorError` with code `not-found` that names the nearest groups.
 */
export async function assertContactGroups(caller: ServiceCaller, names: readonly string[], { logger, signals }: { readonly logger: Logger; readonly signals: readonly (AbortSignal | undefined)[] }): Promise<void> {
  if (names.length === 0) return;
  using linked = linkSignals(...signals);
  const known = new Set<string>();
  try {
    await readGroups(caller, known, names, linked.signal);
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
  const all = [...known].slice(0, 20).map((name) => JSON.stringify(name)).join(', ');
  const message = `the account has no contact group ${which.join(', ')}; it has ${known.size === 0 ? 'none' : `${known.size}: ${all}`}. Nothing was changed.`;
  throw new VpnMonitorError(message, { code: 'not-found', action: ACTION });
}

/** Adds the account's groups page by page, until all that are wanted are there. */
async function readGroups(caller: ServiceCaller, known: Set<string>, wanted: readonly string[], signal: AbortSignal): Promise<void> {
  for (let page = 1; page <= MAX_PAGES && !wanted.every((name) => known.has(name)); page++) {
    const { body } = await caller.call({ product: 'cms', action: ACTION, params: { PageNumber: page, PageSize: PAGE_SIZE } }, { signal });
    const before = known.size;
    const found = groupNames(body);
    for (const name of found) known.add(name);
    const total = finiteNumber(body['Total']);
    // Without a count a short page shows nothing, since the service may cut pages: one without news is the end.
    if ((total !== undefined && known.size >= total) || known.size === before) return;
  }
}

/** Names alone: the rows hold contacts too. */
function groupNames(body: Readonly<Record<string, unknown>>): readonly string[] {
  const names = listIn(body['ContactGroups'], 'ContactGroup') ?? [];
  const rows = listIn(body['ContactGroupList'], 'ContactGroup') ?? [];
  return [...names, ...rows.map((row) => (isRecord(row) ? row['Name'] : row))].flatMap((name) => text(name) ?? []);
}

import { finiteNumber, isRecord } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import { type ApiAnswer, missingList } from '../../transport/index.ts';
import type { SubscriptionContext } from './context.ts';
import { type FoundRule, readRule } from './rule-models.ts';

const ACTION = 'DescribeEventRuleList';
// No limit is documented; a service that cuts pages shorter is followed by its count.
const PAGE_SIZE = 100;
// A service that counts wrongly must not be asked for ever.
const MAX_PAGES = 1_000;

/** Which rules one listing asks for. */
interface RuleListing {
  readonly enabled: boolean;
  readonly namePrefix: string | undefined;
}

/** All rules of one listing, each once. */
export async function rulePages(
  { caller, logger }: SubscriptionContext,
  { enabled, namePrefix }: RuleListing,
  signal: AbortSignal,
): Promise<readonly FoundRule[]> {
  const rules = new Map<string, FoundRule>();
  let skipped = 0;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const params = {
      PageNumber: String(page),
      PageSize: String(PAGE_SIZE),
      IsEnable: enabled,
      ...(namePrefix !== undefined && { NamePrefix: namePrefix }),
    };
    const { rows, total } = pageIn(await caller.call({ product: 'cms', action: ACTION, params }, { signal }), page);
    const before = rules.size;
    for (const row of rows) {
      const found = readRule(row, enabled);
      if (found === undefined) skipped += 1;
      else if (!rules.has(found.rule.name)) rules.set(found.rule.name, found);
    }
    // Without a count a short page shows nothing, since the service may cut pages: one without a new name is the end, also where it ignores the page's number.
    const isWhole = total !== undefined && rules.size + skipped >= total;
    if (isWhole || rules.size === before) break;
  }
  if (skipped > 0) logger.warn('rules without a name were left out of a list', { action: ACTION, skipped });
  return [...rules.values()];
}

interface RulePage {
  readonly rows: readonly unknown[];
  /** How many rules there are over all pages, where the service says it. */
  readonly total: number | undefined;
}

/** The rows of an answer: under `EventRules`, or `Datapoints` in the samples of 2021. */
function pageIn({ body, requestId }: ApiAnswer, page: number): RulePage {
  const total = finiteNumber(body['Total']);
  const containers = [body['EventRules'], body['Datapoints']];
  const rows = containers.map((container) => rowsUnder(container, ['EventRules', 'EventRule'])).find((list) => list?.some(isRecord)) ?? [];
  const isEmptyList = containers.some(
    (container) => container === '' || container === null || Array.isArray(container) || isRecord(container),
  );
  if (rows.length > 0 || total === 0 || page > 1 || (isEmptyList && total === undefined)) return { rows, total };
  throw missingList(ACTION, 'EventRules.EventRule', requestId);
}

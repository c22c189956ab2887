import { EVENTS } from '../../catalog/index.ts';
import { listedEvents, productsIn } from '../../events/index.ts';
import type { PreflightEvent, PreflightReport } from '../model.ts';
import type { Trial } from './trial.ts';

const DAY_MS = 86_400_000;
/** How many events are asked for at once: the service's limit. */
const PAGE_SIZE = 100;

type Body = Readonly<Record<string, unknown>>;

/** How the service lists the documented events, and under which products. */
export async function askEvents(trial: Trial): Promise<Pick<PreflightReport, 'events' | 'eventProducts'>> {
  const body = await trial.attempt(
    'DescribeSystemEventMetaList',
    async () => (await trial.ask('DescribeSystemEventMetaList', {})).answer.body,
  );
  const eventProducts = body && productsIn(body);
  await trial.attempt('DescribeSystemEventAttribute', () => askNewest(trial, eventProducts ?? []));
  return { events: trial.needs('DescribeSystemEventMetaList') ? eventsIn(body, eventProducts ?? []) : [], eventProducts };
}

/** The events of the last day. */
async function askNewest(trial: Trial, products: readonly string[]): Promise<void> {
  const now = trial.clock.now();
  const window = { StartTime: String(now - DAY_MS), EndTime: String(now + 1) };
  // Where no product is known they are asked for by their names: one shows whether they may be.
  const asks = products.length === 0 ? EVENTS.slice(0, 1).map(({ name }) => ({ Name: name })) : products.map((Product) => ({ Product }));
  for (const ask of asks) await trial.askPage('DescribeSystemEventAttribute', { ...ask, ...window }, PAGE_SIZE);
}

function eventsIn(body: Body | undefined, products: readonly string[]): readonly PreflightEvent[] {
  const rows = body && listedEvents(body).filter(({ product }) => product === undefined || products.includes(product));
  return EVENTS.map((spec) => {
    const own = rows?.filter((row) => row.spec === spec);
    const row = own?.find(({ name }) => name === spec.name) ?? own?.[0];
    return { name: spec.name, listed: own && own.length > 0, wireName: row?.name ?? spec.name, level: row?.level };
  });
}

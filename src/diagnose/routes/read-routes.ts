import { linkSignals } from '../../internal/abort.ts';
import { finiteNumber } from '../../internal/records.ts';
import { type ListDependencies, type ListOperation, readList } from '../../topology/index.ts';
import { type Countable, countedIn, type CountedRoutes } from './count-routes.ts';
import type { Route, RouteSource } from './models.ts';
import type { RoutesOptions } from './options.ts';
import { routeReader } from './read-route.ts';

type Asked = NonNullable<RoutesOptions['kind']>;

/** What the operations call a source. Both are asked for by name: where nothing is said the service takes `custom`. */
const ENTRY_TYPES: Readonly<Record<Asked, string>> = { static: 'custom', bgp: 'bgp' };

/** An operation that lists routes, and what it lists them of. */
export interface RouteOperation extends Pick<ListOperation<Route>, 'action' | 'container' | 'item' | 'mayBeRow'> {
  readonly params: Readonly<Record<string, string>>;
}

/** What the answers about one source have brought. */
interface SourceRead {
  readonly asked: Asked;
  readonly routes: readonly Route[];
  readonly isWhole: boolean;
  readonly counted: readonly CountedRoutes[];
}

// Rows that say the same in every field are one route, that moved from page to page or came for either source.
const idOf = (route: Route): string => JSON.stringify(route);

/** The routes of each source that is asked for, side by side. */
export async function readRoutes(
  deps: ListDependencies,
  operation: RouteOperation,
  { kind, signal }: RoutesOptions,
): Promise<readonly Countable[]> {
  using linked = linkSignals(signal, deps.closed);
  const sources: readonly Asked[] = kind === undefined ? ['static', 'bgp'] : [kind];
  try {
    return bySource(await Promise.all(sources.map((source) => readSource(source, operation, { ...deps, closed: linked.signal }))));
  } catch (error) {
    // What is still on its way is of no use any more.
    linked.abort(error);
    throw error;
  }
}

async function readSource(asked: Asked, { params, ...list }: RouteOperation, deps: ListDependencies): Promise<SourceRead> {
  let counted: readonly CountedRoutes[] = [];
  let skipped = 0;
  const totals = new Set<number>();
  const read = routeReader(asked);
  const operation: ListOperation<Route> = {
    ...list,
    idOf,
    reader: () => {
      // Called at the start of each reading of the list.
      skipped = 0;
      totals.clear();
      return Promise.resolve((row, reading) => {
        const skip = (): void => {
          skipped += 1;
          reading.skip();
        };
        return read(row, { ...reading, skip });
      });
    },
  };
  const onAnswer: NonNullable<ListDependencies['onAnswer']> = ({ body }) => {
    const said = countedIn(body);
    if (said.length > 0) counted = said;
    const total = finiteNumber(body['TotalCount']);
    if (total !== undefined) totals.add(total);
  };
  const { value: routes } = await readList(operation, { ...params, RouteEntryType: ENTRY_TYPES[asked] }, { ...deps, onAnswer });
  return { asked, routes, counted, isWhole: skipped === 0 && [...totals].every((total) => total === routes.length) };
}

/** What was read, by the source that each row names: the service may answer with more than was asked for. */
function bySource(reads: readonly SourceRead[]): readonly Countable[] {
  const isAsked = (source: RouteSource): boolean => reads.some(({ asked }) => asked === source);
  const routes = [...new Map(reads.flatMap((read) => read.routes).map((route) => [idOf(route), route])).values()];
  const others = routes.map(({ source }) => source).filter((source) => !Object.hasOwn(ENTRY_TYPES, source));
  return [...new Set<RouteSource>([...reads.map(({ asked }) => asked), ...others])].map((source) => {
    const own = [...reads].sort((one, other) => Number(other.asked === source) - Number(one.asked === source));
    return {
      source,
      routes: routes.filter((route) => route.source === source),
      isWhole: own.slice(0, isAsked(source) ? 1 : undefined).every(({ isWhole }) => isWhole),
      // The answer about a source says its number; else that about another may.
      counted: own.map(({ counted }) => counted.filter((one) => one.source === source)).find((counted) => counted.length > 0) ?? [],
    };
  });
}

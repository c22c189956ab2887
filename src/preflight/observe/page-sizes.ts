import { finiteNumber, jsonOf, text } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import type { ApiRequest } from '../../transport/index.ts';

/** One answer about rows. */
interface AnsweredPage {
  readonly params: ApiRequest['params'];
  readonly number: number;
  readonly asked: number | undefined;
  readonly given: number;
  /** Of a short page its rows, to tell from them what comes again. */
  readonly held: ReadonlySet<string>;
  readonly last: string;
}

const NUMBER_KEYS = ['PageNumber', 'Page'];
const SIZE_KEYS = ['PageSize', 'Length', 'MaxResults'];
const TOKEN = 'NextToken';

/** Notes how many rows the answers to one operation hold. */
export class PageSizes {
  readonly #rows: readonly string[];
  readonly #chains = new Map<string, AnsweredPage[]>();

  /** @param rows - Where the answers hold their rows, from the outside in. */
  constructor(rows: readonly string[]) {
    this.#rows = rows;
  }

  note(params: ApiRequest['params'], body: Readonly<Record<string, unknown>>): void {
    const [container = ''] = this.#rows;
    const rows = rowsUnder(body[container], this.#rows) ?? [];
    const token = text(params[TOKEN]);
    const asked = valueOf(params, SIZE_KEYS);
    const isShort = asked !== undefined && rows.length < asked;
    const page = {
      params,
      number: valueOf(params, NUMBER_KEYS) ?? (token === undefined ? 1 : 2),
      asked,
      given: rows.length,
      held: new Set(isShort ? rows.map(jsonOf) : []),
      last: jsonOf(rows.at(-1) ?? ''),
    };
    const chain = chainOf(params);
    this.#chains.set(chain, [...(this.#chains.get(chain) ?? []), page]);
  }

  /** Every page that held rows, in the order of the answers within each question. */
  get filled(): readonly Pick<AnsweredPage, 'params'>[] {
    return [...this.#chains.values()].flat().filter(({ given }) => given > 0);
  }

  /** How many rows the service puts on a page where that is fewer than it is asked for: one was short, and a later one went on. */
  get cap(): { readonly asked: number; readonly given: number } | undefined {
    for (const chain of this.#chains.values()) {
      for (const { number, asked, given, held } of chain) {
        // What comes again came from the same page, or was pushed on to the next by newer rows.
        const goesOn = chain.some((later) => later.number > number && later.given > 0 && !held.has(later.last));
        if (asked !== undefined && given > 0 && given < asked && goesOn) return { asked, given };
      }
    }
    return undefined;
  }
}

function valueOf(params: ApiRequest['params'], keys: readonly string[]): number | undefined {
  return keys.map((key) => finiteNumber(params[key])).find((value) => value !== undefined);
}

/** What the pages of one question have in common. */
function chainOf(params: ApiRequest['params']): string {
  const own = [...NUMBER_KEYS, ...SIZE_KEYS, TOKEN];
  return JSON.stringify(Object.entries(params).filter(([key]) => !own.includes(key)));
}

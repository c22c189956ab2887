import { isRecord } from '../../internal/records.ts';
import { hashText } from '../model/hash.ts';
import { badParameter } from '../service/fault.ts';
import type { Params } from '../service/params.ts';

/** Where a page begins: a series of the selection and a timestamp. */
export interface Position {
  readonly series: number;
  readonly timestamp: number;
}

/** An opaque text that holds the position and what it belongs to. */
export function encodeToken(params: Params, position: Position): string {
  return Buffer.from(JSON.stringify({ q: fingerprint(params), s: position.series, t: position.timestamp })).toString('hex');
}

/** The position a token stands for. A token goes with the very parameters it was given for: any other, or a missing one, is a 400. */
export function decodeToken(params: Params): Position | undefined {
  const token = params['NextToken'];
  if (token === undefined || token === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'hex').toString());
  } catch {
    value = undefined;
  }
  if (!isRecord(value) || typeof value['s'] !== 'number' || typeof value['t'] !== 'number') {
    throw badParameter('The parameter NextToken is invalid.');
  }
  if (value['q'] !== fingerprint(params)) {
    throw badParameter('The parameter NextToken is invalid: the other parameters differ from those it was given for.');
  }
  return { series: value['s'], timestamp: value['t'] };
}

function fingerprint(params: Params): number {
  const rest = Object.entries(params).filter(([key]) => key !== 'NextToken');
  return hashText(JSON.stringify(rest.sort(([a], [b]) => (a < b ? -1 : 1))));
}

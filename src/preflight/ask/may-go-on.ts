import { finiteNumber, firstOf } from '../../internal/records.ts';

/** What the service puts on a page where it is not asked for a size: it cuts none below that. */
const LEAST_CUT = 10;
// Pages are cut at such numbers. One that is as long by chance costs a call.
const STEP = 5;

/** Whether a page that is shorter than was asked for may have been cut: by the service's count where it gives one that can be right, else by its length. */
export function mayGoOn(given: number, asked: number, body: Readonly<Record<string, unknown>>): boolean {
  if (given === 0 || given >= asked) return false;
  const total = firstOf(finiteNumber, body['TotalCount'], body['Total']);
  if (total !== undefined && total >= given) return total > given;
  return given >= LEAST_CUT && given % STEP === 0;
}

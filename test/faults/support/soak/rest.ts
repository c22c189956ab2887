import { CALM } from './disturbances.ts';
import { MINUTE } from './plan.ts';
import type { SoakRecord } from './run.ts';
import { groupBy } from './text.ts';
import type { Subject } from './truth.ts';

export function compareCertificates({ plan, announced }: SoakRecord, startAt: number): string[] {
  const own = announced.map(({ transition }) => transition).filter(({ type }) => type === 'certificate:expired');
  const expected = plan.readable.includes('events')
    ? (plan.account.certificates ?? []).filter(({ endTime }) => Number(endTime) > startAt).map(({ id }) => id!)
    : [];
  const got = own.map(({ resource }) => ('certificateId' in resource ? resource.certificateId : ''));
  return got.sort().join() === expected.sort().join()
    ? []
    : [`certificates expired: told ${got.join(', ') || 'none'}, true ${expected.join(', ') || 'none'}`];
}

/** Where nothing fails and no round is left out, each round asks once for each metric and now and then for what is missing. */
export function compareCalls({ plan, rounds }: SoakRecord, subjects: readonly Subject[]): string[] {
  if (
    plan.disturbances !== CALM ||
    plan.gaps + plan.restarts + plan.bursts + plan.outages.length > 0 ||
    plan.pollMs > MINUTE ||
    plan.jitterMs > 5_000
  )
    return [];
  const series = groupBy(
    subjects.filter(({ metric }) => metric !== undefined && plan.sources.includes('metrics')),
    ({ metric }) => metric,
  );
  // A sweep asks for twenty minutes, at most every third round; a page holds 1440 points.
  const metrics = [...series.values()].reduce((sum, { length }) => sum + 1 + Math.ceil((length * 22) / 1440) / 3, 0);
  const most = metrics + Math.ceil((plan.account.connections ?? []).length / 50) + (plan.readable.includes('events') ? 1.5 : 0) + 0.5;
  const calls = rounds.reduce((sum, { report }) => sum + Object.values(report.calls).reduce((a, b) => a + b, 0), 0) / rounds.length;
  return calls > most ? [`${calls.toFixed(1)} calls a round, which should be ${most.toFixed(1)} at most`] : [];
}

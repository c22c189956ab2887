import { keysOf } from '../internal/keys.ts';
import type { PreflightFinding, PreflightFindingCode } from './finding.ts';
import type { PreflightReport } from './model.ts';
import { accessFindings, eventFindings, metricFindings, pointFindings, setupFindings } from './rules/index.ts';

const SEVERITIES = /* @__PURE__ */ keysOf<Record<PreflightFinding['severity'], true>>({ error: true, warning: true, note: true });

// What blocks most comes first: without an answer nothing works, without a key little, without a permission some.
const CODES = /* @__PURE__ */ keysOf<Record<PreflightFindingCode, true>>({
  unreachable: true,
  'key-refused': true,
  'clock-off': true,
  'permission-missing': true,
  'quota-exhausted': true,
  'operation-failed': true,
  'enterprise-missing': true,
  'no-resources': true,
  'no-points': true,
  'points-late': true,
  'no-contact-groups': true,
  'metric-not-listed': true,
  'metric-statistics': true,
  'metric-dimensions': true,
  'metric-spelling': true,
  'metric-periods': true,
  'filter-widened': true,
  'event-product': true,
  'event-not-listed': true,
  'event-spelling': true,
  'page-capped': true,
});

/**
 * What a report says that is worth knowing, the gravest first: errors, warnings, notes, and of each those that block most. Nothing where all is well
 * and as documented; nothing twice, and nothing that merely follows from something else that was found.
 */
export function findingsOf(report: Omit<PreflightReport, 'findings'>): readonly PreflightFinding[] {
  const rank = ({ severity, code }: PreflightFinding): number => SEVERITIES.indexOf(severity) * CODES.length + CODES.indexOf(code);
  return [accessFindings, setupFindings, metricFindings, pointFindings, eventFindings]
    .flatMap((rule) => rule(report))
    .sort((a, b) => rank(a) - rank(b));
}

import type { PreflightFinding } from './finding.ts';
import type { PreflightReport } from './model.ts';
import { accessFindings, eventFindings, metricFindings, pointFindings, setupFindings } from './rules/index.ts';

const SEVERITIES: readonly PreflightFinding['severity'][] = ['error', 'warning', 'note'];

// What blocks most comes first: without an answer nothing works, without a key little, without a permission some.
const CODES: readonly PreflightFinding['code'][] = [
  'unreachable', 'key-refused', 'clock-off', 'permission-missing', 'quota-exhausted', 'operation-failed', 'enterprise-missing', 'no-resources', 'no-points', 'points-late',
  'no-contact-groups', 'metric-not-listed', 'metric-statistics', 'metric-dimensions', 'metric-spelling', 'metric-periods', 'filter-widened', 'event-product',
  'event-not-listed', 'event-spelling', 'page-capped',
];

/**
 * What a report says that is worth knowing, the gravest first: errors, warnings, notes, and of each those that block most. Nothing where all is well
 * and as documented; nothing twice, and nothing that merely follows from something else that was found.
 */
export function findingsOf(report: Omit<PreflightReport, 'findings'>): readonly PreflightFinding[] {
  const rank = ({ severity, code }: PreflightFinding): number => SEVERITIES.indexOf(severity) * CODES.length + CODES.indexOf(code);
  return [accessFindings, setupFindings, metricFindings, pointFindings, eventFindings].flatMap((rule) => rule(report)).sort((a, b) => rank(a) - rank(b));
}

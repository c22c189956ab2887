import type { PreflightFinding } from './finding.ts';
import type { PreflightReport } from './model.ts';

/** What a report says that is worth knowing, the gravest first. */
export function findingsOf(_report: Omit<PreflightReport, 'findings'>): readonly PreflightFinding[] {
  return [];
}

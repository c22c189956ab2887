import type { PreflightFinding } from '../finding.ts';
import type { PreflightOperation, PreflightReport } from '../model.ts';

/** What findings are drawn from. */
export type Facts = Omit<PreflightReport, 'findings'>;

/** Draws findings from a report. */
export type Rule = (report: Facts) => readonly PreflightFinding[];

/** Operations as RAM names them. */
export function ramActions(operations: readonly PreflightOperation[]): readonly string[] {
  return operations.map(({ ramAction }) => ramAction);
}

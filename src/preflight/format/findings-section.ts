import type { PreflightReport } from '../model.ts';
import { counted } from '../rules/words.ts';
import { heading, labelled, type Line, type Span, wrapped } from './spans.ts';

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
const LABEL_COLUMNS = 9;

/** The findings, numbered and wrapped, each with what to do. */
export function findingsSection({ findings }: PreflightReport, width: number): readonly Line[] {
  if (findings.length === 0) return heading('FINDINGS', 'none: all that was tried is allowed, and as documented', width);
  const digits = String(findings.length).length;
  const indent = digits + 3;
  const lines = findings.flatMap(({ severity, message, advice }, index): readonly Line[] => {
    const [first = [], ...more] = labelled({ text: severity, colour: COLOURS[severity] }, message, {
      indent,
      labelColumns: LABEL_COLUMNS,
      width,
    });
    const beside = ' '.repeat(indent + LABEL_COLUMNS);
    const todo = wrapped(advice, width - beside.length - 3).map((line, row): Line => [beside, row === 0 ? '-> ' : '   ', line]);
    return [[` ${String(index + 1).padStart(digits)}. `, ...withoutIndent(first)], ...more, ...todo];
  });
  return [...heading('FINDINGS', severities(findings), width), ...lines];
}

// The number stands where the indent was.
function withoutIndent(line: Line): readonly (Span | string)[] {
  return line.slice(1);
}

function severities(findings: PreflightReport['findings']): string {
  const counts = (['error', 'warning', 'note'] as const).map(
    (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
  );
  return counts.flatMap(([severity, count]) => (count === 0 ? [] : [counted(count, severity)])).join(', ');
}

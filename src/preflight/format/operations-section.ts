import type { PreflightOperation, PreflightReport } from '../model.ts';
import { errorWords } from '../rules/error-words.ts';
import { heading, labelled, type Line, padding, type Span, wrapped } from './spans.ts';

const GROUPS = [
  { status: 'forbidden', label: 'forbidden', colour: 'red' },
  { status: 'failed', label: 'failed', colour: 'red' },
  { status: 'not-tried', label: 'not tried', colour: 'dim' },
] as const satisfies readonly { readonly status: PreflightOperation['status']; readonly label: string; readonly colour: Span['colour'] }[];
const LABEL_COLUMNS = 11;
const LEAST_REMARK = 20;
const UNDER = 15;

/** The operations by their status: those that need a look one a line, the others together. */
export function operationsSection({ operations }: PreflightReport, width: number): readonly Line[] {
  const allowed = operations.filter(({ status }) => status === 'allowed');
  const counts = GROUPS.map(({ status, label }) => [label, operations.filter((one) => one.status === status).length] as const);
  const summary = [...counts, ['allowed', allowed.length] as const]
    .flatMap(([label, count]) => (count === 0 ? [] : [`${count} ${label}`]))
    .join(', ');
  const actionColumns = Math.max(0, ...operations.filter((one) => one.status !== 'allowed').map(({ ramAction }) => ramAction.length)) + 2;
  const rows = GROUPS.flatMap(({ status, label, colour }) =>
    operations
      .filter((one) => one.status === status)
      .flatMap((one, index) => row({ text: index === 0 ? label : '', colour }, one, actionColumns, width)),
  );
  const together =
    allowed.length === 0
      ? []
      : labelled({ text: 'allowed', colour: 'green' }, allowed.map(({ ramAction }) => ramAction).join(', '), {
          indent: 2,
          labelColumns: LABEL_COLUMNS,
          width,
        });
  return [...heading('OPERATIONS', summary, width), ...rows, ...together];
}

/** An operation with its remark beside it, or under it where there is no room for that. */
function row(label: Span, operation: PreflightOperation, actionColumns: number, width: number): readonly Line[] {
  const before = ['  ', label, padding(label.text, LABEL_COLUMNS), operation.ramAction, padding(operation.ramAction, actionColumns)];
  const indent = 2 + LABEL_COLUMNS + actionColumns;
  if (width - indent < LEAST_REMARK)
    return [before.slice(0, -1), ...wrapped(remark(operation), width - UNDER).map((line) => [' '.repeat(UNDER), line])];
  const [first = '', ...more] = wrapped(remark(operation), width - indent);
  return [[...before, first], ...more.map((line) => [' '.repeat(indent), line])];
}

function remark({ status, reason, error, features }: PreflightOperation): string {
  if (status === 'not-tried') return reason ?? '';
  if (status === 'failed' && error !== undefined) return errorWords(error).said;
  return `for ${features.join(', ')}`;
}

import { type Application, type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc';
import { eventSpec, metricSpec } from '../../src/catalog/index.ts';
import { DIAGNOSIS_REASONS, diagnosisReason } from '../../src/diagnose/index.ts';
import { eventRow, eventTable, metricRow, metricTable, quantityRows, table } from './catalogue-text.ts';

const TABLES: Readonly<Record<string, () => string>> = { METRICS: metricTable, EVENTS: eventTable, DIAGNOSIS_REASONS: reasonTable };

/** Adds to each constant of a metric, an event, a quantity or a reason its row, and to the lists of these the whole table. */
export function addCatalogueRows(app: Application, project: ProjectReflection): void {
  for (const constant of project.getReflectionsByKind(ReflectionKind.EnumMember | ReflectionKind.Variable)) {
    if (!constant.isDeclaration()) continue;
    const text = TABLES[constant.name]?.() ?? rowOf(constant);
    if (text === undefined) continue;
    if (constant.comment) constant.comment.summary.push({ kind: 'text', text: `\n\n${text}` });
    else app.logger.error(`${constant.getFullName()} has no comment to add its row to`);
  }
}

function rowOf({ type, parent }: DeclarationReflection): string | undefined {
  const value = type?.type === 'literal' ? String(type.value) : '';
  if (parent?.name === 'DiagnosisReason') return diagnosisReason(value)?.hint;
  if (parent?.name === 'Quantity') return quantityRows(value);
  const [metric, event] = [metricSpec(value), eventSpec(value)];
  return metric ? metricRow(metric) : event && eventRow(event);
}

function reasonTable(): string {
  return table(
    ['Code', 'Meaning', 'What to compare', 'Phase'],
    DIAGNOSIS_REASONS.map(({ code, meaning, hint, phase = '' }) => [`\`${code}\``, meaning, hint, phase]),
  );
}

import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import type { Stage } from './stage.ts';

/** One line of the table. */
export interface Row {
  readonly measure: string;
  readonly ours: string;
  readonly reference: string;
  readonly ratio: string;
  /** Blank where the line is there for comparison only. */
  readonly budget: string;
  readonly met?: boolean;
}

/** Takes its figures from programs of the stage. */
export type Measure = (stage: Stage) => Promise<readonly Row[]>;

const HEAD = ['measure', 'ours', 'reference', 'ratio', 'budget', ''] as const;
const DOCUMENT = new URL('../../docs/performance.md', import.meta.url);
const BEGIN = '<!-- figures: written by npm run bench -->';
const END = '<!-- end of figures -->';

/** The rows as a Markdown table, its columns aligned for a terminal. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ measure, ours, reference, ratio, budget, met }) => [
    measure,
    ours,
    reference,
    ratio,
    budget,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ]);
  const widths = HEAD.map((name, column) => Math.max(name.length, 3, ...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string => `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

/** What the figures depend on. */
export function machine(): string {
  const [cpu] = cpus();
  return `Node ${process.versions.node} (V8 ${process.versions.v8}) on ${platform()} ${arch()}, ${cpus().length} cores${cpu ? ` (${cpu.model.trim()})` : ''}, ${Math.round(totalmem() / 2 ** 30)} GiB.`;
}

/** Replaces the figures in docs/performance.md; the words around them are written by hand. */
export function writeFigures(rows: readonly Row[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md has lost its marks: ${BEGIN} and ${END}`);
  writeFileSync(DOCUMENT, `${text.slice(0, begin)}${BEGIN}\n\n${table(rows)}\n\n${machine()}\n\n${text.slice(end)}`);
}

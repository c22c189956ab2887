export interface PublishedSeries {
  readonly id: string;
  readonly metric: string;
  readonly turns: readonly number[];
  readonly since?: number | undefined;
}

export interface Publishing {
  readonly now: number;
  readonly stamp?: 'start' | 'end';
  readonly missing?: number;
  readonly silences?: readonly (readonly [number, number])[];
  readonly delayMs?: number;
}

export function isUp(turns: readonly number[], at: number): boolean;
export function publishedPoint(
  series: PublishedSeries,
  end: number,
  periodMs: number,
  publishing: Publishing,
): { readonly timestamp: number; readonly value: number } | undefined;

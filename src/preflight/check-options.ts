import { assertSignal } from '../internal/abort.ts';
import { assertFunction } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { didYouMean } from '../internal/misspelling.ts';
import { shown } from '../internal/shown.ts';
import { allFeatures } from './operations.ts';
import type { PreflightFeature, PreflightOptions } from './options.ts';

const KEYS = /* @__PURE__ */ keysOf<PreflightOptions>({ features: true, progress: true, signal: true });

/** The features that are asked for, each once. A `TypeError` names what cannot be used. */
export function checkedFeatures(options: PreflightOptions): readonly PreflightFeature[] {
  assertOptions(options, KEYS, 'preflight()');
  assertFunction('progress', options.progress);
  if (options.signal !== undefined) assertSignal(options.signal);
  const { features }: { readonly features?: unknown } = options;
  const known = allFeatures();
  // Few accounts have Enterprise CloudMonitor.
  if (features === undefined) return known.filter((feature) => feature !== 'export');
  if (!Array.isArray(features) || features.length === 0)
    throw new TypeError(`features ${shown(features)} must be a list of some of ${known.join(', ')}`);
  for (const feature of features as readonly unknown[]) assertFeature(feature, known);
  return known.filter((feature) => features.includes(feature));
}

function assertFeature(feature: unknown, known: readonly string[]): void {
  if (known.includes(feature as string)) return;
  throw new TypeError(`features holds ${shown(feature)}, which is none of ${known.join(', ')}${didYouMean(feature, known)}`);
}

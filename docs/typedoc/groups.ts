/**
 * The groups of a module's page, in their order, with the folders and files of `src` that belong to each. The longest path that holds a
 * file decides, so `alerts/subscriptions` is not part of `alerts`.
 */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Client: ['monitor.ts', 'monitor-options.ts'],
  Scopes: ['scopes'],
  Queries: ['metrics', 'metadata'],
  Events: ['events'],
  Watch: ['watch'],
  History: ['history'],
  Topology: ['topology'],
  Alerts: ['alerts'],
  Subscriptions: ['alerts/subscriptions'],
  Diagnosis: ['diagnose'],
  'Routes and SSL clients': ['diagnose/routes', 'diagnose/ssl-clients'],
  'Flow logs': ['flow-logs'],
  Preflight: ['preflight'],
  Recordings: ['preflight/recording'],
  Transport: ['transport'],
  Errors: ['errors.ts'],
  Catalogue: ['catalog'],
  'Common types': ['internal'],
  Simulator: ['testing'],
  'Simulated account': ['testing/specs.ts', 'testing/views.ts', 'testing/presets.ts', 'testing/model'],
  'Simulated metrics': ['testing/metadata.ts', 'testing/truth.ts'],
  'Simulated failures': ['testing/failures.ts'],
  'Simulated events': ['testing/events', 'testing/cms/event-rules'],
  'Simulated alerts': ['testing/alerts'],
  Redis: ['redis'],
  OpenTelemetry: ['otel'],
  Prometheus: ['prometheus'],
  Sources: ['instruments'],
};

/** The group of a source file, by its path below `src`; `undefined` where no folder of {@link GROUPS} holds it. */
export function groupOf(path: string): string | undefined {
  let found: { readonly group: string; readonly length: number } | undefined;
  for (const [group, folders] of Object.entries(GROUPS))
    for (const folder of folders)
      if ((path === folder || path.startsWith(`${folder}/`)) && folder.length > (found?.length ?? 0))
        found = { group, length: folder.length };
  return found?.group;
}

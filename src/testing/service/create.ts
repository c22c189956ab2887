import type { Clock } from '../../internal/clock.ts';
import { AlertLog } from '../alerts/alert-log.ts';
import { RuleBook } from '../alerts/rule-book.ts';
import { createEventRules } from '../cms/event-rules/model.ts';
import { EventLog } from '../events/log.ts';
import { NO_EVENTS } from '../events/recorded.ts';
import { applyPast, type RecordedPast } from '../from-recording/index.ts';
import { documentedMetadata, liveMetadata, type MetadataRow } from '../metadata.ts';
import { buildTopology } from '../model/build.ts';
import { createPoints } from '../model/points.ts';
import { buildTable, type MetricTable } from '../model/series.ts';
import type { SimulatorOptions } from '../options.ts';
import { LogCompleteness } from '../vpc/log-completeness.ts';
import type { Service } from './context.ts';

/** The account behind the operations. @param past - What happened to it before, where it starts from a recording. */
export function createService(options: SimulatorOptions, clock: Clock, past?: RecordedPast): Service {
  const {
    regionId,
    seed = 1,
    accountId = '1234567890123456',
    metadata = 'live',
    data = {},
    events = {},
    logs = {},
    contactGroups = ['vpn-ops'],
  } = options;
  const topology = buildTopology(options, seed);
  const rows = rowsOf(metadata);
  const tables = new Map<string, MetricTable>();
  const recordedEvents = past?.events ?? NO_EVENTS;
  const service: Service = {
    options,
    accountId,
    regionId,
    topology,
    metadata: rows,
    points: createPoints(data),
    events: new EventLog(topology, seed, events, recordedEvents),
    recordedEvents,
    logs: new LogCompleteness(logs.incompleteAnswers ?? 0),
    rules: new RuleBook(),
    alertLog: new AlertLog(),
    contactGroups,
    eventRules: createEventRules(),
    now: () => clock.now(),
    table: (metric) => {
      let table = tables.get(metric);
      const row = table ? undefined : rows.find((one) => one.MetricName === metric);
      if (row) tables.set(metric, (table = buildTable(row, topology, { accountId, regionId, seed })));
      return table;
    },
  };
  if (past) applyPast(past, service);
  return service;
}

function rowsOf(metadata: NonNullable<SimulatorOptions['metadata']>): readonly MetadataRow[] {
  if (metadata === 'live') return liveMetadata();
  return metadata === 'documented' ? documentedMetadata() : metadata;
}

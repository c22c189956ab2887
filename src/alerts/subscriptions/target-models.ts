import * as z from 'zod/mini';
import { frozen } from '../../internal/frozen.ts';
import { finiteNumber } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import { id, lenient, words } from './fields.ts';
import type { FoundApiTarget, FoundContactGroup, FoundFunction, FoundLog, FoundMns, FoundTargets, FoundWebhook } from './model.ts';
import { TARGET_KINDS, type TargetKind } from './target-kinds.ts';

// The address is taken apart as it is read: no more than its host is ever in a parsed row.
const host = lenient((value) => (typeof value === 'string' && URL.canParse(value) ? new URL(value).host : undefined));

const contactRow = z.object({ Id: id, ContactGroupName: words, Level: lenient(finiteNumber) });
const mnsRow = z.object({ Id: id, Region: words, Queue: words, Topic: words });
const fcRow = z.object({ Id: id, Region: words, ServiceName: words, FunctionName: words });
const slsRow = z.object({ Id: id, Region: words, Project: words, LogStore: words });
const webhookRow = z.object({ Id: id, Url: host, Method: words });
const apiRow = z.object({ Id: id, Product: words, Action: words, Region: words, Version: words });

/** The targets in an answer of `DescribeEventRuleTargetList`, and how many rows had no id. */
export function targetModels(body: Readonly<Record<string, unknown>>): { readonly targets: FoundTargets; readonly skipped: number } {
  let skipped = 0;
  const read = <Row, T extends object>(rows: readonly unknown[], schema: z.ZodMiniType<Row>, model: (row: Row) => T): readonly T[] => {
    const models = rows.flatMap((row) => {
      const parsed = schema.safeParse(row);
      return parsed.success ? [model(parsed.data)] : [];
    });
    skipped += rows.length - models.length;
    return Object.freeze(models);
  };
  const rowsOf = (kind: TargetKind): readonly unknown[] => rowsUnder(body[TARGET_KINDS[kind].list], TARGET_KINDS[kind].rows) ?? [];
  const targets = frozen<FoundTargets>({
    contactGroups: read(rowsOf('contactGroups'), contactRow, (row) =>
      frozen<FoundContactGroup>({ id: row.Id, name: row.ContactGroupName, level: row.Level }),
    ),
    mns: read(rowsOf('mns'), mnsRow, (row) => frozen<FoundMns>({ id: row.Id, region: row.Region, queue: row.Queue, topic: row.Topic })),
    fc: read(rowsOf('fc'), fcRow, (row) =>
      frozen<FoundFunction>({ id: row.Id, region: row.Region, service: row.ServiceName, function: row.FunctionName }),
    ),
    sls: read(rowsOf('sls'), slsRow, (row) =>
      frozen<FoundLog>({ id: row.Id, region: row.Region, project: row.Project, logstore: row.LogStore }),
    ),
    webhook: read(rowsOf('webhook'), webhookRow, (row) =>
      frozen<FoundWebhook>({ id: row.Id, host: row.Url, method: row.Method?.toUpperCase() }),
    ),
    openApi: read(rowsUnder(body['OpenApiParameters'], ['OpenApiParameters', 'OpenApiParameter']) ?? [], apiRow, (row) =>
      frozen<FoundApiTarget>({ id: row.Id, product: row.Product, action: row.Action, region: row.Region, version: row.Version }),
    ),
  });
  return { targets, skipped };
}

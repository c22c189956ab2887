import { linkSignals } from '../internal/abort.ts';
import type { DescribeMetric } from '../metadata/index.ts';
import {
  askAlerts,
  askConnections,
  askEvents,
  askFlowLogs,
  askMetrics,
  askSubscriptions,
  askTopology,
  candidatesOf,
  countResources,
  type Known,
  knownByMetrics,
  type Listed,
  Trial,
} from './ask/index.ts';
import { checkedFeatures } from './check-options.ts';
import { ClockOffset } from './clock-offset.ts';
import type { PreflightContext } from './context.ts';
import { findingsOf } from './findings.ts';
import { missingPolicyOf } from './missing-policy.ts';
import type { PreflightReport } from './model.ts';
import { operationsFor } from './operations.ts';
import type { PreflightOptions } from './options.ts';
import { routesOf } from './routes.ts';

/** Tries every read operation that the features need, and reports. It writes nothing. */
export async function runPreflight(context: PreflightContext, options: PreflightOptions): Promise<PreflightReport> {
  const features = checkedFeatures(options);
  const operations = operationsFor(features);
  using linked = linkSignals(options.signal, context.closed);
  linked.signal.throwIfAborted();
  const offset = new ClockOffset();
  const undo = context.clock.observe((exchange, service) => {
    offset.learn(exchange, service);
  });
  const begun = { local: context.clock.now() - context.clock.correctionMs, monotonic: performance.now() };
  try {
    const trial = new Trial(context, operations, options.progress, linked.signal);
    const answers = await askAll(trial);
    const tried = trial.operations;
    const report = {
      regionId: context.regionId,
      // What the answers have shown of the time goes for when they were asked for too.
      at: begun.local + context.clock.correctionMs,
      tookMs: Math.round(performance.now() - begun.monotonic),
      features,
      calls: trial.calls,
      operations: tried,
      missingPolicy: missingPolicyOf(tried),
      clock: offset.read(),
      routes: routesOf(context.transport, operations),
      ...answers,
    };
    return { ...report, findings: findingsOf(report) };
  } catch (error) {
    // What is still on its way is of no use any more.
    linked.abort(error);
    throw error;
  } finally {
    undo();
  }
}

type Answers = Pick<PreflightReport, 'resources' | 'metrics' | 'events' | 'eventProducts' | 'contactGroups'>;

/** What does not depend on each other runs side by side; the rate limit of the monitor holds it back as it must. */
async function askAll(trial: Trial): Promise<Answers> {
  const listed = askTopology(trial);
  const described = trial.attempt('DescribeMetricMetaList', () => trial.parts.scopes.metadata.describe(trial.signal));
  const known = whatIsKnown(trial, listed, described);
  const [resources, metrics, events, contactGroups] = await Promise.all([
    countResources(listed),
    Promise.all([described, known]).then(([describe, { candidates }]) => askMetrics(trial, describe, candidates)),
    askEvents(trial),
    askAlerts(trial),
    askSubscriptions(trial),
    askFlowLogs(trial, known),
    known.then((found) => askConnections(trial, found)),
  ]);
  return { resources, metrics, ...events, contactGroups };
}

async function whatIsKnown(trial: Trial, listed: Listed, described: Promise<DescribeMetric | undefined>): Promise<Known> {
  const [gateways, connections] = await Promise.all([listed.gateways, listed.connections]);
  const candidates = candidatesOf(gateways, connections);
  // Connections name the gateways that they are on.
  const unlisted = {
    gateways: gateways === undefined && !candidates.some(({ kind }) => kind === 'gateway'),
    connections: connections === undefined,
  };
  const describe = unlisted.gateways || unlisted.connections ? await described : undefined;
  const others = describe && (await trial.attempt('DescribeMetricLast', () => knownByMetrics(trial, describe, unlisted)));
  return {
    candidates: [...candidates, ...(others ?? [])],
    areGatewaysListed: gateways !== undefined,
    areConnectionsListed: connections !== undefined,
  };
}

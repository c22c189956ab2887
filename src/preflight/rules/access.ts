import type { PreflightFinding } from '../finding.ts';
import type { PreflightOperation } from '../model.ts';
import { errorWords } from './error-words.ts';
import { ramActions, type Rule } from './facts.ts';
import { missingPermissions } from './permissions.ts';
import { troublesIn } from './troubles.ts';
import { counted, grouped, named } from './words.ts';

/** What stands between this set-up and the services: the way to them, the key, permissions, quotas, and what fails. */
export const accessFindings: Rule = (report) => {
  const troubles = troublesIn(report);
  const of = (...names: readonly Parameters<typeof troubles.get>[0][]): readonly PreflightOperation[] =>
    names.flatMap((name) => troubles.get(name) ?? []);
  return [
    ...unreachable(of('unreachable'), report.routes),
    ...keyRefused(of('key')),
    ...missingPermissions(of('permission')),
    ...quotaExhausted(of('quota')),
    ...enterpriseMissing(of('enterprise')),
    ...failed(of('failed'), 'error'),
    ...failed(of('refused'), 'warning'),
  ];
};

function unreachable(operations: readonly PreflightOperation[], routes: Parameters<Rule>[0]['routes']): PreflightFinding[] {
  const [first] = operations;
  if (first === undefined) return [];
  const places = [...new Set(operations.map(({ product }) => product))].map((product) => {
    const route = routes.find((one) => one.product === product);
    return route === undefined
      ? product
      : `${product} at ${route.host}${route.proxy === undefined ? '' : ` through the proxy ${route.proxy}`}`;
  });
  const { said, advice } = first.error === undefined ? { said: 'no answer', advice: undefined } : errorWords(first.error);
  return [
    {
      code: 'unreachable',
      severity: 'error',
      message: `No answer came from ${named(places)}: ${said}.`,
      advice: advice ?? 'Check that this machine reaches the host: DNS, firewall, proxy and `endpoint`.',
      operations: ramActions(operations),
    },
  ];
}

function keyRefused(operations: readonly PreflightOperation[]): PreflightFinding[] {
  const error = operations[0]?.error;
  if (error === undefined) return [];
  const { said, advice } = errorWords(error);
  return [
    {
      code: 'key-refused',
      severity: 'error',
      message: `The AccessKey pair was refused, or none was found: ${said}.`,
      advice: advice ?? 'Check the AccessKey pair, and its STS token if there is one.',
      operations: ramActions(operations),
    },
  ];
}

function quotaExhausted(operations: readonly PreflightOperation[]): PreflightFinding[] {
  if (operations.length === 0) return [];
  return [
    {
      code: 'quota-exhausted',
      severity: 'error',
      message: `The free metric queries of this month are used up, so the service refuses ${named(ramActions(operations))}.`,
      advice: 'Turn on pay-as-you-go for CloudMonitor, or wait for the next month and poll less often.',
      operations: ramActions(operations),
    },
  ];
}

function enterpriseMissing(operations: readonly PreflightOperation[]): PreflightFinding[] {
  if (operations.length === 0) return [];
  return [
    {
      code: 'enterprise-missing',
      severity: 'error',
      message: 'The account lacks Enterprise CloudMonitor, which export() needs.',
      advice: 'Activate Enterprise CloudMonitor, or iterate the query itself instead of its export().',
      operations: ramActions(operations),
    },
  ];
}

function failed(operations: readonly PreflightOperation[], severity: PreflightFinding['severity']): PreflightFinding[] {
  return grouped(operations, ({ error }) => `${error?.code ?? ''} ${error?.vendorCode ?? ''}`).map((alike) => {
    const error = alike[0]?.error;
    const { said, advice } = error === undefined ? { said: 'it gave no answer that says why', advice: undefined } : errorWords(error);
    const names = ramActions(alike);
    return {
      code: 'operation-failed',
      severity,
      message:
        alike.length === 1
          ? `${names.join('')} failed: ${said}.`
          : `${counted(alike.length, 'operation')} failed (${named(names)}), the first with: ${said}.`,
      advice: advice ?? 'Run the preflight again, and report it with a recording if it stays.',
      operations: names,
    };
  });
}

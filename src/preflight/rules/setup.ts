import type { PreflightFinding } from '../finding.ts';
import { clockOff } from './clock.ts';
import { type Facts, ramActions, type Rule } from './facts.ts';
import { troublesIn } from './troubles.ts';
import { named } from './words.ts';

/** What is odd about this machine, the account and the service as a whole. */
export const setupFindings: Rule = (report) => [
  ...clockOff(report.clock, troublesIn(report).get('clock') ?? []),
  ...noResources(report),
  ...noContactGroups(report),
  ...pagesCapped(report),
];

function noResources({ regionId, resources: { gateways, connections, attachments } }: Facts): PreflightFinding[] {
  if (gateways !== 0 || connections !== 0 || attachments !== 0) return [];
  return [
    {
      code: 'no-resources',
      severity: 'warning',
      message: `The account has no VPN gateway and no IPsec connection in ${regionId}.`,
      advice: 'Check `regionId`, and that the key belongs to the account that has them.',
    },
  ];
}

function noContactGroups({ contactGroups }: Facts): PreflightFinding[] {
  if (contactGroups?.length !== 0) return [];
  return [
    {
      code: 'no-contact-groups',
      severity: 'warning',
      message: 'The account has no contact group, so an alert rule can notify nobody.',
      advice: 'Create a contact group in the CloudMonitor console before you put alert rules.',
    },
  ];
}

function pagesCapped({ operations }: Facts): PreflightFinding[] {
  const capped = operations.filter(({ pageSize }) => pageSize !== undefined);
  if (capped.length === 0) return [];
  const caps = capped.map(
    ({ ramAction, pageSize: { asked, given } = { asked: 0, given: 0 } }) => `${given} instead of ${asked} for ${ramAction}`,
  );
  return [
    {
      code: 'page-capped',
      severity: 'note',
      message: `The service puts fewer rows on a page than it is asked for: ${named(caps, Infinity)}.`,
      advice: 'Nothing to do: the SDK reads all pages, which takes more calls.',
      operations: ramActions(capped),
    },
  ];
}

import type { PreflightFinding } from '../finding.ts';
import type { PreflightEvent } from '../model.ts';
import type { Facts, Rule } from './facts.ts';
import { counted, named } from './words.ts';

// What the console and the documents of 2021 call it; nothing shows the value for the API.
const DOCUMENTED_PRODUCT = 'vpngw';

/** Where the service's list of system events differs from the documents. */
export const eventFindings: Rule = (report) => {
  const product = otherProduct(report);
  // Where none is listed, that is one thing to know and not sixteen.
  if (report.eventProducts?.length === 0) return product;
  return [
    ...product,
    ...notListed(report.events.filter(({ listed }) => listed === false)),
    ...spelledOtherwise(report.events.filter(({ listed, name, wireName }) => listed === true && name !== wireName)),
  ];
};

function otherProduct({ eventProducts, events }: Facts): PreflightFinding[] {
  if (eventProducts === undefined || events.length === 0) return [];
  const [first, ...more] = eventProducts;
  if (first === undefined) {
    const isListed = events.some(({ listed }) => listed === true);
    return [
      {
        code: 'event-product',
        severity: 'warning',
        message: isListed ? 'The service lists events of VPN Gateway without a product.' : 'The service lists no event of VPN Gateway.',
        advice: `Look whether the console lists them${isListed ? ' under one' : ''}: the SDK asks for events name by name, and subscriptions take the product ${DOCUMENTED_PRODUCT}.`,
      },
    ];
  }
  if (more.length === 0 && first === DOCUMENTED_PRODUCT) return [];
  return [
    {
      code: 'event-product',
      severity: 'note',
      message: `The service files the events of VPN Gateway under ${more.length === 0 ? 'the product' : `${eventProducts.length} products,`} ${named(eventProducts)}, where the documents say ${DOCUMENTED_PRODUCT}.`,
      advice: more.length === 0 ? 'Nothing to do: the SDK asks by that product.' : 'Nothing to do: the SDK asks by each of them.',
    },
  ];
}

const namesOf = (events: readonly PreflightEvent[]): Pick<PreflightFinding, 'events'> => ({ events: events.map(({ name }) => name) });

function notListed(events: readonly PreflightEvent[]): PreflightFinding[] {
  if (events.length === 0) return [];
  return [
    {
      code: 'event-not-listed',
      severity: 'note',
      message: `The service does not list ${counted(events.length, 'event')}: ${named(events.map(({ name }) => name))}.`,
      advice: `Do not rely on ${events.length === 1 ? 'this event' : 'these events'} alone: a watch polls the state of tunnels and connections as well.`,
      ...namesOf(events),
    },
  ];
}

function spelledOtherwise(events: readonly PreflightEvent[]): PreflightFinding[] {
  if (events.length === 0) return [];
  return [
    {
      code: 'event-spelling',
      severity: 'note',
      message: `The service spells ${counted(events.length, 'event')} otherwise than the documents: ${named(events.map(({ name, wireName }) => `${name} as ${wireName}`))}.`,
      advice: 'Nothing to do to read and watch events; try a subscription with its test(), since it names events as the documents do.',
      ...namesOf(events),
    },
  ];
}

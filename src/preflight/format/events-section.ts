import type { PreflightReport } from '../model.ts';
import { grouped } from '../rules/words.ts';
import { heading, labelled, type Line } from './spans.ts';

/** The events by level, and the products that the service files them under. */
export function eventsSection({ events, eventProducts }: PreflightReport, width: number): readonly Line[] {
  if (events.length === 0) return [];
  const listed = events.filter((event) => event.listed === true);
  const missing = events.filter((event) => event.listed === false).map(({ name }) => name);
  const under = eventProducts === undefined || eventProducts.length === 0 ? '' : ` under ${eventProducts.join(', ')}`;
  const summary =
    eventProducts === undefined && listed.length === 0 && missing.length === 0
      ? 'the list could not be read'
      : `${listed.length} of ${events.length} listed${under}`;
  const beside = { indent: 2, labelColumns: 12, width };
  return [
    ...heading('EVENTS', summary, width),
    ...grouped(listed, ({ level }) => level ?? '').flatMap((group) =>
      labelled(
        { text: group[0]?.level ?? 'no level' },
        group.map(({ name, wireName }) => (name === wireName ? name : `${name} as ${wireName}`)).join(', '),
        beside,
      ),
    ),
    ...(missing.length === 0 ? [] : labelled({ text: 'not listed', colour: 'yellow' }, missing.join(', '), beside)),
  ];
}

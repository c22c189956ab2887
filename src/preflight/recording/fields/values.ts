import { text } from '../../../internal/records.ts';
import { hasFormOfPlace, isCount, isInstant, isPlace, isPlainNumber, isTime } from '../anonymous/plain.ts';
import type { PseudonymKind } from '../anonymous/pseudonyms.ts';
import { isWord } from '../anonymous/vocabulary.ts';
import { type Field, textField } from './field.ts';

/** Something that names the account's own, or is its own. */
const named = (kind: PseudonymKind): Field => textField((said, { pseudonyms }) => pseudonyms.of(said, kind));

export const id: Field = /* @__PURE__ */ named('id');
export const name: Field = /* @__PURE__ */ named('name');
export const ruleId: Field = /* @__PURE__ */ named('rule');
export const eventId: Field = /* @__PURE__ */ named('event');
export const targetId: Field = /* @__PURE__ */ named('target');
export const groupId: Field = /* @__PURE__ */ named('group');
export const webhook: Field = /* @__PURE__ */ named('webhook');

/** A word of the service, such as a state: kept. What is none of its vocabulary is replaced. */
export const word: Field = (value, recorded) => (typeof value === 'boolean' ? value : wordText(value, recorded));
const wordText = /* @__PURE__ */ textField((said, { pseudonyms }) =>
  isWord(said) || /^\d{1,2}$/.test(said.trim()) ? said : pseudonyms.of(said, 'word'),
);

/** The id of a region or a zone, or several: kept. */
export const place: Field = /* @__PURE__ */ textField((said, { pseudonyms }) =>
  eachOf(said, (one) => (isPlace(one) ? one : pseudonyms.of(one, 'word'))),
);

/** The region that is asked: kept, as it is no secret and nothing can be asked without it. */
export const ownRegion: Field = /* @__PURE__ */ textField((said, { pseudonyms }) =>
  hasFormOfPlace(said) ? said : pseudonyms.of(said, 'word'),
);

/** A number, also as text: kept, unless it may name an account. */
export const number: Field = (value) => (isPlainNumber(value) || isBlank(value) ? value : undefined);

/** A count, a length, the number of a page: kept. */
export const count: Field = (value) => (isCount(value) || isBlank(value) ? value : undefined);

/** A number or a text that is a time: kept. */
export const time: Field = (value) =>
  isInstant(value) || isBlank(value) || (typeof value === 'string' && isTime(value)) ? value : undefined;

/** An address, a range of addresses, or several with commas. */
export const addresses: Field = /* @__PURE__ */ textField((said, { pseudonyms }) => eachOf(said, (one) => pseudonyms.of(one, 'name')));

/** Names with commas. */
export const names: Field = addresses;

/** Words with commas. */
export const words: Field = /* @__PURE__ */ textField((said, recorded) => eachOf(said, (one) => text(wordText(one, recorded)) ?? ''));

/** Ids of rules with commas. */
export const ruleIds: Field = /* @__PURE__ */ textField((said, { pseudonyms }) => eachOf(said, (one) => pseudonyms.of(one, 'rule')));

/** An AS number. */
export const asNumber: Field = /* @__PURE__ */ textField((said, { pseudonyms }) =>
  said.trim() === '' ? said : pseudonyms.asNumber(said.trim()),
);

/** What asks for the next page. */
export const token: Field = /* @__PURE__ */ textField((said, { pseudonyms }) => pseudonyms.opaque(said, 'token'));

/** A text of a form that says nothing of the account, and nothing of one that has another. */
export const pattern = (form: RegExp): Field => textField((said) => (form.test(said.trim()) ? said : undefined));

/** A field of a text that separates several: each is recorded by itself, and what stands between them stays. */
export function between(field: Field): Field {
  return textField((said, recorded) => said.replace(/[^\s,;[\](){}"]+/g, (one) => text(field(one, recorded)) ?? ''));
}

function isBlank(value: unknown): boolean {
  return value === null || value === '';
}

function eachOf(text: string, read: (one: string) => string): string {
  return text
    .split(',')
    .map((one) => (one.trim() === '' ? one : read(one)))
    .join(',');
}

import { LOG_PHRASES } from '../../../internal/log-phrases.ts';
import type { Pseudonyms } from '../anonymous/pseudonyms.ts';
import { isWord } from '../anonymous/vocabulary.ts';
import { type Field, textField } from './field.ts';

const TIME = /^\s*\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?(?=\s|$)/i;
const ID = /^\s*(?:vco|tun|vpn)-[\w*-]+(?=\s|$)/i;
const LEVEL = /^\s*\[([\w -]{1,40})\]\s*:?\s*/i;
const SOURCE = /^\s*(\w{1,40})\.(?:c|cc|cpp|h):\d{1,6}:(?:(\w{1,60})\(\):?)?/i;
const PHRASES: readonly string[] = /* @__PURE__ */ LOG_PHRASES.flatMap(([, phrases]) => phrases);

/** A line of a negotiation log: its time, ids, level and place in the source, and the phrases that are known here. Equal rests stay equal. */
export const logLine: Field = /* @__PURE__ */ textField((line, { pseudonyms }) =>
  line
    .split('\n')
    .map((one) => lineOf(one, pseudonyms))
    .join('\n'),
);

function lineOf(line: string, pseudonyms: Pseudonyms): string {
  let rest = line;
  const take = (form: RegExp): string => {
    const found = form.exec(rest)?.[0] ?? '';
    rest = rest.slice(found.length);
    return found;
  };
  let kept = take(TIME);
  for (let id = take(ID); id !== ''; id = take(ID)) kept += pseudonyms.of(id, 'id');
  for (const form of [LEVEL, SOURCE]) {
    const [, ...words] = form.exec(rest) ?? [];
    if (words.flatMap((word: string | undefined) => word?.split(/[\s-]/) ?? []).every((one) => one === '' || isWord(one)))
      kept += take(form);
  }
  return kept + messageOf(rest, pseudonyms);
}

function messageOf(message: string, pseudonyms: Pseudonyms): string {
  if (message.trim() === '') return message;
  const words = message.toLowerCase().replace(/\s+/g, ' ').trim();
  const known = phrasesIn(words);
  return [' ', known, words === known ? '' : `${known === '' ? '' : ' '}${pseudonyms.opaque(message.trim(), 'text')}`]
    .join('')
    .replace(/^ (?=$)/, '');
}

/** The phrases of a text that are known, without those that are parts of others. */
export function phrasesIn(text: string): string {
  const words = text.toLowerCase().replace(/\s+/g, ' ');
  const found = PHRASES.filter((phrase) => words.includes(phrase));
  return found.filter((phrase) => !found.some((other) => other !== phrase && other.includes(phrase))).join('; ');
}

import { malformed } from './malformed.ts';

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const SKIPPED = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;
const CDATA = ['<![CDATA[', ']]>'] as const;

/**
 * The fields of MNS's XML: a `Notification` that it pushes, or a `Message` of a queue. A flat document is all that MNS writes, so this
 * reads no more: elements below the root with their text. Entities of a document's own are not known, so none can grow.
 *
 * Closing tags are counted, not compared: the documents' own sample closes `<PublishTime>` with `</MessagePublishTime>`.
 */
export function notificationFields(xml: string): Readonly<Record<string, string>> {
  const fields = Object.create(null) as Record<string, string>;
  let depth = 0;
  let field = '';
  let words = '';
  for (const { text, name, opens, closes } of piecesOf(xml)) {
    words += text;
    if (name === undefined) continue;
    if (opens && depth === 0) assertRoot(name);
    if (opens && depth === 1) [field, words] = [name, ''];
    depth += Number(opens) - Number(closes);
    if (closes && depth === 1) fields[field] ??= words;
    if (depth <= 0) return fields;
  }
  throw malformed('its XML does not end');
}

interface Piece {
  readonly end: number;
  readonly text: string;
  /** Of a tag. */
  readonly name?: string;
  readonly opens: boolean;
  readonly closes: boolean;
}

function* piecesOf(xml: string): Generator<Piece, void, undefined> {
  for (let at = 0; ;) {
    const start = xml.indexOf('<', at);
    if (start === -1) return;
    yield { end: start, text: decoded(xml.slice(at, start)), opens: false, closes: false };
    const piece = pieceAt(xml, start);
    yield piece;
    at = piece.end;
  }
}

/** The tag, comment, instruction or CDATA section that begins here. */
function pieceAt(xml: string, start: number): Piece {
  for (const [open, close] of SKIPPED)
    if (xml.startsWith(open, start)) return { end: endOf(xml, close, start), text: '', opens: false, closes: false };
  const [open, close] = CDATA;
  if (xml.startsWith(open, start)) {
    const end = endOf(xml, close, start);
    return { end, text: xml.slice(start + open.length, end - close.length), opens: false, closes: false };
  }
  const end = endOf(xml, '>', start);
  const [, slash, name] = /^<(\/?)([A-Za-z_][\w.:-]{0,63})/.exec(xml.slice(start, Math.min(end, start + 80))) ?? [];
  if (name === undefined) throw malformed('it is no XML of MNS');
  return { end, text: '', name, opens: slash === '', closes: slash !== '' || xml[end - 2] === '/' };
}

function endOf(xml: string, close: string, start: number): number {
  const at = xml.indexOf(close, start);
  if (at === -1) throw malformed('its XML does not end');
  return at + close.length;
}

function assertRoot(name: string): void {
  if (name !== 'Notification' && name !== 'Message') throw malformed('it is no XML of MNS');
}

function decoded(words: string): string {
  return words.replace(
    /&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(lt|gt|amp|quot|apos));/g,
    (entity: string, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? entity;
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}

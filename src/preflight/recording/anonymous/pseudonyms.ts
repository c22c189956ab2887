import { PROBE_NAME } from '../../../internal/probe-name.ts';
import { type AddressParts, addressParts, documentationAddress, documentationNetwork } from './addresses.ts';
import { isPlace } from './plain.ts';
import { isWord, replacedParts } from './vocabulary.ts';

const ID = /^(tr-attach|vpnatt|vpn|vco|tun|cgw|vsc|vss|tr|cen|fl|vpc|vsw|eni|vtb|rtb|eip|ngw|rg|i)-[\w*-]+$/i;
const ACCOUNT = /^(?:\d{15,20}|\d{6,16}\*{2,10})$/;
const FIRST_ACCOUNT = 1_000_000_000_000_000;
/** AS numbers for private use. Source: RFC 6996. */
const FIRST_PRIVATE_AS = 4_200_000_000;

/** What names things of an account, without a form of its own. */
export type PseudonymKind = 'name' | 'id' | 'rule' | 'event' | 'target' | 'group' | 'account' | 'webhook' | 'word';

/**
 * Stand-ins for what names an account and what is its own. They are numbered as they come, so that nothing can be worked out of them; the same original
 * always has the same, and different ones never do.
 */
export class Pseudonyms {
  /** By original. */
  readonly replaced: Map<string, string>;
  readonly #counts = new Map<string, number>();
  readonly #words = new Map<string, string>();
  /** Of what names nothing, and would fill `replaced` without telling anything. */
  readonly #others = new Map<string, string>();

  /** @param replaced - Takes each, by original. */
  constructor(replaced = new Map<string, string>()) {
    this.replaced = replaced;
  }

  /** Of any text, by its form: an id, an ARN, an address or a range, an account; else by what it names. Blanks around it stay. */
  of(text: string, kind: PseudonymKind): string {
    const known = this.replaced.get(text);
    if (known !== undefined) return known;
    const original = text.trim();
    if (original === '' || original === PROBE_NAME) return text;
    const [before, after] = text.split(original, 2);
    return `${before ?? ''}${this.#of(original, kind)}${after ?? ''}`;
  }

  /** Of a text that shows by its form that it is an id, an ARN, an address or an account; `undefined` for any other. */
  byForm(text: string): string | undefined {
    const original = text.trim();
    return hasForm(original) ? this.#of(original, 'id') : undefined;
  }

  /** Of a word of the service's, of which only the parts are replaced that are not its own: keys and codes are understood by their parts. */
  inWords(text: string): string {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const made = replacedParts(text, (part) => this.#part(part));
    this.#words.set(text, made);
    if (made !== text && !this.replaced.has(text)) this.replaced.set(text, made);
    return made;
  }

  /** Of the second half of a community, which is a number of the account's own. */
  communityNumber(text: string): string {
    return this.#other(`community ${text}`, (count) => String(count), 'community');
  }

  /** Of an AS number: another one, for private use. 0 stays, which stands for none. */
  asNumber(text: string): string {
    return /^0+$/.test(text) ? text : this.#other(`AS ${text}`, (count) => String(FIRST_PRIVATE_AS + count), 'AS');
  }

  /** Of a text that says something nobody needs to know: equal ones stay equal. @param kind - What it is called. */
  opaque(text: string, kind: 'token' | 'text'): string {
    return text === PROBE_NAME ? text : this.#other(`${kind} ${text}`, (count) => `${kind}-${numbered(count)}`, kind);
  }

  /** Of an answer, to quote: each has its own. */
  request(): string {
    return `request-${numbered(this.#next('request'))}`;
  }

  /** Capitals, and whether it names an id, are what others go by. */
  #part(part: string): string {
    const [, stem = part, ending = ''] = /^([a-z]+?)(ids?)$/i.exec(part) ?? [];
    const made = this.#other(`part ${stem}`, (count) => `word${numbered(count)}`, 'part');
    const first = stem.charAt(0);
    if (stem.length > 1 && stem === stem.toUpperCase() && stem !== stem.toLowerCase()) return made.toUpperCase() + ending;
    return (first !== first.toLowerCase() ? `W${made.slice(1)}` : made) + ending;
  }

  #of(original: string, kind: PseudonymKind): string {
    return this.replaced.get(original) ?? this.#byForm(original) ?? this.#new(original, () => this.#made(kind));
  }

  #byForm(original: string): string | undefined {
    if (/^acs:/i.test(original)) return this.#arn(original);
    const prefix = ID.exec(original)?.[1];
    if (prefix !== undefined) return this.#new(original, () => `${prefix}-${numbered(this.#next(prefix.toLowerCase()))}`);
    const parts = addressParts(original);
    if (parts) return this.#address(parts);
    return ACCOUNT.test(original) ? this.#new(original, () => this.#made('account')) : undefined;
  }

  #made(kind: PseudonymKind): string {
    const count = this.#next(kind);
    if (kind === 'account') return String(FIRST_ACCOUNT + count);
    return kind === 'webhook' ? `https://webhook-${numbered(count)}.example/` : `${kind}-${numbered(count)}`;
  }

  #address({ address, family, prefix, isAnywhere }: AddressParts): string {
    if (isAnywhere) return `${address}${prefix}`;
    const length = Number(prefix.slice(1));
    // A range of one address is that address.
    if (prefix !== '' && length < (family === 4 ? 32 : 128))
      return (
        this.replaced.get(`${address}${prefix}`) ?? this.#new(`${address}${prefix}`, () => `${this.#network(family, length)}${prefix}`)
      );
    const made = this.replaced.get(address) ?? this.#new(address, () => documentationAddress(family, this.#next(`IPv${family}`)));
    return `${made}${prefix}`;
  }

  /** Where there are more ranges than networks of their length, the others have an address inside of one. */
  #network(family: 4 | 6, length: number): string {
    const made = documentationNetwork(family, length, this.#next(`IPv${family}/${length}`) - 1);
    if (made !== undefined) return made;
    let number = this.#next(`IPv${family}`);
    while (number % 2 ** Math.min(32 - (family === 4 ? length : 0), 32) === 0) number = this.#next(`IPv${family}`);
    return documentationAddress(family, number);
  }

  /** `acs:<product>:<region>:<account>:<kind>/<id>`: product, region and kind stay. */
  #arn(arn: string): string {
    const [scheme = '', product = '', region = '', account = '', ...rest] = arn.split(':');
    const path = rest.join(':').split('/');
    const id = path.pop() ?? '';
    const kinds = path.map((word) => (isWord(word) ? word : this.of(word, 'word')));
    const place = [product, region].map((word) =>
      word === '' || word === '*' || isWord(word) || isPlace(word) ? word : this.of(word, 'word'),
    );
    return [scheme, ...place, this.of(account, 'account'), [...kinds, id === '*' ? id : this.of(id, 'id')].join('/')].join(':');
  }

  /** Numbers on where the original happens to be what would stand for it. */
  #new(original: string, make: () => string): string {
    let made = make();
    while (made === original) made = make();
    this.replaced.set(original, made);
    return made;
  }

  #other(key: string, make: (count: number) => string, counter: string): string {
    const known = this.#others.get(key);
    if (known !== undefined) return known;
    const made = make(this.#next(counter));
    this.#others.set(key, made);
    return made;
  }

  #next(counter: string): number {
    const count = (this.#counts.get(counter) ?? 0) + 1;
    this.#counts.set(counter, count);
    return count;
  }
}

function hasForm(text: string): boolean {
  return /^acs:/i.test(text) || ID.test(text) || ACCOUNT.test(text) || addressParts(text) !== undefined;
}

function numbered(count: number): string {
  return String(count).padStart(4, '0');
}

// Most of a saved state is numbers of which each is close to the one before. Written as differences in the
// base 64 of source maps they take a third of what JSON makes of them: five bits to a character, of
// which the sixth says that the number goes on, and the first bit of a number is its sign. This is VLQ.
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODE_OF = Buffer.from(DIGITS);
const DIGIT_OF: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const digit = DIGITS.indexOf(String.fromCharCode(code));
  return digit < 0 ? undefined : digit;
});

/** Whole numbers on their way to text. */
export class VlqWriter {
  /** The time written last. */
  time = 0;
  // Text put together character by character takes four times as long.
  #bytes = Buffer.allocUnsafe(1024);
  #length = 0;

  put(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} cannot be kept: a watch remembers whole numbers`);
    if (this.#length + 16 > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, this.#bytes]);
    let rest = Math.abs(value);
    let digit = (rest % 16) * 2 + (value < 0 ? 1 : 0);
    rest = Math.floor(rest / 16);
    while (rest > 0) {
      this.#bytes[this.#length++] = CODE_OF[digit + 32] ?? 0;
      digit = rest % 32;
      rest = Math.floor(rest / 32);
    }
    this.#bytes[this.#length++] = CODE_OF[digit] ?? 0;
  }

  /** What was put since it was taken last. */
  take(): string {
    const text = this.#bytes.toString('latin1', 0, this.#length);
    this.#length = this.time = 0;
    return text;
  }
}

/** Whole numbers on their way from text. */
export class VlqReader {
  /** The time read last. */
  time = 0;
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next number; `NaN`, which passes no comparison, where there is none. */
  next(): number {
    let digit = this.#digit();
    const sign = digit % 2 === 1 ? -1 : 1;
    let magnitude = (digit & 31) >> 1;
    for (let scale = 16; digit >= 32; scale *= 32) {
      digit = this.#digit();
      magnitude += (digit & 31) * scale;
    }
    if (Number.isNaN(digit) || !Number.isSafeInteger(magnitude)) return NaN;
    return magnitude === 0 ? 0 : sign * magnitude;
  }

  #digit(): number {
    return DIGIT_OF[this.#text.charCodeAt(this.#position++)] ?? NaN;
  }

  get atEnd(): boolean {
    return this.#position === this.#text.length;
  }
}

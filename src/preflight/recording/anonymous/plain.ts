const REGION = /^(?:cn|ap|us|eu|me|na|sa|af|rus?)-[a-z]{2,20}(?:-[a-z\d]{1,12}){0,3}$/i;
// Source: the regions of the generated clients' endpoints.
const PLACES: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ `hangzhou shanghai beijing shenzhen qingdao zhangjiakou huhehaote wulanchabu heyuan guangzhou chengdu nanjing fuzhou wuhan zhengzhou zhongwei hongkong fujian haidian yushanfang
    zhangbei north south east west central southeast northeast southwest northwest finance gov edge acdr gic lr jva pop inner internal prod test nebula`.split(
    /\s+/,
  ),
);
const TIME = /^\d{4}-?\d{2}-?\d{2}(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
// Times in milliseconds have 13 digits; accounts have 16.
const DECIMAL = /^\s*[+-]?\d{0,14}(?:\.\d{0,20})?(?:e[+-]?\d{1,3})?\s*$/i;
const LARGEST = 1e15;

/** Whether a text has the form of the id of a region or a zone. */
export function hasFormOfPlace(text: string): boolean {
  return REGION.test(text.trim());
}

/** Whether a text is the id of a region or a zone, as far as its parts are known. */
export function isPlace(text: string): boolean {
  const place = text.trim().toLowerCase();
  return (
    hasFormOfPlace(place) &&
    place
      .split('-')
      .slice(1)
      .every((part, index) => PLACES.has(part) || (index > 0 && /^(?:\d[a-z]?|[a-z]|[a-z]{1,2}\d{1,3})$/.test(part)))
  );
}

/** Whether a text is a time. */
export function isTime(text: string): boolean {
  return TIME.test(text.trim());
}

/** Whether a value is a number, also as text, and none that may name an account. */
export function isPlainNumber(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) < LARGEST;
  return typeof value === 'string' && /\d/.test(value) && DECIMAL.test(value);
}

/** Whether a value is a small number, also as text: a count, a length, the number of a page. */
export function isCount(value: unknown): boolean {
  return isPlainNumber(value) && Math.abs(Number(value)) < 10_000_000;
}

/** Whether a number, also as text, is a time of this century in seconds or milliseconds, or none. Telephone numbers are between the two. */
export function isInstant(value: unknown): boolean {
  const at = isPlainNumber(value) ? Number(value) : Number.NaN;
  return at === 0 || (at > 0.9e9 && at < 5e9) || (at > 0.9e12 && at < 5e12);
}

/** A series at one moment. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Value = number | readonly Sample[];

/** The series of an exposition, with labels of the target that it was scraped from. The name is the label `__name__`. */
export function samplesOf(exposition: string, target: Readonly<Record<string, string>>): Sample[] {
  const up = { labels: { __name__: 'up', ...target }, value: 1 };
  const lines = exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return [
    up,
    ...lines.map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text] as const);
      return { labels: { __name__: name, ...target, ...Object.fromEntries(pairs) }, value: Number(value) };
    }),
  ];
}

/** What an expression of PromQL comes to at one moment: the part of the language that needs no range. Throws where Prometheus would. */
export function evaluate(expression: string, samples: readonly Sample[], time: number): Value {
  const evaluation = new Evaluation(expression, samples, time);
  return evaluation.whole();
}

const LEVELS: readonly (readonly string[])[] = [['or'], ['and', 'unless'], ['==', '!=', '<=', '<', '>=', '>'], ['+', '-'], ['*', '/']];
const TOKEN = /\s*(=~|==|!=|<=|>=|[-+*/<>(){},=]|"[^"]*"|[\w.]+)/y;
const NUMBERS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};
const COMPARED: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<=': (left, right) => left <= right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '>': (left, right) => left > right,
};
const AGGREGATED: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  count: (values) => values.length,
};

interface Matching {
  readonly isBool: boolean;
  readonly on: readonly string[] | undefined;
  readonly left: readonly string[] | undefined;
}

class Evaluation {
  readonly #tokens: readonly string[];
  readonly #samples: readonly Sample[];
  readonly #time: number;
  #next = 0;

  constructor(expression: string, samples: readonly Sample[], time: number) {
    this.#samples = samples;
    this.#time = time;
    this.#tokens = [...expression.matchAll(new RegExp(TOKEN.source, 'g'))].map(([, token = '']) => token);
  }

  whole(): Value {
    const value = this.#binary(0);
    if (this.#next < this.#tokens.length) throw new SyntaxError(`unexpected ${this.#peek()}`);
    return value;
  }

  #peek = (): string => this.#tokens[this.#next] ?? '';
  #take = (): string => this.#tokens[this.#next++] ?? '';
  #takes(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#next += 1;
    return true;
  }
  #expect(token: string): void {
    if (!this.#takes(token)) throw new SyntaxError(`expected ${token}, not ${this.#peek()}`);
  }

  #binary(level: number): Value {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    while (operators.includes(this.#peek())) {
      const operator = this.#take();
      const isBool = this.#takes('bool');
      const on = this.#takes('on') ? this.#labels() : undefined;
      const more = this.#takes('group_left') ? this.#labels() : undefined;
      left = combine(operator, left, this.#binary(level + 1), { isBool, on, left: more });
    }
    return left;
  }

  #unary(): Value {
    if (this.#takes('-')) return combine('*', this.#unary(), -1, { isBool: false, on: undefined, left: undefined });
    if (this.#takes('(')) {
      const value = this.#binary(0);
      this.#expect(')');
      return value;
    }
    const token = this.#take();
    if (/^\d/.test(token)) return Number(token);
    if (token === 'topk' || token in AGGREGATED) return this.#aggregate(token);
    if (!this.#takes('(')) return this.#select(token);
    return this.#call(token);
  }

  #call(name: string): Value {
    if (name === 'time') {
      this.#expect(')');
      return this.#time;
    }
    const value = this.#binary(0);
    this.#expect(')');
    if (name === 'vector') return [{ labels: {}, value: value as number }];
    if (name === 'absent') return (value as readonly Sample[]).length > 0 ? [] : [{ labels: {}, value: 1 }];
    throw new SyntaxError(`no function ${name}`);
  }

  #aggregate(name: string): Value {
    const by = this.#takes('by') ? this.#labels() : [];
    this.#expect('(');
    let vector = this.#binary(0);
    if (this.#takes(',')) vector = this.#binary(0);
    this.#expect(')');
    const groups = groupsOf(vector as readonly Sample[], by);
    if (name === 'topk') return [...groups.values()].map((group) => group.reduce((most, one) => (one.value > most.value ? one : most)));
    return [...groups.values()].map((group) => ({
      labels: picked(group[0]!.labels, by),
      value: AGGREGATED[name]!(group.map(({ value }) => value)),
    }));
  }

  #select(name: string): Value {
    const matchers: ((labels: Sample['labels']) => boolean)[] = [({ __name__ }) => __name__ === name];
    if (this.#takes('{'))
      while (!this.#takes('}')) {
        const [label, operator, text] = [this.#take(), this.#take(), this.#take().slice(1, -1)];
        const is = (labels: Sample['labels']): boolean =>
          operator === '=~' ? new RegExp(`^(?:${text})$`).test(labels[label] ?? '') : (labels[label] ?? '') === text;
        matchers.push((labels) => is(labels) !== (operator === '!='));
        this.#takes(',');
      }
    return this.#samples.filter(({ labels }) => matchers.every((matches) => matches(labels)));
  }

  #labels(): string[] {
    this.#expect('(');
    const labels: string[] = [];
    while (!this.#takes(')')) {
      labels.push(this.#take());
      this.#takes(',');
    }
    return labels;
  }
}

function combine(operator: string, left: Value, right: Value, matching: Matching): Value {
  if (typeof left === 'number' && typeof right === 'number') return NUMBERS[operator]!(left, right);
  if (typeof right === 'number')
    return (left as readonly Sample[]).flatMap((one) => result(operator, one.labels, one.value, [one.value, right], matching));
  if (typeof left === 'number') return right.flatMap((one) => result(operator, one.labels, one.value, [left, one.value], matching));
  const key = (labels: Sample['labels']): string => keyOf(labels, matching.on);
  const rights = new Map<string, Sample>();
  const isSet = ['and', 'or', 'unless'].includes(operator);
  for (const one of right) {
    if (!isSet && rights.has(key(one.labels))) throw new Error(`many-to-many matching: duplicate series on the right of ${operator}`);
    rights.set(key(one.labels), one);
  }
  if (operator === 'and') return left.filter(({ labels }) => rights.has(key(labels)));
  if (operator === 'unless') return left.filter(({ labels }) => !rights.has(key(labels)));
  const lefts = new Set(left.map(({ labels }) => key(labels)));
  if (operator === 'or') return [...left, ...right.filter(({ labels }) => !lefts.has(key(labels)))];
  if (!matching.left && lefts.size < left.length) throw new Error(`many-to-one matching without group_left at ${operator}`);
  return left.flatMap((one) => {
    const other = rights.get(key(one.labels));
    const added = picked(other?.labels ?? {}, matching.left ?? []);
    return other ? result(operator, { ...one.labels, ...added }, one.value, [one.value, other.value], matching) : [];
  });
}

function result(
  operator: string,
  labels: Sample['labels'],
  kept: number,
  [left, right]: readonly [number, number],
  { isBool }: Matching,
): Sample[] {
  const compares = COMPARED[operator];
  const { __name__: _name, ...unnamed } = labels;
  if (!compares) return [{ labels: unnamed, value: NUMBERS[operator]!(left, right) }];
  if (isBool) return [{ labels: unnamed, value: compares(left, right) ? 1 : 0 }];
  return compares(left, right) ? [{ labels, value: kept }] : [];
}

function groupsOf(samples: readonly Sample[], by: readonly string[]): ReadonlyMap<string, readonly Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const one of samples) {
    const key = keyOf(one.labels, by);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function picked(labels: Sample['labels'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
}

function keyOf(labels: Sample['labels'], names: readonly string[] | undefined): string {
  const own = names ?? Object.keys(labels).filter((name) => name !== '__name__');
  return JSON.stringify([...own].sort().flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
}

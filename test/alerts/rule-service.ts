import { pause } from '../../src/internal/abort.ts';
import type { ApiRequest, ApiResponse, Transport } from '../../src/transport/port.ts';
import { wireParams } from '../../src/transport/rpc.ts';

type Fields = Readonly<Record<string, string>>;

export interface RuleServiceOptions {
  /** Answers what is no operation on alerts. */
  readonly others?: Transport;
  readonly contactGroups?: readonly string[];
  /** Whether a put over a rule keeps the fields that it leaves out. Default: they are reset. */
  readonly keeps?: boolean;
  /** More than it gives at once, whatever it is asked for. Default: 100. */
  readonly mostRows?: number;
}

/** A Cloud Monitor that keeps alert rules, as the service's documents say, and answers in texts as its samples do. */
export class RuleService implements Transport {
  readonly rules = new Map<string, Fields>();
  readonly requests: { readonly action: string; readonly params: Fields }[] = [];
  /** What answers instead of the service, where it gives something. */
  intercept: (request: { readonly action: string; readonly params: Fields }, count: number) => object | Error | undefined = () => undefined;
  /** Rules that a batch refuses. */
  refuse: (rule: Fields) => { readonly Code: string; readonly Message: string } | undefined = () => undefined;
  logs: readonly Readonly<Record<string, unknown>>[] = [];
  readonly #options: RuleServiceOptions;

  constructor(options: RuleServiceOptions = {}) {
    this.#options = options;
  }

  async call(request: ApiRequest, options: Parameters<Transport['call']>[1]): Promise<ApiResponse> {
    await pause(0, options.signal);
    const { action } = request;
    const params = wireParams(request.params);
    this.requests.push({ action, params });
    const instead = this.intercept({ action, params }, this.sent(action).length);
    if (instead instanceof Error) throw instead;
    const body = instead ?? this.answer(action, params);
    if (body) return { status: 200, body: { RequestId: `R-${this.requests.length}`, Success: true, Code: '200', ...body } };
    const { others } = this.#options;
    if (others) return await others.call(request, options);
    return { status: 400, body: { Code: 'InvalidAction.NotFound', Message: action } };
  }

  sent(action: string): readonly Fields[] {
    return this.requests.filter((one) => one.action === action).map(({ params }) => params);
  }

  /** The answer to an operation on alerts; `undefined` for another one. */
  answer(action: string, params: Fields): object | undefined {
    switch (action) {
      case 'PutResourceMetricRule': {
        const refused = this.#put(params);
        return refused ? { ...refused, Success: false } : {};
      }
      case 'PutResourceMetricRules': {
        const failed = items(params, 'Rules').flatMap((rule) => {
          const refused = this.#put(rule);
          return refused ? [{ RuleId: rule['RuleId'], Result: { ...refused, Success: 'false' } }] : [];
        });
        return failed.length === 0 ? {} : { FailedListResult: { Target: failed.length === 1 ? failed[0] : failed } };
      }
      case 'DescribeMetricRuleList':
        return this.#list(params);
      case 'EnableMetricRules':
      case 'DisableMetricRules':
        for (const id of Object.values(params)) this.#set(id, { EnableState: String(action === 'EnableMetricRules') });
        return {};
      case 'DeleteMetricRules':
        for (const id of Object.values(params)) this.rules.delete(id);
        return {};
      case 'DescribeContactGroupList':
        return this.#groups(params);
      case 'DescribeAlertLogList':
        return this.#log(params);
      default:
        return undefined;
    }
  }

  #put(rule: Fields): { readonly Code: string; readonly Message: string } | undefined {
    const refused = this.refuse(rule);
    if (refused) return refused;
    const id = rule['RuleId'] ?? '';
    const before = this.rules.get(id) ?? { EnableState: 'true' };
    const kept = this.#options.keeps === true ? Object.entries(before) : Object.entries(before).filter(([name]) => name === 'EnableState');
    const isSent = (name: string): boolean => Object.keys(rule).some((sent) => sent.split('.')[0] === name.split('.')[0]);
    this.rules.set(id, { ...Object.fromEntries(kept.filter(([name]) => !isSent(name))), ...rule });
    return undefined;
  }

  #set(id: string, fields: Fields): void {
    const rule = this.rules.get(id);
    if (rule) this.rules.set(id, { ...rule, ...fields });
  }

  #list(params: Fields): object {
    const ids = params['RuleIds']?.split(',');
    if ((ids?.length ?? 0) > 20) return { Code: '400', Success: false, Message: 'at most 20 ids' };
    const found = [...this.rules.values()].filter((rule) => {
      const agrees = (name: string, asked: string): boolean => params[asked] === undefined || (rule[name] ?? 'OK') === params[asked];
      return (
        (ids?.includes(rule['RuleId'] ?? '') ?? true) &&
        agrees('EnableState', 'EnableState') &&
        agrees('MetricName', 'MetricName') &&
        (rule['RuleName'] ?? '').includes(params['RuleName'] ?? '')
      );
    });
    return { Alarms: { Alarm: this.#page(found, params['Page'], params['PageSize']).map(listed) }, Total: String(found.length) };
  }

  #groups(params: Fields): object {
    const groups = this.#options.contactGroups ?? ['vpn-ops'];
    return { ContactGroups: { ContactGroup: this.#page(groups, params['PageNumber'], params['PageSize']) }, Total: groups.length };
  }

  #log(params: Fields): object {
    const [start, end] = [Number(params['StartTime']), Number(params['EndTime'])];
    if (end - start > 15 * 86_400_000) return { Code: '400', Success: false, Message: 'more than 15 days' };
    const within = this.logs.filter(
      (one) =>
        Number(one['AlertTime']) >= start && Number(one['AlertTime']) <= end && (params['RuleId'] ?? one['RuleId']) === one['RuleId'],
    );
    return {
      AlertLogList: this.#page(within.reverse(), params['PageNumber'], params['PageSize']),
      PageNumber: 1,
      PageSize: Number(params['PageSize']),
    };
  }

  #page<T>(all: readonly T[], page = '1', size = '10'): readonly T[] {
    const rows = Math.min(Number(size), this.#options.mostRows ?? 100);
    return all.slice((Number(page) - 1) * rows, Number(page) * rows);
  }
}

/** The items of a flattened list. */
export function items(params: Fields, name: string): readonly Fields[] {
  const found = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(params)) {
    const [, index = '', rest = ''] = new RegExp(`^${name}\\.(\\d+)\\.(.+)$`).exec(key) ?? [];
    if (index !== '') found.set(index, { ...found.get(index), [rest]: value });
  }
  return [...found.values()];
}

function listed(rule: Fields): object {
  const levels = ['Critical', 'Warn', 'Info'].flatMap((level) => {
    const at = `Escalations.${level}.`;
    const set = Object.entries(rule)
      .filter(([name]) => name.startsWith(at))
      .map(([name, value]) => [name.slice(at.length), value] as const);
    return set.length === 0 ? [] : [[level, Object.fromEntries(set)] as const];
  });
  const own = Object.entries(rule).filter(([name]) => !/^(Escalations|Labels)/.test(name));
  return {
    SilenceTime: '86400',
    EffectiveInterval: '00:00-23:59',
    NoDataPolicy: 'KEEP_LAST_STATE',
    Period: '60',
    AlertState: 'OK',
    Webhook: '',
    Dimensions: '[{}]',
    ...Object.fromEntries(own),
    Escalations: Object.fromEntries(levels),
    Labels: { Labels: items(rule, 'Labels') },
  };
}

import type { ApiRequest } from './port.ts';

/** An operation: its name, or with its service where that is known. */
export type Operation = string | Pick<ApiRequest, 'product' | 'action'>;

/** How RAM names the services: transit routers are reached as `cbn`, and permitted as `cen`. */
const RAM_NAMES = { cms: 'cms', vpc: 'vpc', cbn: 'cen' } as const satisfies Record<ApiRequest['product'], string>;

/** The operation's name alone. */
export function actionOf(operation: Operation): string {
  return typeof operation === 'string' ? operation : operation.action;
}

/** The permission that the operation needs, such as `cms:DescribeMetricList`. */
export function ramActionOf(operation: Operation): string {
  return typeof operation === 'string' ? operation : `${RAM_NAMES[operation.product]}:${operation.action}`;
}

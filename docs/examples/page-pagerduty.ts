import type { Alarm } from 'alicloud-vpn-monitor';

/** Opens and resolves incidents of PagerDuty. */
export function pagerDuty(
  routingKey: string,
  url = 'https://events.pagerduty.com/v2/enqueue',
): (alarm: Alarm, signal: AbortSignal) => Promise<number> {
  return async (alarm, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ routing_key: routingKey, dedup_key: alarm.key, ...eventOf(alarm) }),
      signal,
    });
    await response.body?.cancel();
    return response.status;
  };
}

function eventOf({ on, resource, since, clearedAt, transition }: Alarm): object {
  if (clearedAt !== undefined) return { event_action: 'resolve' };
  const { connectionId, connectionName, tunnelId, gatewayId, transitRouterId } = resource;
  return {
    event_action: 'trigger',
    payload: {
      summary: `${on} ${tunnelId ?? connectionName ?? connectionId} since ${new Date(since).toISOString()}`,
      source: connectionId,
      severity: on === 'connection:down' ? 'critical' : 'warning',
      timestamp: new Date(since).toISOString(),
      component: tunnelId ?? connectionId,
      group: gatewayId ?? transitRouterId,
      class: on,
      custom_details: {
        phase: transition.type === 'tunnel:down' ? transition.phase : undefined,
        shownBy: transition.source,
      },
    },
  };
}

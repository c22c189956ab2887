import type { Alarm } from 'alicloud-vpn-monitor';

/** Creates and closes alerts of Opsgenie. Accounts in Europe use `https://api.eu.opsgenie.com`. */
export function opsgenie(
  apiKey: string,
  url = 'https://api.opsgenie.com',
): (alarm: Alarm, signal: AbortSignal) => Promise<number> {
  return async (alarm, signal) => {
    const { path, body } = requestOf(alarm);
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `GenieKey ${apiKey}` },
      body: JSON.stringify({ source: 'alicloud-vpn-monitor', ...body }),
      signal,
    });
    await response.body?.cancel();
    return response.status;
  };
}

function requestOf({ key, on, resource, since, clearedAt, reason, transition }: Alarm): {
  readonly path: string;
  readonly body: object;
} {
  if (clearedAt !== undefined)
    return {
      path: `/v2/alerts/${key}/close?identifierType=alias`,
      body: { note: `${reason ?? 'ended'} at ${new Date(clearedAt).toISOString()}` },
    };
  const { connectionId, connectionName, tunnelId, gatewayId } = resource;
  return {
    path: '/v2/alerts',
    body: {
      message: `${on} ${tunnelId ?? connectionName ?? connectionId}`,
      alias: key,
      description: `Since ${new Date(since).toISOString()}, shown by ${transition.source}`,
      entity: tunnelId ?? connectionId,
      priority: on === 'connection:down' ? 'P1' : 'P3',
      tags: ['vpn', on],
      details: { connectionId, gatewayId: gatewayId ?? '' },
    },
  };
}

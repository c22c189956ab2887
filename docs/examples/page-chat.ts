import type { Alarm } from 'alicloud-vpn-monitor';

/** Writes alarms to a chat, by the webhook of a robot that takes what those of DingTalk take. */
export function chat(webhook: string): (alarm: Alarm, signal: AbortSignal) => Promise<number> {
  return async ({ on, resource, since, clearedAt, reason }, signal) => {
    const name = resource.tunnelId ?? resource.connectionName ?? resource.connectionId;
    const content =
      clearedAt === undefined
        ? `${on} ${name} since ${new Date(since).toISOString()}`
        : `${on} ${name} is over (${reason ?? 'ended'}) since ${new Date(clearedAt).toISOString()}`;
    const body = JSON.stringify({ msgtype: 'text', text: { content } });
    const response = await fetch(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal,
    });
    if (!response.ok) return response.status;
    // These robots answer 200 to what they refuse, and say so in the body.
    const { errcode } = (await response.json()) as { readonly errcode: number };
    return errcode === 0 ? 200 : 400;
  };
}

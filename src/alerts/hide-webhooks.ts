import { reworded, VpnMonitorError } from '../errors.ts';

const ADDRESS = /(https?:\/\/[^\s/?#"'<>]+)[/?#][^\s"'<>]*/gi;
// What is shorter is likely to be a word of the message.
const LEAST_SECRET = 6;

/** The error without what a webhook's address has beyond its host: services repeat what they refuse. Another error is left as it is. */
export function withoutWebhooks(error: unknown, webhooks: readonly string[]): unknown {
  if (webhooks.length === 0 || !VpnMonitorError.isInstance(error)) return error;
  const parts = [...new Set(webhooks.flatMap(secretParts))].sort((a, b) => b.length - a.length);
  const hide = (text: string): string => parts.reduce((rest, part) => rest.replaceAll(part, '***'), text.replace(ADDRESS, '$1/***'));
  const { vendorCode, failures } = error;
  return reworded(error, hide(error.message), {
    vendorCode: vendorCode === undefined ? undefined : hide(vendorCode),
    failures: failures?.map((item) => Object.freeze({ ...item, message: hide(item.message) })),
  });
}

function secretParts(webhook: string): readonly string[] {
  const { pathname, search, hash, username, password, searchParams } = new URL(webhook);
  const parts = [pathname.slice(1), search.slice(1), hash.slice(1), username, password, ...searchParams.values(), ...pathname.split('/')];
  return parts.flatMap((part) => [part, decoded(part)]).filter((part) => part.length >= LEAST_SECRET);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

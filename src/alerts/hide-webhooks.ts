import { reworded, VpnMonitorError } from '../errors.ts';

const ADDRESS = /(https?:\/\/[^\s/?#"'<>]+)[/?#][^\s"'<>]*/gi;
// What is shorter is likely to be a word of the message, or a part of one.
const LEAST_WORD = 6;
const LEAST_VALUE = 4;

/** What a step gives. What it fails with is free of what the addresses of webhooks have beyond their hosts: services repeat what they refuse. */
export async function hidingWebhooks<T>(webhooks: readonly string[], step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw withoutWebhooks(error, webhooks);
  }
}

/** The error without what these addresses, and any that it shows whole, have beyond the host. Another error is left as it is. */
export function withoutWebhooks(error: unknown, webhooks: readonly string[]): unknown {
  if (!VpnMonitorError.isInstance(error)) return error;
  const parts = [...new Set(webhooks.flatMap(secretParts))].sort((a, b) => b.length - a.length);
  const hide = (text: string): string => parts.reduce((rest, part) => rest.replaceAll(part, '***'), text.replace(ADDRESS, '$1/***'));
  const { vendorCode, failures = [] } = error;
  if (parts.length === 0 && [error, ...failures].every(({ message }) => hide(message) === message)) return error;
  return reworded(error, hide(error.message), {
    vendorCode: vendorCode === undefined ? undefined : hide(vendorCode),
    failures: error.failures?.map((item) => Object.freeze({ ...item, message: hide(item.message) })),
  });
}

function secretParts(webhook: string): readonly string[] {
  const { pathname, search, hash, username, password, searchParams } = new URL(webhook);
  const words = [pathname.slice(1), search.slice(1), hash.slice(1), ...pathname.split('/')];
  const values = [username, password, ...searchParams.values()];
  return [...longer(words, LEAST_WORD), ...longer(values, LEAST_VALUE)];
}

function longer(parts: readonly string[], least: number): readonly string[] {
  return parts.flatMap((part) => [part, decoded(part), encodeURIComponent(part)]).filter((part) => part.length >= least);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

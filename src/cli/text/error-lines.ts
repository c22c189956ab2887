import { VpnMonitorError } from 'alicloud-vpn-monitor';
import { printable } from './printable.ts';
import { inShellWords } from './shell-words.ts';

const PERMISSIONS = 'https://github.com/alicloud-vpn-monitor/alicloud-vpn-monitor/blob/main/docs/permissions.md';

/** A failure as one or two lines: what went wrong, and what to do. With `verbose` its stack as well. */
export function errorLines(error: unknown, { verbose = false }: { readonly verbose?: boolean } = {}): string[] {
  const message = error instanceof Error ? error.message : String(error);
  const next = VpnMonitorError.isInstance(error) ? nextStep(error) : undefined;
  const stack =
    verbose && error instanceof Error && error.stack !== undefined ? error.stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return [printable(inShellWords(message)), ...(next === undefined ? [] : [next]), ...stack.map(printable)];
}

function nextStep({ code, message, requestId }: VpnMonitorError): string | undefined {
  if (code === 'forbidden') return `The policy that each command needs: ${PERMISSIONS}`;
  if (code === 'auth' || (code === 'config' && /credential|access ?key/i.test(message)))
    return 'To try a command without a key, use --simulate.';
  return requestId === undefined || message.includes(requestId) ? undefined : `Request id: ${printable(requestId)}`;
}

import { inspect } from 'node:util';
import { shown } from './shown.ts';

/**
 * Receives the messages of the SDK, which all begin with the package's name. Every method is optional, and `console` fits. Without a logger,
 * the environment variable `ALICLOUD_VPN_MONITOR_LOG` (`debug`, `info`, `warn` or `error`) writes messages of that level and above to stderr.
 */
export interface Logger {
  /** Details for troubleshooting. `fields` holds the values that the message is about, without secrets. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Something that you may want to know, such as a difference between the service and its documentation. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** A problem that the SDK worked around, such as a missing permission or a failed poll. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** A failure that no promise reports, such as a callback of yours that threw. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

type Write = Logger[keyof Logger];

const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly (keyof Logger)[];
const NAME = 'alicloud-vpn-monitor';
const nothing = (): void => undefined;

/** Writes nothing, whatever the environment says. */
export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

const safe = /* @__PURE__ */ new WeakSet<object>([SILENT]);

/** Refuses what would swallow every message. */
export function assertLogger(logger: unknown): void {
  if (logger === undefined || logger === null) return;
  const methods = logger as { readonly [Level in keyof Logger]?: unknown };
  const given = ['object', 'function'].includes(typeof logger) ? LEVELS.filter((level) => methods[level] !== undefined) : [];
  const wrong = given.find((level) => typeof methods[level] !== 'function');
  if (wrong !== undefined) throw new TypeError(`logger.${wrong} ${shown(methods[wrong])} must be a function`);
  if (given.length === 0) throw new TypeError(`logger ${shown(logger)} must have one or more of ${LEVELS.join(', ')}, as console has`);
}

/** A logger whose missing methods do nothing and whose failing methods never reach the SDK: the one given, else the environment's. */
export function safeLogger(given?: Partial<Logger> | null): Logger {
  if (given && safe.has(given)) return given as Logger;
  assertLogger(given);
  const logger: Partial<Logger> = given ?? environmentLogger(process.env['ALICLOUD_VPN_MONITOR_LOG']);
  const guarded = (level: keyof Logger): Write => {
    if (typeof logger[level] !== 'function') return nothing;
    return (message, fields) => {
      const named = `${NAME}: ${message}`;
      try {
        // Of absent fields a console would print "undefined".
        const written: unknown = fields === undefined ? logger[level]?.(named) : logger[level]?.(named, fields);
        // A broken logger must not break monitoring, nor end the process when it is asynchronous.
        if (written instanceof Promise) written.catch(nothing);
      } catch {
        // As above.
      }
    };
  };
  const made: Logger = { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
  safe.add(made);
  return made;
}

function environmentLogger(wanted: string | undefined): Partial<Logger> {
  const least = LEVELS.findIndex((level) => level === wanted?.trim().toLowerCase());
  if (wanted && least < 0)
    process.stderr.write(`${NAME}: ALICLOUD_VPN_MONITOR_LOG ${shown(wanted)} is none of ${LEVELS.join(', ')}, so nothing is written\n`);
  const write =
    (level: keyof Logger): Write =>
    (message, fields) => {
      const more = fields === undefined ? '' : ` ${inspect(fields, { breakLength: Infinity, depth: 4 })}`;
      process.stderr.write(`${new Date().toISOString()} ${level} ${message}${more}\n`);
    };
  return least < 0 ? {} : Object.fromEntries(LEVELS.slice(least).map((level) => [level, write(level)]));
}

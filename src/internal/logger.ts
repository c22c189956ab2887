/** Where the SDK writes what it learns and works around. Every method is optional; `console` fits. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

const silent = (): void => undefined;

/** A logger whose missing methods do nothing and whose failing methods never reach the SDK. */
export function safeLogger(given?: Partial<Logger> | null): Logger {
  const logger = given ?? {};
  const guarded = (level: keyof Logger): Logger[keyof Logger] => {
    if (typeof logger[level] !== 'function') return silent;
    return (message, fields) => {
      try {
        // Of absent fields a console would print "undefined".
        const written: unknown = fields === undefined ? logger[level]?.(message) : logger[level]?.(message, fields);
        // A broken logger must not break monitoring, nor end the process when it is asynchronous.
        if (written instanceof Promise) written.catch(silent);
      } catch {
        // As above.
      }
    };
  };
  return { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
}

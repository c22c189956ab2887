// The package imported and not used; with `list`, which CommonJS and ES modules that loads.
import { register } from 'node:module';
import { input, printAndExit, processCost } from './print.ts';

if ((input() as { list?: boolean }).list) {
  // Hooks run in a thread of their own, so they report what they load through a file descriptor.
  const hooks = `import { writeSync } from 'node:fs';
    export async function load(url, context, next) { writeSync(1, JSON.stringify(url) + ','); return next(url, context); }`;
  process.stdout.write('[');
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  await import('alicloud-vpn-monitor');
  const { createRequire } = await import('node:module');
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  process.stdout.write(`${JSON.stringify(loaded).slice(1, -1) || '""'}]`);
} else {
  await import('alicloud-vpn-monitor');
  printAndExit(processCost());
}

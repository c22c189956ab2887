import { prepare } from './stage.ts';
using stage = await prepare();
const flags = ['--expose-gc', ...process.argv.slice(2)];
console.log(JSON.stringify(await stage.run('watch-round', { tunnels: 10_000, rounds: 45 }, flags)));

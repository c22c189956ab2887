import { prepare } from './stage.ts';
using stage = await prepare();
for (let i = 0; i < 2; i++)
  console.log(JSON.stringify(await stage.run('watch-round', { tunnels: 10_000, rounds: 45 }, ['--expose-gc'])).slice(0, 360));

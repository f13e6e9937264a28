// Responders told by signals: SIGHUP opens the log anew and stops nothing,
// SIGTERM lets what is in flight be answered.  The storefront has threads of
// its own, which must not be the ones that are told.
import assert from 'node:assert/strict';
import { story } from '../lib/story.mjs';

story('stop', { server: 'nginx', worker: false }, (step) => {
  for (const name of ['storefront', 'checkout']) {
    const health = (world) => world.client.get(`/api/${name}/healthz`);

    step(`${name}: SIGHUP, and it serves on`, async (world) => {
      world.procs[name].child.kill('SIGHUP');
      assert.equal((await health(world)).status, 200);
      assert.equal(world.procs[name].ended, undefined);
    });

    step(`${name}: SIGTERM, and it ends by itself`, async (world) => {
      const proc = world.procs[name];
      assert.equal((await health(world)).status, 200);
      assert.deepEqual(await proc.stop(), { code: 0, signal: null });
      assert.match(proc.output(), /message=draining/);
      assert.match(proc.output(), /message=stopped/);
    });
  }
});

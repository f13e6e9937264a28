// A story: one world, told in steps; each step is a test of its own, and a
// failing story shows the end of every log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { left } from './left.mjs';
import { World } from './world.mjs';

/** A step that fails may leave a server of its own open: nobody waits for that. */
function endsSoon() {
  setTimeout(() => {
    process.stderr.write('something that the story opened is still open\n');
    process.exit(1);
  }, 15_000).unref();
}

/**
 * story('buyer finds a product', { server: 'nginx' }, (step, world) => ...):
 * step(name, fn) declares a test; world() is the running World inside it.
 * options are the World's, and stepS: how long a step may take.
 */
export function story(title, options, tell) {
  let world = null, failed = false;
  const timeout = Number(process.env.SOUK_STEP_S ?? options.stepS ?? 180) * 1000;
  before(async () => { world = await World.start(options); }, { timeout });
  after(async () => {
    try {
      if (failed && world) process.stderr.write(`${world.logs(40)}\n`);
      else if (world) assert.deepEqual(await left(world), []);
    } finally {
      await world?.stop();
      endsSoon();
    }
  }, { timeout });
  tell((name, fn) => test(`${title}: ${name}`, { timeout }, async (t) => {
    try {
      await fn(world, t);
    } catch (error) {
      failed = true;
      throw error;
    }
  }), () => world);
}

/** The set-up of this run: SOUK_SERVER and SOUK_BASE, else the given ones. */
export function setup(server = 'nginx', base = '') {
  return { server: process.env.SOUK_SERVER ?? server, base: process.env.SOUK_BASE ?? base };
}

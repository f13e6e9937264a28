// Settlement without waiting for a month's end: what is releasable is released in a month that has ended.
import { until } from './proc.mjs';

/** "2026-10", n months before this one (UTC). */
export function monthBefore(n) {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)).toISOString().slice(0, 7);
}

const count = async (world, state) => Number((await world.sql(world.site, `SELECT COUNT(*) FROM settlement_lines WHERE state = '${state}'`))[0][0]);

/** At least so many lines are in that state, once the worker has been there. */
export const lines = (world, n, state) => until(async () => (await count(world, state)) >= n, `${n} lines are ${state}`, 30000);

/** Everything RELEASABLE is stated for that month, at once. */
export async function state(world, n) {
  const month = monthBefore(n);
  await world.sql(world.site, `UPDATE settlement_lines SET released_at = '${month}-15 12:00:00' WHERE state = 'RELEASABLE'`);
  const { stdout } = await world.ctl(world.site, '--json', 'settle', '--month', month);
  return JSON.parse(stdout).items;
}

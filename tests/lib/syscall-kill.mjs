// A server that is ended by SIGKILL at a system call (tests/flow/syscall-kill.c).
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Proc } from './proc.mjs';

const quietMs = 15;

const build = process.env.TOP_BUILDDIR ?? path.resolve(import.meta.dirname, '../..');
export const killer = path.join(build, 'tests/flow/syscall-kill');

export class KilledAtCall extends Proc {
  // Its leaks cannot be looked for: that, too, is done by tracing.
  static env = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0` };

  constructor(name, file, args, options) {
    super(name, killer, [file, ...args],
      { ...options, talks: true, env: { ...options.env, ...KilledAtCall.env } });
    this.lines = readline.createInterface({ input: this.child.stdout });
    this.lines.on('line', (line) => {
      const [word, n, call] = line.split(' ');
      if (word === 'killed') this.killed = { n: Number(n), call: Number(call) };
    });
    this.child.stdin.on('error', () => {});
    /** It is dead, and .killed tells where: { n, call }. */
    this.dead = Promise.all([this.exited, once(this.lines, 'close')]);
  }

  async #tell(order) {
    const answer = once(this.lines, 'line').then(([line]) => line);
    this.child.stdin.write(`${order}\n`);
    return Promise.race([answer, this.exited.then(() => null)]);
  }

  /** From now on its calls count, and it ends before the n-th; 0: never. */
  at(n) { return this.#tell(`at ${n}`); }

  /** How many calls there were, once there are no more; null: it is dead. */
  async quiet() {
    for (let before = null; ;) {
      const now = await this.#tell('count');
      if (!now?.startsWith('count')) return null;
      if (now === before) return Number(now.split(' ')[1]);
      before = now;
      await pause(quietMs);
    }
  }
}

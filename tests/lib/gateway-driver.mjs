// A gateway's driver in C, asked line by line (tests/flow/gateway-driver.c).
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

const build = process.env.TOP_BUILDDIR ?? path.resolve(import.meta.dirname, '../..');

export class GatewayDriver {
  #answers = [];

  constructor(log) {
    this.child = spawn(path.join(build, 'tests/flow/gateway-driver'), { stdio: ['pipe', 'pipe', log ?? 'ignore'] });
    this.ended = new Promise((resolve) => { this.child.once('exit', resolve); });
    readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.#answers.shift()(JSON.parse(line)));
    this.child.once('error', (error) => { throw error; });
  }

  /** What the driver answers: {err: 'ok', ...}. */
  ask(op, fields = {}) {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.child.stdin.write(`${JSON.stringify({ op, ...fields })}\n`);
    });
  }

  /** Its exit status; 0 with sanitizers means nothing was leaked either. */
  close() {
    this.child.stdin.end();
    return this.ended;
  }
}

// Processes of a test: started with their output in a file, waited for by a
// condition, stopped by their own pid, and gone when the test ends.
import { spawn, execFile } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const running = new Set();
const claims = new Set();
process.on('exit', () => {
  for (const proc of running) proc.child.kill('SIGKILL');
  for (const claim of claims) fs.rmSync(claim, { force: true });
});

/** Polls condition() until it gives something true, and gives that back. */
export async function until(condition, what, timeoutMs = 30000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(20);
  }
}

/** Below the ports that the kernel gives to who asks for any. */
const PORTS = { from: 20000, to: 32000 };

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** No other story may take it before its server listens: whether it is ours now. */
function claimed(port) {
  const claim = path.join(os.tmpdir(), `souk-port-${port}`);
  try {
    if (fs.existsSync(claim) && !isAlive(Number(fs.readFileSync(claim, 'utf8')))) fs.rmSync(claim, { force: true });
    fs.writeFileSync(claim, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (!['EEXIST', 'ENOENT', 'EACCES', 'EPERM'].includes(error.code)) throw error;
    return false;
  }
  claims.add(claim);
  return true;
}

/** A port of 127.0.0.1 that nobody listens on, and that is this process's until it ends. */
export async function freePort() {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (!claimed(port)) continue;
    const server = net.createServer();
    const free = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** Whether something accepts at { port } or { path }. */
export function accepts(address) {
  return new Promise((resolve) => {
    const socket = net.connect(address.port ? { host: '127.0.0.1', ...address } : address);
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

/** Runs a program to its end: { code, stdout, stderr }; no shell. */
export async function run(file, args, options = {}) {
  const { input, ...rest } = options;
  const job = promisify(execFile)(file, args, { maxBuffer: 64 << 20, ...rest });
  // One that does not read its input may be gone already.
  job.child.stdin?.on('error', () => {}).end(input ?? '');
  try {
    return { code: 0, ...(await job) };
  } catch (error) {
    if (typeof error.code !== 'number') throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

/** The same, and the exit status must be 0. */
export async function mustRun(file, args, options) {
  const result = await run(file, args, options);
  if (result.code !== 0) {
    throw new Error(`${file} ${args.join(' ')}: exit ${result.code}\n${result.stdout}${result.stderr}`);
  }
  return result;
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export class Proc {
  /** group: what it leaves behind ends with it; talks: input and output are pipes. */
  constructor(name, file, args, { log, env, cwd, group = false, talks = false } = {}) {
    this.name = name;
    this.log = log;
    const out = log ? fs.openSync(log, 'a') : 'ignore';
    this.child = spawn(file, args, {
      stdio: talks ? ['pipe', 'pipe', out] : ['ignore', out, out], cwd, env: { ...process.env, ...env }, detached: group,
    });
    if (log) fs.closeSync(out);
    this.exited = new Promise((resolve) => {
      const done = (code, signal) => {
        running.delete(this);
        if (group && this.pid) endGroup(this.pid);
        this.ended = { code, signal };
        resolve(this.ended);
      };
      this.child.once('exit', done);
      this.child.once('error', (error) => done(error.message, null));
    });
    running.add(this);
  }

  get pid() { return this.child.pid; }

  /** What it wrote so far. */
  output() {
    return this.log ? fs.readFileSync(this.log, 'utf8') : '';
  }

  /** Waits until ready() is true; ends the wait when the process ends. */
  async ready(ready, timeoutMs = 30000) {
    await until(async () => {
      if (this.ended) {
        throw new Error(`${this.name} ended (${this.ended.code ?? this.ended.signal}):\n${this.output().slice(-4000)}`);
      }
      return ready();
    }, `${this.name} is ready`, timeoutMs);
    return this;
  }

  kill(signal) {
    if (!this.ended) this.child.kill(signal);
    return this.exited;
  }

  /** SIGTERM, and SIGKILL when it does not end in time. */
  async stop(graceMs = 15000) {
    if (this.ended) return this.ended;
    this.child.kill('SIGTERM');
    const timer = new AbortController();
    const late = pause(graceMs, 'late', { signal: timer.signal }).catch(() => null);
    const first = await Promise.race([this.exited, late]);
    timer.abort();
    if (first !== 'late') return first;
    this.child.kill('SIGKILL');
    return this.exited;
  }
}

/** Its children and theirs, itself first. */
export function family(pid) {
  const children = new Map();
  for (const one of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let stat;
    try { stat = fs.readFileSync(`/proc/${one}/stat`, 'utf8'); } catch { continue; }
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(one)]);
  }
  const all = [pid];
  for (let i = 0; i < all.length; i++) all.push(...children.get(all[i]) ?? []);
  return all;
}
